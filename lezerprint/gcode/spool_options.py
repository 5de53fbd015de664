"""What a spool has besides, or otherwise than, its file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.commands import command_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TARGET: Final = re.compile(rb"([SRsr])\s*\+?(\d+(?:\.\d*)?|\.\d+)")
_HOTEND: Final = frozenset({("M", 104), ("M", 109)})
_BED: Final = frozenset({("M", 140), ("M", 190)})
_CHAMBER: Final = frozenset({("M", 141), ("M", 191)})


@dataclass(frozen=True, slots=True)
class Targets:
    """Temperatures in place of the file's own, in degrees Celsius; None leaves those.

    What switches a heater off does so still.
    """

    hotend_celsius: float | None = None
    bed_celsius: float | None = None
    chamber_celsius: float | None = None

    @property
    def codes(self) -> frozenset[tuple[str, int]]:
        """The commands that may become others."""
        heaters = (
            (self.hotend_celsius, _HOTEND),
            (self.bed_celsius, _BED),
            (self.chamber_celsius, _CHAMBER),
        )
        return frozenset().union(*(codes for celsius, codes in heaters if celsius is not None))

    def applied(self, body: bytes) -> bytes:
        """A cleaned command with the target that it is to have."""
        code = command_code(body)
        for celsius, codes in (
            (self.hotend_celsius, _HOTEND),
            (self.bed_celsius, _BED),
            (self.chamber_celsius, _CHAMBER),
        ):
            if celsius is not None and code in codes:
                return _TARGET.sub(partial(_replaced, celsius), body)
        return body


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where in the file a spool begins that has not all of it.

    Attributes:
        byte: The first of a line.
        line: That line's number, from 1.
        layer_index: The layer that this line is in, from 0; None: before the first.
        height_mm: Of that layer, if it is known.
    """

    byte: int
    line: int
    layer_index: int | None = None
    height_mm: float | None = None


@dataclass(frozen=True, slots=True)
class SpoolOptions:
    """What is to be done about a file.

    Attributes:
        name: What the job is called; empty: as its file is.
        prelude: Commands before those of the file.
        epilogue: Commands after them.
        beginning: Where in the file to begin; None: at its beginning.
        targets: Temperatures in place of the file's own.
        scripts: Templates for the port process: `pause`, `resume`, `cancel`.
        values: Numbers for those templates.
        photos: Whether the print stops for a picture before each layer but the first.
        expected_sha256: What the file's content must be, in hexadecimal; empty: anything.
        plate: Of a 3MF, whose G-code it is; None: the first that has any.
    """

    name: str = ""
    prelude: Sequence[str] = ()
    epilogue: Sequence[str] = ()
    beginning: Beginning | None = None
    targets: Targets = field(default_factory=Targets)
    scripts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    values: Mapping[str, float] = field(default_factory=dict)
    photos: bool = False
    expected_sha256: str = ""
    plate: int | None = None


def _replaced(celsius: float, target: re.Match[bytes]) -> bytes:
    return target[1] + f"{celsius:g}".encode() if float(target[2]) > 0 else target[0]
