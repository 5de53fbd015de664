"""From a line of the firmware's to a `Reply`: by its first characters, then by closer looks.

Accepted is what Marlin, Prusa, Repetier, Smoothieware, Teacup and Klipper were seen to say. Nothing raises:
a line that noise has made unreadable is `Text`, and a number in doubt is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from lezerprint.marlin import boot, listings, reports
from lezerprint.marlin.replies import (
    Action,
    Banner,
    Busy,
    Fatal,
    FaultKind,
    FirmwareError,
    FirmwareWarning,
    KlipperReady,
    LineFault,
    Ok,
    Overflow,
    PowerPanic,
    Reply,
    Resend,
    ResetCause,
    Skip,
    Started,
    Text,
    UnknownCommand,
    Wait,
)

_PLAIN_OK: Final = Ok()
_ADVANCED_OK: Final = re.compile(r"ok(?: N([0-9]{1,10}))? P([0-9]{1,3}) B([0-9]{1,3})\s*").fullmatch

_BLANKS: Final = " \t\r\n\0"
_GARBAGE: Final = "".join(map(chr, range(32))) + "\x7f\ufffd"
"""What a line may begin with after a reset or a change of baud rate (`\\x00start`)."""


def parse_reply(line: str) -> Reply:
    """Tell what `line` means. Leading spaces count: they mark Marlin's autoreports."""
    if line == "ok":
        return _PLAIN_OK
    advanced = _ADVANCED_OK(line)
    if advanced is not None:
        number, planner, queue = advanced.groups()
        return Ok(int(number) if number else None, int(planner), int(queue))
    text = line.rstrip(_BLANKS)
    if text.endswith("start") and (started := boot.parse_cut_start(text)):
        return started
    return _dispatch(text) or _dispatch(text.lstrip(_GARBAGE)) or listings.parse_sd_file(text) or Text(line)


def _dispatch(text: str) -> Reply | None:
    for prefix, parse in _BY_FIRST_CHARACTER.get(text[:1], ()):
        if text.startswith(prefix):
            reply = parse(text)
            if reply is not None:
                return reply
    return None


_NUMBER: Final = re.compile(r"[0-9]{1,10}")
_REPORT_AFTER_OK: Final = re.compile(r"ok +[TBCX][0-9]{0,2}:")
"""Nothing else may stand between: an autoreport glued to a plain `ok` by noise is no answer to M105."""


def _ok(text: str) -> Ok | Fatal | None:
    rest = text[2:].lstrip()
    if rest in ("", "ok"):
        return _PLAIN_OK
    if text[2].isalnum() or text[2] in "._-~":
        return None  # a file that M20 lists
    if _NUMBER.fullmatch(rest):
        return Ok(line_number=int(rest))
    if _REPORT_AFTER_OK.match(text):
        return Ok(report=reports.parse_position(rest) or reports.parse_temperatures(rest))
    if rest.startswith("FIRMWARE_NAME:"):  # Klipper's answer to M115
        return Ok(report=listings.parse_firmware_info(rest))
    if rest.startswith("Emergency Stop"):  # Smoothieware's answer to M112
        return Fatal(rest, manner="answers")
    return _PLAIN_OK


def _deleted(text: str) -> Reply | None:
    """Some Marlin ends `File deleted:foo.gco` without a newline, so that an `ok` hangs on to it."""
    name = text.removesuffix("ok")
    report = listings.parse_sd_message(name)
    glued = name != text and listings.parse_sd_file(name.partition(":")[2].strip()) is not None
    return Ok(report=report) if glued else listings.parse_sd_message(text)


_RESEND: Final = re.compile(r"(?:[Rr]esend:?|rs)\s*(?:N:?\s*)?(-?[0-9]{1,10})(?:\s.*)?")


def _resend(text: str) -> Resend | LineFault:
    """Without a readable number it is still a fault."""
    match = _RESEND.fullmatch(text)
    return Resend(int(match[1])) if match else LineFault("format", None, text)


def _skip(text: str) -> Skip | None:
    match = _NUMBER.fullmatch(text[4:].strip())
    return match and Skip(int(match[0]))


def _busy(text: str) -> Busy:
    return Busy(text.removeprefix("busy:").strip())


_UNKNOWN: Final = re.compile(
    r'Unknown (?:command|[DGMT] code):\s*(?:"(?P<quoted>.*)"(?:\(\d\))?|(?P<bare>.*))'
    r"|(?P<code>\S+): Command is not supported"  # RepRapFirmware
)


