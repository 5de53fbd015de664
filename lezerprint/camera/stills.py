"""Single pictures of a printer for those who are told of something: taken beside whoever tells."""

from __future__ import annotations

import io
import logging
import threading
import time
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from lezerprint.base.stills import NO_PICTURE, PICTURE
from lezerprint.camera.errors import CameraUnavailableError
from lezerprint.camera.orientation import oriented

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lezerprint.camera.camera import Camera
    from lezerprint.camera.feed import Frame

_logger = logging.getLogger(__name__)
_SECONDS: Final = 5.0
_LARGEST: Final = (1280, 1280)
_QUALITY: Final = 80
_AT_ONCE: Final = 4


class Stills:
    """Takes them; thread-safe, and waits for nothing.

    Args:
        folder: Where they are kept.
        cameras: The cameras by the printers that they show.
    """

    def __init__(self, folder: Path, cameras: Mapping[str, Camera]) -> None:
        self._folder = folder
        self._cameras = cameras
        self._free = threading.BoundedSemaphore(_AT_ONCE)

    def take(self, printer: str) -> str | None:
        """Begin to take one, which is there within some seconds, or is known not to come.

        Returns:
            What it is called; None: no camera shows the printer, or too many are being taken.
        """
        camera = self._cameras.get(printer)
        if camera is None or not self._free.acquire(blocking=False):
            return None
        key = uuid4().hex
        threading.Thread(target=self._take, args=(camera, key), name=f"still {key}", daemon=True).start()
        return key

    def _take(self, camera: Camera, key: str) -> None:
        try:
            jpeg = self._picture(camera)
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._folder / f"{key}{NO_PICTURE if jpeg is None else PICTURE}"
            draft = path.with_suffix(".new")
            draft.write_bytes(jpeg or b"")
            draft.rename(path)
        except OSError as error:
            _logger.warning("the picture of a notification is lost: %s", error.strerror or error)
        finally:
            self._free.release()

    def _picture(self, camera: Camera) -> bytes | None:
        camera.feed.enter()
        camera.want()
        try:
            frame = _first_after(camera, time.monotonic())
        finally:
            camera.feed.leave()
        try:
            return None if frame is None else _small(oriented(frame.jpeg, camera.settings))
        except (CameraUnavailableError, OSError) as error:
            _logger.info("no picture for a notification: %s", error)
            return None


def _first_after(camera: Camera, asked: float) -> Frame | None:
    woken = threading.Event()
    unsubscribe = camera.feed.subscribe(woken.set)
    try:
        while (left := asked + _SECONDS - time.monotonic()) > 0:
            woken.clear()
            frame = camera.feed.newest
            if frame is not None and frame.arrived >= asked:
                return frame
            woken.wait(left)
    finally:
        unsubscribe()
    return None


def _small(jpeg: bytes) -> bytes:
    from PIL import Image  # noqa: PLC0415 - loaded where it is needed

    out = io.BytesIO()
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
        picture.thumbnail(_LARGEST)
        picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
