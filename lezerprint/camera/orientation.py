"""Pictures flipped and rotated, as the settings of their camera say."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from lezerprint.camera.errors import CameraUnavailableError

if TYPE_CHECKING:
    from lezerprint.settings.camera import CameraSettings


def has_orientation(settings: CameraSettings) -> bool:
    """Whether its pictures are to be changed at all."""
    return bool(settings.rotation or settings.flip_horizontal or settings.flip_vertical)


def oriented(jpeg: bytes, settings: CameraSettings) -> bytes:
    """The picture, flipped and then rotated clockwise.

    Raises:
        CameraUnavailableError: It is damaged.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - loaded where it is needed

    turns = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
    file = io.BytesIO()
    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as opened:
            picture: Image.Image = opened
            if settings.flip_horizontal:
                picture = ImageOps.mirror(picture)
            if settings.flip_vertical:
                picture = ImageOps.flip(picture)
            if settings.rotation:
                picture = picture.transpose(turns[settings.rotation])
            picture.save(file, "JPEG", quality=max(settings.quality, 1))
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise CameraUnavailableError("the camera's picture is damaged, and cannot be rotated") from error
    return file.getvalue()
