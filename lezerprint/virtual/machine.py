"""Point, coordinate systems and modes of the machine, and how a G-code move becomes a block.

Lengths are mm. Native coordinates are the machine's own; logical ones are what G-code speaks, shifted by
G92.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lezerprint.virtual.dialect import ExtruderRule
from lezerprint.virtual.planner import Block, Point

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.virtual.settings import Settings

AXES = "XYZE"
BED_SIZE_MM = {"X": 220.0, "Y": 220.0, "Z": 250.0}
MM_PER_INCH = 25.4
SECONDS_PER_MINUTE = 60.0
_START_FEED_RATE_MM_S = 25.0
_SHORTEST_MOVE_MM = 1e-6


@dataclass(slots=True)
class Machine:
    """What the firmware knows about its position and modes.

    Attributes:
        extruder: What makes E relative.
        native: Where the machine will be once all planned moves are done.
        shift: Logical minus native coordinate of each axis; E has none, G92 sets its position itself.
        homed: The axes whose position is known.
    """

    extruder: ExtruderRule = ExtruderRule.FOLLOWS_AXES
    native: Point = field(default_factory=Point)
    shift: dict[str, float] = field(default_factory=lambda: dict.fromkeys("XYZ", 0.0))
    homed: set[str] = field(default_factory=set)
    relative_axes: bool = False
    relative_extruder: bool = False
    unit_mm: float = 1.0
    feed_rate_mm_s: float = _START_FEED_RATE_MM_S
    feed_factor: float = 1.0
    saved_feed_factor: float = 1.0
    flow_factor: float = 1.0
    fan: float = 0.0
    soft_endstops: bool = True
    motors_on: bool = False
    extruded_mm: float = 0.0

    @property
    def logical(self) -> dict[str, float]:
        """The position G-code speaks of, by axis."""
        return {
            axis: value + self.shift.get(axis, 0.0) for axis, value in zip(AXES, self.native, strict=True)
        }

    def set_relative(self, *, relative: bool) -> None:
        """G90 and G91: the axes, and with Marlin 2 the extruder too."""
        self.relative_axes = relative
        if self.extruder is ExtruderRule.FOLLOWS_AXES:
            self.relative_extruder = relative

    @property
    def extrudes_relative(self) -> bool:
        """Whether E is relative now."""
        if self.extruder is ExtruderRule.EITHER:
            return self.relative_axes or self.relative_extruder
        return self.relative_extruder

    def set_feed_rate(self, words: Mapping[str, float | None]) -> None:
        """Take the F of a move, units a minute; Marlin ignores what is not above zero."""
        feed_rate = words.get("F")
        if feed_rate and feed_rate > 0:
            self.feed_rate_mm_s = feed_rate * self.unit_mm / SECONDS_PER_MINUTE

    def destination(self, words: Mapping[str, float | None], *, limited: bool = True) -> Point:
        """Where a move with these words ends, in native coordinates, if limited within the soft endstops."""
        target = []
        for axis, here in zip(AXES, self.native, strict=True):
            value = words.get(axis)
            relative = self.extrudes_relative if axis == "E" else self.relative_axes
            if value is None:
                target.append(here)
            elif relative:
                target.append(here + value * self.unit_mm)
            else:
                target.append(value * self.unit_mm - self.shift.get(axis, 0.0))
        if limited:
            target = [self._limited(axis, place) for axis, place in zip(AXES, target, strict=True)]
        return Point(*target)

    def _limited(self, axis: str, native: float) -> float:
        if axis in self.homed and self.soft_endstops:
            return min(max(native, 0.0), BED_SIZE_MM[axis])
        return native

    def set_position(self, words: Mapping[str, float | None]) -> None:
        """G92: call the present place by other coordinates; without words, all become 0."""
        wanted = {axis: words[axis] or 0.0 for axis in AXES if axis in words} or dict.fromkeys(AXES, 0.0)
        for axis, value in wanted.items():
            if axis == "E":
                self.native = self.native._replace(e=value * self.unit_mm)
            else:
                self.shift[axis] = value * self.unit_mm - self.native[AXES.index(axis)]

    def home(self, axes: str) -> None:
        """Be at the endstops of these axes, whose shifts end with that."""
        for axis in axes:
            self.shift[axis] = 0.0
            self.homed.add(axis)
        self.native = Point(
            *(0.0 if axis in axes else here for axis, here in zip(AXES, self.native, strict=True))
        )

    def block_to(self, end: Point, settings: Settings, path_mm: float | None = None) -> Block | None:
        """The block from here to a native position, which then is the machine's; None when there is no way.

        Args:
            end: Where to go.
            settings: Speed and acceleration limits of the firmware.
            path_mm: Length of the path in XYZ when it is not straight.
        """
        way = self.native.to(end)
        self.native = end
        self.extruded_mm += way.e * self.flow_factor
        way = way._replace(e=way.e * self.flow_factor)
        travel = math.hypot(way.x, way.y, way.z) if path_mm is None else path_mm
        only_filament = travel <= _SHORTEST_MOVE_MM
        length = abs(way.e) if only_filament else travel
        if length <= _SHORTEST_MOVE_MM:
            return None
        self.motors_on = True
        kind = "R" if only_filament else "P" if way.e else "T"
        speed = self.feed_rate_mm_s * self.feed_factor
        acceleration = settings.value("M204", kind)
        for axis, distance in zip(AXES, way, strict=True):
            if distance:
                share = length / abs(distance)
                speed = min(speed, settings.value("M203", axis) * share)
                acceleration = min(acceleration, settings.value("M201", axis) * share)
        norm = math.hypot(*way) or 1.0
        return Block(end, length, speed, acceleration, Point(*(part / norm for part in way)))


def arc_length_mm(start: Point, end: Point, words: Mapping[str, float | None], *, clockwise: bool) -> float:
    """Length of a G2 or G3 in the XY plane, with its rise in Z.

    Args:
        start: Where the arc begins.
        end: Where it ends; the same point means a full circle when the centre is given.
        words: I and J, the way from the start to the centre, or R, the radius (negative: the longer arc).
        clockwise: True for G2.

    Returns:
        The length in mm; of the straight line when neither centre nor radius is given.
    """
    chord = math.hypot(end.x - start.x, end.y - start.y)
    rise = end.z - start.z
    radius = words.get("R") or 0.0
    if radius:
        half = math.asin(min(1.0, chord / (2 * abs(radius))))
        angle = 2 * half if radius > 0 else math.tau - 2 * half
        return math.hypot(abs(radius) * angle, rise)
    i, j = words.get("I") or 0.0, words.get("J") or 0.0
    if not (i or j):
        return math.hypot(chord, rise)
    begin = math.atan2(-j, -i)
    finish = math.atan2(end.y - start.y - j, end.x - start.x - i)
    angle = (begin - finish if clockwise else finish - begin) % math.tau
    if chord <= _SHORTEST_MOVE_MM or angle <= 0.0:
        angle = math.tau
    return math.hypot(math.hypot(i, j) * angle, rise)
