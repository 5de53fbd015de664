import pytest
from binary_gcode import meatpacked, unpacked
from hypothesis import given, settings
from hypothesis import strategies as st

from lezerprint.gcode.meatpack import unpack

TEXT = b"""; a comment / with o_O? and \xc3\xb6
G1 X10.5 Y-3 E.04 F1200
M117 oo/O? 100 %
G28
;TYPE:Perimeter
; another
G3 X1 Y2 I3 J4
M73 P0 R32
G92 E0
"""


def test_what_was_packed_comes_back():
    assert unpack(meatpacked(TEXT)) == TEXT


def test_spaces_are_put_back_only_before_parameters_of_a_g_command():
    assert unpack(b"\xff\xff\xfa" + b"G1X1E5F2\nM117 XE\nG\n;G1X1\n") == b"G1 X1 E5 F2\nM117 XE\nG\n;G1X1\n"


@pytest.mark.parametrize("order", [0xFB, 0xFA, 0xF9, 0xF8, 0xF7, 0xF6, 0x00])
def test_an_order_is_no_text(order):
    assert unpack(bytes([0xFF, 0xFF, order])) == b""


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from([b"", b"\xff\xff\xfb", b"\xff\xff\xf7\xff\xff\xfb", b"\xff\xff\xfb\xff\xff\xfa"]),
    st.lists(
        st.one_of(
            st.sampled_from([b"\xff/o", b"oo", b"/O", b"\xf1", b"\x1f", b"\xfc", b"\xcf", b"G1X1E2\n"]),
            st.binary(min_size=1, max_size=4).map(lambda data: data.replace(b"\xff", b"\x7f")),
        )
    ).map(b"".join),
)
def test_any_bytes_read_as_a_firmware_reads_them(orders, body):
    def without_spaces(text):
        return text.replace(b" ", b"")

    assert without_spaces(unpack(orders + body)) == without_spaces(unpacked(orders + body))


def test_packing_is_switched_off_and_on_within_a_text():
    data = meatpacked(TEXT * 3)
    assert data.count(b"\xff\xff\xfa") == 5  # it begins with a comment
    assert unpack(data) == TEXT * 3
