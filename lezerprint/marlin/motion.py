"""Where a print stands: Marlin's modal state, followed by replaying commands."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self, TypeAlias

from lezerprint.marlin.commands import command_code, words
from lezerprint.marlin.firmware import ExtruderMode
from lezerprint.marlin.tools import copies_first_tool, possible_tool

MILLIMETRES_PER_INCH: Final = 25.4
MOVES: Final = (0, 1, 2, 3, 5)
"""G0 to G3 and G5 all end at the X, Y, Z and E that they name."""

_FAN_FULL: Final = 255.0
_HIGHEST_FAN: Final = 31
"""RepRapFirmware has so many; of a higher number the state of a print would grow without a bound."""

_CAPITALS: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(slots=True)
class MachineState:
    """The modal state that a stream of commands leads to, as Marlin keeps it.

    Positions are logical: G92 sets them, and G28 makes them 0.

    Attributes:
        x: Millimetres, as are y, z and e; cubic ones of e while it is `volumetric`.
        e: By the rule of `extruder_mode`.
        extruder_mode: What decides whether E is relative: the firmware's family does.
        feed_rate_mm_min: Marlin starts with 1500.
        absolute_axes: The last of G90 and G91.
        extruder_told_absolute: The last of M82 and M83.
        axes_told_last: Whether a G90 or G91 came after the last M82 or M83.
        inches: G20; positions here are millimetres all the same.
        fan_speeds: By index, 0 to 255; without P it is the first.
        feed_factor_saved_percent: What `M220 B` has saved.
        volumetric: Whether E is a volume (M200).
        filament_diameter_mm: Of M200.
        retracted: By G10, not recovered by G11.
        hotend_targets_celsius: By tool.
        homed_axes: Of "XYZ", those that a G28 homed.
    """

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    e: float = 0.0
    extruder_mode: ExtruderMode = ExtruderMode.FOLLOWS_AXES
    feed_rate_mm_min: float = 1500.0
    absolute_axes: bool = True
    extruder_told_absolute: bool = True
    axes_told_last: bool = False
    inches: bool = False
    tool: int = 0
    fan_speeds: dict[int, float] = field(default_factory=dict)
    feed_factor_percent: float = 100.0
    feed_factor_saved_percent: float = 100.0
    flow_factor_percent: float = 100.0
    volumetric: bool = False
    filament_diameter_mm: float = 1.75
    retracted: bool = False
    hotend_targets_celsius: dict[int, float] = field(default_factory=dict)
    bed_target_celsius: float = 0.0
    chamber_target_celsius: float = 0.0
    homed_axes: str = ""

    @property
    def millimetres_per_unit(self) -> float:
        """What a length of 1 in a command means now."""
        return MILLIMETRES_PER_INCH if self.inches else 1.0

    @property
    def absolute_extruder(self) -> bool:
        """Whether E is absolute."""
        return is_absolute(
            self.extruder_mode,
            axes=self.absolute_axes,
            told=self.extruder_told_absolute,
            axes_last=self.axes_told_last,
        )

    @property
    def extruder_unit_mm2(self) -> float:
        """What 1 mm of filament is in E: its cross-section where E is a volume, else 1."""
        return math.pi * self.filament_diameter_mm**2 / 4 if self.volumetric else 1.0

    @property
    def mode_commands(self) -> list[str]:
        """What sets both modes as they are, in an order that every family understands alike."""
        modes = ["G90" if self.absolute_axes else "G91", "M82" if self.extruder_told_absolute else "M83"]
        return modes[::-1] if self.axes_told_last else modes

    def copy(self) -> Self:
        """One of its own."""
        return replace(
            self,
            fan_speeds=dict(self.fan_speeds),
            hotend_targets_celsius=dict(self.hotend_targets_celsius),
        )

    def apply(self, body: bytes) -> None:
        """Replay one cleaned command; one that changes nothing here is passed over."""
        code = command_code(body)
        if code is None:
            return
        letter, number = code
        if letter == "T":
            self.tool = number
        elif code in _EFFECTS_OF_LETTERS:
            _EFFECTS_OF_LETTERS[code](self, body)
        elif code in _EFFECTS:
            _EFFECTS[code](self, words(body))

    def to_dict(self) -> dict[str, Any]:
        """The state as JSON can hold it."""
        fields: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        for name in _BY_INDEX:
            fields[name] = {str(index): value for index, value in fields[name].items()}
        return {**fields, "extruder_mode": self.extruder_mode.value}

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """The state that `to_dict` gave, of this version or the one before."""
        known: dict[str, Any] = {name: value for name, value in fields.items() if name in cls.__slots__}
        for name in _BY_INDEX:
            known[name] = {int(index): value for index, value in known.get(name, {}).items()}
        known["extruder_mode"] = ExtruderMode(known.get("extruder_mode", ExtruderMode.FOLLOWS_AXES))
        state = cls(**known)
        if "absolute_extruder" in fields:
            state.extruder_told_absolute = fields["absolute_extruder"]
        if "fan_speed" in fields:
            state.fan_speeds[0] = fields["fan_speed"]
        return state


_BY_INDEX: Final = ("fan_speeds", "hotend_targets_celsius")


def is_absolute(mode: ExtruderMode, *, axes: bool, told: bool, axes_last: bool) -> bool:
    """Whether E is absolute: `axes` by the last of G90 and G91, `told` by the last of M82 and M83."""
    if mode is ExtruderMode.FOLLOWS_AXES:
        return axes if axes_last else told
    return told and (axes or mode is ExtruderMode.INDEPENDENT)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state at one place of a file, whatever the family of the firmware that prints it.

    Attributes:
        state: By the rule of Marlin 2.
        e_by_mode: Where E is by each rule.
    """

    state: MachineState
    e_by_mode: dict[ExtruderMode, float]

    def under(self, mode: ExtruderMode) -> MachineState:
        """The state by this rule, to be changed at will."""
        return replace(self.state.copy(), extruder_mode=mode, e=self.e_by_mode.get(mode, self.state.e))

    def to_dict(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {**self.state.to_dict(), "e_by_mode": {mode.value: e for mode, e in self.e_by_mode.items()}}

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """What `to_dict` gave; of a spool of the version before, E is known by Marlin's rule alone."""
        by_mode = {ExtruderMode(mode): e for mode, e in fields.get("e_by_mode", {}).items()}
        return cls(MachineState.from_dict(fields), by_mode)


def fan_of(arguments: Mapping[str, float]) -> int | None:
    """The fan that M106 and M107 set with these arguments; None for one that no printer has."""
    fan = int(arguments.get("P", 0.0))
    return fan if 0 <= fan <= _HIGHEST_FAN else None


def homed_by(body: bytes) -> str:
    """The axes of "XYZ" that a G28 homes: those it names, or all."""
    named = body.upper()
    return "".join(axis for axis in "XYZ" if axis.encode() in named) or "XYZ"


_Arguments: TypeAlias = Mapping[str, float]
_Effect: TypeAlias = Callable[[MachineState, _Arguments], None]


def _home(state: MachineState, body: bytes) -> None:
    axes = homed_by(body)
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
    tool = possible_tool(int(arguments.get("T", state.tool)))
    if tool is not None:
        target = _target(arguments, state.hotend_targets_celsius.get(tool, 0.0))
        state.hotend_targets_celsius[tool] = target


def _set_bed(state: MachineState, arguments: _Arguments) -> None:
    state.bed_target_celsius = _target(arguments, state.bed_target_celsius)


def _set_chamber(state: MachineState, arguments: _Arguments) -> None:
    state.chamber_target_celsius = _target(arguments, state.chamber_target_celsius)


def _target(arguments: _Arguments, present: float) -> float:
    return arguments.get("S", arguments.get("R", present))


def _set_fan(state: MachineState, arguments: _Arguments) -> None:
    """Without S it is full, unless the command sets something else of the fan (T, or RepRapFirmware's)."""
    fan = fan_of(arguments)
    if fan is not None and ("S" in arguments or not arguments.keys() - {"P"}):
        state.fan_speeds[fan] = min(max(arguments.get("S", _FAN_FULL), 0.0), _FAN_FULL)


def _stop_fan(state: MachineState, arguments: _Arguments) -> None:
    fan = fan_of(arguments)
    if fan is not None:
        state.fan_speeds[fan] = 0.0


def _set_feed_factor(state: MachineState, body: bytes) -> None:
    """B saves it before S sets it; R restores what was saved (Marlin's and Prusa-Firmware's `M220`)."""
    letters = _letters(body)
    saved = state.feed_factor_saved_percent
    if b"B" in letters:
        state.feed_factor_saved_percent = state.feed_factor_percent
    if b"R" in letters:
        state.feed_factor_percent = saved
    state.feed_factor_percent = words(body).get("S", state.feed_factor_percent)


def _retract(state: MachineState, body: bytes) -> None:
    """G10 with P or L sets a tool's temperature or offset on other firmware."""
    letters = _letters(body)
    if not {b"P", b"L"} & letters:
        state.retracted = True
    elif b"L" not in letters:
        _set_tool(state, words(body))


def _set_tool(state: MachineState, arguments: _Arguments) -> None:
    """RepRapFirmware's G10 and M568: S is the temperature that the tool P has while it is in use."""
    tool = possible_tool(int(arguments.get("P", state.tool)))
    if tool is not None and "S" in arguments:
        state.hotend_targets_celsius[tool] = arguments["S"]


def _set_carriage_mode(state: MachineState, body: bytes) -> None:
    """M605: while the second carriage copies the first, the first tool is in use."""
    if copies_first_tool(body):
        state.tool = 0


def _recover(state: MachineState, _: bytes) -> None:
    state.retracted = False


def _letters(body: bytes) -> set[bytes]:
    """The arguments, with a number or without."""
    return {bytes((byte,)) for byte in body.upper()[1:] if byte in _CAPITALS}


def _set_volumetric(state: MachineState, arguments: _Arguments) -> None:
    """D sets the diameter and switches it on, D0 off, whatever S says; else S does (Marlin's `M200`)."""
    if diameter := arguments.get("D"):
        state.filament_diameter_mm = diameter
    default = 1.0 if diameter else float(state.volumetric)
    state.volumetric = diameter != 0 and arguments.get("S", default) > 0


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
    ("G", 90): _mode(absolute_axes=True, axes_told_last=True),
    ("G", 91): _mode(absolute_axes=False, axes_told_last=True),
    ("G", 92): _set_position,
    ("M", 82): _mode(extruder_told_absolute=True, axes_told_last=False),
    ("M", 83): _mode(extruder_told_absolute=False, axes_told_last=False),
    ("M", 104): _set_hotend,
    ("M", 109): _set_hotend,
    ("M", 140): _set_bed,
    ("M", 190): _set_bed,
    ("M", 141): _set_chamber,
    ("M", 191): _set_chamber,
    ("M", 106): _set_fan,
    ("M", 107): _stop_fan,
    ("M", 200): _set_volumetric,
    ("M", 221): _set_flow_factor,
    ("M", 568): _set_tool,
}

_EFFECTS_OF_LETTERS: Final[dict[tuple[str, int], Callable[[MachineState, bytes], None]]] = {
    ("G", 10): _retract,
    ("G", 11): _recover,
    ("G", 28): _home,
    ("M", 220): _set_feed_factor,
    ("M", 605): _set_carriage_mode,
}
"""Those of commands whose arguments may have no number."""
