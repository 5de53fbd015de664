"""What the firmware said to a command, read out of what it says at the same time by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.commands import command_code, words
from lezerprint.marlin.listings import parse_mesh, parse_setting
from lezerprint.marlin.parsing import parse_reply
from lezerprint.marlin.replies import Busy, MeshRow, ReportedPosition, Temperatures
from lezerprint.marlin.reports import parse_position

if TYPE_CHECKING:
    from collections.abc import Iterable

_ECHO: Final = "echo:"
_REPORTS_POSITION: Final = frozenset({("M", 114), ("M", 118), ("M", 154)})


def answer_lines(body: bytes, lines: Iterable[str]) -> list[str]:
    """The lines without those that came by themselves: automatic reports, and that the printer is busy.

    Args:
        body: The command.
        lines: What was heard until it was done.
    """
    kept = []
    for line in lines:
        reply = parse_reply(line)
        by_itself = (
            isinstance(reply, Busy)
            or (isinstance(reply, Temperatures) and reply.autoreport)
            or (isinstance(reply, ReportedPosition) and command_code(body) not in _REPORTS_POSITION)
        )
        if not by_itself:
            kept.append(line)
    return kept


def position_of(lines: Iterable[str]) -> ReportedPosition | None:
    """The last position that was told."""
    found = [position for line in lines if (position := parse_position(line))]
    return found[-1] if found else None


def mesh_of(lines: Iterable[str]) -> list[list[float | None]]:
    """The bed's heights in mm, row by row as they were told; empty where there is no mesh."""
    rows: dict[int, list[float | None]] = {}
    for line in lines:
        if isinstance(row := parse_mesh(line), MeshRow):
            rows[row.index] = list(row.heights)
    return [rows[index] for index in sorted(rows)]


@dataclass(frozen=True, slots=True)
class FirmwareSetting:
    """One command of M503.

    Attributes:
        title: What the firmware calls it.
        command: As it would be sent.
        values: Its numbers, by letter.
    """

    title: str
    command: str
    values: dict[str, float]


def settings_of(lines: Iterable[str]) -> list[FirmwareSetting]:
    """What M503 lists: comments are the titles of the commands behind them."""
    found, title = [], ""
    for line in lines:
        setting = parse_setting(line.removeprefix(_ECHO))
        if setting is None:
            continue
        text = setting.text.partition(";")[0].strip()
        if not text:
            title = setting.text.lstrip("; ").rstrip(": ")
        else:
            found.append(FirmwareSetting(title, text, words(text.encode())))
    return found
