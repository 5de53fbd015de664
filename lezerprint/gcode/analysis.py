"""What a G-code file will do: `analyse` reads it once, block by block, with the same memory for any size."""

from __future__ import annotations

import re
import tempfile
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lezerprint.errors import GcodeFileError, LezerPrintError
from lezerprint.gcode.fit import Excess, excesses
from lezerprint.gcode.layering import has_layer_markers
from lezerprint.gcode.limits import MachineLimits
from lezerprint.gcode.measuring import Measuring, read_block
from lezerprint.gcode.metadata import Metadata, read_metadata
from lezerprint.gcode.objects import PrintedObject, read_objects
from lezerprint.gcode.schedule import lines_per_sample
from lezerprint.gcode.source import open_gcode
from lezerprint.gcode.thumbnails import Thumbnail, as_thumbnails, largest_first, take_thumbnails
from lezerprint.gcode.toolpaths.collector import Collector
from lezerprint.gcode.toolpaths.writing import Print, write_toolpaths
from lezerprint.gcode.warnings import warnings_of
from lezerprint.marlin.firmware import ExtruderMode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lezerprint.gcode.filament import FilamentUse
    from lezerprint.gcode.fit import Box
    from lezerprint.gcode.schedule import Layers, LineIndex
    from lezerprint.gcode.source import GcodeText

ANALYSIS_VERSION: Final = 3
"""Raised when the same file would give other figures."""

_BLOCK_BYTES: Final = 384 << 10
"""Larger ones are no faster: their columns leave the processor's cache."""

_HEAD_BYTES: Final = 4 << 20
_COMMENTS_BYTES: Final = 128 << 10
_LAYERS_BYTES: Final = 1 << 20
_TAIL_BYTES: Final = 256 << 10
_HEAP_BYTES: Final = 24 << 20
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_LONGEST_COMMENT_BYTES: Final = 4096
"""What is longer has no setting that is read."""

_LONG_COMMENT: Final = re.compile(rb"^(;[^\n]{%d})[^\n]+" % _LONGEST_COMMENT_BYTES, re.MULTILINE)


class AnalysisCancelledError(LezerPrintError):
    """Whoever asked for the analysis needs it no more."""


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What a file will do.

    Attributes:
        seconds: The time of all moves and dwells; heating, homing and waiting for people not included.
        slicer_seconds: The slicer's own estimate, if the file has one.
        layers: Where and when each layer begins.
        layers_marked: Whether the slicer marked the layers; else they were found by height.
        index: Where and when lines are.
        filament: Of each tool that is used.
        printed: What is printed, from the first layer on, so that a purge line before it does not count;
            None if nothing is printed.
        reached: Where the head goes at all, travel and purge included; None if it goes nowhere.
        printing_mm: The way on which something is extruded.
        travel_mm: The way on which nothing is.
        hotends_celsius: By tool, when the first layer begins.
        bed_celsius: When the first layer begins; None if the file does not heat it.
        line_count: All lines of the file.
        move_count: Moves that go somewhere or extrude; arcs by their chords.
        metadata: What the slicer says.
        thumbnails: Pictures, the largest first.
        objects: What is printed, as far as the slicer declares it.
        warnings: What a person may want to know before printing, a sentence each.
        checks: For JSON: what `lezerprint.preflight` holds against a printer.
    """

    seconds: float
    slicer_seconds: float | None
    layers: Layers
    layers_marked: bool
    index: LineIndex
    filament: tuple[FilamentUse, ...]
    printed: Box | None
    reached: Box | None
    printing_mm: float
    travel_mm: float
    hotends_celsius: dict[int, float]
    bed_celsius: float | None
    line_count: int
    move_count: int
    metadata: Metadata
    thumbnails: tuple[Thumbnail, ...]
    objects: tuple[PrintedObject, ...]
    warnings: tuple[str, ...]
    checks: dict[str, Any]

    @property
    def layer_count(self) -> int:
        """How many layers there are."""
        return len(self.layers)

    @property
    def filament_mm(self) -> float:
        """Of all tools."""
        return sum(use.length_mm for use in self.filament)

    @property
    def filament_g(self) -> float | None:
        """Of all tools; None if one's weight is not known."""
        weights = [use.weight_g for use in self.filament]
        return sum(weight for weight in weights if weight is not None) if None not in weights else None

    def excesses(self, volume: Box) -> tuple[Excess, ...]:
        """Where the print leaves the volume that the printer can print in; empty if it fits."""
        return excesses(self.printed, volume) if self.printed else ()

    def as_data(self) -> dict[str, Any]:
        """For JSON, without the pictures' bytes and the index of lines."""
        return {
            "version": ANALYSIS_VERSION,
            "seconds": self.seconds,
            "slicer_seconds": self.slicer_seconds,
            "layer_count": self.layer_count,
            "layers_marked": self.layers_marked,
            "layers": self.layers.as_data(),
            "filament": [use.as_data() for use in self.filament],
            "filament_mm": self.filament_mm,
            "filament_g": self.filament_g,
            "printed": self.printed.as_data() if self.printed else None,
            "reached": self.reached.as_data() if self.reached else None,
            "printing_mm": self.printing_mm,
            "travel_mm": self.travel_mm,
            "hotends_celsius": {str(tool): celsius for tool, celsius in self.hotends_celsius.items()},
            "bed_celsius": self.bed_celsius,
            "line_count": self.line_count,
            "move_count": self.move_count,
            "metadata": asdict(self.metadata),
            "thumbnails": [
                {"format": one.format, "width": one.width, "height": one.height, "bytes": len(one.data)}
                for one in self.thumbnails
            ],
            "objects": [one.as_data() for one in self.objects],
            "warnings": list(self.warnings),
        }


