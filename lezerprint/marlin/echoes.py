"""Replies that are nothing but the text of a command: what `M118 start` prints is no boot banner.

M118 prints its text as it stands, or behind `echo:` or `//` (Marlin `M118.cpp`, Prusa-Firmware; Klipper's
`default_type` may also make it `!!`). M117, M0, M1 and others do so on some firmware. So a line that is, word
for word, the argument of a command which may not be done yet says nothing about the printer.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.marlin.ledger import Ledger

EARLY_OKS: Final = 16
"""Firmware that says `ok` when it takes a command (Repetier) may print its text so many lines later."""

_PREFIXES: Final = re.compile(r"(?:echo:|//|!!|[\s\x00-\x1f\x7f\ufffd])+")
_COMMAND: Final = re.compile(r"[A-Z] ?\d+(?:\.\d+)?", re.IGNORECASE)
_OPTIONS: Final = re.compile(r"\s*(?:(?:[AE]1|P\d)\s*){1,3}")
_QUOTED: Final = re.compile(r'"((?:[^"]|"")*)"')
_OTHER_THAN_ASCII: Final = re.compile(r"[^\x20-\x7e]+")
_MAY_SAY_OK: Final = frozenset({b"M117", b"M118"})


def prints_an_ok(body: bytes) -> bool:
    """Whether what this command prints may look like an acknowledgement."""
    return body[:4] in _MAY_SAY_OK and b"ok" in body


class Echoes:
    """Compares replies with the commands in flight; each command prints its text once."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._printed: deque[int] = deque(maxlen=2 * EARLY_OKS)

    def begin(self) -> None:
        """The numbers begin anew."""
        self._printed.clear()

    def take(self, line: str) -> bool:
        """Whether this line is the text of a command in flight; it will not be so a second time."""
        said = _plain(line)
        if not said:
            return False
        for number, body in self.in_flight():
            if number not in self._printed and said in _texts(body):
                self._printed.append(number)
                return True
        return False

    def in_flight(self) -> Iterator[tuple[int, bytes]]:
        """The numbers and commands that may still be at work, oldest first."""
        ledger = self._ledger
        for number in range(max(0, ledger.acknowledged + 1 - EARLY_OKS), ledger.next):
            try:
                yield number, ledger.line(number)[0]
            except LookupError:  # of a job or a numbering that is over
                continue


def _texts(body: bytes) -> set[str]:
    """What this command may print."""
    whole = body.decode("utf-8", "replace")
    command = _COMMAND.match(whole)
    if command is None:
        return set()
    text = whole[command.end() :]
    quoted = (part.replace('""', '"') for part in _QUOTED.findall(text))  # RepRapFirmware: M118 S"text"
    return {_plain(one) for one in (text, _OPTIONS.sub("", text, count=1), *quoted)}


def _plain(text: str) -> str:
    """Without prefixes and what is not ASCII, which some firmware drops; spaces as one."""
    rest = _OTHER_THAN_ASCII.sub("", text[match.end() :] if (match := _PREFIXES.match(text)) else text)
    return " ".join(rest.split())
