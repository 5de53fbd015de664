"""The wire: an open serial port or network bridge, as a file descriptor that never blocks."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import socket
import termios
import threading
import time
from typing import Final

import serial

from lezerprint.errors import DeviceError
from lezerprint.port.device import is_url
from lezerprint.port.lock import DeviceBusyError

_PSEUDO_TERMINAL_MAJORS: Final = range(136, 144)  # Linux, Documentation/admin-guide/devices.txt
_RESET_PULSE_SECONDS: Final = 0.1
_READ_BYTES: Final = 65536


class LinkLostError(DeviceError):
    """The device went away: unplugged, or the bridge closed."""


class Link:
    """What can be read, written and reset; `fileno()` is for `select`."""

    def __init__(self, port: serial.SerialBase, descriptor: int, *, has_baudrate: bool = False) -> None:
        self.has_baudrate = has_baudrate
        """Whether there is a line behind it that may run at a wrong rate, as far as is known."""
        self._port = port
        self._descriptor = descriptor

    def fileno(self) -> int:
        """The descriptor to wait for."""
        return self._descriptor

    def read(self) -> bytes:
        """What has arrived; nothing, if nothing has. Raises LinkLostError for an unplugged device."""
        try:
            data = os.read(self._descriptor, _READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise LinkLostError(f"the port failed: {os.strerror(error.errno or 0)}") from error
        if not data:
            raise LinkLostError("the port has disappeared")
        return data

    def write(self, data: bytes) -> int:
        """Hand over as much as fits now; returns how many bytes that was."""
        try:
            return os.write(self._descriptor, data)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise LinkLostError(f"the port failed: {os.strerror(error.errno or 0)}") from error

    def change_baudrate(self, baudrate: int) -> None:
        """Speak at another rate from now on."""
        with contextlib.suppress(serial.SerialException, OSError, ValueError, termios.error):
            self._port.baudrate = baudrate
            if os.isatty(self._descriptor):
                _tune(self._descriptor)

    def reset_board(self) -> None:
        """Pull DTR, which resets most boards. Blocks for a tenth of a second."""
        with contextlib.suppress(serial.SerialException, OSError, ValueError):
            self._port.dtr = False
            time.sleep(_RESET_PULSE_SECONDS)
            self._port.dtr = True

    def close(self) -> None:
        """Let go of it."""
        with contextlib.suppress(serial.SerialException, OSError):
            self._port.close()


class _BridgeLink(Link):
    """A network bridge of pyserial's: a thread carries what arrives into a socket that can be waited for."""

    def __init__(self, port: serial.SerialBase) -> None:
        self._inside, self._outside = socket.socketpair()
        self._inside.setblocking(False)
        super().__init__(port, self._inside.fileno(), has_baudrate=True)
        port.timeout = 0.5
        threading.Thread(target=self._carry, name="bridge", daemon=True).start()

    def _carry(self) -> None:
        try:
            while self._port.is_open:
                data = self._port.read(max(1, min(4096, self._waiting())))
                if data:
                    self._outside.sendall(data)
        except (serial.SerialException, OSError, TypeError, AttributeError):
            pass  # closed on either side, which pyserial's handlers show in all these ways
        finally:
            self._outside.close()

    def _waiting(self) -> int:
        return int(getattr(self._port, "in_waiting", 0))

    def write(self, data: bytes) -> int:
        try:
            self._port.write(data)
        except (serial.SerialException, OSError) as error:
            raise LinkLostError(f"the bridge failed: {error}") from error
        return len(data)

    def close(self) -> None:
        super().close()
        self._inside.close()


def open_link(device: str, baudrate: int) -> Link:
    """Open the device, raw and unblocked, so that closing it again does not reset the board.

    Raises DeviceError with one clear line, DeviceBusyError where somebody keeps others out.
    """
    try:
        port = serial.serial_for_url(
            device, baudrate=baudrate, timeout=0, write_timeout=5 if is_url(device) else 0
        )
    except (serial.SerialException, OSError, ValueError) as error:
        kind = DeviceBusyError if getattr(error, "errno", None) == errno.EBUSY else DeviceError
        raise kind(f"cannot open {device}: {_plain(error)}") from error
    try:
        return _link_over(port, device)
    except (OSError, termios.error) as error:
        port.close()
        raise DeviceError(f"cannot open {device}: {_plain(error)}") from error


def _link_over(port: serial.SerialBase, device: str) -> Link:
    if device.lower().startswith("socket://"):
        _send_at_once(port.fileno())
        return Link(port, port.fileno())
    if is_url(device):
        return _BridgeLink(port)
    descriptor = port.fileno()
    os.set_blocking(descriptor, False)
    _tune(descriptor)
    pseudo_terminal = os.major(os.fstat(descriptor).st_rdev) in _PSEUDO_TERMINAL_MAJORS
    if not pseudo_terminal:
        _keep_others_out(descriptor)
    return Link(port, descriptor, has_baudrate=not pseudo_terminal)


def _send_at_once(descriptor: int) -> None:
    """No waiting for more bytes (Nagle): it would hold every window back until the one before is answered."""
    with socket.socket(fileno=os.dup(descriptor)) as twin:
        twin.setblocking(False)
        twin.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _tune(descriptor: int) -> None:
    """Clear HUPCL: otherwise the last close drops DTR, and the next open resets the board.

    With VMIN 1 a read of no bytes means that the device is gone, and never that nothing has come.
    """
    attributes = termios.tcgetattr(descriptor)
    attributes[2] &= ~termios.HUPCL
    attributes[6][termios.VMIN] = 1
    termios.tcsetattr(descriptor, termios.TCSANOW, attributes)


def _keep_others_out(descriptor: int) -> None:
    """Exclusive mode, but on pseudo-terminals: there it would outlive us and keep our successor out."""
    with contextlib.suppress(OSError):
        fcntl.ioctl(descriptor, termios.TIOCEXCL)


def _plain(error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EACCES:
        return "permission denied (is this user in the group dialout?)"
    return os.strerror(number) if isinstance(number, int) and number > 0 else str(error)
