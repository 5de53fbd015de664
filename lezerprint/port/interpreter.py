"""What the printer's words mean for the job and for whoever watches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lezerprint.marlin import events, replies
from lezerprint.marlin.blocking import may_block
from lezerprint.marlin.firmware import Family, family_of, traits_of
from lezerprint.marlin.outgoing import BARRIER
from lezerprint.port.contract import events as port_events
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.effects import (
    Attempt,
    BoardStarted,
    CancelJob,
    FailJob,
    FirmwareDied,
    Greet,
    Inject,
    LinkReady,
    Send,
    Tell,
    WriteState,
)
from lezerprint.port.failure import FailureReason
from lezerprint.port.firmware_pauses import FirmwarePauses
from lezerprint.port.heat_watch import LeftOn, unnumbered
from lezerprint.port.noise_checks import PositionCheck, SlowLine
from lezerprint.port.refused_commands import RefusedCommands, StatusQuestion
from lezerprint.port.sd_print import SdPrint
from lezerprint.port.under_way import UnderWay
from lezerprint.port.user_needed import UserNeeded

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.marlin.protocol import Protocol
    from lezerprint.port.board import BoardResets
    from lezerprint.port.connection import Connection
    from lezerprint.port.contract.messages import Answer
    from lezerprint.port.effects import Effects, ReplyCallbacks
    from lezerprint.port.heating import Heaters
    from lezerprint.port.run import Run
    from lezerprint.port.statistics import LinkStatistics
    from lezerprint.port.steering import CurrentJob

_HUNG_IN_LONG_COMMAND_SECONDS: Final = 1800.0
_BUSY_SECONDS: Final = 5.0
_LONGEST_NAME: Final = 120
_PAUSES: Final = {
    "pause": "the printer asks for a pause",
    "out_of_filament": "the printer has run out of filament",
}
"""Orders to the host. `paused` and `resumed` tell what the firmware itself does (`firmware_pauses`)."""

_NEEDED_AT_ONCE: Final = ("EMERGENCY_PARSER", "RUNOUT")


class Interpreter:
    """Takes the protocol's events one by one, notes what they say, and returns what is to be done."""

    def __init__(
        self,
        protocol: Protocol,
        connection: Connection,
        job: CurrentJob,
        heaters: Heaters,
        replies_waited_for: ReplyCallbacks,
        resets: BoardResets,
        statistics: LinkStatistics,
        hang_timeout_seconds: float,
    ) -> None:
        self.autoreported_at = 0.0
        self._busy_at = float("-inf")
        self.position: replies.ReportedPosition | None = None
        self.firmware: dict[str, str] = {}
        self.capabilities: dict[str, bool] = {}
        self._protocol = protocol
        self._ledger = protocol.ledger
        self._connection = connection
        self._job = job
        self._heaters = heaters
        self._replies = replies_waited_for
        self._resets = resets
        self._statistics = statistics
        self._hang_timeout_seconds = hang_timeout_seconds
        self.user = UserNeeded(self._ledger)
        self.sd_print = SdPrint()
        self.under_way = UnderWay(self._ledger)
        self.pauses = FirmwarePauses(self._ledger, heaters)
        self._position_check = PositionCheck(self._ledger)
        self._status_question = StatusQuestion()
        self._refused_commands = RefusedCommands(self._ledger)
        self._slow_line = SlowLine()
        self._left_on = LeftOn()
        self._handlers: dict[type, Callable[[Any, float], Effects | None]] = {
            events.Connected: self._connected,
            events.Resumed: self._resumed,
            events.Resent: self._resent,
            events.OksLost: self._oks_lost,
            events.Unchecked: self._unchecked,
            events.CommandDone: self._command_done,
            events.BoardReset: self._board_reset,
            events.CommandRefused: self._command_refused,
            events.Halted: self._halted,
            events.HaltDisproved: self._halt_disproved,
            events.Refused: self._refused,
            events.LineRefused: self._line_refused,
            events.Uncounted: self._uncounted,
            events.TextLeftOut: self._text_left_out,
            events.Silent: self._silent,
            replies.Temperatures: self._temperatures,
            replies.ReportedPosition: self._position_heard,
            replies.FirmwareInfo: self._firmware_info,
            replies.Capability: self._capability,
            replies.Action: self._action,
            replies.Busy: self._busy,
            replies.Overflow: self._overflow,
            replies.Buffers: self._buffers,
            replies.Started: self._started,
            replies.Banner: self._banner,
            replies.FirmwareError: self._firmware_said,
            replies.FirmwareWarning: self._firmware_said,
            replies.Text: self._firmware_text,
            replies.SdCard: self._card,
            replies.Enqueued: self._enqueued,
        }

    def interpret(self, event: events.Event | replies.Reply, now: float) -> Effects:
        """What to do about it; what means nothing here is passed over."""
        handler = self._handlers.get(type(event))
        return (handler and handler(event, now)) or []

    def on_time(self, now: float) -> Effects:
        """See what the firmware is at, and whether it takes too long."""
        self.under_way.on_time(now)
        effects = self.user.on_time(now, parser=self.can("EMERGENCY_PARSER"))
        run = self._job.active
        if run is not None and not self.user.waited_for and (slow := self._slow_line.look(run, now)):
            effects += [Tell(slow), *self._check_position(now)]
        return effects

    def kept(self) -> dict[str, Any]:
        """For the journal: what must be known also while the firmware is busy, and answers no M115."""
        capable = [name for name in _NEEDED_AT_ONCE if self.can(name)]
        return {"prompt": self.user.kept(), "capable": capable}

    def restore(self, kept: dict[str, Any]) -> None:
        """Go on as a predecessor."""
        self.capabilities = dict.fromkeys(kept["capable"], True)
        self.user.restore(kept["prompt"])

    # What is known of the firmware.

    @property
    def family(self) -> Family:
        """Which family the firmware has said it is of, now or to the job's last process; else UNKNOWN."""
        run = self._job.active
        before = run.firmware_name if run is not None else ""
        return family_of({"FIRMWARE_NAME": self.firmware_name or before})

    @property
    def firmware_name(self) -> str:
        """What the firmware calls itself; empty until it has."""
        return self.firmware.get("FIRMWARE_NAME", "")[:_LONGEST_NAME]

    def can(self, capability: str) -> bool:
        """Whether the firmware says that it has this (`EMERGENCY_PARSER` …)."""
        return self.capabilities.get(capability, False)

    @property
    def in_long_command(self) -> bool:
        """Whether the firmware is at a command that may take minutes."""
        return may_block(self._ledger.oldest_body())

    def firmware_waits(self, now: float) -> bool:
        """Whether a command blocks the firmware, as far as was heard in the last seconds."""
        return now - self._busy_at < _BUSY_SECONDS

    @property
    def _ready(self) -> bool:
        return self._connection.state is ConnectionState.READY

    # The link.

    def _connected(self, _event: events.Connected, now: float) -> Effects:
        self.firmware, self.capabilities = {}, {}
        self.sd_print.connected(now)
        return [*self.user.forget(), LinkReady(numbered=True), Inject(b"M115", self._identified)]

    def _identified(self, answer: Answer) -> Effects:
        if answer.error is not None:
            return []
        effects: Effects = []
        if self.capabilities.get("AUTOREPORT_TEMP"):
            effects.append(Inject(b"M155 S1"))
        if self.capabilities.get("AUTOREPORT_POS"):
            effects.append(Inject(b"M154 S2"))
        run = self._job.active
        self.sd_print.identified(self.family, self.capabilities, streams=run is not None)
        told = port_events.FirmwareIdentified(firmware=self.firmware, capabilities=self.capabilities)
        effects.append(Tell(told))
        if run is not None and self.firmware_name != run.firmware_name:
            run.firmware_name = self.firmware_name
            effects.append(WriteState())
        return effects

    def _resumed(self, event: events.Resumed, _now: float) -> Effects:
        self.user.resumed()
        told = port_events.ConnectionChanged(state=ConnectionState.READY, resumed_after=event.accepted)
        # Many an `ok` went to nobody while the port was closed: a barrier makes up for them at once.
        effects: Effects = [LinkReady(numbered=False), Tell(told), Send(BARRIER)]
        return effects if self.firmware else [*effects, Inject(b"M115", self._identified)]

    def _resent(self, event: events.Resent, now: float) -> Effects:
        self._statistics.counts.resends += 1
        burst = self._slow_line.refused(now)
        return self._check_position(now) if burst or event.lines_in_flight > 1 else []

    def _oks_lost(self, event: events.OksLost, _now: float) -> None:
        self._statistics.counts.oks_lost += event.count

    def _unchecked(self, event: events.Unchecked, now: float) -> Effects:
        self._statistics.counts.unchecked += 1
        return [Tell(port_events.Unchecked(text=event.text)), *self._check_position(now)]

    def _check_position(self, now: float) -> Effects:
        return self._position_check.request(self._job.run, now, ready=self._ready)

    def _command_done(self, event: events.CommandDone, _now: float) -> Effects:
        run = self._job.run
        if run is not None:
            run.command_done(event.token, event.lines)
        if not any(line.startswith("ok") for line in event.lines):
            self._protocol.transcript.heard("ok")
        return [*self._replies.done(event), *self._left_on.look(run, hot=self._heaters.on)]

    # The end of a job.

    def _board_reset(self, _event: events.BoardReset, _now: float) -> Effects:
        self.sd_print.forget()
        return [BoardStarted(), Greet()]

    def _started(self, _started: replies.Started, _now: float) -> Effects:
        return self._resets.booted()

    def _banner(self, banner: replies.Banner, now: float) -> Effects:
        effects = self._resets.booted() if banner.proves_boot else []
        if banner.reset_cause is not None:
            effects += self._resets.explained(self._job.run, banner.reset_cause, banner.text, now)
        return effects

    def _halted(self, event: events.Halted, _now: float) -> Effects:
        self.sd_print.forget()
        return [FirmwareDied(event.text, event.mute)]

    def _halt_disproved(self, event: events.HaltDisproved, _now: float) -> Effects:
        told = Tell(port_events.HaltDisproved(text=event.text))
        return [told] if event.in_time else [told, Greet()]

    def _refused(self, event: events.Refused, now: float) -> Effects:
        return self._status_question.refused(event.text, self.family, now, ready=self._ready)

    def _line_refused(self, event: events.LineRefused, _now: float) -> Effects:
        return self._give_up(f"the printer refused the same line {event.times} times")

    def _uncounted(self, event: events.Uncounted, _now: float) -> Effects:
        body, _ = self._ledger.line(event.number)
        return [Tell(port_events.Uncounted(command=body.decode(errors="replace")))]

    def _text_left_out(self, event: events.TextLeftOut, _now: float) -> Effects:
        text = f"the printer refuses this text, so it was left out: {event.command}"
        return [Tell(port_events.TextLeftOut(command=event.command, text=text))]

    def _silent(self, event: events.Silent, _now: float) -> Effects:
        self._statistics.silent(event.seconds)
        told = Tell(port_events.Silent(seconds=round(event.seconds, 1)))
        longest = self._hang_timeout_seconds
        if self.in_long_command:
            longest = max(longest, _HUNG_IN_LONG_COMMAND_SECONDS)
        # A printer that reports is at work, however late the command is; one that hangs says nothing at all.
        if event.unheard_seconds <= longest:
            return [told]
        return [told, *self._give_up(f"the printer has said nothing for {event.unheard_seconds:.0f} s")]

    def _give_up(self, reason: str) -> Effects:
        """The firmware does not do its part: the job is over, and the firmware is greeted anew."""
        fails = FailJob(reason, FailureReason.PRINTER_LOST)
        return [fails, Greet(), *(unnumbered(self._heaters) if self._heaters.on else [])]

    # Reports.

    def _temperatures(self, report: replies.Temperatures, now: float) -> None:
        if report.autoreport:
            self.autoreported_at = now
        self._heaters.update(report, now)

    def _position_heard(self, report: replies.ReportedPosition, _now: float) -> None:
        self.position = report
        self._position_check.heard(report)

    def _firmware_info(self, info: replies.FirmwareInfo, _now: float) -> None:
        self.firmware = self.firmware | info.fields
        self._heaters.known.family = self.family
        if not traits_of(self.family).counts_line_numbers:
            self._protocol.uncounting.known = True

    def _capability(self, capability: replies.Capability, _now: float) -> None:
        self.capabilities = {**self.capabilities, capability.name: capability.enabled}

    def _firmware_said(self, said: replies.FirmwareError | replies.FirmwareWarning, _now: float) -> Effects:
        return [Tell(port_events.FirmwareWarning(text=said.text))]

    def _command_refused(self, event: events.CommandRefused, now: float) -> Effects:
        effects = self._refused_commands.heard(event, self._job.active)
        return self.interpret(event.reply, now) if effects is None else effects

    def _firmware_text(self, text: replies.Text, _now: float) -> Effects:
        self.sd_print.text(text)
        return [Tell(port_events.FirmwareText(text=text.line))]

    def _card(self, said: replies.SdCard, now: float) -> Effects:
        return self.sd_print.card(said, now, can_report=self.can("AUTOREPORT_SD_STATUS"))

    def _enqueued(self, enqueued: replies.Enqueued, now: float) -> Effects:
        return self.sd_print.enqueued(enqueued.command, now)

    def _busy(self, busy: replies.Busy, now: float) -> Effects:
        self._busy_at = now
        self._statistics.counts.busy += 1
        return self.user.busy(busy.reason, now)

    def _overflow(self, _overflow: replies.Overflow, _now: float) -> None:
        self._statistics.counts.overflows += 1

    def _buffers(self, buffers: replies.Buffers, _now: float) -> None:
        self._statistics.buffers(buffers)

    # What the firmware asks of its host.

    def _action(self, action: replies.Action, now: float) -> Effects:
        told = Tell(port_events.HostAction(name=action.name, argument=action.argument))
        effects: Effects = [told, *self.user.action(action, now)]
        self.sd_print.action(action, now)
        run = self._job.active
        return effects if run is None else [*effects, Attempt(action.name, lambda: self._do(action, run))]

    def _do(self, action: replies.Action, run: Run) -> Effects:
        """What the printer asks of the job. Raises PortError where it refuses that."""
        if action.name == "paused":
            return self.pauses.paused(run, traits_of(self.family).resumes_by)
        if action.name == "resumed":
            self.pauses.resumed(run)
        elif action.name in _PAUSES:
            run.pause(reason=_PAUSES[action.name] + (f": {action.argument}" if action.argument else ""))
        elif action.name == "resume":
            run.resume()
        elif action.name == "cancel":
            return [CancelJob()]
        return []
