"""The journal: what a successor needs, besides the spool, to go on at exactly the next line.

A preallocated, memory-mapped file (on tmpfs where there is one): it survives the process, not the
power. What is about to go out is written here first. A kill can tear any write, so every record has a
CRC, and what is rewritten is kept twice, in turn: the newest whole one counts.

    state    JSON, rarely changed: the device, the job, how it stands
    cursor   counts, for every write to the port: sent, acknowledged, executed
    anchors  a ring: numbered lines that are none of the job's, and where jobs begin
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lezerprint.errors import PortError
from lezerprint.marlin.ledger import Anchor

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lezerprint.marlin.protocol import Protocol
    from lezerprint.port.run import Run

_MAGIC: Final = b"LZJOURN2"
_STATE_AT: Final = 4096
_STATE_BYTES: Final = 65536
"""Several times what the longest names, scripts, questions and sets of tools and fans take together."""

_CURSOR_AT: Final = _STATE_AT + 2 * _STATE_BYTES
_CURSOR_BYTES: Final = 64
_ANCHORS_AT: Final = _CURSOR_AT + 4096
_ANCHOR_BYTES: Final = 128
_ANCHOR_COUNT: Final = 4096
_SIZE_BYTES: Final = _ANCHORS_AT + _ANCHOR_COUNT * _ANCHOR_BYTES

_STATE_HEAD: Final = struct.Struct("<QII")  # sequence, length, CRC of the text
_CURSOR: Final = struct.Struct("<QQQQQ")  # sequence, epoch, sent, acknowledged, executed
_ANCHOR: Final = struct.Struct("<QQQQB88s")  # sequence, epoch, number, job line, length, body
_CRC: Final = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the lines had come. `executed` is the index of the job's first command not known to be done."""

    epoch: int
    sent: int
    acknowledged: int
    executed: int


class Journal:
    """Open, read what a predecessor left, and write on. An epoch is one numbering, from M110 on."""

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if os.fstat(descriptor).st_size != _SIZE_BYTES:
                os.ftruncate(descriptor, 0)
                _allocate(descriptor)
            self._map = mmap.mmap(descriptor, _SIZE_BYTES)
        finally:
            os.close(descriptor)
        if self._map[: len(_MAGIC)] != _MAGIC:
            self._map[:] = bytes(_SIZE_BYTES)
            self._map[: len(_MAGIC)] = _MAGIC
        self._state_sequence, self.state = self._read_state()
        self._cursor_sequence, self.cursor = self._read_cursor()
        found = self._read_anchors()
        self._anchor_sequence = found[-1][0] if found else 0
        self.latest_epoch = max([self.cursor.epoch, *(epoch for _, epoch, _ in found)])
        """Of any record: a process may have been killed between a numbering's first anchor and its cursor."""
        self.anchors = self._of_this_numbering(found)
        """The predecessor's, in order of number."""

    def write_state(self, state: dict[str, Any]) -> None:
        """Keep this as the state. Raises ValueError where it does not fit."""
        text = json.dumps(state, separators=(",", ":")).encode()
        if len(text) > _STATE_BYTES - _STATE_HEAD.size:
            raise ValueError("the state is too large for the journal")
        self._state_sequence += 1
        head = _STATE_HEAD.pack(
            self._state_sequence, len(text), zlib.crc32(text, self._state_sequence & 0xFFFFFFFF)
        )
        at = _STATE_AT + self._state_sequence % 2 * _STATE_BYTES
        self._map[at : at + len(head) + len(text)] = head + text
        self.state = state

    def write_cursor(self, epoch: int, sent: int, acknowledged: int, executed: int) -> None:
        """Keep the counts; this is on the hot path."""
        sequence = self._cursor_sequence = self._cursor_sequence + 1
        record = _CURSOR.pack(sequence, epoch, sent, acknowledged, executed)
        at = _CURSOR_AT + sequence % 2 * _CURSOR_BYTES
        self._map[at : at + _CURSOR.size + 4] = record + _CRC.pack(zlib.crc32(record))

    def write_anchor(self, epoch: int, anchor: Anchor) -> None:
        """Keep a line that is none of the job's, before it goes out."""
        sequence = self._anchor_sequence = self._anchor_sequence + 1
        record = _ANCHOR.pack(sequence, epoch, anchor.number, anchor.job_line, len(anchor.body), anchor.body)
        at = _ANCHORS_AT + sequence % _ANCHOR_COUNT * _ANCHOR_BYTES
        self._map[at : at + _ANCHOR.size + 4] = record + _CRC.pack(zlib.crc32(record))

    def close(self) -> None:
        """Let go of the file."""
        self._map.close()

    def _read_state(self) -> tuple[int, dict[str, Any]]:
        best: tuple[int, dict[str, Any]] = (0, {})
        for at in (_STATE_AT, _STATE_AT + _STATE_BYTES):
            sequence, length, crc = _STATE_HEAD.unpack_from(self._map, at)
            if not 0 < length <= _STATE_BYTES - _STATE_HEAD.size or sequence <= best[0]:
                continue
            text = self._map[at + _STATE_HEAD.size : at + _STATE_HEAD.size + length]
            if zlib.crc32(text, sequence & 0xFFFFFFFF) == crc:
                best = sequence, json.loads(text)
        return best

    def _read_cursor(self) -> tuple[int, Cursor]:
        best = 0, Cursor(0, 0, 0, 0)
        for at in (_CURSOR_AT, _CURSOR_AT + _CURSOR_BYTES):
            if (record := self._record(at, _CURSOR.size)) is None:
                continue
            sequence, *counts = _CURSOR.unpack(record)
            if sequence > best[0]:
                best = sequence, Cursor(*counts)
        return best

    def _read_anchors(self) -> list[tuple[int, int, Anchor]]:
        found = []
        for at in range(_ANCHORS_AT, _SIZE_BYTES, _ANCHOR_BYTES):
            if (record := self._record(at, _ANCHOR.size)) is not None:
                sequence, epoch, number, job_line, length, body = _ANCHOR.unpack(record)
                found.append((sequence, epoch, Anchor(number, body[:length], job_line)))
        return sorted(found, key=lambda item: item[0])

    def _of_this_numbering(self, found: list[tuple[int, int, Anchor]]) -> list[Anchor]:
        """The newest of each number; what was written and then never went out is wiped."""
        anchors = {}
        for sequence, epoch, anchor in found:
            if epoch != self.cursor.epoch:
                continue
            if anchor.number > self.cursor.sent:
                at = _ANCHORS_AT + sequence % _ANCHOR_COUNT * _ANCHOR_BYTES
                self._map[at : at + _ANCHOR_BYTES] = bytes(_ANCHOR_BYTES)
            else:
                anchors[anchor.number] = anchor
        return [anchors[number] for number in sorted(anchors)]

    def _record(self, at: int, size: int) -> bytes | None:
        record = self._map[at : at + size]
        (crc,) = _CRC.unpack_from(self._map, at + size)
        return record if crc == zlib.crc32(record) and any(record) else None


