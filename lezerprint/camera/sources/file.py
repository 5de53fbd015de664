"""A file of JPEG frames, one behind the other, played again and again: for tests and trials."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lezerprint.camera.errors import SourceError
from lezerprint.camera.jpeg import FrameParser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.camera.setup import ReaderSetup


def file_frames(setup: ReaderSetup) -> Iterator[bytes]:
    """Its frames at the setup's rate."""
    path = unquote(urlsplit(setup.url).path)
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - as the address has it
            frames = FrameParser().feed(file.read())
    except OSError as error:
        raise SourceError(f"the file {path} cannot be read: {error.strerror}") from error
    if not frames:
        raise SourceError(f"the file {path} has no JPEG frames")
    due = time.monotonic()
    while True:
        for frame in frames:
            yield frame
            due = max(due + 1 / setup.fps, time.monotonic())
            time.sleep(max(0.0, due - time.monotonic()))
