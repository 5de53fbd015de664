import io

import pytest

from lezerprint.gcode.encodings import transcode, wide_encoding

TEXT = "; Größe ✓\nG28\nG1 X1 Y2\n" + "G1 X10 Y20 E3\n" * 50


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("read_bytes", [7, 1 << 20])
def test_wide_text_becomes_utf_8(encoding, read_bytes, monkeypatch):
    monkeypatch.setattr("lezerprint.gcode.encodings._READ_BYTES", read_bytes)
    content = TEXT.encode(encoding)
    found = wide_encoding(content)
    assert found is not None
    out = io.BytesIO()
    transcode(io.BytesIO(content), found, out.write)
    assert out.getvalue().decode() == TEXT


@pytest.mark.parametrize(
    "content",
    [TEXT.encode(), TEXT.encode("cp1252", "ignore"), b"G", b"", bytes(4000), b"G28\n" + bytes(4000)],
)
def test_other_text_stays_as_it_is(content):
    assert wide_encoding(content) is None


def test_damaged_text_is_read_as_far_as_it_can_be():
    content = "G28\n".encode("utf-16")
    out = io.BytesIO()
    transcode(io.BytesIO(content + b"\x00\xd8\x41\x00" + b"\n"), "utf-16", out.write)
    assert out.getvalue().decode().startswith("G28\n�")
