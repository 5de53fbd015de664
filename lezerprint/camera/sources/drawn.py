"""A picture of the simulated printer: its bed, the nozzle where it is, the part as it grows, temperatures.

All of it comes from the simulated printer itself, past the port process, which has a print to attend to.
"""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PIL import Image, ImageDraw, ImageFont

from lezerprint.camera.errors import SourceError
from lezerprint.virtual.orders import OrderError, order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.camera.setup import ReaderSetup

    Place = tuple[float, float]

_SIZE: Final = (640, 480)
_FPS: Final = 10.0
_ASK_SECONDS: Final = 2.0
_BED_MM: Final = 220.0
_GRID_MM: Final = 20
_ACROSS: Final = 0.866
_ALONG: Final = 0.5
"""An isometric view: cosine and sine of 30 degrees."""

_BACKGROUND: Final = (24, 28, 36)
_BED: Final = (52, 60, 74)
_GRID: Final = (70, 80, 96)
_NOZZLE: Final = (240, 196, 80)
_TEXT: Final = (220, 226, 236)
_LOW_PART: Final = (70, 130, 200)
_HIGH_PART: Final = (150, 220, 255)
_SHADES_MM: Final = 40.0
"""The part's colour goes from one to the other within so much height, and back again."""


def drawn_frames(setup: ReaderSetup) -> Iterator[bytes]:
    """Pictures, as long as the simulated printer is there.

    Raises:
        SourceError: It is not.
    """
    if setup.virtual_control is None:
        raise SourceError("the printer of this camera is not simulated: only such a one can be drawn")
    size = _SIZE if setup.width is None or setup.height is None else (setup.width, setup.height)
    view = View(size)
    due = time.monotonic()
    while True:
        try:
            state = order(Path(setup.virtual_control), "state", _ASK_SECONDS)
            trail = order(Path(setup.virtual_control), f"trail {view.known_moves}", _ASK_SECONDS)
        except OrderError as error:
            raise SourceError("the simulated printer is not running") from error
        view.grow(trail)
        yield _encoded(view.picture(state), setup.quality)
        due = max(due + 1 / min(setup.fps, _FPS), time.monotonic())
        time.sleep(max(0.0, due - time.monotonic()))


class View:
    """The printer from the front, above and aside.

    Attributes:
        known_moves: The number of the last move that is in the picture.

    Args:
        size: Of the pictures, in pixels.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self.known_moves = 0
        self._size = size
        self._scale = min(size[0] / (2.2 * _ACROSS * _BED_MM), size[1] / (1.9 * _BED_MM))
        self._font = ImageFont.load_default(max(10, size[1] // 28))
        self._first_move = 0
        self._at: Place | None = None
        self._part = self._empty_bed()

    def grow(self, trail: dict[str, Any]) -> None:
        """Draw the moves that came since; begin anew where the old ones are gone."""
        if trail["first"] != self._first_move:
            self._first_move, self._at, self._part = trail["first"], None, self._empty_bed()
        canvas = ImageDraw.Draw(self._part)
        for x, y, z, extrudes in trail["moves"]:
            here = self._place(x, y, z)
            if extrudes and self._at is not None:
                canvas.line([self._at, here], fill=_shade(z), width=2)
            self._at = here
        self.known_moves = trail["last"]

    def picture(self, state: dict[str, Any]) -> Image.Image:
        """The printer as it is now."""
        picture = self._part.copy()
        canvas = ImageDraw.Draw(picture)
        motors = state["motors"]
        tip = self._place(motors["x"], motors["y"], motors["z"])
        half, height = 8 * self._scale, 16 * self._scale
        canvas.polygon(
            [tip, (tip[0] - half, tip[1] - height), (tip[0] + half, tip[1] - height)], fill=_NOZZLE
        )
        lines = [
            *(
                f"{name}  {heater['celsius']:.0f} / {heater['target_celsius']:.0f} °C"
                for name, heater in state["heaters"].items()
            ),
            f"X {motors['x']:.1f}  Y {motors['y']:.1f}  Z {motors['z']:.2f} mm",
            time.strftime("%H:%M:%S"),
        ]
        canvas.multiline_text((10, 8), "\n".join(lines), fill=_TEXT, font=self._font)
        return picture

    def _empty_bed(self) -> Image.Image:
        picture = Image.new("RGB", self._size, _BACKGROUND)
        canvas = ImageDraw.Draw(picture)
        corners = [self._place(x, y, 0) for x, y in ((0, 0), (_BED_MM, 0), (_BED_MM, _BED_MM), (0, _BED_MM))]
        canvas.polygon(corners, fill=_BED, outline=_GRID)
        for line_mm in range(0, int(_BED_MM) + 1, _GRID_MM):
            canvas.line([self._place(line_mm, 0, 0), self._place(line_mm, _BED_MM, 0)], fill=_GRID)
            canvas.line([self._place(0, line_mm, 0), self._place(_BED_MM, line_mm, 0)], fill=_GRID)
        return picture

    def _place(self, x: float, y: float, z: float) -> Place:
        """Where a point of the printer, in mm, is in the picture; its front left corner is at the bottom."""
        across, along = (x - y) * _ACROSS, (2 * _BED_MM - x - y) * _ALONG
        top = self._size[1] - 1.15 * _BED_MM * self._scale
        return self._size[0] / 2 + across * self._scale, top + (along - z) * self._scale


def _shade(height_mm: float) -> tuple[int, int, int]:
    share = abs((height_mm / _SHADES_MM + 1) % 2 - 1)
    red, green, blue = (
        round(low + (high - low) * share) for low, high in zip(_LOW_PART, _HIGH_PART, strict=True)
    )
    return red, green, blue


def _encoded(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()
