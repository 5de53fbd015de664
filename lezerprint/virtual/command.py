"""One G-code command as Marlin's parser sees it: number and checksum off, letters and values apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LINE_NUMBER = re.compile(r"[Nn]([-+]?\d+) *")
_CODE = re.compile(r"([GMT]) *(\d+)(?:\.(\d+))? *")
_CODE_OF_ANY_CASE = re.compile(_CODE.pattern, re.IGNORECASE)
_WORD = re.compile(r"([A-Z]) *([-+]?(?:\d+\.?\d*|\.\d+))?")
_WORD_COMMAND = re.compile(r"([A-Za-z_]{2,}) *")

_QUESTIONS = frozenset({"M27", "M105", "M110", "M114", "M115", "M155", ""})
_QUESTIONS_ALONE = frozenset({"M220", "M221"})
"""These set something with an argument."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command ready to run.

    Attributes:
        code: Letter and number without leading zeros (`G1`, `M862.3`), `T` for every tool change, or the
            empty string when the line is no G-code.
        number: The number in the code; the tool for `T`.
        text: The whole command without line number and checksum.
        arguments: What follows the code.
        words: The value of each letter; None for a letter that stands alone.
        line_number: The N it came with, if any.
        injected: Whether the firmware gave it to itself; such a command gets no `ok`.
    """

    code: str
    number: int
    text: str
    arguments: str
    words: Mapping[str, float | None]
    line_number: int | None = None
    injected: bool = False

    @property
    def only_asks(self) -> bool:
        """Whether it does nothing that a log of what was done needs."""
        return self.code in _QUESTIONS or self.text in _QUESTIONS_ALONE

    def value(self, letter: str) -> float | None:
        """The number behind a letter, or None."""
        return self.words.get(letter)


def parse(line: str, *, injected: bool = False, any_case: bool = False, words: bool = False) -> Command:
    """Take an accepted line apart.

    Args:
        line: With its number and checksum, if it has them.
        injected: Whether the firmware gives the command to itself.
        any_case: Whether lower-case letters are commands and arguments too.
        words: Whether a word such as `RESTART` is a command.
    """
    text = line.lstrip(" ")
    line_number = None
    if numbered := _LINE_NUMBER.match(text):
        line_number = int(numbered[1])
        text = text[numbered.end() :]
    text = text.partition("*")[0].rstrip(" ")
    head = (_CODE_OF_ANY_CASE if any_case else _CODE).match(text)
    if head is None:
        word = _WORD_COMMAND.match(text) if words else None
        code = word[1].upper() if word else ""
        return Command(code, 0, text, text[word.end() :] if word else "", {}, line_number, injected)
    letter, number, sub_code = head[1].upper(), int(head[2]), int(head[3] or 0)
    code = letter if letter == "T" else f"{letter}{number}.{sub_code}" if sub_code else f"{letter}{number}"
    arguments = text[head.end() :]
    found = _WORD.findall(arguments.upper() if any_case else arguments)
    values = {key: float(value) if value else None for key, value in found}
    return Command(code, number, text, arguments, values, line_number, injected)