def analyse(
    path: Path,
    *,
    plate: int | None = None,
    limits: MachineLimits | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    toolpaths: Path | None = None,
) -> Analysis:
    """Analyse a G-code file.

    Args:
        path: The file.
        plate: Of a 3MF, whose G-code is analysed; None: the first that has any.
        limits: What the printer can do, as far as the file does not say so; Marlin's defaults if None.
        progress: Called after every block with the share of the file that is done, 0 to 1.
        cancelled: Asked after every block whether to end.
        toolpaths: Where to write the toolpaths of the file, for viewers; None: nowhere.

    Raises:
        GcodeFileError: The file is absent, a directory, empty, damaged, no G-code, or has a command of more
            than 64 KiB.
        AnalysisCancelledError: `cancelled` said so.
        OSError: The toolpaths cannot be written.
    """
    # Freed memory of this size makes glibc keep what smaller arrays free, instead of fetching and clearing
    # pages anew for each of them, which takes as long as the work itself.
    np.empty(_HEAP_BYTES, np.uint8)
    with open_gcode(path, plate) as text, ExitStack() as drafts:
        head, tail = _ends(text)
        thumbnails, head = take_thumbnails(head)
        thumbnails = largest_first([*thumbnails, *as_thumbnails(text.pictures)])
        objects = read_objects(head) or read_objects(tail)  # binary G-code has its metadata at the end
        head = _without_long_comments(head)
        metadata = read_metadata(head[:_COMMENTS_BYTES], tail)
        marked = has_layer_markers(head[:_LAYERS_BYTES])

        def collector() -> Collector | None:
            if toolpaths is None:
                return None
            return Collector(drafts.enter_context(tempfile.TemporaryFile(dir=toolpaths.parent)))

        def measured(mode: ExtruderMode) -> Measuring:
            measuring = Measuring(
                limits or MachineLimits(),
                marked=marked,
                extruder_mode=mode,
                lines_per_sample=lines_per_sample(text.size_bytes),
                collector=collector(),
            )
            for block in text.blocks(_BLOCK_BYTES):
                measuring.take(read_block(block))
                if progress is not None and mode is ExtruderMode.FOLLOWS_AXES:
                    progress(min(measuring.offset / text.size_bytes, 1.0))
                if cancelled is not None and cancelled():
                    raise AnalysisCancelledError(f"the analysis of {path} was cancelled")
            return measuring

        try:
            measuring = _likeliest(measured, metadata)
        except GcodeFileError as error:
            raise GcodeFileError(f"{path}: {error}") from error
        if not measuring.command_count:
            raise GcodeFileError(f"{path} contains no G-code commands")
        analysis = _finished(measuring, metadata, tuple(thumbnails), objects, text.remarks)
        if toolpaths is not None and measuring.collector is not None:
            write_toolpaths(measuring.collector, _print_of(analysis), toolpaths)
        return analysis


