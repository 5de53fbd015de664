"""Is the device at this path still the printer that was lost there? Its number may be another one's by now.

The kernel gives the number of an unplugged adapter to the next that is plugged in (`/dev/ttyUSB0`), and that
of a closed pseudo-terminal to the next that is opened (`/dev/pts/3`). Who looks for the lost printer must not
take that one, and with it the lock that its owner needs.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lezerprint.port.device import UsbIdentity

_PSEUDO_TERMINAL_MAJORS: Final = range(136, 144)  # Linux, Documentation/admin-guide/devices.txt


@dataclass(frozen=True, slots=True)
class LostDevice:
    """What was opened at a path until it was lost.

    Attributes:
        usb: Which adapter; None: it was none.
        link: Tells the symbolic link that led to a pseudo-terminal from one that was made later; empty: the
            path was no link, or led to another kind of device.
        pseudo_terminal: Whether it was one: such a device never comes back, only another of its number.
    """

    usb: UsbIdentity | None
    link: str
    pseudo_terminal: bool

    @classmethod
    def at(cls, path: str, usb: UsbIdentity | None) -> LostDevice:
        """What is open there now."""
        return cls(usb, _link(path), _is_pseudo_terminal(path))

    def is_another(self, path: str, usb: UsbIdentity | None) -> str:
        """Why the device at the path is not the lost one, in words; empty: it may be.

        An adapter without a serial number may have been plugged into another socket, so only its kind counts.
        """
        if self.pseudo_terminal and _link(path) == self.link:
            return f"the terminal at {path} was closed, and its number may belong to another terminal"
        if self.usb is not None and usb is not None and _kind(self.usb) != _kind(usb):
            return f"{path} is another adapter ({_shown(usb)}) than the printer's ({_shown(self.usb)})"
        return ""


def _link(path: str) -> str:
    with suppress(OSError):
        status = os.lstat(path)
        if Path(path).is_symlink():
            return f"{status.st_ino}-{status.st_mtime_ns}"
    return ""


def _is_pseudo_terminal(path: str) -> bool:
    with suppress(OSError):
        return os.major(Path(path).stat().st_rdev) in _PSEUDO_TERMINAL_MAJORS
    return False


def _kind(usb: UsbIdentity) -> tuple[int | None, int | None, str | None]:
    return usb.vendor_id, usb.product_id, usb.serial_number


def _shown(usb: UsbIdentity) -> str:
    number = f"/{usb.serial_number}" if usb.serial_number else ""
    return f"{usb.vendor_id or 0:04x}:{usb.product_id or 0:04x}{number}"
