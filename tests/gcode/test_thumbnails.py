import base64
import io
import textwrap

import pytest
from PIL import Image

from lezerprint.gcode.thumbnails import take_thumbnails


def encoded(data, kind="thumbnail", size="16x16", line_end="\n"):
    text = base64.b64encode(data).decode()
    lines = [
        f"; {kind} begin {size} {len(text)}",
        *(f"; {line}" for line in textwrap.wrap(text, 78)),
        f"; {kind} end",
    ]
    return (line_end.join(lines) + line_end).encode()


def picture(kind, size):
    buffer = io.BytesIO()
    Image.new("RGB", size, "orange").save(buffer, kind)
    return buffer.getvalue()


PNG = picture("PNG", (48, 32))
JPG = picture("JPEG", (64, 40))
QOI = b"qoif" + (20).to_bytes(4, "big") + (10).to_bytes(4, "big") + b"\x03\x00" + b"\xfe\x01\x02\x03" * 4


def test_pictures_come_largest_first_and_leave_the_rest_of_the_text():
    text = (
        b";start\n"
        + encoded(QOI, "thumbnail_QOI")
        + b";\n"
        + encoded(JPG, "thumbnail_JPG")
        + encoded(PNG)
        + b"G28\n"
    )
    found, rest = take_thumbnails(text)
    assert [(one.format, one.width, one.height) for one in found] == [
        ("jpg", 64, 40),
        ("png", 48, 32),
        ("qoi", 20, 10),
    ]
    assert [one.data for one in found] == [JPG, PNG, QOI]
    assert rest.split() == [b";start", b";", b"G28"]


@pytest.mark.parametrize(
    "options", [{"line_end": "\r\n"}, {"size": "300*300"}, {"kind": "png"}, {"size": ""}]
)
def test_however_they_are_wrapped(options):
    (found,), _ = take_thumbnails(encoded(PNG, **options))
    assert found.data == PNG


def test_progressive_jpg():
    buffer = io.BytesIO()
    Image.new("RGB", (30, 70)).save(buffer, "JPEG", progressive=True)
    (found,), _ = take_thumbnails(encoded(buffer.getvalue()))
    assert (found.width, found.height) == (30, 70)


@pytest.mark.parametrize(
    "text",
    [
        encoded(b"no picture at all, but long enough to be one"),
        encoded(PNG[:20]),
        encoded(JPG[:60]),
        encoded(b""),
        encoded(PNG).replace(b"; iVBOR", b"; iV!OR"),
        encoded(PNG).replace(b"; thumbnail end", b"G28"),
        encoded(PNG).replace(b"; thumbnail begin", b"; thumbnail start"),
        encoded(PNG[:16] + bytes(4) + PNG[20:]),
        encoded(b"qoif" + b"\xff" * 30),
        b"; thumbnail begin\n" * 50,
    ],
)
def test_what_is_no_picture_is_passed_over(text):
    assert take_thumbnails(text)[0] == []
