"""What PrusaSlicer writes of its result into comments."""

from __future__ import annotations

import hashlib

import pytest

from lezerprint.slicing import footer as module
from lezerprint.slicing.errors import SlicingError
from lezerprint.slicing.footer import duration_seconds, read_footer

FOOTER = b"""; filament used [mm] = 1491.16, 8.84
; filament used [cm3] = 3.59
; estimated printing time (normal mode) = 1h 6m 5s
; estimated printing time (silent mode) = 2h 0m 0s
"""


def gcode(layers=3):
    first = b"G1 X10.5 Y20 E1\nG1 X500 Y500 F9000\nG1 X.5 Y-3.25 E2\nG1 X30 Y40 E2.5\n"
    rest = b"".join(
        b";LAYER_CHANGE\n;Z:%g\n;HEIGHT:0.2\nG1 X99 Y99 E1\n" % (0.2 * number)
        for number in range(2, layers + 1)
    )
    return b"; made\nG28\nG1 X0 Y0 E9\n;LAYER_CHANGE\n;Z:.2\n" + first + rest + FOOTER


def test_it_reads_what_there_is(tmp_path):
    path = tmp_path / "a.gcode"
    path.write_bytes(gcode())
    footer = read_footer(path)
    assert footer.time_seconds == 3965
    assert footer.filament_mm == pytest.approx(1500)
    assert (footer.layer_count, footer.height_mm) == (3, 0.6)
    assert footer.extent_mm == (0.5, -3.25, 30, 40)
    assert footer.sha256 == hashlib.sha256(gcode()).hexdigest()
    assert footer.size == len(gcode())


@pytest.mark.parametrize("chunk", [1, 2, 7, 13, 64])
def test_where_a_read_ends_makes_no_difference(tmp_path, monkeypatch, chunk):
    path = tmp_path / "a.gcode"
    path.write_bytes(gcode(20))
    whole = read_footer(path)
    monkeypatch.setattr(module, "_CHUNK_BYTES", chunk)
    assert read_footer(path) == whole
    assert whole.layer_count == 20


@pytest.mark.parametrize(
    "content", [b"", b"G28\n", gcode()[: -len(FOOTER)], FOOTER, gcode().replace(b";LAYER_CHANGE", b"")]
)
def test_a_file_that_is_not_whole_is_refused(tmp_path, content):
    path = tmp_path / "a.gcode"
    path.write_bytes(content)
    with pytest.raises(SlicingError, match="is incomplete"):
        read_footer(path)


def test_durations():
    assert duration_seconds("1d 2h 3m 4s") == 93_784
    assert duration_seconds("45s") == 45
