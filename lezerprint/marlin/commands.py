"""One line of a G-code file: cleaned, judged, and made fit for Marlin's numbered stream.

This is the reference, line by line; `lezerprint.gcode.batch` does the same for millions of lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from lezerprint.errors import CommandError
from lezerprint.marlin.plain_text import SHOWN_TEXT, sendable

MAX_LINE_BYTES: Final = 95
"""Marlin's MAX_CMD_SIZE is 96 with the closing zero; what comes after is thrown away, checksum first."""

MAX_BODY_BYTES: Final = MAX_LINE_BYTES - len(b"N12345678") - len(b"*123")
"""What is left for the command beside a number of eight digits and a checksum."""

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_PARENTHESES: Final = re.compile(rb"\([^)]*\)")
_WHITESPACE: Final = re.compile(
    rb"(?:[\s\x1c-\x1f]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80)+"
)
_WHITESPACE_CONTROLS: Final = b"\t\n\v\f\r\x1c\x1d\x1e\x1f"
_CONTROLS: Final = bytes(byte for byte in (*range(32), 127) if byte not in _WHITESPACE_CONTROLS)
_ESCAPE_TO_SLASH: Final = bytes.maketrans(b"\\", b"/")

_OWN_NUMBER: Final = re.compile(rb"(?:[Nn] ?\d+ ?)+")
_OWN_CHECKSUM: Final = re.compile(rb" ?\* ?\d* ?\Z")
_COMMAND: Final = re.compile(rb"(?:[A-Za-z]|[GMTgmt] )\d|T[?cx](?!\w)")
_CODE: Final = re.compile(rb"([A-Za-z]) ?(\d+)")
_NUMBER: Final = rb"[-+]?(?:\d+\.?\d*|\.\d+)"
_WORD: Final = re.compile(rb"([A-Za-z]) ?(" + _NUMBER + rb")")
_ONLY_WORDS: Final = re.compile(rb"[A-Za-z] ?\d+(?: [A-Za-z](?: ?" + _NUMBER + rb")?)*")
_SPACE_TO_SPARE: Final = re.compile(rb" (?=[^EeXx])")
"""Without the space before it, `E` would make an exponent and `0 X` a hexadecimal number of older parsers."""

_WAITING: Final = re.compile(rb"([Mm] ?)0*(109|190|191)(?!\d)(.*)", re.DOTALL)
_WORD_R: Final = re.compile(rb" ?[Rr] ?" + _NUMBER)
_R_TO_S: Final = bytes.maketrans(b"Rr", b"Ss")
_SETS_TARGET: Final = frozenset(("M", number) for number in (104, 109, 140, 190, 141, 191, 568)) | {("G", 10)}
_RETRACTS: Final = ("G", 10)
"""With P and S or R it sets the temperatures of a tool, in RepRapFirmware."""

_SETS_LINE_NUMBER: Final = ("M", 110)

_ENDS_MOVES: Final = b"M400"
_HOST_PAUSE: Final = re.compile(rb"@ ?pause(?!\w)", re.IGNORECASE)
_PAUSES_UNLESS: Final = {("M", 25): b"S", ("M", 226): b"P", ("M", 601): b"S"}
"""Orders to pause, and the letter with which they are something else."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait for heat, done by the host in place of the firmware.

    Attributes:
        heater: What is waited for.
        tool: The hotend's tool; None is the one selected, and always so for bed and chamber.
        target_celsius: The temperature to wait for; None is whatever the target now is.
        cooling: Whether to wait for cooling down too (`R` in place of `S`).
    """

    heater: Literal["hotend", "bed", "chamber"]
    tool: int | None
    target_celsius: float | None
    cooling: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A command ready for the stream: `body` is sent for `original`, and then `wait` is waited for.

    `pauses` tells that the host is to pause the print then.
    """

    body: bytes
    original: bytes
    wait: Wait | None
    pauses: bool = False


def clean(line: bytes) -> bytes:
    r"""The command of a line, without what would break its checksum or its meaning.

    Comments, parentheses, control characters, and a number and checksum of its own go; whitespace becomes
    one space; case and UTF-8 stay, for `sendable`. Marlin takes a backslash for an escape and leaves it
    out, so that the checksum never fits (`process_stream_char` in its `queue.cpp`): it becomes a slash, and
    with a semicolon, which then begins no comment, a comma.
    """
    text = line.removeprefix(_BYTE_ORDER_MARK).replace(b"\\;", b",").partition(b";")[0]
    text = _PARENTHESES.sub(b"", text).translate(_ESCAPE_TO_SLASH, _CONTROLS)
    text = _WHITESPACE.sub(b" ", text).strip()
    number = _OWN_NUMBER.match(text)
    return _OWN_CHECKSUM.sub(b"", text[number.end() :]) if number else text


def is_command(body: bytes) -> bool:
    """Whether a cleaned line is G-code: a letter and a digit (or the `T?`, `Tc`, `Tx` of multi-material)."""
    return _COMMAND.match(body) is not None


def command_code(body: bytes) -> tuple[str, int] | None:
    """Letter (upper case) and number of a command: `G01 X5` is `("G", 1)`; None if it has no number."""
    match = _CODE.match(body)
    return (match[1].decode().upper(), int(match[2])) if match else None


def words(body: bytes) -> dict[str, float]:
    """The arguments that are a letter and a number, by upper-case letter; the last of a letter counts."""
    match = _CODE.match(body)
    rest = body[match.end() :] if match else body
    return {letter.decode().upper(): float(number) for letter, number in _WORD.findall(rest)}


def sets_target(body: bytes) -> float:
    """The target in degrees Celsius that this sets a heater to; -1 where it sets none."""
    given = words(body)
    targets = [given[letter] for letter in "SR" if letter in given]
    code = command_code(body)
    if not targets or code not in _SETS_TARGET or (code == _RETRACTS and "P" not in given):
        return -1.0
    return max(0.0, *targets)


def switches_heater_off(body: bytes) -> bool:
    """Whether this sets a heater's target to zero; G10 may also retract."""
    return sets_target(body) == 0 and command_code(body) != _RETRACTS


