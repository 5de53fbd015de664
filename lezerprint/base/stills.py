"""The pictures of notifications on disk: who takes them and who sends them are different processes."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Final = "stills"
PICTURE: Final = ".jpg"
NO_PICTURE: Final = ".none"
"""Says that none will come."""

_KEY: Final = re.compile(r"[0-9a-f]{32}")
_LOOK_SECONDS: Final = 0.1


def still_of(folder: Path, metadata: Any, seconds: float) -> bytes | None:
    """The picture that this metadata of a notification names; waits so long for one that is being taken."""
    key = metadata.get("picture") if isinstance(metadata, dict) else None
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        return None
    deadline = time.monotonic() + seconds
    while True:
        with suppress(OSError):
            return (folder / f"{key}{PICTURE}").read_bytes()
        if (folder / f"{key}{NO_PICTURE}").exists() or time.monotonic() >= deadline:
            return None
        time.sleep(_LOOK_SECONDS)
