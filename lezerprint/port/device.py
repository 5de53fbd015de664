"""Which device a user means: a path, a URL, a USB identity, `auto` or `virtual`; and is it still the same?

The kernel gives the number of an unplugged adapter to the next that is plugged in (`/dev/ttyUSB0`), and that
of a closed pseudo-terminal to the next that is opened (`/dev/pts/3`). Who looks for the lost printer must not
take that one, and with it the lock that its owner needs.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from serial.tools import list_ports

from lezerprint.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from serial.tools.list_ports_common import ListPortInfo

VIRTUAL: Final = "virtual"
AUTO: Final = "auto"

_USB_IDENTITY: Final = re.compile(r"(?:([0-9a-fA-F]{4}):([0-9a-fA-F]{4}))?(?:/([^/]+))?(?:/([^/]+))?")
_URL: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_PSEUDO_TERMINAL_MAJORS: Final = range(136, 144)  # Linux, Documentation/admin-guide/devices.txt


@dataclass(frozen=True, slots=True)
class UsbIdentity:
    """What stays the same when an adapter comes back under another name; None matches anything.

    `location` is the physical path (bus and ports, as `1-1.4`): the only thing that tells two adapters
    of one kind without serial numbers apart.
    """

    vendor_id: int | None = None
    product_id: int | None = None
    serial_number: str | None = None
    location: str | None = None

    def matches(self, port: ListPortInfo) -> bool:
        """Whether this is the adapter."""
        wanted = (self.vendor_id, self.product_id, self.serial_number, self.location)
        found = (port.vid, port.pid, port.serial_number, _location(port))
        return all(want is None or want == have for want, have in zip(wanted, found, strict=True))


def is_url(device: str) -> bool:
    """Whether pyserial's URL handlers (`socket://`, `rfc2217://`) open it."""
    return _URL.match(device) is not None


def parse_identity(device: str) -> UsbIdentity | None:
    """`VID:PID`, `VID:PID/SERIAL`, `VID:PID/SERIAL/LOCATION` or `/…/LOCATION` parts; None for what is none.

    A serial number is left open by `*`: `1a86:7523/*/1-1.4`.
    """
    match = _USB_IDENTITY.fullmatch(device)
    if not match or not match[1]:
        return None
    serial_number = None if match[3] in (None, "*") else match[3]
    return UsbIdentity(int(match[1], 16), int(match[2], 16), serial_number, match[4])


def serial_ports() -> list[ListPortInfo]:
    """The machine's serial ports, those of USB adapters first."""
    return sorted(list_ports.comports(), key=lambda port: (port.vid is None, port.device))


def find_device(device: str, ports: Iterable[ListPortInfo] | None = None) -> str:
    """The path or URL to open. Raises DeviceError, with what was found instead, where there is none."""
    if is_url(device):
        return device
    known = serial_ports() if ports is None else list(ports)
    if device == AUTO:
        return _only([port for port in known if port.vid is not None], "USB serial port", known)
    if identity := parse_identity(device):
        return _only([port for port in known if identity.matches(port)], f"port {device}", known)
    path = Path(device)
    if not path.exists():
        raise DeviceError(f"the device {device} does not exist")
    if not path.is_char_device():
        raise DeviceError(f"{device} is not a serial device")
    return device


def identity_of(path: str) -> UsbIdentity | None:
    """What to look for when the adapter at `path` was unplugged and comes back under another name."""
    real_path = str(Path(path).resolve())
    for port in serial_ports():
        if port.device in (path, real_path) and port.vid is not None:
            location = None if port.serial_number else _location(port)
            return UsbIdentity(port.vid, port.pid, port.serial_number, location)
    return None


def find_again(identity: UsbIdentity) -> str | None:
    """Where this adapter is now, if it is back."""
    return next((port.device for port in serial_ports() if identity.matches(port)), None)


def _location(port: ListPortInfo) -> str | None:
    """The physical path without the interface's number behind the colon."""
    return port.location.partition(":")[0] if port.location else None


def _only(found: list[ListPortInfo], wanted: str, known: list[ListPortInfo]) -> str:
    if len(found) == 1:
        return found[0].device
    names = ", ".join(port.device for port in (found or known)) or "none"
    if found:
        raise DeviceError(f"more than one {wanted} is there ({names}): choose one by its path or location")
    raise DeviceError(f"no {wanted} is there (ports: {names})")


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
