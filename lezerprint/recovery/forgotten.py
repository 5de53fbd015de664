"""What a board has forgotten by its reset, besides position, modes and targets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.commands import command_code, words

if TYPE_CHECKING:
    from lezerprint.port.spool import SpoolReader

_LINES_AT_ONCE: Final = 20_000
_SETTING: Final = rb"(?:M ?0*(?:92|20[0-57-9]|593|605|900)|G ?0*1[789])(?!\d)[^\n]*"
"""Steps, volumetric E, limits, accelerations, jerk, retraction, shaping, carriages that copy, linear advance;
plane of arcs."""

_SETTINGS: Final = re.compile(b"^" + _SETTING, re.IGNORECASE | re.MULTILINE)
_HAS_SETTINGS: Final = re.compile(_SETTING, re.IGNORECASE)
_USES_INCHES: Final = re.compile(rb"G ?0*20(?!\d)", re.IGNORECASE)
_LEVELLING: Final = re.compile(rb"(?:G29|M420)(?!\d)", re.IGNORECASE)
_NAMES_TOOL: Final = re.compile(rb"M ?0*10[49](?!\d)[^\n]*T ?\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What the job had told the board.

    Attributes:
        settings: The commands that set accelerations and the like, of each the last, in the job's order.
        levelled: Whether the bed was measured, so that the stored mesh is to be used again.
        names_tools: Whether hotends were heated by their numbers. Where they were not, all tools may share
            one nozzle, and a wait for another would never end.
    """

    settings: tuple[str, ...] = ()
    levelled: bool = False
    names_tools: bool = False


def forgotten_before(spool: SpoolReader, index: int) -> Forgotten:
    """What the commands before the one at `index` had told it."""
    return Forgotten(
        _settings(spool, index),
        levelled=spool.has_match(_LEVELLING, 0, index),
        names_tools=spool.has_match(_NAMES_TOOL, 0, index),
    )


def _settings(spool: SpoolReader, index: int) -> tuple[str, ...]:
    """The last of each code with the same words; none of a job in inches, whose mode they depend on."""
    if not spool.has_match(_HAS_SETTINGS, 0, index) or spool.has_match(_USES_INCHES, 0, index):
        return ()
    latest: dict[tuple[object, ...], str] = {}
    for start in range(0, index, _LINES_AT_ONCE):
        bodies = spool.bodies(start, min(start + _LINES_AT_ONCE, index))
        for found in _SETTINGS.findall(b"\n".join(body for body, _ in bodies)):
            code = command_code(found)
            key = ("plane",) if code and code[0] == "G" else (code, *sorted(words(found)))
            latest.pop(key, None)
            latest[key] = found.decode()
    return tuple(latest.values())
