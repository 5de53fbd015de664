"""The picture of G-code, in the size of a page and in that of the slicer."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

from lezerprint.gcode.analysis import analyse
from lezerprint.processing.pictures import LARGE_PIXELS, SIZE_PIXELS, gcode_picture, large_picture


def gcode_with(tmp_path, *sizes):
    """G-code as PrusaSlicer writes it, with pictures of these sizes."""
    lines = []
    for width, height in sizes:
        out = io.BytesIO()
        Image.new("RGB", (width, height), "red").save(out, "PNG")
        text = base64.b64encode(out.getvalue()).decode()
        lines.append(f"; thumbnail begin {width}x{height} {len(text)}")
        lines += [f"; {text[start : start + 78]}" for start in range(0, len(text), 78)]
        lines.append("; thumbnail end")
    path = tmp_path / "part.gcode"
    path.write_text("\n".join([*lines, "G28", "G1 X10 Y10 Z0.2 F3000", "G1 X20 E1"]) + "\n", "utf-8")
    return path


def size_of(picture):
    with Image.open(io.BytesIO(picture)) as image:
        return image.size


@pytest.mark.parametrize(
    ("sizes", "large"),
    [
        ([], None),
        ([(32, 32)], None),
        ([(SIZE_PIXELS, 400)], None),
        ([(300, 300), (1024, 768)], (1024, 768)),
        ([(4096, 1024)], (LARGE_PIXELS, 512)),
    ],
)
def test_a_large_one_is_there_where_the_slicer_drew_it(tmp_path, sizes, large):
    path = gcode_with(tmp_path, *sizes)
    analysis = analyse(path)
    picture = large_picture(analysis)
    assert (picture and size_of(picture)) == large
    assert max(size_of(gcode_picture(path, analysis))) <= SIZE_PIXELS
