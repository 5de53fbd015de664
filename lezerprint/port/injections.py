"""In which mode the machine is at a line of the job: the file's replay, and what was injected meanwhile.

An injected command counts until the file has one of its own family. Whether it has is one search over the
mapped file, however long that is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from lezerprint.marlin.commands import command_code, words
from lezerprint.marlin.firmware import ExtruderMode
from lezerprint.marlin.motion import fan_of
from lezerprint.marlin.tools import selected_tool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.marlin.motion import MachineState
    from lezerprint.marlin.replies import ReportedPosition
    from lezerprint.port.contract.heaters import HeaterReading
    from lezerprint.port.heating import Heaters
    from lezerprint.port.spool import SpoolReader

_AGREES_MM: Final = 0.011
"""M114 has two decimals: a position of the file's that is so near is the true one."""


@dataclass(frozen=True, slots=True)
class _Family:
    """Commands of which the last one counts, how to find them in a file, and what of the state is theirs."""

    pattern: re.Pattern[bytes]
    fields: tuple[str, ...] = ()
    fan: int | None = None

    def take(self, state: MachineState, injected: MachineState) -> None:
        """What is theirs, as it is after the injected command."""
        for field in self.fields:
            setattr(state, field, getattr(injected, field))
        if self.fan in injected.fan_speeds:
            state.fan_speeds[self.fan] = injected.fan_speeds[self.fan]


def _family(code: bytes, *fields: str) -> _Family:
    return _Family(re.compile(code, re.IGNORECASE), fields)


_EXTRUSION: Final = "extrusion"
_TARGETS: Final = "targets"
_FAN: Final = "fan "
_FIRST_FAN: Final = rb"M ?0*10[67](?!\d)(?![^\n]*P ?0*[1-9])"
_OTHER_FAN: Final = rb"M ?0*10[67](?!\d)[^\n]*P ?0*%d(?!\d)"
_SETS_FAN: Final = frozenset({("M", 106), ("M", 107)})

_FAMILIES: Final = {
    "feed_factor": _family(rb"M ?0*220(?!\d)[^\n]*[SR]", "feed_factor_percent"),
    "saved_feed_factor": _family(rb"M ?0*220(?!\d)[^\n]*B", "feed_factor_saved_percent"),
    "flow_factor": _family(rb"M ?0*221(?!\d)[^\n]*S", "flow_factor_percent"),
    "tool": _family(rb"T ?\d", "tool"),
    "axes": _family(rb"G ?0*9[01](?!\d)", "absolute_axes"),
    "extruder": _family(rb"M ?0*8[23](?!\d)", "extruder_told_absolute"),
    "last_mode": _family(rb"(?:G ?0*9[01]|M ?0*8[23])(?!\d)", "axes_told_last"),
    "units": _family(rb"G ?0*2[01](?!\d)", "inches"),
    "feed_rate": _family(rb"G ?0*[01235](?!\d)[^\n]*F ?\+?0*\.?0*[1-9]", "feed_rate_mm_min"),
    "retraction": _family(rb"G ?0*1[01](?!\d)(?![^\n]*[PL])", "retracted"),
    "volumetric": _family(rb"M ?0*200(?!\d)", "volumetric", "filament_diameter_mm"),
    _EXTRUSION: _family(rb"G ?0*(?:[01235]|92)(?!\d)[^\n]*E"),
}


@cache
def _named(name: str) -> _Family:
    if not name.startswith(_FAN):
        return _FAMILIES[name]
    fan = int(name.removeprefix(_FAN))
    return _Family(re.compile(_OTHER_FAN % fan if fan else _FIRST_FAN, re.IGNORECASE), fan=fan)


def _names(body: bytes) -> list[str]:
    """The families of a command."""
    names = [name for name, family in _FAMILIES.items() if family.pattern.match(body)]
    if command_code(body) in _SETS_FAN and (fan := fan_of(words(body))) is not None:
        names.append(f"{_FAN}{fan}")
    return names


class Injections:
    """The latest injected command of each family, and the job's command before which it went out."""

    def __init__(self) -> None:
        self.targets = KeptTargets()
        self._latest: dict[str, tuple[int, bytes]] = {}

    @property
    def extrude(self) -> bool:
        """Whether any of them may have moved E: then it is elsewhere than the file says."""
        return _EXTRUSION in self._latest

    def note(self, body: bytes, index: int) -> bool:
        """A command of somebody's goes out before the job's command `index`; whether it sets a mode."""
        names = _names(body)
        self._latest |= dict.fromkeys(names, (index, body))
        return bool(names)

    def overlay(self, state: MachineState, spool: SpoolReader, index: int) -> None:
        """Make the file's state before its command `index` the machine's."""
        for name, (since, body) in self._latest.items():
            family = _named(name)
            if not spool.has_match(family.pattern, since, index):
                injected = state.copy()
                injected.apply(body)
                family.take(state, injected)

    def tool(self) -> tuple[int, int] | None:
        """The tool that was selected last, after the job's command before which that went out."""
        index, body = self._latest.get("tool", (0, b""))
        tool = selected_tool(body)
        return None if tool is None else (index, tool)

    def kept(self) -> dict[str, Any]:
        """For the journal."""
        latest = {name: [index, body.decode()] for name, (index, body) in self._latest.items()}
        return {**latest, _TARGETS: self.targets.kept()}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """As a predecessor left them."""
        known = {name: entry for name, entry in kept.items() if name in _FAMILIES or name.startswith(_FAN)}
        self._latest = {name: (index, text.encode()) for name, (index, text) in known.items()}
        if _TARGETS in kept:
            self.targets.restore(kept[_TARGETS])