def _allocate(descriptor: int) -> None:
    """Take the space now: a full disk must not end a print by a bus error at some later write."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, _SIZE_BYTES)
    else:
        os.write(descriptor, bytes(_SIZE_BYTES))


_LONGEST_NAMES_BYTES: Final = 6000
"""Job, spool's path and device as JSON; scripts and a reason must find room in the journal beside them."""


class JournalWriter:
    """Counts to the journal before bytes go out, and the job's state whenever it changes."""

    def __init__(self, path: Path, device: str) -> None:
        self._journal = Journal(path)
        self._device = device
        self._epoch = self._journal.latest_epoch
        self._acknowledged = 0
        predecessor = self._journal.state
        self._lease: int = predecessor.get("lease", 0)
        self.starts: int = predecessor.get("starts", 0) + 1
        """How many processes have had this journal: none of them has the same."""

    def inherited(self) -> dict[str, Any]:
        """The predecessor's state, if it had the same device."""
        state = self._journal.state
        return state if state.get("device") == self._device else {}

    def restore(self, protocol: Protocol, run: Run, kept: dict[str, Any]) -> None:
        """Give the predecessor's counts to the protocol, and its state to the job."""
        cursor, anchors = self._journal.cursor, self._journal.anchors
        if not anchors:
            raise PortError("the journal no longer has the position of the job")
        protocol.ledger.restore(cursor.sent, cursor.acknowledged, anchors, run.spool)
        run.resume_after_restart(kept, cursor.executed)

    def begin_numbering(self) -> None:
        """The firmware counts anew: lines of the numbering before mean nothing now."""
        self._epoch += 1

    def next_lease(self) -> int:
        """The epoch of a new lease, higher than any before, also than those of our predecessors."""
        self._lease += 1
        return self._lease

    def write_counts(self, protocol: Protocol, run: Run | None) -> None:
        """Bring the journal up to the protocol's counts; this is on the hot path."""
        ledger, journal = protocol.ledger, self._journal
        for anchor in protocol.take_anchors():
            journal.write_anchor(self._epoch, anchor)
        self._acknowledged = ledger.acknowledged
        journal.write_cursor(self._epoch, ledger.sent, ledger.acknowledged, run.executed if run else 0)

    def keep_up(self, protocol: Protocol, run: Run | None) -> None:
        """Write the counts if lines were acknowledged since, although nothing goes out."""
        if protocol.ledger.acknowledged != self._acknowledged:
            self.write_counts(protocol, run)

    def check_names(self, job: str, spool_path: str) -> None:
        """Raise PortError for names that the journal has no room for."""
        if len(json.dumps([job, spool_path, self._device])) > _LONGEST_NAMES_BYTES:
            raise PortError("the names of the job and its spool are too long")

    def write_state(self, kept: Mapping[str, Any]) -> None:
        """Keep how all stands, for a successor."""
        own = {"device": self._device, "lease": self._lease, "starts": self.starts}
        self._journal.write_state({**own, **kept})

    def close(self) -> None:
        """Let go of the journal."""
        self._journal.close()
