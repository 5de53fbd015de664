"""The way to a port process: start it if it is not there, give orders, hear events.

Used by SerialActor and by the command line. A channel is not thread-safe but for `close`.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lezerprint.errors import PortError
from lezerprint.port.contract.coding import ContractError
from lezerprint.port.contract.messages import VERSION, Answer, Greeting, Report, parsed
from lezerprint.port.contract.orders import EmergencyStop, Status, order_line
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.options import ALREADY_RUNNING
from lezerprint.port.paths import port_paths

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lezerprint.port.contract.messages import Message
    from lezerprint.port.contract.orders import Order
    from lezerprint.port.contract.snapshot import Snapshot
    from lezerprint.port.options import PortOptions
    from lezerprint.port.paths import PortPaths

_START_SECONDS: Final = 15.0
_ANSWER_SECONDS: Final = 10.0
_SEND_SECONDS: Final = 2.0
_HUNG_SECONDS: Final = 2.0
"""A port process answers within some milliseconds, at a raised priority."""

_LARGEST_LOG_BYTES: Final = 1 << 20
_started: Final[list[subprocess.Popen[bytes]]] = []
"""Those that were started here: kept until they are known to have ended, so that none stays a zombie."""


class PortGoneError(PortError):
    """The port process is not there, or its connection broke; what was ordered may or may not be done."""


class PortTimeoutError(PortError, TimeoutError):
    """The port process is there and does not answer in time."""


class Channel:
    """One connection to a port process.

    Raises PortGoneError where none listens, PortTimeoutError where one does and does not greet in time.
    """

    def __init__(self, path: Path, *, answer_seconds: float = _ANSWER_SECONDS) -> None:
        self.path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # A stopped process reads nothing: whoever gives it an order must not hang with it.
        self._socket.settimeout(_SEND_SECONDS)
        self._incoming = b""
        self._messages: deque[Message] = deque()
        self._last_id = 0
        self._newer = False
        try:
            self._socket.connect(str(path))
            self.greeting = self._greeted(answer_seconds)
        except (PortTimeoutError, ContractError):
            self._socket.close()
            raise
        except (OSError, PortGoneError) as error:
            self._socket.close()
            raise PortGoneError(f"no port process answers at {path}") from error

    def _greeted(self, seconds: float) -> Greeting:
        greeting = self._next_message(seconds)
        if not isinstance(greeting, Greeting):
            raise ContractError("the port process sent no greeting")
        self._newer = greeting.version > VERSION
        return greeting

    def snapshot(self, timeout_seconds: float = _ANSWER_SECONDS) -> Snapshot:
        """How the printer stands now; attaching is not needed. Raises as `ask`."""
        return snapshot_in(self.ask(Status(), timeout_seconds))

    def fileno(self) -> int:
        """For `select`."""
        return self._socket.fileno()

    def send(self, order: Order) -> int:
        """Give an order without waiting; its answer comes among the messages, with the `id` returned here."""
        self._last_id += 1
        try:
            self._socket.sendall(order_line(self._last_id, order))
        except OSError as error:
            raise PortGoneError("the port process has ended") from error
        return self._last_id

    def ask(self, order: Order, timeout_seconds: float = _ANSWER_SECONDS) -> Answer:
        """Give an order and wait for its answer; what else comes is kept for `messages`.

        Raises PortError with the port's reason where the order was refused, PortTimeoutError where no
        answer came in time: it may be carried out all the same.
        """
        number = self.send(order)
        deadline = time.monotonic() + timeout_seconds
        others: list[Message] = []
        try:
            while True:
                message = self._next_message(deadline - time.monotonic())
                if isinstance(message, Answer) and message.id == number:
                    return checked(message)
                others.append(message)
        finally:
            self._messages.extendleft(reversed(others))

    def messages(self, timeout_seconds: float) -> list[Message]:
        """What has come; waits for the first, but not for longer than this."""
        try:
            first = self._next_message(timeout_seconds)
        except PortTimeoutError:
            return []
        found = [first, *self._messages]
        self._messages.clear()
        return found

    def close(self) -> None:
        """Let go; the port process goes on."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _next_message(self, timeout_seconds: float) -> Message:
        deadline = time.monotonic() + timeout_seconds
        while not self._messages:
            if not self._is_readable(max(0.0, deadline - time.monotonic())):
                raise PortTimeoutError("the port process does not answer")
            self._receive()
        return self._messages.popleft()

    def _is_readable(self, seconds: float) -> bool:
        """Whether something comes in this time; by `poll`, as a server may have descriptors above 1023."""
        poller = select.poll()
        try:
            poller.register(self._socket, select.POLLIN)
        except ValueError:  # closed by another thread meanwhile
            raise PortGoneError("the channel was closed") from None
        return bool(poller.poll(1000 * seconds))

    def _receive(self) -> None:
        try:
            data = self._socket.recv(65536)
        except OSError:
            data = b""
        if not data:
            raise PortGoneError("the port process has ended")
        *lines, self._incoming = (self._incoming + data).split(b"\n")
        self._messages.extend(parsed(line, newer=self._newer) for line in lines)


def checked(answer: Answer) -> Answer:
    """The answer, if the order was carried out. Raises PortError with the port's reason otherwise."""
    if answer.error is not None:
        raise PortError(answer.error.message)
    return answer


