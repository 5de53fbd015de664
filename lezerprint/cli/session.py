"""One job on an attached port process, from the greeting to the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from lezerprint.cli import wording
from lezerprint.cli.cancelling import COOL_SECONDS, Cancelling, Stopped, heaters_off
from lezerprint.cli.estimate import Stopwatch, remaining_seconds
from lezerprint.errors import DeviceError, LezerPrintError, PortError
from lezerprint.port.contract.orders import Start
from lezerprint.port.contract.states import ENDED, ConnectionState, RunState
from lezerprint.port.device import VIRTUAL, is_url

if TYPE_CHECKING:
    from pathlib import Path

    from lezerprint.cli.display import Display
    from lezerprint.cli.interrupts import Interrupts
    from lezerprint.cli.printer_port import PrinterPort
    from lezerprint.port.contract.events import Event
    from lezerprint.port.contract.link import ConnectionReport
    from lezerprint.port.contract.run_report import RunReport
    from lezerprint.port.options import PortOptions

_LOOK_SECONDS: Final = 0.1
_ABSENT_SECONDS: Final = 2.0
_VIRTUAL_START_SECONDS: Final = 20.0
_HOPELESS: Final = frozenset({ConnectionState.BUSY, ConnectionState.SILENT, ConnectionState.HALTED})
_GOES_ON: Final = frozenset({RunState.PRINTING, RunState.PAUSING, RunState.PAUSED, RunState.FINISHING})
_DOUBT: Final = "the printer has not confirmed that its heaters are off"


class PrintFailedError(LezerPrintError):
    """The print did not come to its end; the message says why, and where it stood."""


class Session:
    """A job and those who look on."""

    def __init__(
        self,
        job: str,
        name: str,
        *,
        port: PrinterPort,
        options: PortOptions,
        interrupts: Interrupts,
        display: Display,
    ) -> None:
        self._job = job
        self._name = name
        self._port = port
        self._options = options
        self._interrupts = interrupts
        self._display = display
        self._began_at = time.monotonic()
        self._printing = Stopwatch(self._began_at)
        self._limits = ""
        self._last_notice = ""
        self._line = 0

    @property
    def over(self) -> bool:
        """Whether nobody needs the spool: the job was never begun, or has ended."""
        return not self._begun or self._state in ENDED

    @property
    def _begun(self) -> bool:
        return self._port.has_job(self._job)

    @property
    def _run(self) -> RunReport:
        run = self._port.run_of(self._job)
        if run is None:
            raise PortError(f"the port process has lost {self._name}, which was at line {self._line}")
        return run

    @property
    def _state(self) -> RunState:
        return self._run.state

    def start(self, spool: Path) -> None:
        """Begin the job as soon as the printer answers.

        Raises:
            DeviceError: It does not, or is in use.
            CancelledError: The user does not want to wait.
        """
        while not self._begun:
            self._wait_until_ready()
            self._interrupts.check()
            self._port.order(Start(self._job, str(spool)))
        self._began_at = time.monotonic()
        self._printing = Stopwatch(self._began_at)

    def _wait_until_ready(self) -> None:
        virtual = self._options.device == VIRTUAL
        patience = _VIRTUAL_START_SECONDS if virtual else _ABSENT_SECONDS
        give_up_at = time.monotonic() + patience
        while (state := self._port.connection.state) is not ConnectionState.READY:
            self._interrupts.check()
            if state in _HOPELESS or (state is ConnectionState.ABSENT and time.monotonic() > give_up_at):
                raise DeviceError(self._port.connection.reason or f"the printer is {state}")
            self._display.status(_connecting(self._port.connection, virtual=virtual))
            self._port.poll(_LOOK_SECONDS)

    def finish(self) -> int:
        """Look on until the job's end; the exit code.

        Raises:
            PrintFailedError: It failed, or was cancelled at the printer.
        """
        while not self._look_is_last():
            if self._interrupts.count:
                return self._cancel()
        if self._state is RunState.COMPLETED:
            self._tell_done()
            self._cool_what_was_left_on()
            return 0
        unsure = heaters_off(self._port, COOL_SECONDS) is Stopped.UNKNOWN
        doubt = f"; {_DOUBT}" if unsure else ""
        if self._state is RunState.CANCELLED:
            raise PrintFailedError(f"{self._name} was cancelled at the printer, at line {self._line}{doubt}")
        raise PrintFailedError(f"{self._name} failed: {self._run.reason}{doubt}")

    def _look_is_last(self) -> bool:
        for event in self._port.poll(_LOOK_SECONDS):
            self._notice(event)
        if not self._begun:
            heaters_off(self._port, COOL_SECONDS)
        self._show()
        return self._state in ENDED

    def _show(self) -> None:
        if not self._begun:
            return
        snapshot, job = self._port.snapshot, self._run
        self._line = job.file_line
        if (limits := wording.limits(snapshot)) and limits != self._limits:
            self._limits = limits
            self._display.say(limits)
        ready = snapshot.connection.state is ConnectionState.READY
        getting_on = ready and self._state is RunState.PRINTING and not job.waiting_for
        self._printing.on_time(time.monotonic(), running=getting_on)
        share = job.acknowledged / job.lines
        left = None
        if self._state in _GOES_ON:
            left = remaining_seconds(share, self._printing.seconds, job.estimated_seconds)
        self._display.show(wording.view(snapshot, job, left))

    def _notice(self, event: Event) -> None:
        notice = wording.notice(event)
        if notice and notice != self._last_notice:
            self._last_notice = notice
            self._display.say(notice)

    def _tell_done(self) -> None:
        took = wording.duration(time.monotonic() - self._began_at)
        commands = wording.counted(self._run.lines, "command")
        resends = wording.counted(self._port.resends, "resend")
        self._conclude(f"{self._name} printed in {took}: {commands}, {resends}")

    def _cool_what_was_left_on(self) -> None:
        """With this program the last one leaves that looks after the printer."""
        if hot := ", ".join(wording.hot_heaters(self._port.snapshot)):
            off = heaters_off(self._port, COOL_SECONDS) is Stopped.HEATERS_OFF
            self._conclude(
                f"left on by the file: {hot}; now off" if off else f"left on by the file: {hot}; {_DOUBT}"
            )

    def _conclude(self, text: str) -> None:
        self._display.close()
        self._display.say(text)

    def _cancel(self) -> int:
        self._display.say("cancelling; press Ctrl-C again for an emergency stop")
        cancelling = Cancelling(
            self._job, port=self._port, options=self._options, interrupts=self._interrupts, look=self._show
        )
        stopped = cancelling.run()
        self._show()
        if self._begun and self._state is RunState.COMPLETED:
            self._tell_done()
            return 0
        if stopped is Stopped.HEATERS_OFF:
            self._conclude(f"cancelled at line {self._line}; heaters are off")
        elif stopped is Stopped.KILLED:
            self._conclude(f"stopped at line {self._line}; the firmware is off until it is reset")
        else:
            self._conclude(f"cancelled at line {self._line}; {_DOUBT}")
        return self._interrupts.exit_code

    def leave(self) -> None:
        """End the port process, unless it has still to print, or to look after a printer that may be hot."""
        snapshot = self._port.snapshot
        known = snapshot.connection.state in (ConnectionState.READY, ConnectionState.HALTED)
        safe = self._state in ENDED and known and not wording.hot_heaters(snapshot) if self._begun else True
        if safe or self._options.device == VIRTUAL:
            self._port.dismiss()
        else:
            self._port.leave()


def _connecting(connection: ConnectionReport, *, virtual: bool) -> str:
    device = "the simulated printer" if virtual else connection.device
    if connection.state is not ConnectionState.CONNECTING:
        return f"opening {device}"
    rate = "" if virtual or is_url(device) else f" at {connection.baudrate} baud"
    return f"connecting to {device}{rate}"