def fit(body: bytes) -> bytes:
    """The command, made `sendable`, within `MAX_BODY_BYTES`: spaces between words are spared, text is cut.

    Raises:
        CommandError: It cannot be made to fit without changing what it does.
    """
    body = sendable(body)
    if len(body) <= MAX_BODY_BYTES:
        return body
    if command_code(body) in SHOWN_TEXT:
        return sendable(body[:MAX_BODY_BYTES].rstrip())
    if _ONLY_WORDS.fullmatch(body):
        squeezed = sendable(_SPACE_TO_SPARE.sub(b"", body))
        if len(squeezed) <= MAX_BODY_BYTES:
            return squeezed
    shown = body[:30].decode("utf-8", "replace")
    raise CommandError(f"a command of {len(body)} bytes does not fit Marlin's {MAX_BODY_BYTES}: {shown}…")


def substitute(body: bytes) -> tuple[bytes, Wait | None]:
    """The command that sets a temperature without blocking the firmware, and the wait left to the host.

    A firmware that waits inside M109, M190 or M191 can be neither cancelled nor asked: M104, M140 and M141
    are sent in their place. Any other command comes back as it is, without a wait.
    """
    match = _WAITING.match(body)
    if match is None:
        return body, None
    arguments = words(body)
    rest = match[3]
    if "S" in arguments:
        rest = _WORD_R.sub(b"", rest)  # S is what Marlin obeys when both are given
    target = arguments.get("S", arguments.get("R"))
    cooling = "S" not in arguments and "R" in arguments
    rest = rest.translate(_R_TO_S)
    if match[2] == b"190":
        return match[1] + b"140" + rest, Wait("bed", None, target, cooling)
    if match[2] == b"191":
        return match[1] + b"141" + rest, Wait("chamber", None, target, cooling)
    tool = int(arguments["T"]) if "T" in arguments else None
    return match[1] + b"104" + rest, Wait("hotend", tool, target, cooling)


def asks_host_to_pause(body: bytes) -> bool:
    """Whether a cleaned line is an order to pause the print, which in a print over USB only the host can do.

    Marlin's M25 (`M24_M25.cpp`) pauses a print from the SD card; M226 and M601 it does not know.
    Prusa-Firmware parks and cools at M25 and M601, and goes on reading; their S only sets the place to park
    at. M226 with P waits for a pin. `@pause` is OctoPrint's.
    """
    if _HOST_PAUSE.match(body):
        return True
    unless = _PAUSES_UNLESS.get(command_code(body) or ("", 0))
    return unless is not None and unless not in _CODE.sub(b"", body, count=1).upper()


def prepare(body: bytes) -> Prepared | None:
    """What to send for a cleaned line; None for what must not be sent.

    That is what is no G-code, and M110: the numbers are the host's. In place of an order to pause the moves
    before it are brought to their end.

    Raises:
        CommandError: The command cannot be made to fit.
    """
    if asks_host_to_pause(body):
        return Prepared(_ENDS_MOVES, body, None, pauses=True)
    if not is_command(body) or command_code(body) == _SETS_LINE_NUMBER:
        return None
    sent, wait = substitute(body)
    return Prepared(fit(sent), body, wait)
