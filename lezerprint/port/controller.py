"""The port process's mind: it lets link, protocol and job play together, and knows how the printer is.

Everything happens in one thread, in `received`, `pump` and `on_time`; the clock is passed in.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

from lezerprint.errors import PortError
from lezerprint.marlin.flow import Flow
from lezerprint.marlin.protocol import Protocol
from lezerprint.port.cancelling import Cancelling
from lezerprint.port.chaos import Chaos
from lezerprint.port.connection import Connection
from lezerprint.port.contract import events
from lezerprint.port.contract.messages import Answer
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.disconnecting import Disconnecting
from lezerprint.port.emergency import EmergencyStop
from lezerprint.port.event_log import EventLog
from lezerprint.port.exit_policy import ExitPolicy
from lezerprint.port.failure import FailureReason
from lezerprint.port.firmware_ties import FirmwareTies
from lezerprint.port.heat_watch import HeatWatch
from lezerprint.port.heating import Heaters
from lezerprint.port.interpreter import Interpreter
from lezerprint.port.journal_writer import JournalWriter
from lezerprint.port.link import LinkLostError
from lezerprint.port.reply_callbacks import ReplyCallbacks
from lezerprint.port.resets import BoardResets
from lezerprint.port.resting import LOOK_SECONDS, is_resting, next_look_at
from lezerprint.port.run import Run
from lezerprint.port.run_report import place_of, report_of
from lezerprint.port.spool_check import open_whole_spool
from lezerprint.port.statistics import LinkStatistics
from lezerprint.port.succession import take_over
from lezerprint.port.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lezerprint.marlin.events import CommandDone
    from lezerprint.port.link import Link
    from lezerprint.port.options import PortOptions
    from lezerprint.port.paths import PortPaths
    from lezerprint.port.spool import SpoolReader

_NUMBERS: Final = range(1000, 9000)


class PortController:
    """One printer, with whatever is being printed."""

    def __init__(self, options: PortOptions, paths: PortPaths, now: float) -> None:
        self.options = options
        self.journal = JournalWriter(paths.journal, options.device)
        self.event_log = EventLog(self.journal.starts)
        self.connection = Connection(options, paths)
        self.protocol = Protocol()
        self.heaters = Heaters()
        self.heat = HeatWatch()
        self.watchdog = Watchdog(options.orphan_timeout_seconds, now)
        self.exit_policy = ExitPolicy(options.orphan_timeout_seconds)
        self.disconnecting = Disconnecting()
        self.cancelling = Cancelling()
        self.resets = BoardResets()
        self.ties = FirmwareTies(options.motor_timeout_seconds)
        self.emergency = EmergencyStop(paths)
        self.replies = ReplyCallbacks()
        self.interpreter = Interpreter(self)
        self.run: Run | None = None
        self._unsent, self._resumable = b"", False
        self._ticked_at = self._next_tick_at = now
        self.rests = False
        """Whether nothing was under way when time was last looked at."""
        self._chaos = Chaos.from_environment()
        self._resumable = take_over(self)
        self.statistics = LinkStatistics(self.protocol, now)

    # The link.

    def received(self, now: float) -> None:
        """The link has something to read."""
        link = self.connection.link
        if link is None:
            return
        try:
            data = link.read()
        except LinkLostError as error:
            self._link_lost(str(error), now)
            return
        self.protocol.receive_data(data, now)
        self._interpret(now)
        if self.rests:
            self.disturb()

    def pump(self, now: float) -> None:
        """Write what is due: first to the journal, then to the port."""
        data = self.protocol.data_to_send(now)
        if data:
            self._chaos.at("before-journal")
            self.journal.write_counts(self.protocol, self.run)
            self._chaos.at("after-journal")
            self._unsent += data
        if self._unsent and self.connection.link is not None:
            self._write(self.connection.link, now)
            self.protocol.look_ahead()

    def _write(self, link: Link, now: float) -> None:
        try:
            if self._chaos.armed:
                self._chaos.before_write(link, self._unsent)
            written = link.write(self._unsent)
        except LinkLostError as error:
            self._link_lost(str(error), now)
            return
        self._unsent = self._unsent[written:]

    def streams_over(self, link: Link) -> bool:
        """Whether all is as it was: nothing waits to be written, and what is due by time only moves away."""
        return self.connection.link is link and not self._unsent and self.protocol.calm

    @property
    def wants_to_write(self) -> bool:
        """Whether bytes wait for room in the port."""
        return bool(self._unsent) and self.connection.link is not None

    def next_deadline(self) -> float:
        """When `on_time` and `pump` are due at the latest."""
        deadline = self.protocol.next_deadline()
        return self._next_tick_at if deadline is None else min(self._next_tick_at, deadline)

    # Time.

    def on_time(self, now: float) -> None:
        """What happens by itself, twenty times a second, or four times where nothing is under way."""
        if now < self._next_tick_at:
            return
        self.statistics.on_time(self._next_tick_at, now, printing=self.run is not None and self.run.active)
        self._ticked_at = self._next_tick_at = now
        self._look_after_connection(now)
        self._interpret(now)
        self.interpreter.on_time(now)
        self.emergency.on_time(self, now)
        if self.run is not None:
            self.run.on_time(now, waits_for_user=self.interpreter.user.waited_for)
        self.heat.on_time(self, now)
        self.resets.on_time(self, now)
        if self.connection.state is ConnectionState.READY:
            self.interpreter.sd_print.on_time(now)
        self.ties.on_time(self)
        self.cancelling.on_time(self, now)
        self.disconnecting.on_time(self, now)
        self.exit_policy.on_time(self, now)
        self.journal.keep_up(self.protocol, self.run)
        self.rests = is_resting(self, now)
        self._next_tick_at = next_look_at(self, now)

    def disturb(self) -> None:
        """Something happened: look soon at what follows from it."""
        self._next_tick_at = min(self._next_tick_at, self._ticked_at + LOOK_SECONDS)

    def _look_after_connection(self, now: float) -> None:
        connection = self.connection
        if connection.link is None:
            if now >= connection.next_try_at:
                told = connection.reason
                if connection.try_open(now):
                    self._opened(now)
                elif connection.reason != told:
                    self._connection_changed()
        elif self.protocol.flow is Flow.CONNECTING and now >= connection.answer_until:
            if connection.next_baudrate(now):
                self.protocol.connect(random.choice(_NUMBERS), now)  # noqa: S311 - chance, not secrecy
            else:
                self.protocol.close()
                self._connection_changed()

    def _opened(self, now: float) -> None:
        self._unsent = b""
        if not (self.emergency.ordered or self._resumable):
            self.connect(now)
            return
        if self.emergency.ordered:
            self.emergency_stop(now)
        else:
            self.protocol.take_over(now)
        self._connection_changed()

    def connect(self, now: float) -> None:
        """Greet the firmware anew; whatever was under way is over."""
        self.replies.fail("the connection was re-established")
        self.connection.expect_answer(now)
        self.protocol.connect(random.choice(_NUMBERS), now)  # noqa: S311 - chance, not secrecy
        self._connection_changed()

    def _link_lost(self, reason: str, now: float) -> None:
        self.connection.lost(reason, now)
        self.protocol.close()
        self.resets.link_lost()
        self.statistics.counts.reconnects += 1
        self._unsent, self._resumable = b"", self.is_printing
        if not self._resumable:
            self.connection.forget_device()
            self.heaters.lose_sight()
            self.replies.fail(reason)
        self._connection_changed()

    def _connection_changed(self) -> None:
        self.disturb()
        if self.connection.link is None:
            self.interpreter.sd_print.forget()
        self.write_state()
        state, reason = self.connection.state, self.connection.reason
        self.event_log.add(events.ConnectionChanged(state=state, reason=reason))

    def _interpret(self, now: float) -> None:
        for event in self.protocol.take_events():
            self.interpreter.interpret(event, now)

    # What the interpreter calls.

    def connected(self) -> None:
        """A new numbering has begun."""
        self.journal.begin_numbering()
        self.statistics.begin_numbering()
        self.resets.link_works()
        self._resumable = True
        self.connection.ready()
        self.journal.write_counts(self.protocol, self.run)
        self._connection_changed()

    def halted(self, text: str, failure: FailureReason) -> None:
        """The firmware is dead; its first words say why, later ones only that it is."""
        if self.connection.state is not ConnectionState.HALTED:
            self.connection.halted(text)
        self.heaters.lose_sight(doubtful=self.is_printing)
        self._resumable = False
        self.fail_run(text, failure)
        self.replies.fail(text)
        self._connection_changed()

    def fail_run(self, reason: str, failure: FailureReason = FailureReason.OTHER) -> None:
        """End the job, saying between which lines of the file the truth lies."""
        run = self.run
        if run is None or not run.active:
            return
        place = place_of(run)
        run.fail(f"{reason} ({place})", failure)
        self.event_log.add(events.JobFailed(job=run.job, reason=reason, failure=failure, place=place))

    def command_done(self, done: CommandDone) -> None:
        """An injected command was acknowledged."""
        if self.run is not None:
            self.run.command_done(done.token, done.lines)
        self.replies.done(done)

    # What a server may order.

    def start(self, job: str, spool_path: str, first_line: int) -> None:
        """Print a spool, unless it is this job that runs. Raises PortError where the printer is not ready."""
        run = self.run
        if run is not None and run.active and (run.job, run.spool_path) == (job, spool_path):
            return
        self.check_no_job()
        self.connection.check_ready()
        self.journal.check_names(job, spool_path)
        spool = open_whole_spool(spool_path, first_line)
        self.replace_run(job, spool, spool_path).start(first_line)
        self.ties.on_time(self)  # before the first line, which may wait for the user
        self.journal.write_counts(self.protocol, self.run)
        self.run_changed()

    def replace_run(self, job: str, spool: SpoolReader, spool_path: str) -> Run:
        """This job is the one that there is; it is not begun."""
        if self.run is not None:
            self.run.spool.close()
        self.run = Run(
            job,
            spool,
            spool_path,
            self.protocol,
            self.heaters,
            residency_seconds=self.options.residency_seconds,
            changed=self.run_changed,
            tell=self.event_log.add,
            firmware_name=self.interpreter.firmware_name,
        )
        return self.run

    def run_changed(self) -> None:
        """The job is in another state: journal it, and tell."""
        self.write_state()
        if self.run is not None:
            self.event_log.add(events.JobChanged(run=report_of(self.run)))

    def active_run(self) -> Run:
        """The job that is being printed. Raises PortError where there is none."""
        if self.run is None or not self.run.active:
            raise PortError("nothing is being printed")
        return self.run

    @property
    def is_printing(self) -> bool:
        """Whether a job is there that has not ended."""
        return self.run is not None and self.run.active

    def check_no_job(self) -> None:
        """Raise PortError while a job is there, or a print from the SD card."""
        self.interpreter.sd_print.check_none()
        if self.run is not None and self.run.active:
            raise PortError(f"the printer is busy with {self.run.spool.name} ({self.run.state})")

    @property
    def takes_urgent(self) -> bool:
        """Whether M108 and M876 reach the firmware.

        Also while a successor asks it how far the print got: with its queue full, a firmware that waits for
        its user answers that only after it was woken.
        """
        asks = self.connection.state is ConnectionState.CONNECTING and self.protocol.flow is Flow.ASKING
        ready = self.connection.state is ConnectionState.READY
        return ready or (asks and self.interpreter.can("EMERGENCY_PARSER"))

    def inject(self, command: bytes, reply: Callable[[Answer], None] | None) -> None:
        """Send a command at the next number; `reply` is called with what the firmware said to it."""
        if words := self.heat.takes(self, command):
            if reply is not None:
                reply(Answer(lines=(words,)))
            return
        self.connection.check_ready()
        self.interpreter.sd_print.ordered(command)
        if (self.run is not None and self.run.injected(command)) | self.heaters.note(command):
            self.write_state()
        self.protocol.inject(command, self.replies.token_for(reply, self.protocol))
        self.event_log.add(events.CommandInjected(command=command.decode(errors="replace")))

    def cancel(self, script: Sequence[str] | None, now: float, *, cool: bool = True) -> None:
        """End the job before its time, at once: also while the firmware waits for heat or for the user."""
        self.active_run().cancel(script, last=self.heaters.off_commands() if cool else ())
        self.replies.fail("the job was cancelled before the answer came")
        self.cancelling.on_time(self, now)

    def cool(self, reason: str, reply: Callable[[Answer], None] | None = None) -> None:
        """All heaters off; see `HeatWatch.cool`."""
        self.heat.cool(self, reason, reply)

    def emergency_stop(self, now: float) -> bool:
        """On the wire at once, past every queue. Returns whether it is; else it will be before all else."""
        dead = self.connection.state is ConnectionState.HALTED
        written = self.emergency.order(self.connection.link, now, dead=dead)
        self.connection.next_try_at = now
        self.protocol.halt()
        self._unsent, self._resumable = b"", False
        self.heaters.lose_sight(doubtful=self.is_printing)
        self.heat.wanted = True
        self.fail_run("emergency stop", FailureReason.EMERGENCY_STOP)
        self.replies.fail("emergency stop")
        if not dead:
            self.connection.halted("emergency stop")
            self.write_state()  # of a printer that was let go of before
            self.event_log.add(events.EmergencyStopped(written=written))
        return written

    def let_go(self, reason: str) -> None:
        """Close the link, and leave the printer alone until `look_for_printer`."""
        self.connection.let_go(reason)
        self.protocol.close()
        self._unsent, self._resumable = b"", False
        self.heaters.lose_sight()
        self.replies.fail(reason)
        self._connection_changed()

    def look_for_printer(self, now: float) -> None:
        """Open the link as soon as the device is there."""
        self.connection.look_again(now)
        self._connection_changed()

    def close(self) -> None:
        """Let go of everything."""
        self.connection.forget_choice()
        self.write_state()
        self.connection.close()
        if self.run is not None:
            self.run.spool.close()
        self.journal.close()

    def write_state(self) -> None:
        """Keep how the job and the link stand."""
        self.journal.write_state(
            self.run, self.connection, self.heaters, self.ties, self.heat, self.exit_policy, self.interpreter
        )
