"""Where a print stands: Marlin's modal state, followed by replaying commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self, TypeAlias

from lezerprint.marlin.commands import command_code, words

MILLIMETRES_PER_INCH: Final = 25.4
MOVES: Final = (0, 1, 2, 3, 5)
"""G0 to G3 and G5 all end at the X, Y, Z and E that they name."""

_FAN_FULL: Final = 255


@dataclass(slots=True)
class MachineState:
    """The modal state that a stream of commands leads to, as Marlin keeps it.

    Positions are logical: G92 sets them, and G28 makes them 0. The fan is the first one.

    Attributes:
        x: Millimetres, as are y, z and e.
        feed_rate_mm_min: Marlin starts with 1500.
        absolute_axes: G90 or G91.
        absolute_extruder: M82 or M83, overridden by the next G90 or G91.
        inches: G20; positions here are millimetres all the same.
        fan_speed: 0 to 255.
        hotend_targets_celsius: By tool.
        homed_axes: Of "XYZ", those that a G28 homed.
    """

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    e: float = 0.0
    feed_rate_mm_min: float = 1500.0
    absolute_axes: bool = True
    absolute_extruder: bool = True
    inches: bool = False
    tool: int = 0
    fan_speed: int = 0
    feed_factor_percent: float = 100.0
    flow_factor_percent: float = 100.0
    hotend_targets_celsius: dict[int, float] = field(default_factory=dict)
    bed_target_celsius: float = 0.0
    chamber_target_celsius: float = 0.0
    homed_axes: str = ""

    @property
    def millimetres_per_unit(self) -> float:
        """What a length of 1 in a command means now."""
        return MILLIMETRES_PER_INCH if self.inches else 1.0

    def apply(self, body: bytes) -> None:
        """Replay one cleaned command; one that changes nothing here is passed over."""
        code = command_code(body)
        if code is None:
            return
        letter, number = code
        if letter == "T":
            self.tool = number
        elif code == ("G", 28):
            _home(self, homed_by(body))
        elif code in _EFFECTS:
            _EFFECTS[code](self, words(body))

    def to_dict(self) -> dict[str, Any]:
        """The state as JSON can hold it."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        targets = {str(tool): celsius for tool, celsius in self.hotend_targets_celsius.items()}
        return {**fields, "hotend_targets_celsius": targets}

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """The state that `to_dict` gave."""
        targets = {int(tool): celsius for tool, celsius in fields["hotend_targets_celsius"].items()}
        return cls(**{**fields, "hotend_targets_celsius": targets})


def homed_by(body: bytes) -> str:
    """The axes of "XYZ" that a G28 homes: those it names, or all."""
    named = body.upper()
    return "".join(axis for axis in "XYZ" if axis.encode() in named) or "XYZ"


_Arguments: TypeAlias = Mapping[str, float]
_Effect: TypeAlias = Callable[[MachineState, _Arguments], None]


def _home(state: MachineState, axes: str) -> None:
    for axis in axes:
        setattr(state, axis.lower(), 0.0)
    state.homed_axes = "".join(axis for axis in "XYZ" if axis in axes or axis in state.homed_axes)


def _move(state: MachineState, arguments: _Arguments) -> None:
    unit = state.millimetres_per_unit
    for axis in "XYZE":
        if axis in arguments:
            absolute = state.absolute_extruder if axis == "E" else state.absolute_axes
            origin = 0.0 if absolute else getattr(state, axis.lower())
            setattr(state, axis.lower(), origin + arguments[axis] * unit)
    if arguments.get("F", 0.0) > 0.0:
        state.feed_rate_mm_min = arguments["F"] * unit


def _set_position(state: MachineState, arguments: _Arguments) -> None:
    for axis in "XYZE":
        if axis in arguments:
            setattr(state, axis.lower(), arguments[axis] * state.millimetres_per_unit)


def _set_hotend(state: MachineState, arguments: _Arguments) -> None:
    tool = int(arguments.get("T", state.tool))
    target = _target(arguments, state.hotend_targets_celsius.get(tool, 0.0))
    state.hotend_targets_celsius[tool] = target


def _set_bed(state: MachineState, arguments: _Arguments) -> None:
    state.bed_target_celsius = _target(arguments, state.bed_target_celsius)


def _set_chamber(state: MachineState, arguments: _Arguments) -> None:
    state.chamber_target_celsius = _target(arguments, state.chamber_target_celsius)


def _target(arguments: _Arguments, present: float) -> float:
    return arguments.get("S", arguments.get("R", present))


def _set_fan(state: MachineState, arguments: _Arguments) -> None:
    if arguments.get("P", 0.0) == 0.0:
        state.fan_speed = min(max(int(arguments.get("S", _FAN_FULL)), 0), _FAN_FULL)


def _stop_fan(state: MachineState, arguments: _Arguments) -> None:
    _set_fan(state, {**arguments, "S": 0.0})


def _set_feed_factor(state: MachineState, arguments: _Arguments) -> None:
    state.feed_factor_percent = arguments.get("S", state.feed_factor_percent)


def _set_flow_factor(state: MachineState, arguments: _Arguments) -> None:
    state.flow_factor_percent = arguments.get("S", state.flow_factor_percent)


def _mode(**modes: bool) -> _Effect:
    def effect(state: MachineState, _: _Arguments) -> None:
        for name, value in modes.items():
            setattr(state, name, value)

    return effect


_EFFECTS: Final[dict[tuple[str, int], _Effect]] = {
    **{("G", number): _move for number in MOVES},
    ("G", 20): _mode(inches=True),
    ("G", 21): _mode(inches=False),
    ("G", 90): _mode(absolute_axes=True, absolute_extruder=True),
    ("G", 91): _mode(absolute_axes=False, absolute_extruder=False),
    ("G", 92): _set_position,
    ("M", 82): _mode(absolute_extruder=True),
    ("M", 83): _mode(absolute_extruder=False),
    ("M", 104): _set_hotend,
    ("M", 109): _set_hotend,
    ("M", 140): _set_bed,
    ("M", 190): _set_bed,
    ("M", 141): _set_chamber,
    ("M", 191): _set_chamber,
    ("M", 106): _set_fan,
    ("M", 107): _stop_fan,
    ("M", 220): _set_feed_factor,
    ("M", 221): _set_flow_factor,
}