def snapshot_in(answer: Answer) -> Snapshot:
    """Of the answer to an order that gives one. Raises ContractError where it has none."""
    if answer.snapshot is None:
        raise ContractError("the port process has not reported the printer's state")
    return answer.snapshot


def open_channel(options: PortOptions) -> Channel:
    """A connection to the printer's port process, which is started if it is not there.

    Raises PortGoneError where it cannot be started, or where a supervisor is to start it.
    """
    with contextlib.suppress(PortGoneError, PortTimeoutError):
        return Channel(paths_in_use(options).socket)
    _end_earlier(options)
    paths = options.paths()
    if options.supervised:
        raise PortGoneError(
            f"no port process answers for {options.printer}: its supervisor runs `lezerprint port`"
        )
    process = _start_port(options, paths.log)
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(PortGoneError, PortTimeoutError):
            channel = Channel(paths.socket)
            if channel.greeting.launcher != process.pid:
                process.terminate()  # another was quicker; ours must not follow it when it ends
            return channel
        time.sleep(0.02)
        code = process.poll()
        if code is None:
            continue
        if code != ALREADY_RUNNING and code >= 0:
            break
        # It was killed, or another one does not answer, so that one is ending: try again.
        process = _start_port(options, paths.log)
    raise PortGoneError(f"the port process does not start: see {paths.log}")


# A port process of an earlier version, whose files do not have the data directory in their names.


def paths_in_use(options: PortOptions) -> PortPaths:
    """The files of the port process that has the printer: an earlier version's, while that has our job."""
    earlier = _Earlier.of(options)
    return earlier.paths if earlier is not None and earlier.ours and earlier.needed else options.paths()


def has_done_its_part(channel: Channel, options: PortOptions, messages: Iterable[Message]) -> bool:
    """Whether this is a port process of an earlier version, and is not needed any more."""
    if options.data_dir is None or channel.path != port_paths(options.printer, options.folder).socket:
        return False
    return any(isinstance(message, Report) and not _is_needed(message.report) for message in messages)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """One that is there.

    Attributes:
        paths: Its files.
        pid: Its number.
        needed: Whether it must not be ended.
        ours: Whether its last job is of our data directory.
        in_the_way: Whether it has our device, and no server.
    """

    paths: PortPaths
    pid: int
    needed: bool
    ours: bool
    in_the_way: bool

    @classmethod
    def of(cls, options: PortOptions) -> _Earlier | None:
        """None where there is none, or one of this version already exists."""
        if options.data_dir is None or options.paths().socket.exists():
            return None
        paths = port_paths(options.printer, options.folder)
        with (
            contextlib.suppress(PortError, OSError, LookupError, TypeError, ValueError),
            contextlib.closing(Channel(paths.socket, answer_seconds=_SEND_SECONDS)) as channel,
        ):
            snapshot = channel.snapshot(_SEND_SECONDS)
            job, device = snapshot.job, snapshot.connection.device
            return cls(
                paths,
                channel.greeting.pid,
                _is_needed(snapshot),
                job is not None and Path(job.spool).resolve().is_relative_to(options.data_dir),
                device == options.device and snapshot.alone_seconds > 0,
            )
        return None


def _is_needed(snapshot: Snapshot) -> bool:
    """Whether it prints, or has a printer that was halted: opening that port again may reset the board."""
    return snapshot.connection.state is ConnectionState.HALTED or snapshot.active_job is not None


def _end_earlier(options: PortOptions) -> None:
    """Tell one that is idle to switch the heaters off and end: it holds the device."""
    earlier = _Earlier.of(options)
    if earlier is not None and not earlier.needed and (earlier.ours or earlier.in_the_way):
        with contextlib.suppress(OSError):
            os.kill(earlier.pid, signal.SIGTERM)


def _start_port(options: PortOptions, log: Path) -> subprocess.Popen[bytes]:
    _started[:] = [process for process in _started if process.poll() is None]
    mode = "ab" if log.exists() and log.stat().st_size < _LARGEST_LOG_BYTES else "wb"
    with log.open(mode) as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "lezerprint.port", *options.arguments()],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    _started.append(process)
    return process


def listener_pid(path: Path) -> int | None:
    """The process that listens there; None where the system does not tell, or nobody listens."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_SEND_SECONDS)
        try:
            probe.connect(str(path))
            credentials = probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        except OSError:
            return None
    pid: int = struct.unpack("3i", credentials)[0]
    return pid or None


def emergency_stop(options: PortOptions) -> None:
    """Stop the printer now, past everything; where no port process is, the next one does it first.

    The order is left as a file before anything else, so that it outlives whoever gives it.
    """
    paths = paths_in_use(options)
    with contextlib.suppress(OSError):  # a full disk must not keep it from being ordered
        paths.leave_stop_order()
    try:
        with contextlib.closing(Channel(paths.socket, answer_seconds=_HUNG_SECONDS)) as channel:
            channel.ask(EmergencyStop(), _HUNG_SECONDS)
            return
    except PortTimeoutError:
        kill_hung(paths)
    except PortGoneError:
        pass
    with contextlib.closing(open_channel(options)) as channel:
        channel.ask(EmergencyStop(), _HUNG_SECONDS)


def kill_hung(paths: PortPaths) -> bool:
    """End a port process that has not carried out a stop: the next one finds the order, and sends it first.

    Returns whether there was one.
    """
    pid = listener_pid(paths.socket)
    if pid is None or not paths.stop_order.exists():
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return True
