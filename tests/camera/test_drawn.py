"""The drawing of the simulated printer."""

import pytest
from PIL import ImageChops

from lezerprint.camera.sources.drawn import View

COLD = {"celsius": 22.0, "target_celsius": 0.0}


def state(x=0.0, y=0.0, z=0.0, celsius=22.0):
    hotend = {"celsius": celsius, "target_celsius": 0.0}
    return {"motors": {"x": x, "y": y, "z": z, "e": 0.0}, "heaters": {"hotend": hotend, "bed": COLD}}


def trail(*moves, first=0):
    return {"first": first, "last": first + len(moves), "moves": moves}


def difference(one, other):
    """The box in which two pictures differ, without the text at the top."""
    box = (0, 200, 640, 480)
    return ImageChops.difference(one.crop(box), other.crop(box)).getbbox()


@pytest.fixture
def view():
    return View((640, 480))


def test_the_nozzle_is_where_the_head_is(view):
    left, right = (
        difference(view.picture(state(z=249)), view.picture(state(x, y))) for x, y in ((0, 200), (200, 0))
    )
    assert left[2] < 320 < right[0]


def test_the_part_grows_and_begins_anew_with_the_next_print(view):
    empty = view.picture(state())
    view.grow(trail((100.0, 100.0, 0.2, False), (120.0, 100.0, 0.2, True)))
    assert view.known_moves == 2
    begun = view.picture(state())
    assert difference(empty, begun)
    view.grow({"first": 0, "last": 3, "moves": [(120.0, 130.0, 0.2, True)]})
    assert difference(begun, view.picture(state()))
    view.grow(trail(first=3))
    assert difference(empty, view.picture(state())) is None


def test_a_move_without_filament_draws_nothing(view):
    empty = view.picture(state())
    view.grow(trail((100.0, 100.0, 0.2, False), (120.0, 100.0, 0.2, False)))
    assert difference(empty, view.picture(state())) is None


def test_the_temperatures_are_written(view):
    cold, hot = view.picture(state()), view.picture(state(celsius=215.0))
    assert ImageChops.difference(cold, hot).getbbox()[3] < 60
