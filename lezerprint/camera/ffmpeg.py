"""ffmpeg: where it is, and what it says when it fails."""

from __future__ import annotations

import re
import threading
from collections import deque
from typing import IO, Final

from lezerprint.camera.errors import SourceError

_KEPT_LINES: Final = 20
_REST_SECONDS: Final = 1.0
_NO_OUTPUT: Final = "At least one output file"


def ffmpeg_path(given: str | None) -> str:
    """The path that is set, or that of imageio-ffmpeg's.

    Raises:
        SourceError: There is none.
    """
    if given is not None:
        return given
    from imageio_ffmpeg import get_ffmpeg_exe  # noqa: PLC0415 - where none is set

    try:
        return str(get_ffmpeg_exe())
    except RuntimeError as error:
        raise SourceError("there is no ffmpeg: install it and set ffmpeg_path") from error


def last_words(said: bytes) -> str:
    """The last thing that it said, without addresses, which may have a password in them."""
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines()]
    useful = [line for line in lines if line and _NO_OUTPUT not in line]
    last = re.sub(r"\S*://\S*", "the address", useful[-1]) if useful else "it ended without a word"
    return last.rpartition("] ")[2]


class ErrorOutput:
    """The last lines of what a process says of errors; all of it is taken, or a full pipe would stop it.

    Args:
        pipe: Its error output.
    """

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._lines: deque[bytes] = deque(maxlen=_KEPT_LINES)
        self._thread = threading.Thread(target=self._hear, name="ffmpeg-errors", daemon=True)
        self._thread.start()

    def last_words(self) -> str:
        """What it said last; waits a little for the rest of it."""
        self._thread.join(_REST_SECONDS)
        return last_words(b"".join(self._lines))

    def _hear(self) -> None:
        for line in self._pipe:
            self._lines.append(line)
