"""The lines of a picture."""

from __future__ import annotations

import numpy as np

from lezerprint.gcode.segments import printed_segments

CODE = "G90\nM83\nG1 X10 Y10 Z0.2 F3000\nG1 X20 E1\nG1 Y20 E1\nG1 X5 Y5\nG1 Z0.4\nG1 X15 E1\n"


def test_only_what_is_printed_is_drawn_by_height(tmp_path):
    path = tmp_path / "part.gcode"
    path.write_text(CODE)
    segments, layers = printed_segments(path, 6)
    assert np.allclose(segments[:, 0], [[10, 10, 0.2], [20, 10, 0.2], [5, 5, 0.4]])
    assert np.allclose(segments[:, 1], [[20, 10, 0.2], [20, 20, 0.2], [15, 5, 0.4]])
    assert layers.tolist() == [0, 0, 1]


def test_of_very_many_every_other_is_enough(tmp_path):
    path = tmp_path / "part.gcode"
    path.write_text(CODE)
    assert len(printed_segments(path, 2_400_000)[0]) == 2


def test_nothing_printed_is_no_error(tmp_path):
    path = tmp_path / "part.gcode"
    path.write_text("G28\n")
    segments, layers = printed_segments(path, 0)
    assert (segments.shape, layers.shape) == ((0, 2, 3), (0,))