def _unknown_command(text: str) -> UnknownCommand | None:
    match = _UNKNOWN.fullmatch(text)
    if match is None:
        return None
    return UnknownCommand(next(words for words in match.groups() if words is not None).rstrip())


def _warning_line(text: str) -> Reply | None:
    return _unknown_command(text.partition(":")[2].strip())


_WARNINGS: Final = (
    "extrusion prevented",
    "invalid extruder",
    "invalid e stepper",
    "endstops hit",
    "steprate too high",
    "hotend too cold",
)


def _warning(text: str) -> FirmwareWarning | None:
    lower = text.lower()
    return FirmwareWarning(text) if any(words in lower for words in _WARNINGS) else None


def _echo(text: str) -> Reply | None:
    while text.startswith("echo:"):
        text = text[5:]
    words = text.strip()
    if words.startswith("busy:"):
        return _busy(words)
    return (
        _unknown_command(words)
        or _warning(words)
        or reports.parse_progress(words)
        or listings.parse_setting(text)
        or _banner(words)
        or listings.parse_enqueued(words)
        or listings.parse_sd_message(words)
    )


_RESET_CAUSES: Final = {
    "PowerUp": ResetCause.POWER_UP,
    "Power-On Reset": ResetCause.POWER_UP,
    "External Reset": ResetCause.EXTERNAL,
    "Brown out Reset": ResetCause.BROWN_OUT,
    "Watchdog Reset": ResetCause.WATCHDOG,
    "Software Reset": ResetCause.SOFTWARE,
}
_BANNERS: Final = (*_RESET_CAUSES, "Marlin", "Last Updated:", "Compiled:", "Free Memory:", "Free RAM:")


def _banner(text: str) -> Banner | None:
    words = text.removeprefix("Info:").strip()
    return Banner(words, _RESET_CAUSES.get(words)) if words.startswith(_BANNERS) else None


_LINE_FAULTS: Final[tuple[tuple[str, FaultKind], ...]] = (
    ("line number is not last line number", "number"),
    ("expected line", "number"),
    ("no checksum", "no_checksum"),
    ("missing checksum", "no_checksum"),
    ("no line number", "no_number"),
    ("missing linenumber", "no_number"),
    ("checksum mismatch", "checksum"),
    ("wrong checksum", "checksum"),
    ("format error", "format"),
    ("last line:", "format"),
)
_LAST_LINE: Final = re.compile(r"last line: *(-?[0-9]{1,10})")
_EXPECTED_LINE: Final = re.compile(r"expected line ([0-9]{1,10}) got")


def _line_fault(text: str) -> LineFault | None:
    lower = text.lower()
    for phrase, kind in _LINE_FAULTS:
        if phrase in lower:
            last, expected = _LAST_LINE.search(lower), _EXPECTED_LINE.search(lower)
            if last is not None and last.end() == len(lower):
                return LineFault(kind, int(last[1]), text)
            return LineFault(kind, int(expected[1]) - 1 if expected else None, text)
    return None


_DEADLY: Final = (
    "kill() called",
    "kill caused",
    "stop called",
    "printer halted",
    "printer stopped",
    "system stopped",
    "reset required",
    "switched off",
    "heaters disabled",
    "thermal runaway",
    "thermal malfunction",
    "heating failed",
    "preheat error",
    "mintemp",
    "maxtemp",
)


def _deadly(text: str) -> Fatal | None:
    """Read words that Marlin says before `kill()` or `stop()`, or as it does them."""
    lower = text.lower()
    return Fatal(text.lstrip(": ")) if any(words in lower for words in _DEADLY) else None


_EXTRUDER: Final = re.compile("[0-9]")


def _error(text: str) -> Reply:
    words = text.partition(":")[2].strip()
    if "RX BUF" in words:
        return Overflow(words)
    if _EXTRUDER.fullmatch(words):
        return Fatal(words, incomplete=True)
    return _unknown_command(words) or _line_fault(words) or _deadly(words) or FirmwareError(words)


def join_fatal(first: Fatal, second: str) -> Fatal:
    """Put an `incomplete` fatal and the line after it together: `Error:0` / `: … MAXTEMP triggered !`.

    Marlin 1 breaks the line after the number of the extruder. A line that is no second half is left out.
    """
    rest = second.strip()
    if rest.startswith(":") or _deadly(rest):
        return Fatal(f"{first.text}: {rest.lstrip(': ')}")
    return Fatal(first.text)


def _shout(text: str) -> Reply:
    words = text.lstrip("! ")
    return _line_fault(words) or _deadly(words) or Fatal(words, manner="shout")


