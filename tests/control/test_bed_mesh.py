"""What a mesh says of the bed."""

from __future__ import annotations

import pytest

from lezerprint.control.bed_mesh import KeptMesh, KeptMeshes, figures_of


def test_a_tilted_plane():
    heights = [[0.1 * column - 0.05 * row for column in range(5)] for row in range(3)]
    figures = figures_of(heights)
    assert figures.tilt_x == pytest.approx(0.4)
    assert figures.tilt_y == pytest.approx(-0.1)
    assert figures.range == pytest.approx(0.5)
    assert figures.mean == pytest.approx(0.15)


def test_points_that_were_not_probed_do_not_count():
    figures = figures_of([[0.0, None, 0.2], [None, 0.1, None]])
    assert (figures.lowest, figures.highest, figures.mean) == (0.0, 0.2, 0.1)
    assert figures.tilt_x == pytest.approx(0.2)


@pytest.mark.parametrize("heights", [[], [[]], [[None, None]]])
def test_without_a_point_there_are_no_figures(heights):
    assert figures_of(heights) is None


@pytest.mark.parametrize("heights", [[[0.3]], [[0.1, 0.3]], [[0.1], [0.3]]])
def test_one_row_or_column_has_a_tilt_along_itself_only(heights):
    figures = figures_of(heights)
    assert figures.tilt_x == pytest.approx(heights[0][-1] - heights[0][0])
    assert figures.tilt_y == pytest.approx(heights[-1][0] - heights[0][0])


def test_the_last_one_is_kept(tmp_path):
    kept = KeptMeshes(tmp_path / "meshes")
    assert kept.last("a/b") is None
    mesh = KeptMesh(1.8e9, [[0.1, None]], ["0 +0.100 ====="])
    kept.keep("a/b", mesh)
    assert kept.last("a/b") == mesh
    assert kept.last("b") is None
    next((tmp_path / "meshes").iterdir()).write_text("{")
    assert kept.last("a/b") is None
