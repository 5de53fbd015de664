"""The parts of a port process put together, and what each is told of the others.

Nothing here changes anything: what the parts return is done by `PortController`.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, Final

from lezerprint.errors import PortError
from lezerprint.marlin.firmware import traits_of
from lezerprint.marlin.flow import Flow
from lezerprint.marlin.protocol import Protocol
from lezerprint.port import cancelling, disconnecting, exit_policy, heat_watch, heaters_off
from lezerprint.port.board import BoardResets, EmergencyStop
from lezerprint.port.connection import Connection
from lezerprint.port.contract.states import ConnectionState, RunState
from lezerprint.port.effects import ReplyCallbacks
from lezerprint.port.event_log import EventLog
from lezerprint.port.firmware_ties import FirmwareTies
from lezerprint.port.hand_commands import HandCommands
from lezerprint.port.heating import Heaters
from lezerprint.port.interpreter import Interpreter
from lezerprint.port.journal import JournalWriter
from lezerprint.port.statistics import LinkStatistics
from lezerprint.port.steering import CurrentJob
from lezerprint.port.terminal import Terminal
from lezerprint.port.tuning import Tuning

if TYPE_CHECKING:
    from lezerprint.port.options import PortOptions
    from lezerprint.port.paths import PortPaths
    from lezerprint.port.run import Run

LOOK_SECONDS: Final = 0.05
"""So often time is looked at while something is under way."""

REST_SECONDS: Final = 0.25
"""So long at most until time is looked at; what comes in from outside is looked at at once."""

_RESTS: Final = frozenset({ConnectionState.READY, ConnectionState.ABSENT, ConnectionState.DISCONNECTED})


class Parts:
    """One printer, with whatever is being printed, as it is now."""

    def __init__(self, options: PortOptions, paths: PortPaths, now: float) -> None:
        self.options = options
        self.journal = JournalWriter(paths.journal, options.device)
        self.event_log = EventLog(self.journal.starts)
        self.connection = Connection(options, paths)
        self.protocol = Protocol()
        self.job = CurrentJob()
        self.replies = ReplyCallbacks()
        self.by_hand = HandCommands()
        self.heaters = Heaters()
        self.watchdog = heat_watch.Watchdog(options.orphan_timeout_seconds, now)
        self.heat = heat_watch.HeatWatch(self.heaters, self.watchdog)
        self.ties = FirmwareTies(options.motor_timeout_seconds, self.protocol.ledger, self.heaters)
        self.cancelling = cancelling.Cancelling(self.protocol.ledger, self.heaters)
        self.disconnecting = disconnecting.Disconnecting(self.heaters)
        self.exit_policy = exit_policy.ExitPolicy(
            options.orphan_timeout_seconds, supervised=options.supervised
        )
        self.resets = BoardResets()
        self.emergency = EmergencyStop(paths)
        self.statistics = LinkStatistics(self.protocol, now)
        self.interpreter = Interpreter(
            self.protocol,
            self.connection,
            self.job,
            self.heaters,
            self.replies,
            self.resets,
            self.statistics,
            options.hang_timeout_seconds,
        )
        self.tuning = Tuning(self._keeps_offset)
        self.terminal = Terminal(self.protocol.transcript, self.journal.starts)
        self._unsent = b""

    @property
    def run(self) -> Run | None:
        """The job that there is, also one that has ended."""
        return self.job.run

    def _keeps_offset(self) -> bool:
        known = self.interpreter
        return not traits_of(known.family).is_marlin or known.can("Z_PROBE")

    @property
    def is_printing(self) -> bool:
        """Whether a job is there that has not ended."""
        return self.job.active is not None

    @property
    def ready(self) -> bool:
        """Whether commands can be sent in order."""
        return self.connection.state is ConnectionState.READY

    @property
    def wants_to_write(self) -> bool:
        """Whether bytes wait for room in the port."""
        return bool(self._unsent) and self.connection.link is not None

    @property
    def takes_urgent(self) -> bool:
        """Whether M108 and M876 reach the firmware.

        Also while a successor asks it how far the print got: with its queue full, a firmware that waits for
        its user answers that only after it was woken.
        """
        asks = self.connection.state is ConnectionState.CONNECTING and self.protocol.flow is Flow.ASKING
        return self.ready or (asks and self.interpreter.can("EMERGENCY_PARSER"))

    def check_no_job(self) -> None:
        """Raise PortError while a job is there, or a print from the SD card."""
        self.interpreter.sd_print.check_none()
        self.job.check_none()

    def check_waits_for_none(self, command: bytes, *, wait: bool) -> None:
        """Raise PortError for a command that a firmware which waits for its user would not come to.

        Args:
            command: What somebody orders.
            wait: Whether the answer is waited for.
        """
        # Without the emergency parser it would also take the answer's place in the firmware's queue.
        known = self.interpreter
        if known.user.waited_for and (wait or not known.can("EMERGENCY_PARSER")):
            raise PortError("the printer waits for its user and answers nothing until then")
        known.pauses.check(self.run, command)

    # What each part is told of the others.

    def heat_facts(self, now: float) -> heat_watch.HeatFacts:
        """For the heat watch."""
        run, known = self.run, self.interpreter
        return heat_watch.HeatFacts(
            state=self.connection.state,
            linked=self.connection.link is not None,
            job=run,
            stopping=self.emergency.ordered,
            unsent=self.wants_to_write,
            ends_by_itself=known.sd_print.runs or (run is not None and run.ends_by_itself),
            unreported_seconds=now - known.autoreported_at,
            in_long_command=known.in_long_command,
        )

    def heaters_off_facts(self, now: float) -> heaters_off.HeatersOffFacts:
        """For an order to switch heaters off."""
        known, card = self.interpreter, self.interpreter.sd_print
        waits = heaters_off.waiting_words(
            waits_for_user=known.user.waited_for,
            command=known.under_way.command(),
            shown=known.under_way.shown(now),
        )
        return heaters_off.HeatersOffFacts(
            state=self.connection.state,
            linked=self.connection.link is not None,
            run=self.job.active,
            card_active=card.active,
            card_runs=card.runs,
            family=known.family,
            emergency_parser=known.can("EMERGENCY_PARSER"),
            waits=waits if self.ready else "",
        )

    @property
    def is_cancelling(self) -> bool:
        """Whether a job is being cancelled."""
        return self.run is not None and self.run.state is RunState.CANCELLING

    def cancelling_facts(self, now: float) -> cancelling.PrinterFacts:
        """For what is done about a cancelled job."""
        known = self.interpreter
        return cancelling.PrinterFacts(
            prompt=known.user.prompt,
            takes_answers=known.user.takes_answers(now),
            waits=known.user.waited_for,
            changes_filament=known.user.changes_filament,
            emergency_parser=known.can("EMERGENCY_PARSER"),
            idle_seconds=known.under_way.idle_seconds(now),
            rounds=self.protocol.rounds.count,
            takes_urgent=self.takes_urgent,
            ready=self.ready,
        )

    def waiting_for(self, now: float) -> str | None:
        """What a job that was just cancelled must wait for, in words."""
        known = self.interpreter
        idle_seconds, blocked = known.under_way.idle_seconds(now), known.firmware_waits(now)
        return cancelling.waiting_words(self.protocol.ledger.oldest_body(), idle_seconds, blocked=blocked)

    def disconnecting_facts(self, now: float) -> disconnecting.DisconnectingFacts:
        """For an order to let go of the printer."""
        return disconnecting.DisconnectingFacts(
            ready=self.ready,
            linked=self.connection.link is not None,
            stopping=self.emergency.ordered,
            blocked=self.interpreter.firmware_waits(now),
        )

    def exit_facts(self, now: float) -> exit_policy.ExitFacts:
        """For when the process may end."""
        return exit_policy.ExitFacts(
            state=self.connection.state,
            prints=self.is_printing or self.interpreter.sd_print.active,
            hot=self.heaters.on,
            alone_seconds=self.watchdog.alone_seconds(now),
            has_more=bool(self.protocol.ledger.outstanding) or self.ties.has_more,
        )

    def is_resting(self, now: float) -> bool:
        """Whether there is no job, no command without an answer, and nothing that somebody waits for."""
        ledger, known = self.protocol.ledger, self.interpreter
        busy = (
            self.is_printing
            or ledger.sent != ledger.acknowledged
            or self.wants_to_write
            or self.replies.waited_for
            or self.heat.wanted
            or self.heat.unconfirmed
            or self.disconnecting.under_way
            or known.sd_print.active
            or self.emergency.ordered
        )
        # It is not told to be ready before this is known.
        is_known = not self.ready or known.sd_print.is_known(now)
        return is_known and not busy and self.connection.state in _RESTS

    def next_look_at(self, now: float, *, rests: bool) -> float:
        """When time is to be looked at again, unless something comes before."""
        if not rests:
            return now + LOOK_SECONDS
        tries_at = inf if self.connection.link is not None else self.connection.next_try_at
        return min(now + REST_SECONDS, max(now + LOOK_SECONDS, tries_at))

    def kept(self) -> dict[str, Any]:
        """For the journal: link, tools, which may be hot, what is tied to the job, what is asked, the job."""
        run = {} if self.run is None else {"run": self.run.kept()}
        return {
            **self.heaters.kept(),
            **self.heat.kept(),
            **self.connection.kept(),
            **self.exit_policy.kept(),
            "ties": self.ties.kept(),
            "firmware": self.interpreter.kept(),
            "tuning": self.tuning.kept(),
            **run,
        }
