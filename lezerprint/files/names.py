"""What files and folders may be called.

On disk a file is called by its id, so that no name can lead anywhere; these are the names for people.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from lezerprint.base.enums import FileType
from lezerprint.files.errors import InvalidFileError

NAME_CHARACTERS: Final = 255
"""The longest name."""

FOLDER_CHARACTERS: Final = 512
FOLDER_DEPTH: Final = 8
SEGMENT_CHARACTERS: Final = 100

SUFFIXES: Final[dict[FileType, tuple[str, ...]]] = {
    FileType.STL: (".stl",),
    FileType.GCODE: (".gcode", ".gco", ".g", ".bgcode", ".bgc", ".gcode.3mf"),
    FileType.OBJ: (".obj",),
    FileType.THREEMF: (".3mf",),
}
"""How names of each type end; the first is the usual one."""

_ALL_SUFFIXES: Final = tuple(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)
_SEPARATORS: Final = re.compile(r"[/\\]")
_DROPPED_CATEGORIES: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
# They make a name read otherwise than it is; joiners stay, which emoji are made of.
_DIRECTIONS: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)


def uploaded_name(text: str) -> str:
    """The name of a file by what a client calls it, which may be a whole path of its own.

    Raises:
        InvalidFileError: Nothing is left of it.
    """
    return clean_name(_SEPARATORS.split(text)[-1])


def clean_name(text: str) -> str:
    """The name in NFC, without what cannot be seen, cut to length before its suffix.

    Raises:
        InvalidFileError: It has a separator of folders, or nothing is left of it.
    """
    if _SEPARATORS.search(text):
        raise InvalidFileError("a name has neither / nor \\ in it")
    name = "".join(filter(_is_kept, unicodedata.normalize("NFC", text))).strip()
    if not name.strip(". "):
        raise InvalidFileError("the file has no name")
    if len(name) <= NAME_CHARACTERS:
        return name
    return _cut(name, next(filter(name.lower().endswith, _ALL_SUFFIXES), ""))


def with_suffix(name: str, file_type: FileType) -> str:
    """The name, with the usual suffix of the type if it ends like no file that is taken here."""
    if name.lower().endswith(_ALL_SUFFIXES):
        return name
    suffix = SUFFIXES[file_type][0]
    return _cut(name + suffix, suffix)


def clean_folder(text: str) -> str:
    """The folder as `a/b`, in NFC; empty for the root.

    Raises:
        InvalidFileError: It could lead elsewhere, or is too long or too deep.
    """
    folder = unicodedata.normalize("NFC", text.strip()).removesuffix("/")
    if not folder:
        return ""
    if len(folder) > FOLDER_CHARACTERS:
        raise InvalidFileError(f"a folder has at most {FOLDER_CHARACTERS} characters")
    segments = folder.split("/")
    if len(segments) > FOLDER_DEPTH:
        raise InvalidFileError(f"folders are at most {FOLDER_DEPTH} deep")
    for segment in segments:
        _check_segment(segment)
    return folder


def _check_segment(segment: str) -> None:
    if not segment or segment != segment.strip():
        raise InvalidFileError("a folder is relative, such as parts/gears, without blanks at the ends")
    if segment.startswith("."):
        raise InvalidFileError("the name of a folder does not begin with a dot")
    if "\\" in segment or not all(map(_is_kept, segment)):
        raise InvalidFileError("the name of a folder has neither \\ nor invisible characters")
    if len(segment) > SEGMENT_CHARACTERS:
        raise InvalidFileError(f"the name of a folder has at most {SEGMENT_CHARACTERS} characters")


def _is_kept(letter: str) -> bool:
    return unicodedata.category(letter) not in _DROPPED_CATEGORIES and letter not in _DIRECTIONS


def _cut(name: str, suffix: str) -> str:
    if len(name) <= NAME_CHARACTERS:
        return name
    return name[: NAME_CHARACTERS - len(suffix)].rstrip() + name[len(name) - len(suffix) :]
