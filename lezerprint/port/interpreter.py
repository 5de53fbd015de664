"""What the printer's words mean for the job and for whoever watches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lezerprint.errors import PortError
from lezerprint.marlin import events, replies
from lezerprint.marlin.blocking import may_block
from lezerprint.marlin.commands import command_code
from lezerprint.marlin.firmware import Family, family_of, traits_of
from lezerprint.marlin.outgoing import BARRIER
from lezerprint.port.cancelling import send_unnumbered
from lezerprint.port.contract import events as port_events
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.failure import FailureReason, failure_of_halt
from lezerprint.port.firmware_pauses import FirmwarePauses
from lezerprint.port.left_on import LeftOn
from lezerprint.port.position_check import PositionCheck
from lezerprint.port.refusals import Refusals
from lezerprint.port.refused_commands import RefusedCommands
from lezerprint.port.sd_print import SdPrint
from lezerprint.port.slow_line import SlowLine
from lezerprint.port.under_way import UnderWay
from lezerprint.port.user_needed import UserNeeded

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.port.contract.messages import Answer
    from lezerprint.port.controller import PortController

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
    """Takes the protocol's events one by one."""

    def __init__(self, controller: PortController) -> None:
        self.autoreported_at = 0.0
        self._controller = controller
        self._busy_at = float("-inf")
        self.position: replies.ReportedPosition | None = None
        self.firmware: dict[str, str] = {}
        self.capabilities: dict[str, bool] = {}
        self.user = UserNeeded(controller)
        self.sd_print = SdPrint(controller)
        self.under_way = UnderWay(controller.protocol.ledger)
        self._position_check = PositionCheck(controller)
        self._refusals = Refusals(controller)
        self._refused_commands = RefusedCommands(controller)
        self.pauses = FirmwarePauses(controller)
        self._slow_line = SlowLine()
        self._left_on = LeftOn()
        self._handlers: dict[type, Callable[[Any, float], None]] = {
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
            replies.SdCard: self.sd_print.card,
            replies.Enqueued: self._enqueued,
        }

    def interpret(self, event: events.Event | replies.Reply, now: float) -> None:
        """Act on it; what means nothing here is passed over."""
        if handler := self._handlers.get(type(event)):
            handler(event, now)

    def on_time(self, now: float) -> None:
        """See what the firmware is at, and whether it takes too long."""
        self.under_way.on_time(now)
        self.user.on_time(now)
        run = self._controller.run
        if run is None or not run.active or self.user.waited_for:
            return
        if slow := self._slow_line.look(run, now):
            self._tell(slow)
            self._position_check.request(now)

    def kept(self) -> dict[str, Any]:
        """For the journal: what must be known also while the firmware is busy, and answers no M115."""
        capable = [name for name in _NEEDED_AT_ONCE if self.can(name)]
        return {"prompt": self.user.kept(), "capable": capable}

    def restore(self, kept: dict[str, Any]) -> None:
        """Go on as a predecessor."""
        self.capabilities = dict.fromkeys(kept["capable"], True)
        self.user.restore(kept["prompt"])

    @property
    def family(self) -> Family:
        """Which family the firmware has said it is of, now or to the job's last process; else UNKNOWN."""
        run = self._controller.run
        before = run.firmware_name if run is not None and run.active else ""
        return family_of({"FIRMWARE_NAME": self.firmware_name or before})

    @property
    def firmware_name(self) -> str:
        """What the firmware calls itself; empty until it has."""
        return self.firmware.get("FIRMWARE_NAME", "")[:_LONGEST_NAME]

    # The link.

    def _connected(self, _event: events.Connected, now: float) -> None:
        self.firmware, self.capabilities = {}, {}
        self.user.forget()
        self.sd_print.connected(now)
        self._controller.connected()
        self._controller.inject(b"M115", self._identified)

    def _identified(self, reply: Answer) -> None:
        if reply.error is not None:
            return
        if self.capabilities.get("AUTOREPORT_TEMP"):
            self._controller.inject(b"M155 S1", None)
        if self.capabilities.get("AUTOREPORT_POS"):
            self._controller.inject(b"M154 S2", None)
        self.sd_print.identified(self.family, self.capabilities)
        self._tell(port_events.FirmwareIdentified(firmware=self.firmware, capabilities=self.capabilities))
        run = self._controller.run
        if run is not None and run.active and self.firmware_name != run.firmware_name:
            run.firmware_name = self.firmware_name
            self._controller.write_state()

    def _resumed(self, event: events.Resumed, _now: float) -> None:
        self.user.resumed()
        self._controller.connection.ready()
        self._controller.resets.link_works()
        self._tell(port_events.ConnectionChanged(state=ConnectionState.READY, resumed_after=event.accepted))
        # Many an `ok` went to nobody while the port was closed: a barrier makes up for them at once.
        self._controller.protocol.inject(BARRIER)
        if not self.firmware:
            self._controller.inject(b"M115", self._identified)

    def _resent(self, event: events.Resent, now: float) -> None:
        self._controller.statistics.counts.resends += 1
        burst = self._slow_line.refused(now)
        if burst or event.lines_in_flight > 1:
            self._position_check.request(now)

    def _oks_lost(self, event: events.OksLost, _now: float) -> None:
        self._controller.statistics.counts.oks_lost += event.count

    def _unchecked(self, event: events.Unchecked, now: float) -> None:
        self._controller.statistics.counts.unchecked += 1
        self._tell(port_events.Unchecked(text=event.text))
        self._position_check.request(now)

    def _command_done(self, event: events.CommandDone, _now: float) -> None:
        self._controller.command_done(event)
        self._left_on.look(self._controller)

    # The end of a job.

    def _board_reset(self, _event: events.BoardReset, now: float) -> None:
        controller = self._controller
        self.sd_print.forget()
        controller.emergency.end()
        controller.resets.happened(controller, now)
        controller.connect(now)

    def _started(self, _started: replies.Started, _now: float) -> None:
        self._controller.resets.booted()

    def _banner(self, banner: replies.Banner, now: float) -> None:
        controller = self._controller
        if banner.proves_boot:
            controller.resets.booted()
        if banner.reset_cause is not None:
            controller.resets.explained(controller, banner.reset_cause, banner.text, now)

    def _halted(self, event: events.Halted, now: float) -> None:
        self._controller.emergency.end()
        self._controller.heat.halted(now, mute=event.mute)
        self.sd_print.forget()
        self._tell(port_events.Halted(text=event.text))
        self._controller.halted(f"the firmware stopped: {event.text}", failure_of_halt(event.text))

    def _halt_disproved(self, event: events.HaltDisproved, now: float) -> None:
        self._tell(port_events.HaltDisproved(text=event.text))
        if not event.in_time:
            self._controller.connect(now)

    def _refused(self, event: events.Refused, now: float) -> None:
        self._refusals.heard(event.text, now)

    def _line_refused(self, event: events.LineRefused, now: float) -> None:
        self._give_up(f"the printer refused the same line {event.times} times", now)

    def _uncounted(self, event: events.Uncounted, _now: float) -> None:
        body, _ = self._controller.protocol.ledger.line(event.number)
        self._tell(port_events.Uncounted(command=body.decode(errors="replace")))

    def _text_left_out(self, event: events.TextLeftOut, _now: float) -> None:
        text = f"the printer refuses this text, so it was left out: {event.command}"
        self._tell(port_events.TextLeftOut(command=event.command, text=text))

    def _silent(self, event: events.Silent, now: float) -> None:
        self._tell(port_events.Silent(seconds=round(event.seconds, 1)))
        self._controller.statistics.silent(event.seconds)
        longest = self._controller.options.hang_timeout_seconds
        if self.in_long_command:
            longest = max(longest, _HUNG_IN_LONG_COMMAND_SECONDS)
        # A printer that reports is at work, however late the command is; one that hangs says nothing at all.
        if event.unheard_seconds > longest:
            self._give_up(f"the printer has said nothing for {event.unheard_seconds:.0f} s", now)

    def _give_up(self, reason: str, now: float) -> None:
        """The firmware does not do its part: the job is over, and the firmware is greeted anew."""
        self._controller.fail_run(reason, FailureReason.PRINTER_LOST)
        self._controller.connect(now)
        if self._controller.heaters.on:
            send_unnumbered(self._controller)

    @property
    def in_long_command(self) -> bool:
        """Whether the firmware is at a command that may take minutes."""
        return may_block(self._controller.protocol.ledger.oldest_body())

    def command_under_way(self) -> tuple[str, int] | None:
        """The oldest command without an `ok`."""
        ledger = self._controller.protocol.ledger
        try:
            body, _ = ledger.line(ledger.acknowledged + 1)
        except LookupError:
            return None
        return command_code(body)

    def can(self, capability: str) -> bool:
        """Whether the firmware says that it has this (`EMERGENCY_PARSER` …)."""
        return self.capabilities.get(capability, False)

    # Reports.

    def _temperatures(self, report: replies.Temperatures, now: float) -> None:
        if report.autoreport:
            self.autoreported_at = now
        self._controller.heaters.update(report, now)

    def _position_heard(self, report: replies.ReportedPosition, _now: float) -> None:
        self.position = report
        self._position_check.heard(report)

    def _firmware_info(self, info: replies.FirmwareInfo, _now: float) -> None:
        self.firmware = self.firmware | info.fields
        self._controller.heaters.known.family = self.family
        if not traits_of(self.family).counts_line_numbers:
            self._controller.protocol.uncounting.known = True

    def _capability(self, capability: replies.Capability, _now: float) -> None:
        self.capabilities = {**self.capabilities, capability.name: capability.enabled}

    def _firmware_said(self, said: replies.FirmwareError | replies.FirmwareWarning, _now: float) -> None:
        self._tell(port_events.FirmwareWarning(text=said.text))

    def _command_refused(self, event: events.CommandRefused, now: float) -> None:
        if not self._refused_commands.heard(event):
            self.interpret(event.reply, now)

    def _firmware_text(self, text: replies.Text, _now: float) -> None:
        self.sd_print.text(text)
        self._tell(port_events.FirmwareText(text=text.line))

    def _enqueued(self, enqueued: replies.Enqueued, now: float) -> None:
        self.sd_print.enqueued(enqueued.command, now)

    def firmware_waits(self, now: float) -> bool:
        """Whether a command blocks the firmware, as far as was heard in the last seconds."""
        return now - self._busy_at < _BUSY_SECONDS

    def _busy(self, busy: replies.Busy, now: float) -> None:
        self._busy_at = now
        self._controller.statistics.counts.busy += 1
        self.user.busy(busy.reason, now)

    def _overflow(self, _overflow: replies.Overflow, _now: float) -> None:
        self._controller.statistics.counts.overflows += 1

    def _buffers(self, buffers: replies.Buffers, _now: float) -> None:
        self._controller.statistics.buffers(buffers)

    # What the firmware asks of its host.

    def _action(self, action: replies.Action, now: float) -> None:
        self._tell(port_events.HostAction(name=action.name, argument=action.argument))
        self.user.action(action, now)
        self.sd_print.action(action, now)
        run = self._controller.run
        if run is None or not run.active:
            return
        try:
            if action.name == "paused":
                self.pauses.paused(run, traits_of(self.family).resumes_by)
            elif action.name == "resumed":
                self.pauses.resumed(run)
            elif action.name in _PAUSES:
                run.pause(reason=_PAUSES[action.name] + (f": {action.argument}" if action.argument else ""))
            elif action.name == "resume":
                run.resume()
            elif action.name == "cancel":
                self._controller.cancel(None, now)
        except PortError as error:
            self._tell(port_events.HostActionRefused(name=action.name, reason=str(error)))

    def _tell(self, event: port_events.Event) -> None:
        self._controller.event_log.add(event)