def _fatal(text: str) -> Fatal:
    return Fatal(text.removeprefix("fatal:").strip(), manner="answers" if text[0] == "f" else "error")


def _halt(text: str) -> Fatal:
    return Fatal(text, manner="answers")


_KLIPPER_STATE: Final = "Klipper state:"
"""`Ready`, `Shutdown`, `Disconnect`, or `Not ready` in answer to STATUS (Klipper's `gcode.py`)."""

_ACTION: Final = re.compile(r"action:\s*(\w+)(?:\s+(.*))?", re.ASCII)


def _comment(text: str) -> Reply | None:
    words = text[2:].strip()
    if words.startswith(_KLIPPER_STATE):
        ready = words.removeprefix(_KLIPPER_STATE).strip() == "Ready"
        return KlipperReady() if ready else Fatal(words, manner="answers")
    action = _ACTION.fullmatch(words)
    return Action(action[1], action[2] or "") if action else _unknown_command(words)


_REQUESTS: Final = {"Pause": "pause", "Continue": "resume", "Stop": "cancel"}
_REQUEST: Final = re.compile(r"Request(Pause|Continue|Stop):(.*)")


def _request(text: str) -> Action | None:
    """Repetier's words to its host (`Printer.cpp`), as the host actions that they are."""
    match = _REQUEST.fullmatch(text)
    return match and Action(_REQUESTS[match[1]], match[2].strip())


def _indented(text: str) -> Reply | None:
    words = text.lstrip()
    if words.startswith("X:"):
        return reports.parse_position(words)
    if words.startswith(("T", "B:", "C:")):
        return reports.parse_temperatures(words, autoreport=True)
    return listings.parse_mesh(text) or (_banner(words) if words in _RESET_CAUSES else None)


def _whole(word: str, reply: Reply) -> Callable[[str], Reply | None]:
    def parse(text: str) -> Reply | None:
        return reply if text == word else None

    return parse


def _temperatures(text: str) -> Reply | None:
    return reports.parse_position(text) or reports.parse_temperatures(text)


_Parser = Callable[[str], "Reply | None"]
_PARSERS: Final[tuple[tuple[tuple[str, ...], _Parser], ...]] = (
    (("ok",), _ok),
    (("T", "B:", "C:"), _temperatures),
    ((" ",), _indented),
    (("echo:",), _echo),
    (("busy:",), _busy),
    (("Resend", "resend", "rs "), _resend),
    (("Request",), _request),
    (("Error:", "error:", "ERROR:"), _error),
    (("Warning:",), _warning_line),
    (("Unknown ",), _unknown_command),
    (("wait",), _whole("wait", Wait())),
    (("start",), _whole("start", Started())),
    (("Smoothie", "RepRapFirmware"), boot.parse_greeting),
    (("HALT asserted",), _halt),
    (("skip ",), _skip),
    (("//",), _comment),
    (("!!",), _shout),
    (("fatal:", "KILL:"), _fatal),
    ((":", "Printer stopped", "Printer halted"), _deadly),
    (("Full RX Buffer",), Overflow),
    (("X:",), reports.parse_position),
    (("Target",), reports.parse_target),
    (("E0:",), reports.parse_fan_speed),
    (("D576",), reports.parse_buffers),
    (("NORMAL MODE:", "SILENT MODE:"), reports.parse_progress),
    (("INT4",), _whole("INT4", PowerPanic())),
    (("FIRMWARE_", "SOURCE_CODE_URL:", "PROTOCOL_VERSION:", "MACHINE_TYPE:"), listings.parse_firmware_info),
    (("EXTRUDER_COUNT:", "AXIS_COUNT:", "UUID:", "NAME:", "NAME."), listings.parse_firmware_info),
    (("Cap:",), listings.parse_capability),
    (("area:",), listings.parse_area),
    (("Bilinear", "Subdivided", "Mesh", "Measured", "1"), listings.parse_mesh),
    (("File deleted:",), _deleted),
    (listings.SD_STARTS, listings.parse_sd_message),
    (("Info:", *_BANNERS), _banner),
)


def _by_first_character() -> dict[str, list[tuple[str, _Parser]]]:
    table: dict[str, list[tuple[str, _Parser]]] = {}
    for prefixes, parse in _PARSERS:
        for prefix in prefixes:
            table.setdefault(prefix[0], []).append((prefix, parse))
    return table


_BY_FIRST_CHARACTER: Final = _by_first_character()
