"""A sliced print, and how the printer is at each line of it when nobody is in its way."""

from __future__ import annotations

import random

import pytest

from lezerprint.virtual import control
from lezerprint.virtual.files import Files
from lezerprint.virtual.options import BoardOptions
from lezerprint.virtual.simulator import Simulator

MICROSTEP_MM = 1 / 400
MODES = (
    *("axes_relative", "extruder_relative", "feed_factor", "flow_factor"),
    *("fan", "tool", "inches", "homed"),
)


def sliced(lines, seed=1, *, relative_extruder=False, origin=True, marked=False):
    """What a slicer makes: layers, perimeters, travels, retractions, a fan, tuning, an origin of its own."""
    chance = random.Random(seed)
    commands = ["G28", "M302 P1", "G90", "M83" if relative_extruder else "M82", "G92 E0", "M220 S100"]
    e, z, layer = 0.0, 0.0, 0
    while len(commands) < lines:
        if marked:
            commands.append(f";LAYER:{layer}")
            layer += 1
        z += 0.2
        speed = chance.choice([1200, 1800, 2400])
        commands += [f"G1 Z{z:.3f} F600", f"M106 S{chance.randrange(256)}", f"G0 X{50 + z} Y60 F9000"]
        if origin and chance.random() < 0.2:
            commands += [f"M221 S{chance.randrange(90, 110)}", f"M220 S{chance.randrange(80, 120)}"]
        for _ in range(chance.randrange(10, 40)):
            x, y = chance.uniform(20, 180), chance.uniform(20, 180)
            step = chance.uniform(0.01, 2.0)
            e += step
            told = step if relative_extruder else e
            commands.append(f"G1 X{x:.3f} Y{y:.3f} E{told:.5f} F{speed}")
        if chance.random() < 0.3:
            commands += ["G91", "G1 Z0.4 F600", "G1 Z-0.4", "G90", "M83" if relative_extruder else "M82"]
        if not relative_extruder:
            commands.append("G92 E0")
            e = 0.0
    return commands


class Uninterrupted:
    """The same print in this process, with nobody in its way."""

    def __init__(self, bodies):
        self._bodies = bodies
        self._done = 0
        self._now = 1000.0
        self._simulator = Simulator(BoardOptions(speed=0.0), Files())
        self._simulator.board.boot(self._now)

    def at(self, index):
        """The printer's state before the command `index`."""
        for body in self._bodies[self._done : index]:
            self._simulator.receive(body.encode() + b"\n", self._now)
            while self._simulator.board.running_command or self._simulator.next_event() <= self._now:
                self._now += 0.01
                self._simulator.advance(self._now)
            self._simulator.advance(self._now)
        self._done = index
        return control.state(self._simulator, self._now)


def assert_same(found, expected):
    """Position within a microstep; modes exactly."""
    for kind in ("position", "machine", "offsets"):
        assert found[kind] == pytest.approx(expected[kind], abs=MICROSTEP_MM), kind
    for axis in "xyz":
        assert found["motors"][axis] == pytest.approx(expected["motors"][axis], abs=MICROSTEP_MM)
    assert found["extruded_mm"] == pytest.approx(expected["extruded_mm"], abs=MICROSTEP_MM)
    assert found["feed_rate_mm_min"] == pytest.approx(expected["feed_rate_mm_min"])
    assert {name: found[name] for name in MODES} == {name: expected[name] for name in MODES}
    for heater, known in expected["heaters"].items():
        assert found["heaters"][heater]["target_celsius"] == known["target_celsius"]
