"""A G-code file made into a spool: streamed in batches, with the same memory for any size of file."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lezerprint.errors import GcodeFileError
from lezerprint.gcode.batch import CleanBatch, clean_batch
from lezerprint.gcode.markers import MarkerReader
from lezerprint.gcode.modal import ModalTracker
from lezerprint.gcode.source import LONGEST_ROW_BYTES, open_gcode, whole_lines
from lezerprint.gcode.spool_file import SpoolFileWriter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lezerprint.marlin.motion import MachineState

LINES_PER_SNAPSHOT: Final = 1000
_SKIPPED_EXAMPLES: Final = 20
_SHOWN_CHARACTERS: Final = 80


@dataclass(frozen=True, slots=True)
class SpoolSummary:
    """What became of a file.

    Attributes:
        line_count: The commands to send.
        skipped_count: The lines that are no G-code, or M110: they are not sent.
        substituted_count: The commands that are sent otherwise than the file has them.
        layer_count: 0 if the file does not tell.
        estimated_seconds: The slicer's estimate, if the file has one.
    """

    line_count: int
    source_bytes: int
    source_sha256: str
    skipped_count: int
    substituted_count: int
    layer_count: int
    estimated_seconds: float | None


def write_spool(
    source: Path, destination: Path, progress: Callable[[float], None] | None = None
) -> SpoolSummary:
    """Make the spool of a G-code file; at `destination` it appears whole, or not at all.

    Args:
        source: The G-code file.
        destination: Where the spool goes; what is there is replaced.
        progress: Called after every batch with the share of the file that is done, 0 to 1.

    Raises:
        GcodeFileError: The file is absent, a directory, empty, binary, has no command, or one too long.
        SpoolError: The spool cannot be written.
    """
    with open_gcode(source) as (file, size_bytes), SpoolFileWriter(destination) as writer:
        spooler = _Spooler(writer)
        try:
            for block in whole_lines(file):
                spooler.take(block)
                if progress is not None:
                    progress(min(spooler.source_bytes / size_bytes, 1.0))
        except GcodeFileError as error:
            raise GcodeFileError(f"{source}: {error}") from error
        if not spooler.line_count:
            raise GcodeFileError(f"{source} has no G-code command")
        return spooler.finish(source.name)


class _Spooler:
    """Carries what must be known from one batch to the next."""

    def __init__(self, writer: SpoolFileWriter) -> None:
        self.line_count = 0
        self.source_bytes = 0
        self._row_count = 0
        self._writer = writer
        self._source_digest = hashlib.sha256()
        self._markers = MarkerReader()
        self._tracker = ModalTracker()
        self._waits: list[tuple[int, dict[str, Any]]] = []
        self._substitutions: list[tuple[int, str, str]] = []
        self._snapshots: list[tuple[int, dict[str, Any]]] = []
        self._skipped_count = 0
        self._skipped_examples: list[tuple[int, str]] = []

    def take(self, block: bytes) -> None:
        """Spool the next block of whole lines."""
        batch = clean_batch(block, self._row_count + 1)
        row_starts = batch.row_starts
        longest = int(np.argmax(batch.row_ends - row_starts))
        if batch.row_ends[longest] - row_starts[longest] > LONGEST_ROW_BYTES:
            raise GcodeFileError(f"line {self._row_count + 1 + longest} is longer than 64 KiB")
        self._writer.append(
            batch.text,
            batch.offsets[:-1],
            batch.checksums(),
            row_starts[batch.kept_rows] + self.source_bytes,
            batch.kept_rows + (self._row_count + 1),
        )
        self._note(batch)
        self._follow(batch)
        self._source_digest.update(block)
        self.source_bytes += len(block)
        self.line_count += len(batch)
        self._row_count += len(batch.row_ends)

    def finish(self, name: str) -> SpoolSummary:
        """Put the spool in its place."""
        layers = [layer for layer in self._markers.layers if layer.line < self.line_count]
        layer_count = len(layers) or self._markers.declared_layer_count
        notes = {
            "name": name,
            "estimated_seconds": self._markers.estimated_seconds,
            "layer_count": layer_count,
            "waits": self._waits,
            "substitutions": self._substitutions,
            "layers": [(layer.line, index, layer.z_mm) for index, layer in enumerate(layers)],
            "snapshots": self._snapshots,
            "skipped": {"count": self._skipped_count, "examples": self._skipped_examples},
        }
        self._writer.commit(self.source_bytes, self._source_digest.digest(), notes)
        return SpoolSummary(
            line_count=self.line_count,
            source_bytes=self.source_bytes,
            source_sha256=self._source_digest.hexdigest(),
            skipped_count=self._skipped_count,
            substituted_count=len(self._substitutions),
            layer_count=layer_count,
            estimated_seconds=self._markers.estimated_seconds,
        )

    def _note(self, batch: CleanBatch) -> None:
        for index, prepared in batch.prepared.items():
            line = self.line_count + index
            if prepared.wait is not None:
                self._waits.append((line, asdict(prepared.wait)))
            if prepared.body != prepared.original:
                self._substitutions.append((line, _shown(prepared.original), _shown(prepared.body)))
        self._skipped_count += len(batch.skipped)
        for row, text in batch.skipped[: _SKIPPED_EXAMPLES - len(self._skipped_examples)]:
            self._skipped_examples.append((self._row_count + 1 + row, _shown(text)))

    def _follow(self, batch: CleanBatch) -> None:
        """Take the snapshots that fall into the batch, and the layers that begin in it."""
        self._markers.read(batch, self.line_count)
        printing = self._markers.printing_lines(batch, self.line_count)
        snapshots = range(-self.line_count % LINES_PER_SNAPSHOT, len(batch), LINES_PER_SNAPSHOT)
        wanted = sorted({*snapshots, *(line for _, line in printing)})
        states = self._tracker.advance(batch, np.array(wanted, np.int64))
        state_at: dict[int, MachineState] = dict(zip(wanted, states, strict=True))
        self._snapshots += [(self.line_count + line, state_at[line].to_dict()) for line in snapshots]
        for layer, line in printing:
            layer.z_mm = state_at[line].z


def _shown(body: bytes) -> str:
    return body[:_SHOWN_CHARACTERS].decode("utf-8", "replace")
