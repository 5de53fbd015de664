"""A G-code file made into a spool: streamed in batches, with the same memory for any size of file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lezerprint.errors import GcodeFileError
from lezerprint.gcode.batch import CleanBatch, clean_batch, comments_in
from lezerprint.gcode.lone_commands import LoneCommands
from lezerprint.gcode.markers import MarkerReader
from lezerprint.gcode.source import check_lengths, open_gcode
from lezerprint.gcode.spool_file import SpoolFileWriter
from lezerprint.gcode.spool_options import Beginning, SpoolOptions
from lezerprint.gcode.state_tracker import StateTracker
from lezerprint.gcode.tool_use import ToolUse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from lezerprint.gcode.source import TextBlock
    from lezerprint.marlin.motion import Snapshot

LINES_PER_SNAPSHOT: Final = 1000
_SKIPPED_EXAMPLES: Final = 20
_SHOWN_CHARACTERS: Final = 80


@dataclass(frozen=True, slots=True)
class SpoolSummary:
    """What became of a file.

    Attributes:
        line_count: The commands to send.
        prelude_count: How many of them stand before the file's.
        epilogue_count: How many of them stand after the file's.
        skipped_count: The lines that are no G-code, or M110: they are not sent.
        substituted_count: The commands that are sent otherwise than the file has them.
        layer_count: 0 if the file does not tell.
        estimated_seconds: The slicer's estimate, if the file has one.
    """

    line_count: int
    prelude_count: int
    epilogue_count: int
    source_bytes: int
    source_sha256: str
    skipped_count: int
    substituted_count: int
    layer_count: int
    estimated_seconds: float | None


def write_spool(
    source: Path,
    destination: Path,
    progress: Callable[[float], None] | None = None,
    options: SpoolOptions | None = None,
) -> SpoolSummary:
    """Make the spool of a G-code file; at `destination` it appears whole, or not at all.

    Args:
        source: The G-code file.
        destination: Where the spool goes; what is there is replaced.
        progress: Called after every batch with the share of the file that is done, 0 to 1.
        options: What it has besides, or otherwise than, the file.

    Raises:
        GcodeFileError: The file is absent, a directory, empty, binary, has no command, or one too long; or
            its content is not what it must be.
        SpoolError: The spool cannot be written.
    """
    options = options or SpoolOptions()
    with open_gcode(source, options.plate) as text, SpoolFileWriter(destination) as writer:
        spooler = _Spooler(writer, options)
        try:
            spooler.begin()
            for block in text.blocks(hashed=True):
                spooler.take(block)
                if progress is not None:
                    progress(min(spooler.source_bytes / text.size_bytes, 1.0))
            return spooler.finish(spooler.options.name or source.name, text.sha256)
        except GcodeFileError as error:
            raise GcodeFileError(f"{source}: {error}") from error


class _Spooler:
    """Carries what must be known from one batch to the next."""

    def __init__(self, writer: SpoolFileWriter, options: SpoolOptions) -> None:
        self.options = options
        self._beginning = options.beginning or Beginning(0, 1)
        self._prelude_count = 0
        self.line_count = 0
        self.source_bytes = 0
        self._row_count = 0
        self._writer = writer
        self._markers = MarkerReader()
        self._tracker = StateTracker()
        self._tools = ToolUse()
        self._lone = LoneCommands()
        self._waits: list[tuple[int, dict[str, Any]]] = []
        self._pauses: list[tuple[int, str]] = []
        self._substitutions: list[tuple[int, str, str]] = []
        self._snapshots: list[tuple[int, dict[str, Any]]] = []
        self._skipped_count = 0
        self._skipped_examples: list[tuple[int, str]] = []

    def begin(self) -> None:
        """Spool what comes before the file's commands."""
        self._row_count = self._beginning.line - 1
        self._take_own(self.options.prelude, self._beginning.byte)
        self._prelude_count = self.line_count

    def _take_own(self, commands: Sequence[str], place: int) -> None:
        """Spool commands of ours, all at this byte of the file."""
        if not commands:
            return
        batch = clean_batch("".join(f"{command}\n" for command in commands).encode())
        if batch.skipped:
            raise GcodeFileError(f"{_shown(batch.skipped[0][1])!r} of a script is not a G-code command")
        places = np.full(len(batch), place, np.int64)
        rows = np.full(len(batch), self._row_count + 1, np.int64)
        self._writer.append(batch.text, batch.offsets[:-1], batch.checksums(), places, rows)
        self._note(batch)
        self._follow(batch)
        self.line_count += len(batch)

    def take(self, block: TextBlock) -> None:
        """Spool the next block of whole lines, as far as it is wanted."""
        unwanted = max(self._beginning.byte - self.source_bytes, 0)
        end = self.source_bytes + block.byte_count
        if unwanted:
            self._pass_over(block.text[:unwanted])
            self.source_bytes += min(unwanted, block.byte_count)
        if text := block.text[unwanted:]:
            self._spool(text)
        self.source_bytes = end

    def _pass_over(self, block: bytes) -> None:
        """Read what the slicer says there, but not of layers: the beginning knows which it is in."""
        self._markers.read_comments(*comments_in(block), lambda places: places)
        for layer in self._markers.layers:
            layer.z_mm = layer.z_mm or 0.0  # so that nobody looks for it
        self._markers.layers.clear()

    def _spool(self, block: bytes) -> None:
        batch = clean_batch(block, self._row_count + 1, self.options.targets)
        row_starts = batch.row_starts
        check_lengths(batch.rows, batch.row_ends, self._row_count + 1)
        self._writer.append(
            batch.text,
            batch.offsets[:-1],
            batch.checksums(),
            row_starts[batch.kept_rows] + self.source_bytes,
            batch.kept_rows + (self._row_count + 1),
        )
        self._note(batch)
        self._follow(batch)
        self.line_count += len(batch)
        self._row_count += len(batch.row_ends)

    def finish(self, name: str, source_sha256: bytes) -> SpoolSummary:
        """Put the spool in its place.

        Raises:
            GcodeFileError: The file has no command, or is not the one that is expected.
        """
        if self.source_bytes < self._beginning.byte:
            raise GcodeFileError("it is shorter than before")
        if self.line_count == self._prelude_count:
            raise GcodeFileError("it contains no G-code commands")
        expected = self.options.expected_sha256
        if expected and expected != source_sha256.hex():
            raise GcodeFileError("it is not what was uploaded: its hash has changed")
        file_lines = self.line_count
        self._take_own(self.options.epilogue, self.source_bytes)
        layers = self._layers(file_lines)
        layer_count = layers[-1][1] + 1 if layers else self._markers.declared_layer_count
        notes = {
            "prelude_count": self._prelude_count,
            "epilogue_count": self.line_count - file_lines,
            "scripts": {name: list(commands) for name, commands in self.options.scripts.items()},
            "values": dict(self.options.values),
            "name": name,
            "estimated_seconds": self._markers.estimated_seconds,
            "layer_count": layer_count,
            "waits": self._waits,
            "pauses": self._pauses,
            "alone": self._lone.lines,
            "substitutions": self._substitutions,
            "layers": layers,
            "photos": self._photos(layers),
            "snapshots": self._snapshots,
            "tools": self._tools.notes(),
            "skipped": {"count": self._skipped_count, "examples": self._skipped_examples},
        }
        self._writer.commit(self.source_bytes, source_sha256, notes)
        return SpoolSummary(
            line_count=self.line_count,
            prelude_count=self._prelude_count,
            epilogue_count=self.line_count - file_lines,
            source_bytes=self.source_bytes,
            source_sha256=source_sha256.hex(),
            skipped_count=self._skipped_count,
            substituted_count=len(self._substitutions),
            layer_count=layer_count,
            estimated_seconds=self._markers.estimated_seconds,
        )

    def _layers(self, line_count: int) -> list[tuple[int, int, float | None]]:
        """Of each its first command, its index in the whole file, and its height."""
        found = [layer for layer in self._markers.layers if layer.line < line_count]
        beginning, first = self._beginning, 0
        layers: list[tuple[int, int, float | None]] = []
        if beginning.layer_index is not None:
            layers = [(self._prelude_count, beginning.layer_index, beginning.height_mm)]
            first = beginning.layer_index + 1
        return layers + [(layer.line, first + index, layer.z_mm) for index, layer in enumerate(found)]

    def _photos(self, layers: list[tuple[int, int, float | None]]) -> list[tuple[int, int]]:
        """Before which commands the head is parked for a picture, and how many layers are printed then."""
        if not self.options.photos:
            return []
        first = layers[0][0] if layers else 0
        return list({line: index for line, index, _ in layers if line > first and index > 0}.items())

    def _note(self, batch: CleanBatch) -> None:
        for index, prepared in batch.prepared.items():
            line = self.line_count + index
            if prepared.wait is not None:
                self._waits.append((line, asdict(prepared.wait)))
            if prepared.pauses:
                self._pauses.append((line, _shown(prepared.original)))
            if prepared.body.upper() != prepared.original.upper():
                self._substitutions.append((line, _shown(prepared.original), _shown(prepared.body)))
        self._lone.read(batch.codes, self.line_count)
        self._skipped_count += len(batch.skipped)
        for row, text in batch.skipped[: _SKIPPED_EXAMPLES - len(self._skipped_examples)]:
            self._skipped_examples.append((self._row_count + 1 + row, _shown(text)))

    def _follow(self, batch: CleanBatch) -> None:
        """Take the snapshots that fall into the batch, and the layers that begin in it."""
        self._markers.read(batch, self.line_count)
        self._tools.read(batch, self.line_count)
        printing = self._markers.printing_lines(batch, self.line_count)
        snapshots = range(-self.line_count % LINES_PER_SNAPSHOT, len(batch), LINES_PER_SNAPSHOT)
        wanted = sorted({*snapshots, *(line for _, line in printing)})
        states = self._tracker.advance(batch, np.array(wanted, np.int64))
        state_at: dict[int, Snapshot] = dict(zip(wanted, states, strict=True))
        self._snapshots += [(self.line_count + line, state_at[line].to_dict()) for line in snapshots]
        for layer, line in printing:
            layer.z_mm = state_at[line].state.z


def _shown(body: bytes) -> str:
    return body[:_SHOWN_CHARACTERS].decode("utf-8", "replace")
