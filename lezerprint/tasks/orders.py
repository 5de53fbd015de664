"""What a worker process is told by whoever starts it."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lezerprint.settings import Settings

LENGTH: Final = struct.Struct(">I")
"""Comes first: how many bytes follow."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What a worker is told at its start.

    Attributes:
        settings: As the server has them.
        queues: What it works at.
        from_redis: Whether ids come through Redis; else it looks in the database when it is woken.
        plugins: Modules that are imported first, for the operations that they add.
    """

    settings: Settings
    queues: tuple[str, ...]
    from_redis: bool = False
    plugins: tuple[str, ...] = ()

    def packed(self) -> bytes:
        """As they are written to the worker."""
        content = pickle.dumps(self)
        return LENGTH.pack(len(content)) + content
