import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lezerprint.marlin.commands import clean
from lezerprint.marlin.framing import checksum, encode
from lezerprint.marlin.plain_text import sendable
from lezerprint.virtual.dialects import DIALECTS
from lezerprint.virtual.receiver import Receiver

FAMILIES = sorted(DIALECTS)


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ("M117 Part 2*3 of 6", "M117 Part 2x3 of 6"),
        ("M117 Größe 2: Würfel", "M117 Groesse 2: Wuerfel"),
        ("M117 PRUSA i3 test", "M117 Prusa i3 test"),
        ("M118 see G28, M104 S0", "M118 see g28, m104 S0"),
        ("M117 210 °C, fertig?", "M117 210 C, fertig."),
        ("M117 打印", "M117 __"),
        ("M117 a (b", "M117 a [b"),
        ('M117 the "end', "M117 the 'end"),
        ('M118 P0 S"Hello {x}"', 'M118 P0 S"Hello {x}"'),
        ("M117 Hello {x", "M117 Hello [x"),
        ("M486 AMüller*", "M486 AMuellerx"),
        ("m117 Hello", "M117 Hello"),
        ("g1 x10 y1.5", "G1 X10 Y1.5"),
        ("m23 Part1.gco", "M23 Part1.gco"),
        ('m587 s"Net"', 'M587 s"Net"'),
        ("G1 X5*33", "G1 X5"),
        ("G1 X5 (Y5", "G1 X5"),
        ("G1 X5 Y6", "G1 X5 Y6"),
        ("Tx", "Tx"),
        ("T?", "T?"),
        ("M118 A1 action:pause", "M118 A1 action:pause"),
    ],
)
def test_what_is_sent_for_a_command(body, sent):
    assert sendable(body.encode()) == sent.encode()


def test_text_that_is_no_utf_8_is_taken_for_latin_1():
    assert sendable("M117 Größe".encode("latin-1")) == b"M117 Groesse"


@pytest.mark.parametrize("name", FAMILIES)
@settings(deadline=None, max_examples=50)
@given(st.sampled_from(["M117 ", "M118 ", "M486 A", "M0 ", "M23 ", "G1 X"]), st.text(max_size=40))
def test_every_family_accepts_every_text_and_counts_it(name, command, text):
    body = sendable(clean((command + text).encode("utf-8", "ignore")))
    receiver = Receiver(256, DIALECTS[name].rules)
    receiver.last_line_number = 11
    receiver.store(encode(12, body, checksum(body)))
    taken = receiver.take()
    assert isinstance(taken, str)
    assert taken.startswith("N12")
    assert taken.rpartition("*")[0] == f"N12{body.decode()}"
    if name not in ("klipper", "reprapfirmware"):
        assert receiver.last_line_number == 12