def state_at(
    spool: SpoolReader,
    index: int,
    injections: Injections,
    position: ReportedPosition | None,
    heaters: Heaters,
    extruder_mode: ExtruderMode = ExtruderMode.FOLLOWS_AXES,
) -> MachineState:
    """The machine's state when all before the job's command `index` is done.

    Positions are the file's exact ones, where the firmware's report of them agrees; targets are the
    firmware's own, so that what was turned at the printer's knob counts.
    """
    state = spool.state_before(index, extruder_mode)
    injections.overlay(state, spool, index)
    if spool.tools.last_change(index) is None and injections.tool() is None:
        state.tool = heaters.known.selected  # the one that was in use when the job began
    if position is not None:
        for axis in ("x", "y", "z", "e"):
            reported = getattr(position, axis)
            if reported is not None and abs(reported - getattr(state, axis)) > _AGREES_MM:
                setattr(state, axis, reported)
    take_targets(state, heaters)
    injections.targets.give_back(state, index)
    return state


def take_targets(state: MachineState, heaters: Heaters) -> None:
    """What the firmware reports, as far as it does."""
    for tool, reading in heaters.tools.items():
        if reading.target_celsius is not None:
            state.hotend_targets_celsius[tool] = reading.target_celsius
    in_use = heaters.reading("hotend", state.tool)  # of several tools with one nozzle, the nozzle
    if in_use is not None and in_use.target_celsius is not None:
        state.hotend_targets_celsius[state.tool] = in_use.target_celsius
    if heaters.bed is not None and heaters.bed.target_celsius is not None:
        state.bed_target_celsius = heaters.bed.target_celsius
    if heaters.chamber is not None and heaters.chamber.target_celsius is not None:
        state.chamber_target_celsius = heaters.chamber.target_celsius


def moves_or_sets(body: bytes) -> bool:
    """Whether a command may change where the machine is, or in which mode; unknown ones may."""
    return command_code(body) not in _HARMLESS


_HARMLESS: Final = frozenset(
    {
        ("G", 4),
        *(("M", number) for number in (27, 31, 73, 75, 76, 77, 104, 105, 108, 109, 110, 113, 114, 115)),
        *(("M", number) for number in (117, 118, 119, 140, 141, 154, 155, 190, 191, 220, 221, 300, 400)),
        *(("M", number) for number in (106, 107, 503, 876)),
    }
)
"""These change neither position nor feed rate nor mode; fan and factors are compared by themselves."""

SETS_ORIGIN: Final = re.compile(rb"G ?0*92(?![.\d])[^\n]*[XYZ]", re.IGNORECASE)
"""What calls a place by other coordinates."""


_TOOL: Final = "tool"


class KeptTargets:
    """Targets in degrees Celsius by heater; they hold for the pause before one command of the job."""

    def __init__(self) -> None:
        self._before = -1
        self._celsius: dict[str, float] = {}

    def keep(self, readings: Mapping[str, HeaterReading], before: int, of_file: Mapping[str, float]) -> None:
        """What is reported counts; of what was switched off by then, what was kept before; else the file's.

        The file's may be on its way, and not be reported yet.
        """
        if before != self._before:
            self._before, self._celsius = before, {}
        reported = {name: reading.target or 0.0 for name, reading in readings.items()}
        self._celsius = {**_on(of_file), **self._celsius, **_on(reported)}

    def give_back(self, state: MachineState, before: int) -> None:
        """Make them the print's, if it has stopped at that command."""
        if before != self._before:
            return
        for name, celsius in self._celsius.items():
            if name == "bed":
                state.bed_target_celsius = celsius
            elif name == "chamber":
                state.chamber_target_celsius = celsius
            else:
                state.hotend_targets_celsius[int(name.removeprefix(_TOOL))] = celsius

    def kept(self) -> list[Any]:
        """For the journal."""
        return [self._before, self._celsius]

    def restore(self, kept: list[Any]) -> None:
        """As a predecessor left them."""
        self._before, self._celsius = kept


def _on(targets: Mapping[str, float]) -> dict[str, float]:
    return {name: celsius for name, celsius in targets.items() if celsius > 0}
