"""G-code that somebody wrote: one command, or templates for scripts, `G1 X{park_x} F{travel_feed_mm_min}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from unicodedata import category

from lezerprint.errors import PortError
from lezerprint.marlin.commands import MAX_BODY_BYTES, clean, command_code, is_command
from lezerprint.marlin.plain_text import sendable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

MACHINE_NAMES: Final = frozenset(
    {
        *("x", "y", "z", "e", "f", "fan", "tool", "feed_factor", "flow_factor"),
        *("hotend", "bed", "chamber", "layer", "height_mm", "line", "percent", "park_z", "photo_z"),
    }
)
"""What the port process knows of the machine and the job as it is paused; mm, mm/min, 0-255, %, °C."""

VALUE_NAMES: Final = frozenset(
    {
        *("retract_mm", "retract_feed_mm_min", "park_x", "park_y", "park_lift_mm", "max_z"),
        *("travel_feed_mm_min", "lift_feed_mm_min", "photo_lift_mm"),
    }
)
"""What a spool may tell beside that; any of them may be absent."""

_SETS_LINE_NUMBER: Final = ("M", 110)
_SHOWN_CHARACTERS: Final = 80
_PLACE: Final = re.compile(r"\{(\w+)\}", re.ASCII)
_WIDEST: Final = 999999.99999


def checked_command(text: str) -> bytes:
    """One command, fit to be numbered. Raises PortError for what is none."""
    if "\n" in text or "\r" in text:
        raise PortError("one command at a time")
    if any(category(character) == "Cc" for character in text):
        raise PortError("a command has no control characters")
    command = clean(text.encode())
    if not is_command(command):
        raise PortError(f"{text[:_SHOWN_CHARACTERS]!r} is not a G-code command")
    if b"M110" in command.upper() or command_code(command) == _SETS_LINE_NUMBER:
        raise PortError("line numbers (M110) are set by the host")
    command = sendable(command)
    if len(command) > MAX_BODY_BYTES:
        raise PortError(f"the command is longer than {MAX_BODY_BYTES} bytes")
    return command


def number(value: float) -> str:
    """A number as Marlin reads it: at most five decimals, no exponent, no zeros to spare."""
    text = f"{value:.5f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def render(templates: Sequence[str], values: Mapping[str, float]) -> list[bytes]:
    """The commands, with the values in their places; a template of which a value is absent is left out."""
    texts = {name: number(value) for name, value in values.items()}
    return [
        _PLACE.sub(lambda place: texts[place[1]], template).encode()
        for template in templates
        if all(name in texts for name in _PLACE.findall(template))
    ]


def check(templates: Sequence[str], known: Collection[str] = MACHINE_NAMES | VALUE_NAMES) -> None:
    """Raise PortError for a name that is not among the known, and for what is no command with any number."""
    for template in templates:
        for name in _PLACE.findall(template):
            if name not in known:
                raise PortError(f"a script has no value {name!r}")
        command = _PLACE.sub(number(_WIDEST), template)
        if "{" in command or "}" in command:
            raise PortError(f"a brace that belongs to no name: {template[:80]!r}")
        checked_command(command)


def longest(templates: Sequence[str]) -> list[bytes]:
    """The commands with the longest numbers that there can be."""
    return [_PLACE.sub(number(_WIDEST), template).encode() for template in templates]
