"""Files that are there whole or as before, and stay so after a loss of power.

A file's content reaches the disk by `fsync` of the file, its name by `fsync` of its folder.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Replace a file whole; its folder is made if it is absent. One writer at a time.

    Raises:
        OSError: The disk refuses; the file is as before.
    """
    make_folder(path.parent)
    draft = path.with_name(f"{path.name}.new")
    draft.write_bytes(content)
    place(draft, path)


def place(draft: Path, path: Path) -> None:
    """Put a file that is complete in the place of another, in the same file system.

    Raises:
        OSError: The disk refuses.
    """
    sync(draft)
    rename(draft, path)


def rename(draft: Path, path: Path) -> None:
    """The same where the content is synced already.

    Raises:
        OSError: The disk refuses.
    """
    draft.rename(path)
    sync(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are absent.

    Raises:
        OSError: The disk refuses.
    """
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)


def sync(path: Path) -> None:
    """Wait until a file's content is on the disk, or what was created, renamed and removed in a folder.

    Raises:
        OSError: The disk refuses.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
