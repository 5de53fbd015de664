"""Is what somebody wrote one G-code command, fit to be numbered?"""

from __future__ import annotations

from typing import Final
from unicodedata import category

from lezerprint.errors import PortError
from lezerprint.marlin.commands import MAX_BODY_BYTES, clean, command_code, is_command
from lezerprint.marlin.plain_text import sendable

_SETS_LINE_NUMBER: Final = ("M", 110)
_SHOWN_CHARACTERS: Final = 80


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
