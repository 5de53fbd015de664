"""Where the command line keeps its spools: on the disk, for the memory of a small machine has no room.

A spool must outlive the command line, since the port process prints on without it; so it is removed when
the job has ended, or else before the next print on that printer.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from lezerprint.cli.target import VIRTUAL_PREFIX
from lezerprint.errors import SpoolError
from lezerprint.port.channel import Channel, PortGoneError, PortTimeoutError
from lezerprint.port.paths import port_paths

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIX = ".spool"


def spool_path(data_folder: Path, printer: str, job: str) -> Path:
    """Where the job's spool goes, in a folder for this user only. Raises SpoolError."""
    folder = data_folder.absolute() / "spools"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SpoolError(f"cannot make the folder {folder}: {error.strerror}") from error
    return folder / f"{printer}.{job}{_SUFFIX}"


def remove_leftovers(spool: Path) -> None:
    """Remove the spools of earlier jobs that nobody prints any more.

    Args:
        spool: The new one; its printer has no job.
    """
    printer, _, _ = spool.name.partition(".")
    for other in spool.parent.glob(f"*{_SUFFIX}"):
        name, _, _ = other.name.partition(".")
        ours = name == printer or (name.startswith(VIRTUAL_PREFIX) and not _has_port_process(name))
        if ours and other != spool:
            with contextlib.suppress(OSError):
                other.unlink()


def _has_port_process(printer: str) -> bool:
    try:
        Channel(port_paths(printer).socket).close()
    except PortGoneError:
        return False
    except PortTimeoutError:
        return True
    return True
