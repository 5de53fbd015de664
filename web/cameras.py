"""The cameras of this server: what is set, and where their actors are."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from lezerprint.errors import StorageError
from web.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from actors.supervision import System
    from lezerprint.camera.camera import Camera
    from web.live_camera import LiveCamera
    from web.storage_pool import StoragePool

_logger = logging.getLogger(__name__)
_AGAIN_SECONDS: Final = 5.0


class Cameras:
    """All of them, by name; the first is the default one."""

    def __init__(self, cameras: Sequence[LiveCamera] = ()) -> None:
        self._cameras = {one.name: one for one in cameras}

    @classmethod
    def of(cls, cameras: Sequence[Camera], system: System) -> Cameras:
        """Those of a tree."""
        if not cameras:
            return cls()
        from actors.camera import camera_path, of_cameras  # noqa: PLC0415 - where there is a camera
        from web.live_camera import LiveCamera  # noqa: PLC0415 - the same

        system.subscribe(of_cameras(cameras))
        return cls(
            [
                LiveCamera(
                    one, *(system.address(camera_path(one.name, actor)) for actor in ("camera", "recorder"))
                )
                for one in cameras
            ]
        )

    def get(self, name: str | None) -> LiveCamera:
        """The camera of this name; the default one without a name.

        Raises:
            NotFoundError: There is none.
        """
        if name is not None:
            if (found := self._cameras.get(name)) is None:
                raise NotFoundError(f"there is no camera {name[:100]!r}")
            return found
        if not self._cameras:
            raise NotFoundError("there is no camera: set CAMERA_URL, or a [[cameras]] table")
        return next(iter(self._cameras.values()))

    async def load_settings(self, storage: StoragePool) -> None:
        """Take what is stored of their settings, once the database is there."""
        if not self._cameras:
            return
        from lezerprint.camera.stored import load  # noqa: PLC0415 - where there is a camera

        for one in self:
            while True:
                try:
                    await storage.read(load, one.camera)
                    break
                except StorageError as error:
                    _logger.warning("the stored settings of the camera %s are not known: %s", one.name, error)
                    await asyncio.sleep(_AGAIN_SECONDS)

    def __iter__(self) -> Iterator[LiveCamera]:
        return iter(self._cameras.values())
