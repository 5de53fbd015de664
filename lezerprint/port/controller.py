"""The port process's mind: it lets link, protocol and job play together, and does what its parts decide.

Everything happens in one thread, in `received`, `pump` and `on_time`; the clock is passed in. The parts know
nobody: `Parts` has them and tells them facts, and what they return (`effects.py`) is carried out here.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lezerprint.errors import LezerPrintError, PortError, SpoolError
from lezerprint.marlin.commands import switches_heater_off
from lezerprint.port import effects as do
from lezerprint.port import heaters_off, steering
from lezerprint.port.contract import events
from lezerprint.port.contract.messages import Answer
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.failure import FailureReason, failure_of_halt
from lezerprint.port.heat_watch import off_words
from lezerprint.port.link_control import LinkControl
from lezerprint.port.run import Run
from lezerprint.port.run_report import report_of
from lezerprint.port.spool import SpoolReader, open_whole_spool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lezerprint.port.options import PortOptions
    from lezerprint.port.paths import PortPaths


class PortController(LinkControl):
    """One printer, with whatever is being printed."""

    def __init__(self, options: PortOptions, paths: PortPaths, now: float) -> None:
        super().__init__(options, paths, now)
        self.wants_photos = False
        self._carriers = {
            do.Send: self._send,
            do.Inject: lambda effect: self.inject(effect.command, effect.then),
            do.SendUrgent: lambda effect: self.protocol.send_urgent(effect.line),
            do.Cool: lambda effect: self.cool(effect.reason, effect.then),
            do.SwitchOff: self._switch_off,
            do.WantOff: lambda _: self.carry_out(self.heat.want()),
            do.StopAtOnce: lambda _: self._emergency_stop(),
            do.Greet: lambda _: self.connect(self._now),
            do.LinkReady: self._link_ready,
            do.BoardStarted: lambda _: self._board_started(),
            do.FirmwareDied: self._firmware_died,
            do.FirmwareStopped: self._firmware_stopped,
            do.StillHalted: self._still_halted,
            do.ResetBoard: lambda _: self.reset(self._now),
            do.LetGo: lambda effect: self.let_go(effect.reason),
            do.FailJob: lambda effect: self.fail_run(effect.reason, effect.failure),
            do.PauseJob: self._pause_job,
            do.CancelJob: lambda effect: self.cancel(effect.script, self._now),
            do.AbandonJob: lambda _: self._abandon_job(),
            do.Attempt: self._attempt,
            do.JobHasChanged: lambda _: self.run_changed(),
            do.Tell: lambda effect: self.event_log.add(effect.event),
            do.AnswerTo: lambda effect: self.carry_out(effect.then(effect.answer) or ()),
            do.WriteState: lambda _: self.write_state(),
        }
        self._resumable = self._take_over()
        self.statistics.begin_numbering()

    def _take_over(self) -> bool:
        """From a process that was killed: the link's choices, and the job; whether that goes on."""
        inherited = self.journal.inherited()
        if inherited:
            self.connection.restore(inherited)
            self.heaters.restore(inherited)
            self.heat.restore(inherited)
            self.exit_policy.restore(inherited)
            if tuning := inherited.get("tuning"):
                self.tuning.restore(tuning)
        goes_on = "run" in inherited and self._take_over_job(inherited, inherited["run"])
        self.write_state()
        return goes_on

    def _take_over_job(self, inherited: Mapping[str, Any], kept: dict[str, Any]) -> bool:
        try:
            spool = SpoolReader.open(Path(kept["spool"]))
            run = self.replace_run(kept["job"], spool, kept["spool"])
            self.journal.restore(self.protocol, run, kept)
            if ties := inherited.get("ties"):
                self.carry_out(self.ties.restore(ties))
            if firmware := inherited.get("firmware"):
                self.interpreter.restore(firmware)
            self.heaters.known.family = self.interpreter.family
        except (LezerPrintError, LookupError, TypeError, ValueError) as error:
            self.job.run = None
            failure = FailureReason.FILE_ERROR if isinstance(error, SpoolError) else FailureReason.OTHER
            self.event_log.add(events.JobFailed(job=kept["job"], reason=str(error), failure=failure))
            return False
        return run.active

    # Time.

    def on_time(self, now: float) -> None:
        """What happens by itself, twenty times a second, or four times where nothing is under way."""
        if now < self._next_tick_at:
            return
        self._now = now
        self.statistics.on_time(self._next_tick_at, now, printing=self.is_printing)
        self._ticked_at = self._next_tick_at = now
        self._look_after_connection(now)
        self._interpret(now)
        self.carry_out(self.interpreter.on_time(now))
        self.carry_out(self.emergency.on_time(self.connection.link, now))
        if self.run is not None:
            self.run.on_time(now, waits_for_user=self.interpreter.user.waited_for)
        self.carry_out(self.heat.on_time(self.heat_facts(now), now))
        self.protocol.poll_seconds = self.heat.poll_seconds
        linked = self.connection.link is not None
        self.carry_out(self.resets.on_time(self.connection.state, now, linked=linked))
        if self.ready:
            self.carry_out(self.interpreter.sd_print.on_time(now, streams=self.is_printing))
        self._see_to_firmware()
        self._see_to_cancelling(now)
        self.carry_out(self.by_hand.on_time(now))
        if self.disconnecting.under_way:
            self.carry_out(self.disconnecting.on_time(self.disconnecting_facts(now), now))
        self.carry_out(self.exit_policy.on_time(self.exit_facts(now), now))
        self.terminal.on_time(self.run, now, time.time())
        self.journal.keep_up(self.protocol, self.run)
        self.rests = self.is_resting(now)
        self._next_tick_at = self.next_look_at(now, rests=self.rests)

    def _see_to_firmware(self) -> None:
        run, known = self.run, self.interpreter
        if run is not None and self.ready:
            self.carry_out(known.pauses.on_time(run))
        has_sensor = known.can("RUNOUT")
        self.carry_out(self.ties.on_time(run, known.family, ready=self.ready, has_sensor=has_sensor))

    def _see_to_cancelling(self, now: float) -> None:
        if self.is_cancelling or self.heat.unconfirmed:
            self.carry_out(self.cancelling.on_time(self.cancelling_facts(now), now))
        else:
            self.cancelling.over()

    # What the parts decide.

    def _send(self, effect: do.Send) -> None:
        self.protocol.inject(effect.command, self.replies.token_for(effect.then, self.protocol))

    def _switch_off(self, effect: do.SwitchOff) -> None:
        self.carry_out(self.heat.switch_off(effect.reason) if self.ready else self.heat.want())

    def _emergency_stop(self) -> None:
        self.emergency_stop(self._now)

    def _link_ready(self, effect: do.LinkReady) -> None:
        if self.connection.state is not ConnectionState.CONNECTING:
            return  # stopped or let go of since
        if effect.numbered:
            self.journal.begin_numbering()
            self.statistics.begin_numbering()
            self._resumable = True
        self.resets.link_works()
        self.connection.ready()
        if effect.numbered:
            self.journal.write_counts(self.protocol, self.run)
            self._connection_changed()

    def _board_started(self) -> None:
        self.emergency.end()
        self.heaters.board_started(doubtful=self.is_printing)
        self.heat.board_started()
        self.tuning.board_started()
        self.carry_out(self.resets.happened(self.job.active, self._now))

    def _firmware_died(self, effect: do.FirmwareDied) -> None:
        self.emergency.end()
        self.heat.halted(self._now, mute=effect.mute)
        self._tell_halted(effect.text)

    def _firmware_stopped(self, effect: do.FirmwareStopped) -> None:
        self.protocol.halt()
        self._tell_halted(effect.text)

    def _tell_halted(self, text: str) -> None:
        self.event_log.add(events.Halted(text=text))
        self.halted(f"the firmware stopped: {text}", failure_of_halt(text))

    def halted(self, text: str, failure: FailureReason) -> None:
        """The firmware is dead; its first words say why, later ones only that it is."""
        if self.connection.state is not ConnectionState.HALTED:
            self.connection.halted(text)
        self.heaters.lose_sight(doubtful=self.is_printing)
        self._resumable = False
        self.fail_run(text, failure)
        self.carry_out(self.replies.fail(text))
        self._connection_changed()

    def _still_halted(self, effect: do.StillHalted) -> None:
        self.protocol.halt()
        self.connection.halted(effect.reason)

    def _pause_job(self, effect: do.PauseJob) -> None:
        self.job.check_active().pause_somehow(effect.reason)

    def _abandon_job(self) -> None:
        if self.run is not None and self.is_cancelling:
            self.run.abandon()

    def _attempt(self, effect: do.Attempt) -> None:
        try:
            self.carry_out(effect.do() or ())
        except PortError as error:
            refused = events.HostActionRefused(name=effect.action, reason=str(error))
            self.event_log.add(refused)

    def fail_run(self, reason: str, failure: FailureReason = FailureReason.OTHER) -> None:
        """End the job, saying between which lines of the file the truth lies."""
        self.carry_out(self.job.fail(reason, failure))

    # What a server may order.

    def start(self, job: str, spool_path: str, first_line: int) -> None:
        """Print a spool, unless it is this job that runs. Raises PortError where the printer is not ready."""
        run = self.job.active
        if run is not None and (run.job, run.spool_path) == (job, spool_path):
            return
        self.check_no_job()
        self.connection.check_ready()
        self.journal.check_names(job, spool_path)
        spool = open_whole_spool(spool_path, first_line)
        self.replace_run(job, spool, spool_path).start(first_line)
        self._see_to_firmware()  # before the first line, which may wait for the user
        self.journal.write_counts(self.protocol, self.run)
        self.run_changed()

    def replace_run(self, job: str, spool: SpoolReader, spool_path: str) -> Run:
        """This job is the one that there is; it is not begun."""
        run = Run(
            job,
            spool,
            spool_path,
            self.protocol,
            self.heaters,
            residency_seconds=self.options.residency_seconds,
            changed=self.run_changed,
            tell=self.event_log.add,
            firmware_name=self.interpreter.firmware_name,
            tuning=self.tuning,
            wants_photos=lambda: self.wants_photos,
        )
        self.job.replace(run)
        return run

    def run_changed(self) -> None:
        """The job is in another state: journal it, and tell."""
        self.write_state()
        if self.run is not None:
            self.event_log.add(events.JobChanged(run=report_of(self.run)))

    def active_run(self) -> Run:
        """The job that is being printed. Raises PortError where there is none."""
        return self.job.check_active()

    def inject(self, command: bytes, then: do.Then | None) -> None:
        """Send a command at the next number; `then` is told what the firmware said to it."""
        if not self.ready and switches_heater_off(command):
            words = off_words(self.connection.state, linked=self.connection.link is not None)
            self.carry_out(self.heat.want())
            self.carry_out([] if then is None else [do.AnswerTo(then, Answer(lines=(words,)))])
            return
        self.connection.check_ready()
        self.interpreter.sd_print.ordered(command)
        noted = (self.run is not None and self.run.injected(command)) | self.heaters.note(command)
        if self.tuning.note(command, self.run) or noted:
            self.write_state()
        self._send(do.Send(command, then))
        self.event_log.add(events.CommandInjected(command=command.decode(errors="replace")))

    def inject_by_hand(self, command: bytes, identifier: str, then: do.Then | None, now: float) -> None:
        """The same; where it takes long, its beginning and its end are told; see `HandCommands`."""
        self.connection.check_ready()
        ended, begun = self.by_hand.sent(command, identifier, then, now)
        self.inject(command, ended)
        self.carry_out(begun)

    def pause_print(self, script: Sequence[str] | None = None) -> None:
        """Pause what is printed, by us or from the card; see `steering.pause`."""
        self.carry_out(steering.pause(self.job, self.interpreter.sd_print, script))

    def resume_print(self, script: Sequence[str] | None = None) -> None:
        """Resume what is printed; see `steering.resume`."""
        known = self.interpreter
        self.carry_out(steering.resume(self.job, known.sd_print, known.user, script))

    def cancel_print(self, script: Sequence[str] | None, now: float, *, cool: bool = True) -> None:
        """Cancel what is printed and, with `cool`, switch the heaters off. Raises PortError for nothing."""
        if steering.is_from_card(self.job, self.interpreter.sd_print):
            self.carry_out(steering.cancel_card(self.interpreter.family, cool=cool))
        else:
            self.cancel(script, now, cool=cool)

    def cancel(self, script: Sequence[str] | None, now: float, *, cool: bool = True) -> None:
        """End the job before its time, at once: also while the firmware waits for heat or for the user."""
        self.active_run().cancel(script, last=self.heaters.off_commands() if cool else ())
        self.carry_out(self.replies.fail("the job was cancelled before the answer came"))
        self._see_to_cancelling(now)

    def cool(self, reason: str, then: do.Then | None = None) -> None:
        """All heaters off; see `HeatWatch.cool`."""
        self.carry_out(self.heat.cool(self.heat_facts(self._now), reason, then))

    def answer_prompt(self, choice: int, now: float) -> None:
        """Press a button of what the printer asks; see `UserNeeded.answer`."""
        known = self.interpreter
        self.carry_out(known.user.answer(choice, now, parser=known.can("EMERGENCY_PARSER")))

    def switch_all_off(self, now: float) -> heaters_off.SwitchedOff:
        """All heaters off by order; see `heaters_off.py`."""
        done = heaters_off.switch_all_off(self.heaters_off_facts(now))
        self.carry_out(done.effects)
        return done

    def switch_one_off(
        self, command: bytes, now: float, *, force: bool, then: do.Then | None
    ) -> list[str] | None:
        """One heater off by order; what to answer at once (None: `then` is told the printer's answer)."""
        facts = self.heaters_off_facts(now)
        said, effects = heaters_off.switch_one_off(facts, self.heaters, command, force=force, then=then)
        self.carry_out(effects)
        return said

    def emergency_stop(self, now: float) -> bool:
        """On the wire at once, past every queue. Returns whether it is; else it will be before all else."""
        dead = self.connection.state is ConnectionState.HALTED
        written = self.emergency.order(self.connection.link, now, dead=dead)
        self.protocol.transcript.sent(b"M112")
        self.connection.next_try_at = now
        self.protocol.halt()
        self._unsent, self._resumable = b"", False
        self.heaters.lose_sight(doubtful=self.is_printing)
        self.heat.wanted = True
        self.fail_run("emergency stop", FailureReason.EMERGENCY_STOP)
        self.carry_out(self.replies.fail("emergency stop"))
        if not dead:
            self.connection.halted("emergency stop")
            self.write_state()  # of a printer that was let go of before
            self.event_log.add(events.EmergencyStopped(written=written))
        return written

    def reset(self, now: float, then: do.Then | None = None) -> None:
        """Pull DTR and greet the board anew; `then` is told whether the board has started.

        Raises PortError where there is no link.
        """
        connection = self.connection
        if connection.link is None:
            raise PortError(f"the printer is {connection.state}: {connection.reason}; it cannot be reset")
        self.carry_out(self.resets.order(connection.state, connection.reason, now, then))
        doubtful = self.is_printing
        self.fail_run("the board was reset by order", FailureReason.PRINTER_RESET)
        self.emergency.end()
        connection.reset_board()
        self.heaters.lose_sight(doubtful=doubtful)
        self.connect(now)

    def disconnect(self, now: float, *, force: bool, then: do.Then) -> None:
        """Let go of the printer, and stay away until it is looked for; see `Disconnecting.order`.

        Raises PortError while a job is there, unless by `force`, and while another order waits.
        """
        facts = self.disconnecting_facts(now)
        self.disconnecting.check(facts)
        if not force:
            self.check_no_job()
        self.carry_out(self.disconnecting.order(facts, now, force=force, then=then))

    def close(self) -> None:
        """Let go of everything."""
        self.connection.forget_choice()
        self.write_state()
        self.connection.close()
        self.job.close()
        self.journal.close()
