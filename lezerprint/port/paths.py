"""Where the port process keeps its socket, its journal and the lock on its device.

Not under the data directory: a socket's path may have 108 bytes at most, and the journal belongs on a
tmpfs where there is one, since it is written for every line.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lezerprint.errors import PortError

_LONGEST_SOCKET_BYTES: Final = 103
"""`sun_path` has 104 bytes on macOS and 108 on Linux, with the zero at its end."""

_LONGEST_NAME: Final = 32
_DATA_DIR_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class PortPaths:
    """The files of one printer's port process; all begin with `printer`, which is no other printer's."""

    folder: Path
    printer: str

    @property
    def lock(self) -> Path:
        """Held by the port process, so that the printer has only one."""
        return self.folder / f"{self.printer}.lock"

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.folder / f"{self.printer}.sock"

    @property
    def journal(self) -> Path:
        """What a successor needs, together with the spool."""
        return self.folder / f"{self.printer}.journal"

    @property
    def stop_order(self) -> Path:
        """Exists while an emergency stop is ordered and not yet on the wire."""
        return self.folder / f"{self.printer}.stop"

    def leave_stop_order(self) -> None:
        """Order an emergency stop of this or the next port process, whoever lives to see it."""
        descriptor = os.open(self.stop_order, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.close(descriptor)

    @property
    def log(self) -> Path:
        """What the process says to nobody in particular."""
        return self.folder / f"{self.printer}.log"

    @property
    def virtual_link(self) -> Path:
        """The simulated printer's terminal, for the device `virtual`."""
        return self.folder / f"{self.printer}.tty"

    @property
    def virtual_control(self) -> Path:
        """Where the simulated printer takes faults to order."""
        return self.folder / f"{self.printer}.virtual"


def port_paths(printer: str, folder: Path | None = None, data_dir: Path | None = None) -> PortPaths:
    """The files of this printer, in a folder that only its owner can enter (made if it is not there).

    `data_dir` is that of the server whose printer it is: another server's printer of the same name has other
    files. None: the command line's, whose printers are named by their devices.

    Raises PortError where there can be no such folder, or where it is too deep for a socket.
    """
    place = folder or runtime_folder()
    paths = PortPaths(place, _short(printer, data_dir))
    longest = max(len(os.fsencode(path)) for path in (paths.socket, paths.virtual_control))
    if longest > _LONGEST_SOCKET_BYTES:
        raise PortError(f"{place} is too long: a socket's path may have {_LONGEST_SOCKET_BYTES} bytes")
    try:
        _make_private(place)
    except OSError as error:
        raise PortError(f"cannot use the runtime folder {place}: {error.strerror}") from error
    return paths


def _make_private(place: Path) -> None:
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = place.stat()
    if status.st_uid != os.getuid():
        raise PermissionError(errno.EACCES, "it belongs to another user")
    if stat.S_IMODE(status.st_mode) & 0o077:
        place.chmod(0o700)


def runtime_folder() -> Path:
    """LEZERPRINT_RUNTIME_DIR, else a folder of ours in XDG_RUNTIME_DIR, /run or the temporary folder."""
    if chosen := os.environ.get("LEZERPRINT_RUNTIME_DIR"):
        return Path(chosen)
    if session := os.environ.get("XDG_RUNTIME_DIR"):
        return Path(session) / "lezerprint"
    run = Path("/run")
    if os.access(run, os.W_OK):
        return run / "lezerprint"
    return _temporary_folder() / f"lezerprint-{os.getuid()}"


def lock_folder() -> Path:
    """Where all users of the machine look for the locks of devices."""
    for place in (Path("/run/lock"), Path("/var/lock")):
        if place.is_dir() and os.access(place, os.W_OK):
            return place
    return _temporary_folder()


def _temporary_folder() -> Path:
    """As `tempfile.gettempdir` has it, whose module brings every kind of compression."""
    told = (os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    for place in (*told, "/tmp", "/var/tmp", "/usr/tmp"):  # noqa: S108 - what is put there is in a folder of ours
        if place and os.access(place, os.W_OK):
            return Path(place).absolute()
    return Path.cwd()


def _short(name: str, data_dir: Path | None) -> str:
    """A file name of at most 32 safe characters that no other printer's name and data directory give."""
    suffix = "" if data_dir is None else "." + _digest(os.path.realpath(data_dir))[:_DATA_DIR_DIGITS]
    plain = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    if plain and 0 < len(name) < _LONGEST_NAME - len(suffix):
        return name + suffix
    return _digest(name + suffix)[:_LONGEST_NAME]


def _digest(text: str) -> str:
    return hashlib.sha256(os.fsencode(text)).hexdigest()
