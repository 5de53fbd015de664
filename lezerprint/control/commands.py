"""What a user orders, as G-code from numbers that were checked.

Marlin does not tell in which modes it is. After every sequence here it is in those with which it starts:
absolute axes and extruder, millimetres.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.control.errors import InvalidOrderError
from lezerprint.errors import PortError
from lezerprint.marlin.commands import command_code
from lezerprint.port.template import checked_command

if TYPE_CHECKING:
    from collections.abc import Iterable

_FULL_FAN: Final = 255
_LONGEST_EXTRUSION_MM: Final = 100.0
"""Marlin refuses more than EXTRUDE_MAXLENGTH, 200 mm by default, in one move."""

_TIP_MM: Final = 10.0
"""What is pushed before filament is pulled out, so that its end leaves no plug behind."""

_SETS_BAUDRATE: Final = ("M", 575)

MOTORS_OFF: Final = "M84"


def checked(text: str) -> bytes:
    """One command that a user has typed, without comment and number.

    Raises:
        InvalidOrderError: It is none, more than one, or cannot be sent.
    """
    try:
        body = checked_command(text)
    except PortError as error:
        raise InvalidOrderError(str(error)) from error
    if command_code(body) == _SETS_BAUDRATE:
        raise InvalidOrderError("the baud rate (M575) is the host's: connect with another one instead")
    return body


def home(axes: Iterable[str]) -> list[str]:
    """Home these axes of "XYZ", in the firmware's own order."""
    named = "".join(f" {axis}" for axis in "XYZ" if axis in axes)
    return ["G28" if named == " X Y Z" else f"G28{named}"]


def move(axis: str, distance_mm: float, speed_mm_min: float) -> list[str]:
    """Move one axis of "XYZE" from where it is; the extruder has its own mode, so the axes keep theirs."""
    relative, absolute = ("M83", "M82") if axis == "E" else ("G91", "G90")
    return ["G21", relative, f"G1 {axis}{_number(distance_mm)} F{_number(speed_mm_min)}", absolute]


def extrude(lengths_mm: Iterable[float], speed_mm_min: float, tool: int | None = None) -> list[str]:
    """Move filament by these lengths one after another, backwards where they are negative."""
    feed = _number(speed_mm_min)
    moves = [f"G1 E{_number(part)} F{feed}" for length in lengths_mm for part in _parts(length)]
    return [*_tool(tool), "G21", "M83", *moves, "M82"]


def load_filament(length_mm: float, speed_mm_min: float, tool: int | None = None) -> list[str]:
    """Load filament."""
    return extrude([length_mm], speed_mm_min, tool)


def unload_filament(length_mm: float, speed_mm_min: float, tool: int | None = None) -> list[str]:
    """Unload filament."""
    return extrude([_TIP_MM, -length_mm - _TIP_MM], speed_mm_min, tool)


def targets(
    hotend: float | None, bed: float | None, chamber: float | None, tool: int | None = None
) -> list[str]:
    """Set the targets that are given, in degrees Celsius, and wait for none."""
    of_tool = "" if tool is None else f" T{tool}"
    given = ((f"M104{of_tool}", hotend), ("M140", bed), ("M141", chamber))
    return [f"{command} S{_number(celsius)}" for command, celsius in given if celsius is not None]


def fan(percent: float, index: int = 0) -> list[str]:
    """Set a fan, 0 to 100 percent."""
    speed = round(percent / 100 * _FULL_FAN)
    return [f"M106 P{index} S{speed}" if speed else f"M107 P{index}"]


def feed_factor(percent: float) -> list[str]:
    """How fast all moves are, in percent of what the file says."""
    return [f"M220 S{_number(percent)}"]


def flow_factor(percent: float, tool: int | None = None) -> list[str]:
    """How much is extruded, in percent of what the file says."""
    return [f"M221 S{_number(percent)}" if tool is None else f"M221 T{tool} S{_number(percent)}"]


def _tool(tool: int | None) -> list[str]:
    return [] if tool is None else [f"T{tool}"]


def _parts(length_mm: float) -> list[float]:
    whole, rest = divmod(abs(length_mm), _LONGEST_EXTRUSION_MM)
    parts = [_LONGEST_EXTRUSION_MM] * int(whole) + ([rest] if rest else [])
    return [part if length_mm > 0 else -part for part in parts]


def _number(value: float) -> str:
    """Without an exponent, which Marlin would take for the axis E."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
