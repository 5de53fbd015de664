"""What a command must look like so that every family's checksum and parser survive it.

- The first `*` begins the checksum (Prusa-Firmware, RepRapFirmware, Smoothieware).
- Bytes of 0x80 and above are dropped before the checksum (Prusa-Firmware), begin a binary command
  (Repetier), or lose all that is read with them (Klipper, where they are no UTF-8).
- `?` never reaches the line (Smoothieware's `on_serial_char_received`), a `(` without its `)` swallows the
  checksum (Marlin 2), and so do a `"` or a `{` without the other (RepRapFirmware's `StringParser::Put`).
- `G` or `M` with a number begins another command (Smoothieware), M110 renumbers (Marlin), and a line with
  `PRUSA` in it is not counted (Prusa-Firmware up to 3.12).
- By default Marlin, Prusa-Firmware and Smoothieware know no command in lower case.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

Code = tuple[str, int]

SHOWN_TEXT: Final[frozenset[Code]] = frozenset({("M", 0), ("M", 1), ("M", 117), ("M", 118), ("M", 486)})
"""Commands whose argument is text to show, or an object's name: altering it harms nothing."""

_NAMES: Final = (
    *(16, 20, 23, 28, 30, 32, 33, 36, 98, 291, 360, 361, 362, 363, 364, 531, 532),
    *(550, 551, 552, 553, 554, 587, 588, 589, 928, 997, 1000),
    *range(810, 820),
)
KEEPS_CASE: Final[frozenset[Code]] = SHOWN_TEXT | {("M", number) for number in _NAMES}
"""Commands with text, a file's name or a password."""

_CODE: Final = re.compile(rb"([A-Za-z]) ?(\d+)")
_LETTERS_TOGETHER: Final = re.compile(rb"[A-Za-z]{2}")
_COMMAND_IN_TEXT: Final = re.compile(rb"[GM](?= ?\d)")
_BRACES: Final = bytes.maketrans(b"{}", b"[]")
_TO_SHOW: Final = bytes.maketrans(b"*?()", b"x.[]")
_LIKENESSES: Final = (
    "ä=ae ö=oe ü=ue Ä=Ae Ö=Oe Ü=Ue ß=ss ẞ=SS æ=ae Æ=Ae œ=oe Œ=Oe ø=oe Ø=Oe å=aa Å=Aa "
    "đ=d Đ=D ð=d Ð=D þ=th Þ=Th ł=l Ł=L °= €=EUR £=GBP µ=u μ=u Ω=Ohm \ufeff= ÷=/ •=- ·=. "
    "‘=' ’=' ‚=' “=' ”=' „=' «=' »=' –=- —=- −=- ×=x ⁄=/ ı=i"  # noqa: RUF001 - these are what it is about
)
_REPLACEMENTS: Final = str.maketrans(dict(pair.split("=") for pair in _LIKENESSES.split()))
_UNKNOWN: Final = "_"


def sendable(body: bytes) -> bytes:
    """A cleaned command that every family takes as it is meant."""
    if not body.isascii():
        body = to_ascii(body)
    match = _CODE.match(body)
    code = (match[1].decode().upper(), int(match[2])) if match else None
    if match is not None and code in SHOWN_TEXT:
        body = body[: match.end()].upper() + _shown(body[match.end() :])
    else:
        body = _in_capitals(_without_swallowed(body), keeps_case=code in KEEPS_CASE)
    return body.replace(b"PRUSA", b"Prusa").replace(b"M110", b"M 110")


def to_ascii(text: bytes) -> bytes:
    """The text in plain ASCII: `Größe` is `Groesse`; a character that has no likeness is `_`."""
    try:
        characters = text.decode()
    except UnicodeDecodeError:
        characters = text.decode("latin-1")
    characters = unicodedata.normalize("NFC", characters).translate(_REPLACEMENTS)
    plain = []
    for character in unicodedata.normalize("NFKD", characters).translate(_REPLACEMENTS):
        if character.isascii():
            plain.append(character if character.isprintable() else "")
        elif not unicodedata.combining(character):
            plain.append(_UNKNOWN)
    return "".join(plain).translate({ord(";"): ",", ord("\\"): "/"}).encode().rstrip()


def _shown(text: bytes) -> bytes:
    """Text without what begins a checksum, a comment, an expression or a command in it."""
    text = text.translate(_TO_SHOW)
    if text.count(b'"') % 2:
        text = text.replace(b'"', b"'")
    if text.count(b"{") != text.count(b"}"):
        text = text.translate(_BRACES)
    return _COMMAND_IN_TEXT.sub(lambda letter: letter[0].lower(), text)


def _without_swallowed(body: bytes) -> bytes:
    """A command ends at a `*`, as Marlin reads it, and at a `(` that has no other, as in a comment."""
    body = body.partition(b"*")[0]
    if b'"' not in body:
        body = body.partition(b"(")[0]
    return body.rstrip()


def _in_capitals(body: bytes, *, keeps_case: bool) -> bytes:
    """All of it where it is letters and numbers alone; with words in it, the command's letter."""
    if keeps_case or _LETTERS_TOGETHER.search(body):
        return body[:1].upper() + body[1:]
    return body.upper()