def _print_of(analysis: Analysis) -> Print:
    return Print(
        layers=analysis.layers,
        layers_marked=analysis.layers_marked,
        seconds=analysis.seconds,
        line_count=analysis.line_count,
        filament_diameters_mm=analysis.metadata.filament_diameters_mm,
    )


def _checks(measuring: Measuring) -> dict[str, Any]:
    left_on = [
        {"heater": heater, "tool": tool, "celsius": celsius, "line": line}
        for (heater, tool), (celsius, line) in sorted(measuring.set_last.items())
        if celsius > 0 and not measuring.macro_at_end
    ]
    return {
        **measuring.checks.as_data(),
        "leftOn": left_on,
        "cutLine": measuring.row_count if left_on and measuring.ends_open else None,
        "notFollowed": [
            {"line": line, "count": count, "text": text} for line, count, text in measuring.unfollowed.met()
        ],
        "modelFilament": measuring.model_fed_mm,
    }


def _likeliest(measured: Callable[[ExtruderMode], Measuring], metadata: Metadata) -> Measuring:
    """By Marlin's rule of what makes E relative, or by the one that agrees with the slicer's filament.

    Only a file of which the rules make different things is read more than once.
    """
    first = measured(ExtruderMode.FOLLOWS_AXES)
    if not first.rules_differ or metadata.filament_mm is None:
        return first
    told_mm = metadata.filament_mm
    others = [measured(mode) for mode in (ExtruderMode.EITHER, ExtruderMode.INDEPENDENT)]
    return min((first, *others), key=lambda one: abs(_filament_mm(one, metadata) - told_mm))


def _filament_mm(measuring: Measuring, metadata: Metadata) -> float:
    return sum(use.length_mm for use in measuring.filament.uses(metadata))


def _ends(text: GcodeText) -> tuple[bytes, bytes]:
    """The beginning and the end of the file, where slicers have their comments; newlines for line ends."""
    file, size_bytes = text.file, text.size_bytes
    file.seek(0)
    head = file.read(min(_HEAD_BYTES, size_bytes))
    start = max(size_bytes - _TAIL_BYTES, len(head))
    file.seek(start)
    tail = file.read(size_bytes - start) if size_bytes > len(head) else head[-_TAIL_BYTES:]
    return _with_newlines(head.removeprefix(_BYTE_ORDER_MARK)), _with_newlines(tail)


def _without_long_comments(head: bytes) -> bytes:
    """The text with long comments cut off: they would leave no room for those that are read."""
    ends = np.flatnonzero(np.frombuffer(head, np.uint8)[:_LAYERS_BYTES] == ord("\n"))
    longest = np.diff(ends, prepend=-1, append=min(len(head), _LAYERS_BYTES)).max()
    return _LONG_COMMENT.sub(rb"\1", head) if longest > _LONGEST_COMMENT_BYTES else head


def _with_newlines(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in text else text


def _finished(
    measuring: Measuring,
    metadata: Metadata,
    thumbnails: tuple[Thumbnail, ...],
    objects: tuple[PrintedObject, ...],
    remarks: tuple[str, ...],
) -> Analysis:
    measuring.finish()
    layers = measuring.schedule.layers()
    return Analysis(
        seconds=measuring.schedule.seconds,
        slicer_seconds=measuring.markers.estimated_seconds,
        layers=layers,
        layers_marked=measuring.marked,
        index=measuring.schedule.index(measuring.row_count, measuring.offset),
        filament=measuring.filament.uses(metadata),
        printed=measuring.printed.box,
        reached=measuring.reached.box,
        printing_mm=measuring.printing_mm,
        travel_mm=measuring.travel_mm,
        hotends_celsius=measuring.heat.hotends_celsius,
        bed_celsius=measuring.heat.bed_celsius,
        line_count=measuring.row_count,
        move_count=measuring.move_count,
        metadata=metadata,
        thumbnails=thumbnails,
        objects=objects,
        checks=_checks(measuring),
        warnings=(*remarks, *warnings_of(measuring, metadata, len(layers))),
    )
