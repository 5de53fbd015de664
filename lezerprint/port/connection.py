"""Getting hold of the printer: find the device, lock it, open it, learn its baud rate, get it back.

An absent device is a state with a back-off, not an error.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Any, Final

from lezerprint.errors import DeviceError, PortError
from lezerprint.port.connection_state import LinkEvent, following
from lezerprint.port.contract.states import NOT_OPENED, REMEDIES, ConnectionState
from lezerprint.port.device import (
    VIRTUAL,
    LostDevice,
    UsbIdentity,
    find_again,
    find_device,
    identity_of,
    is_url,
)
from lezerprint.port.link import Link, open_link
from lezerprint.port.lock import DeviceBusyError, DeviceLock, lock_key

if TYPE_CHECKING:
    from pathlib import Path

    from lezerprint.port.options import PortOptions
    from lezerprint.port.paths import PortPaths

_BAUDRATES: Final = (115200, 250000, 230400, 500000, 1000000, 57600, 38400, 19200, 9600)
_FIRST_ANSWER_SECONDS: Final = 8.0
"""Opening the port resets most boards; a boot loader and a slow start take some seconds."""

_NEXT_ANSWER_SECONDS: Final = 2.5
_SHORTEST_BACK_OFF_SECONDS: Final = 0.1
_LONGEST_BACK_OFF_SECONDS: Final = 5.0
_RESET_SECONDS: Final = 0.5
_RESET_ANSWER_BYTES: Final = 64
_VIRTUAL_START_SECONDS: Final = 5.0
"""The simulated printer must not leave before we have opened it."""

_VIRTUAL_UNUSED_SECONDS: Final = 30.0
"""The simulated printer waits so long for a successor, but no longer than the port process itself would."""

_WORKS: Final = frozenset({ConnectionState.CONNECTING, ConnectionState.READY})
_LONGEST_DEVICE: Final = 1000


class Connection:
    """The open link and what is needed to open it again; its states are those of `connection_state.py`."""

    def __init__(self, options: PortOptions, paths: PortPaths) -> None:
        self.state = ConnectionState.ABSENT
        self.reason = NOT_OPENED
        self.link: Link | None = None
        self.path = ""
        self.baudrate = options.baudrate or _BAUDRATES[0]
        self.next_try_at = 0.0
        self._configured = self._options = options
        self._paths = paths
        self._identity: UsbIdentity | None = None
        self._opened: LostDevice | None = None
        self._lost: LostDevice | None = None
        self._lock: DeviceLock | None = None
        self._back_off_seconds = _SHORTEST_BACK_OFF_SECONDS
        self._candidates = _candidates(options.baudrate)
        self._tried = 0
        self.answer_until = 0.0
        """When the firmware should have answered."""
        self._virtual_printer: subprocess.Popen[bytes] | None = None

    def kept(self) -> dict[str, Any]:
        """For the journal."""
        kept: dict[str, Any] = {
            "baudrate": self.baudrate,
            "disconnected": self.state is ConnectionState.DISCONNECTED,
        }
        if self._options != self._configured:
            kept["chosen"] = {"device": self._options.device, "baudrate": self._options.baudrate}
        return kept

    def restore(self, kept: dict[str, Any]) -> None:
        """As a predecessor left it."""
        if chosen := kept.get("chosen"):
            self.choose(chosen["device"], chosen["baudrate"])
        if kept.get("disconnected"):
            self.let_go("disconnected by order")
        self.prefer_baudrate(kept["baudrate"])

    def choose(self, device: str | None, baudrate: int | None) -> None:
        """Open this from now on; what is None is as configured."""
        configured = self._configured
        self._options = replace(configured, device=device or configured.device, baudrate=baudrate)
        if baudrate is None and self._options.device == configured.device:
            self._options = configured
        self._candidates = _candidates(self._options.baudrate)
        self._begin_with_first_baudrate()
        self.path, self._lost = "", None
        self.forget_device()

    def check_choice(self, device: str | None, baudrate: int | None) -> None:
        """Raise PortError where this cannot be opened from now on: it is nothing, or another is open."""
        if self.link is not None:
            raise PortError(f"the printer is {self.state}: disconnect it first")
        if device is not None and not 0 < len(device) <= _LONGEST_DEVICE:
            raise PortError(f"the name of a device has 1 to {_LONGEST_DEVICE} characters")
        if baudrate is not None and baudrate <= 0:
            raise PortError("a baud rate is a number above zero")

    def is_to_be_looked_for(self) -> bool:
        """Whether nobody looks for the device. Raises PortError for a firmware that has stopped."""
        if self.state is ConnectionState.HALTED and self.link is not None:
            raise PortError("the firmware has stopped: reset the printer")
        return self.state not in _WORKS

    def forget_choice(self) -> None:
        """Whoever comes next opens what is configured."""
        self._options = self._configured

    @property
    def device(self) -> str:
        """What was opened last, or is to be opened."""
        return self.path or self._options.device

    def prefer_baudrate(self, baudrate: int) -> None:
        """Try this one first: it worked before."""
        if baudrate in self._candidates:
            self._candidates.remove(baudrate)
            self._candidates.insert(0, baudrate)
        self._begin_with_first_baudrate()

    def _begin_with_first_baudrate(self) -> None:
        self._tried = 0
        self.baudrate = self._candidates[0]

    def try_open(self, now: float) -> bool:
        """Open the device; where that fails, say why in `reason` and when to try again."""
        try:
            self.path = self._locate()
            self._lock = DeviceLock(lock_key(self.path), self._holder())
            self.link = open_link(self.path, self.baudrate)
        except DeviceBusyError as error:
            self._failed(LinkEvent.IN_USE, str(error), now)
        except (DeviceError, OSError) as error:
            self._failed(LinkEvent.NOT_THERE, str(error), now)
        else:
            self._identity = None if is_url(self.path) else identity_of(self.path)
            self._opened = None if self._may_be_any() else LostDevice.at(self.path, self._identity)
            self._lost = None
            self._back_off_seconds = _SHORTEST_BACK_OFF_SECONDS
            self._go(LinkEvent.OPENED)
            self.answer_until = now + _FIRST_ANSWER_SECONDS
            return True
        return False

    def _go(self, event: LinkEvent, reason: str = "") -> None:
        self.state, self.reason = following(self.state, event), reason

    def expect_answer(self, now: float) -> None:
        """The firmware is greeted now; a board that was just reset takes its time."""
        self._go(LinkEvent.GREETED)
        self.answer_until = now + _FIRST_ANSWER_SECONDS

    def ready(self) -> None:
        """A firmware answered."""
        self.prefer_baudrate(self.baudrate)
        self._go(LinkEvent.ANSWERED)

    def check_ready(self) -> None:
        """Raise PortError where no command can be sent now."""
        if self.state is not ConnectionState.READY:
            remedy = f"; {REMEDIES[self.state]}" if self.state in REMEDIES else ""
            raise PortError(f"the printer is {self.state}: {self.reason or 'not ready'}{remedy}")

    def halted(self, reason: str) -> None:
        """The firmware is dead until it is reset."""
        self._go(LinkEvent.HALTED, reason)

    def let_go(self, reason: str) -> None:
        """Close the device and leave it alone."""
        self.close()
        self.forget_device()
        self._go(LinkEvent.LET_GO, reason)
        self.next_try_at = inf

    def look_again(self, now: float) -> None:
        """Open the device as soon as it is there."""
        self._go(LinkEvent.LOOKED_FOR, NOT_OPENED)
        self.next_try_at = now
        self._back_off_seconds = _SHORTEST_BACK_OFF_SECONDS
        self._lost = None

    def lost(self, reason: str, now: float) -> None:
        """The device went away: look for it from now on, and take no other at its path."""
        self._lost = self._opened
        self._failed(LinkEvent.LOST, reason, now)
        self.next_try_at = now + _SHORTEST_BACK_OFF_SECONDS

    def next_baudrate(self, now: float) -> bool:
        """No answer in time: go on to the next rate. False, and closed, once all were tried."""
        self._tried += 1
        if self.link is not None and self.link.has_baudrate and self._tried < len(self._candidates):
            self.baudrate = self._candidates[self._tried]
            self.link.change_baudrate(self.baudrate)
            self.answer_until = now + _NEXT_ANSWER_SECONDS
            return True
        tried = ", ".join(str(baudrate) for baudrate in self._candidates[: self._tried])
        rates = f" at {tried} baud" if self.link is not None and self.link.has_baudrate else ""
        self._begin_with_first_baudrate()
        self._failed(LinkEvent.UNANSWERED, f"no Marlin firmware answers on {self.path}{rates}", now)
        self.next_try_at = now + _LONGEST_BACK_OFF_SECONDS
        return False

    def close(self) -> None:
        """Let go of the device."""
        if self.link is not None:
            self.link.close()
            self.link = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _failed(self, event: LinkEvent, reason: str, now: float) -> None:
        self.close()
        self._go(event, reason)
        self.next_try_at = now + self._back_off_seconds
        self._back_off_seconds = min(_LONGEST_BACK_OFF_SECONDS, 2 * self._back_off_seconds)

    def _locate(self) -> str:
        if self._options.device == VIRTUAL:
            return self._start_virtual_printer()
        if self._identity is not None:
            if found := find_again(self._identity):
                return found
            raise DeviceError(f"the device at {self.path} was unplugged")
        found = find_device(self._options.device)
        if self._lost is not None and (why := self._lost.is_another(found, identity_of(found))):
            raise DeviceError(f"{why}: reconnect the printer to use it")
        return found

    def _may_be_any(self) -> bool:
        """Whether the device is not known by what it is: a network address, or the simulated printer."""
        return is_url(self.path) or self._options.device == VIRTUAL

    def forget_device(self) -> None:
        """Take any device that fits the options, not only the one that was open last."""
        self._identity = None

    def reset_board(self) -> None:
        """Reset the board, as far as the link can: a terminal without a DTR line has nothing to pull."""
        if self.link is None:
            return
        self.link.reset_board()
        if self._options.device == VIRTUAL:
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as control:
                control.settimeout(_RESET_SECONDS)
                control.connect(str(self._paths.virtual_control))
                control.sendall(b"reset\n")
                control.recv(_RESET_ANSWER_BYTES)

    def _start_virtual_printer(self) -> str:
        """Its own session, so that it outlives us as a real printer would; it ends when nobody opens it."""
        link, control = self._paths.virtual_link, self._paths.virtual_control
        if _listens(control) and link.exists():
            return str(link)
        if self._virtual_printer is None or self._virtual_printer.poll() is not None:
            unused_seconds = max(
                _VIRTUAL_START_SECONDS, min(_VIRTUAL_UNUSED_SECONDS, self._options.orphan_timeout_seconds)
            )
            self._virtual_printer = _spawn_virtual_printer(link, control, self._options, unused_seconds)
        raise DeviceError("the simulated printer is starting")

    def _holder(self) -> dict[str, object]:
        return {"program": "lezerprint.port", "pid": os.getpid(), "printer": self._options.printer}


def _candidates(baudrate: int | None) -> list[int]:
    return [baudrate] if baudrate else list(_BAUDRATES)


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(str(path)) == 0


def _spawn_virtual_printer(
    link: Path, control: Path, options: PortOptions, unused_seconds: float
) -> subprocess.Popen[bytes]:
    given = {
        "--link": link,
        "--control": control,
        "--speed": options.virtual_speed,
        "--dialect": options.virtual_dialect,
        "--exit-when-unused": unused_seconds,
    }
    words = [word for name, value in given.items() for word in (name, str(value))]
    return subprocess.Popen(
        [sys.executable, "-m", "lezerprint.virtual", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
