"""What a reader is told when it starts, as one line of JSON.

Not on its command line, which everybody on the host can read: an address may have a password in it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

VIRTUAL = "virtual"
"""The source that draws the simulated printer."""


@dataclass(frozen=True, slots=True)
class ReaderSetup:
    """One source, and how it is to be read.

    Attributes:
        url: `http(s)://…`, `rtsp://…`, `file://…`, a device below /dev, or `virtual`.
        width: Of the picture in pixels, where the source can choose; None: the source's own.
        height: The same.
        fps: No more pictures a second are handed on.
        quality: Of pictures that are encoded here, 1 to 100.
        h264: Whether a device is to give H.264 where it can.
        verify_tls: Whether a camera's certificate must be good.
        ffmpeg: The path of ffmpeg; None: that of imageio-ffmpeg.
        virtual_control: Where the simulated printer takes orders, for the source `virtual`.
    """

    url: str = field(repr=False)
    width: int | None = None
    height: int | None = None
    fps: float = 15.0
    quality: int = 80
    h264: bool = False
    verify_tls: bool = True
    ffmpeg: str | None = None
    virtual_control: str | None = None

    def to_line(self) -> bytes:
        """As it is sent."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> ReaderSetup:
        """As it was sent."""
        return cls(**json.loads(line))
