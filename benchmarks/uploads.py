"""The load of uploads: a large file of G-code again and again."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from figures import BenchmarkError
from served import delete, upload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from live_servers import Server

_PIECE_BYTES: Final = 65536


@contextmanager
def uploading(server: Server, size_bytes: int, pause_seconds: float = 0.0) -> Iterator[list[str]]:
    """One file after the other is uploaded while the context lasts, and deleted again; those that have been.

    Args:
        server: Where to.
        size_bytes: Of each.
        pause_seconds: Between two pieces of 64 KiB.
    """
    content = b"".join(b"G1 X%d.%d Y1 E0.1\n" % divmod(number, 10) for number in range(2000))
    content = (content * (size_bytes // len(content) + 1))[:size_bytes]
    is_over = threading.Event()
    uploaded: list[str] = []

    def pieces() -> Iterator[bytes]:
        for begin in range(0, len(content), _PIECE_BYTES):
            yield content[begin : begin + _PIECE_BYTES]
            if not is_over.is_set():
                time.sleep(pause_seconds)

    def run() -> None:
        while not is_over.is_set():
            with suppress(BenchmarkError):  # the file before, which is the same, is just being analysed
                uploaded.append(upload(server, "large.gcode", pieces(), len(content)))
                delete(server, uploaded[-1])

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield uploaded
    finally:
        is_over.set()
        thread.join()
