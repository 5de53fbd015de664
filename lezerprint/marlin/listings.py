"""Lines that describe the machine: M115, M503, the bed's mesh, the SD card.

Each function returns None for a line of another kind.
"""

from __future__ import annotations

import re
from typing import Final

from lezerprint.marlin.replies import (
    Area,
    Box,
    Capability,
    Enqueued,
    FirmwareInfo,
    MeshHeader,
    MeshRow,
    SdCard,
    SdEvent,
    Setting,
)

_INFO_KEY: Final = re.compile(r"(?:^|\s)([A-Z][A-Z0-9_]+):|^(NAME)\.")


def parse_firmware_info(text: str) -> FirmwareInfo | None:
    """Read M115's `KEY:value KEY:value`, where a value may hold spaces and colons (URLs, times)."""
    keys = list(_INFO_KEY.finditer(text))
    ends = [key.start() for key in keys[1:]] + [len(text)]
    fields = {key[1] or key[2]: text[key.end() : end].strip() for key, end in zip(keys, ends, strict=False)}
    return FirmwareInfo(fields) if fields else None


_CAPABILITY: Final = re.compile(r"Cap:([A-Z0-9_]+):([01])")


def parse_capability(text: str) -> Capability | None:
    """Read `Cap:AUTOREPORT_TEMP:1`."""
    match = _CAPABILITY.fullmatch(text)
    return match and Capability(match[1], match[2] == "1")


_BOX: Final = re.compile(r"(full|work):\{min:\{([^{}]*)\},max:\{([^{}]*)\}\}")
_COORDINATE: Final = re.compile(r"([a-z]):(-?[0-9]{1,6}(?:\.[0-9]{1,6})?)(?![^,])")


def parse_area(text: str) -> Area | None:
    """Read M115's `area:{full:{min:{x:0.00,…},max:{…}},work:{…}}`, which has no quotes and so is no JSON."""
    boxes = {name: Box(_corner(low), _corner(high)) for name, low, high in _BOX.findall(text)}
    return Area(boxes["full"], boxes.get("work")) if "full" in boxes else None


def _corner(text: str) -> dict[str, float]:
    return {axis: float(value) for axis, value in _COORDINATE.findall(text)}


_SETTING: Final = re.compile(r"\s*;|\s+[GM][0-9]{1,4}(?:\s|$)")


def parse_setting(body: str) -> Setting | None:
    """Read what follows `echo:` in M503: `; Steps per unit:`, or an indented command."""
    return Setting(body.strip()) if _SETTING.match(body) else None


_MESH_TITLES: Final = frozenset(
    {
        "Bilinear Leveling Grid:",
        "Subdivided with CATMULL ROM Leveling Grid:",
        "Mesh Bed Level data:",
        "Measured points:",
    }
)
_MESH_COLUMNS: Final = re.compile(r"\s*0(?:\s+[0-9]{1,2})+")
_MESH_ROW: Final = re.compile(r"\s*([0-9]{1,2})((?:\s+(?:[+-]?[0-9]{1,3}\.[0-9]{1,6}|=+|(?i:nan)))+)")


def parse_mesh(text: str) -> MeshHeader | MeshRow | None:
    """Read a mesh as Marlin's `print_2d_array` writes it: a title, column numbers, numbered rows."""
    if text in _MESH_TITLES:
        return MeshHeader(text.removesuffix(":"), ())
    if _MESH_COLUMNS.fullmatch(text):
        return MeshHeader("", tuple(int(column) for column in text.split()))
    row = _MESH_ROW.fullmatch(text)
    return row and MeshRow(int(row[1]), tuple(_height(value) for value in row[2].split()))


def _height(value: str) -> float | None:
    return None if value[0] == "=" or value.lower() == "nan" else float(value)


_ENQUEUED: Final = re.compile(r'enque(?:ue?)?ing "(.*)"')


def parse_enqueued(text: str) -> Enqueued | None:
    """Read `enqueueing "M23 foo.gco"`; Prusa spells it with one e less."""
    match = _ENQUEUED.fullmatch(text)
    return match and Enqueued(match[1])


_SD_MESSAGES: Final[tuple[tuple[re.Pattern[str], SdEvent], ...]] = (
    (re.compile("Begin file list"), "list_begin"),
    (re.compile("End file list"), "list_end"),
    (re.compile(r"File opened:\s*(?P<name>\S.*?)\s+Size:\s*(?P<size>[0-9]{1,12})"), "opened"),
    (re.compile(r"open failed, File:\s*(?P<name>\S.*?)\.?"), "open_failed"),
    (re.compile("File selected"), "selected"),
    (re.compile(r"SD printing byte (?P<position>[0-9]{1,12})/(?P<size>[0-9]{1,12})"), "printing"),
    (re.compile("Not SD printing"), "not_printing"),
    (re.compile("Done printing file"), "printed"),
    (re.compile(r"Writing to file:\s*(?P<name>\S.*)"), "writing"),
    (re.compile(r"Done saving file\.?"), "saved"),
    (re.compile(r"File deleted:\s*(?P<name>\S.*)"), "deleted"),
    (re.compile("SD card ok"), "card_ok"),
    (re.compile("No SD card|No media|SD card released"), "no_card"),
    (re.compile("SD init fail"), "init_failed"),
)
SD_STARTS: Final = (
    "Begin file",
    "End file",
    "File ",
    "open failed",
    "SD ",
    "Not SD",
    "Done ",
    "Writing to",
    "No SD",
    "No media",
)
"""How the messages that `parse_sd_message` knows begin."""


def parse_sd_message(text: str) -> SdCard | None:
    """Read what M20 to M30 answer, but for the files that M20 lists."""
    for pattern, event in _SD_MESSAGES:
        match = pattern.fullmatch(text)
        if match is not None:
            found = match.groupdict()
            return SdCard(
                event,
                name=found.get("name", ""),
                size_bytes=int(found["size"]) if "size" in found else None,
                position_bytes=int(found["position"]) if "position" in found else None,
            )
    return None


_SD_FILE: Final = re.compile(
    r"(?P<name>[^\s:<>|]+\.[gG]\w{0,4})(?:\s+(?P<size>[0-9]{1,12}))?(?:\s+0x[0-9A-Fa-f]+)?"
    r"(?:\s+(?P<long_name>\S.*))?",
    re.ASCII,
)


def parse_sd_file(text: str) -> SdCard | None:
    """Read one file of M20: its name, then maybe its size, a time in hexadecimal, and its long name."""
    match = _SD_FILE.fullmatch(text)
    if match is None or (match["long_name"] and not match["size"]):
        return None
    size, long_name = match["size"], match["long_name"] or ""
    return SdCard("file", match["name"], int(size) if size else None, long_name=long_name.strip('"'))
