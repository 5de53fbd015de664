"""Pictures turned as the camera hangs."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from lezerprint.camera.errors import CameraUnavailableError

if TYPE_CHECKING:
    from lezerprint.settings.camera import CameraSettings


def is_turned(settings: CameraSettings) -> bool:
    """Whether its pictures are to be turned at all."""
    return bool(settings.rotation or settings.flip_horizontal or settings.flip_vertical)


def turned(jpeg: bytes, settings: CameraSettings) -> bytes:
    """The picture mirrored, and then rotated clockwise, as the settings say.

    Raises:
        CameraUnavailableError: It is damaged.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - who turns nothing loads nothing

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
        raise CameraUnavailableError("the camera's picture is damaged, and cannot be turned") from error
    return file.getvalue()
