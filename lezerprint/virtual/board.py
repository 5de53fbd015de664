"""The board: what Marlin's main loop does with bytes and time. No input or output, no clock of its own.

A command that blocks is a generator: it yields when it wants to be asked again (seconds on the caller's
clock, infinity for "when something happens") and ends when the command is done. The board asks it whenever
anything happens, and acknowledges the command after its end.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING

from lezerprint.virtual import reports
from lezerprint.virtual.autoreport import AutoReport
from lezerprint.virtual.card import Card
from lezerprint.virtual.command import Command, parse
from lezerprint.virtual.counts import Counts
from lezerprint.virtual.dialect import AfterHalt, Halt
from lezerprint.virtual.emergency import EmergencyParser, Urgent
from lezerprint.virtual.faults import PARTS_PER_MILLION, Faults
from lezerprint.virtual.halted import Halted
from lezerprint.virtual.heaters import Heaters
from lezerprint.virtual.job_timer import JobTimer, RunoutSensor, watch_filament
from lezerprint.virtual.line_rules import Answered, Refusal
from lezerprint.virtual.machine import Machine
from lezerprint.virtual.options import BoardOptions, ResendOk
from lezerprint.virtual.planner import Planner, Point
from lezerprint.virtual.receiver import Receiver
from lezerprint.virtual.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lezerprint.virtual.store import Store

QUICK_STOP_SECONDS = 1.0
"""For so long after a quick stop the firmware takes no moves (cleaning_buffer_counter)."""
KEEPALIVE_SECONDS = 2.0
_HEATER_PERIOD_SECONDS = 0.1
_MOTOR_TIMEOUT_SECONDS = 120.0
_HEATER_RESOLUTION_SECONDS = 0.01
_IDLE_SECONDS = 1.0
"""How often a firmware that says so when it is idle does it."""


class Board:
    """A board with its firmware. Times are seconds on the caller's clock, which must not go backwards."""

    def __init__(self, options: BoardOptions, store: Store) -> None:
        self.options = options
        self.dialect = options.dialect
        self.store = store
        self.faults = Faults(options.seed, noise_ppm=options.noise_ppm, drop_ok_ppm=options.drop_ok_ppm)
        self.receiver = Receiver(options.receive_ring_bytes, options.dialect.rules)
        self.emergency = EmergencyParser()
        self.heaters = Heaters(options.heating_factor, options.heated_tools, options.chamber)
        self.settings = Settings()
        self.filament_present = True
        self.counts = Counts()
        self.card = Card()
        self.hung = False
        self.command_seconds = options.command_seconds
        self._out = bytearray()
        self._begin(0.0)

    def _begin(self, now: float) -> None:
        """All that a reset makes new."""
        self.now = self.booted_at = now
        self.killed = False
        self.halted: Halted | None = None
        """While it answers, and refuses nearly everything."""
        self.machine = Machine(self.dialect.extruder)
        self.job_timer = JobTimer()
        self.runout = RunoutSensor()
        self.planner = Planner(self.options.planner_blocks, self.options.speed)
        self.temperature_report = AutoReport()
        self.position_report = AutoReport()
        self.keepalive_seconds = KEEPALIVE_SECONDS if self.options.keepalive else 0.0
        self.busy = reports.BUSY_PROCESSING
        self.wait_for_heatup = self.wait_for_user = False
        self.prompt: str | None = None
        self.choice: int | None = None
        self.message = ""
        self.progress_percent: float | None = None
        self.cold_extrusion_allowed = False
        self.lowest_extrusion_celsius = 170.0
        self.inactivity_seconds = 0.0
        self.motor_timeout_seconds = _MOTOR_TIMEOUT_SECONDS
        self._active_at = self._moved_at = now
        self._queue: deque[Command] = deque()
        self._injected: deque[Command] = deque()
        self._running: Command | None = None
        self.no_ok = False
        """Whether the running command gets no `ok`, or has had it."""
        self.paused_celsius: float | None = None
        """The nozzle's target before the firmware's own pause, while that lasts."""
        self._on_ok = ""
        self._heard_at = now
        self._blocked: Iterator[float] | None = None
        self._ask_at = self._busy_at = math.inf
        self._stopped_until = self._thinks_until = self._heated_at = -math.inf
        self._urgent: deque[Urgent] = deque()

    def boot(self, now: float, cause: str = reports.POWER_UP) -> None:
        """Power on or reset: `start`, why, and the banner, line number 0, heaters off, position lost."""
        self.heaters.advance(now)
        self.heaters.restart()
        self.receiver.restart()
        self.emergency.restart()
        self.card.restart()
        self._out.clear()
        self._begin(now)
        self.hung = False
        self._say_all(self.dialect.boot(cause))
        saved = self.store.load()
        self.settings.load(saved or {})
        if "M503" in self.dialect.handlers:
            self.say(reports.DEFAULTS_LOADED if saved is None else reports.SETTINGS_RETRIEVED)

    def reset(self, now: float) -> None:
        """The reset button, or DTR."""
        self.counts.resets += 1
        self.boot(now, reports.EXTERNAL_RESET)

    def lose_power(self, now: float) -> None:
        """The supply failed for as long as everything takes to get cold; then the board starts anew."""
        self.counts.resets += 1
        self.boot(now)
        self.heaters.get_cold()

    def receive(self, data: bytes) -> None:
        """Bytes arrive at the UART; `advance` acts on them."""
        if self.killed:
            return
        self._heard_at = self.now
        if self.options.emergency_parser:
            urgent = self.emergency.feed(data)
            self._urgent.extend(order for order in urgent if order.code in self.dialect.acts_at_once)
        self.receiver.store(data)

    def advance(self, now: float) -> None:
        """Do all that is due by now."""
        self.now = now
        self._heat()
        if self.killed or self.hung:
            return
        self.planner.advance(now)
        self._watch_inactivity()
        watch_filament(self)
        while self._urgent:
            self._act_at_once(self._urgent.popleft())
        if now >= max(self._stopped_until, self._thinks_until):
            self._run_commands()
        else:
            self._fill_queue()
        if not self.killed:
            self._report()

    def next_event(self) -> float:
        """When `advance` must be called again if nothing arrives; infinity for never."""
        heating = self._heated_at + _HEATER_PERIOD_SECONDS if self.heaters.active else math.inf
        if self.killed or self.hung:
            return heating
        told = (self.temperature_report, self.position_report, self.card.report)
        reports_due = min(report.due_at for report in told)
        resume_at = max(self._stopped_until, self._thinks_until)
        resume_at = resume_at if resume_at > self.now else math.inf
        give_up_at = self._active_at + (self.inactivity_seconds or math.inf)
        return min(heating, reports_due, resume_at, give_up_at, self._idle_at(), self._ask_at, self._busy_at)

    def take_output(self) -> bytes:
        """What was said since the last call."""
        said, self._out = bytes(self._out), bytearray()
        return said

    def say(self, line: str) -> None:
        """Say one line to the host."""
        self._out += line.encode("latin-1", "replace") + b"\n"

    def _say_all(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.say(line)

    def say_ok(self, text: str = "ok") -> None:
        """Acknowledge a command, unless that is lost on the way."""
        if not self.faults.loses_ok():
            self.say(text)

    def say_unknown(self, command: Command) -> None:
        """Say that this firmware does not know a command; it is acknowledged all the same."""
        self._say_all(self.dialect.unknown(command))

    def answer(self, code: str, text: str) -> None:
        """Answer a question, on its `ok` where the firmware does so."""
        if code in self.dialect.answers_on_ok:
            self._on_ok = f" {text.lstrip()}"
        else:
            self.say(text)

    def emergency_stop(self) -> None:
        """M112; once it has stopped, nothing is left to do."""
        if self.halted is None:
            self._halt(self.dialect.stop, reports.M112_CAUSE)

    def _halt(self, halt: Halt, cause: str) -> None:
        """Say why, switch everything off, and be mute, refuse or restart, as the firmware does."""
        self._say_all(halt.words(cause))
        self.heaters.switch_off()
        self.planner.stop(self.now)
        self._queue.clear()
        self._injected.clear()
        self._running = self._blocked = None
        if halt.then is AfterHalt.RESTARTS:
            self.counts.resets += 1
            self.boot(self.now, reports.SOFTWARE_RESET)
        elif halt.then is AfterHalt.REFUSES:
            self.halted = Halted(halt, cause)
        else:
            self.killed = True

    def inject(self, line: str) -> None:
        """Run a command of the firmware's own before those of the host; it gets no `ok`."""
        self._injected.append(parse(line, injected=True))

    def user_continues(self) -> None:
        """An M108 ends the waiting for heat and for the user."""
        self.wait_for_heatup = self.wait_for_user = False

    def answer_prompt(self, choice: int) -> None:
        """M876: the host answers the prompt that was shown last, once."""
        if self.prompt is not None and self.choice is None:
            self.choice = choice
            self.wait_for_user = False

    def quick_stop(self) -> None:
        """M410: stop the motors where they are and forget the planned moves."""
        self.machine.native = self.planner.stop(self.now)
        self._stopped_until = self.now + self.options.real_seconds(QUICK_STOP_SECONDS)

    @property
    def running_command(self) -> str | None:
        """The command that is being carried out, if any."""
        return self._running.text if self._running else None

    def motors(self) -> Point:
        """Where the motors are now, in native coordinates."""
        return self.planner.position(self.now)

    def _act_at_once(self, urgent: Urgent) -> None:
        if self.killed:
            return
        if urgent.code == "M108":
            self.user_continues()
        elif urgent.code == "M112":
            self.emergency_stop()
        elif urgent.code == "M410":
            self.quick_stop()
        else:
            self.answer_prompt(urgent.answer)

    def _heat(self) -> None:
        if self.now - self._heated_at >= _HEATER_RESOLUTION_SECONDS:
            self._heated_at = self.now
            self.heaters.advance(self.now, self.machine.fan)
        if (fault := self.heaters.fault) and not self.killed:
            self._halt(self.dialect.heater_fault, fault)

    def _watch_inactivity(self) -> None:
        """M84 S: let go of the motors when nothing has moved for so long; M85: be killed when nothing ran."""
        waits = self.wait_for_heatup or self.wait_for_user
        if waits or not (self.planner.idle and self.machine.motors_on):
            self._moved_at = self.now
        elif self.motor_timeout_seconds and self.now >= self._moved_at + self.motor_timeout_seconds:
            self.machine.motors_on = False
        if self._running or not self.planner.idle:
            self._active_at = self.now
        elif self.inactivity_seconds and self.now >= self._active_at + self.inactivity_seconds:
            self._halt(self.dialect.heater_fault, reports.INACTIVE)

    def _fill_queue(self) -> None:
        """Move lines from the ring into free places of the queue; the running command keeps its place."""
        running = self._running is not None and not self._running.injected
        while not self.killed and len(self._queue) + running < self.options.command_queue_size:
            line = self.receiver.take()
            if line is None:
                return
            if isinstance(line, Refusal):
                self._refuse(line)
            elif isinstance(line, Answered):
                self._say_all(line.words)
            else:
                self.counts.accepted += 1
                for part in self.dialect.split(line):
                    self._accept(part)

    def _accept(self, line: str) -> None:
        dialect = self.dialect
        command = parse(line, any_case=dialect.any_case, words=dialect.has_word_commands)
        self._queue.append(command)
        if dialect.oks_on_arrival:
            self.say_ok(f"ok {self.receiver.last_line_number}" if dialect.oks_with_number else "ok")
        early = command.line_number is None and command.code in dialect.acts_early
        if early and not self.options.emergency_parser:
            self._act_at_once(Urgent(command.code))

    def _refuse(self, refusal: Refusal) -> None:
        self._say_all(self.dialect.refusal(refusal, self.receiver.last_line_number))
        if not self.dialect.rules.refusal_flushes:
            return
        variant = self.options.resend_ok
        sometimes = variant is ResendOk.SOMETIMES and self.faults.chance(PARTS_PER_MILLION // 2)
        if variant is ResendOk.ALWAYS or sometimes:
            self.say("ok")

    def _run_commands(self) -> None:
        self._fill_queue()
        while not self.killed:
            if self._running is None and not self._start_next():
                return
            if self._blocked is not None:
                ask_at = next(self._blocked, None)
                if ask_at is not None:
                    self._ask_at = ask_at
                    return
            self._finish()
            self._fill_queue()
            if self.command_seconds:
                self._thinks_until = self.now + self.command_seconds
                return

    def _start_next(self) -> bool:
        source = self._injected or self._queue or self.card.take(self.say)
        if not source:
            return False
        command = self._running = source.popleft()
        self._active_at = self.now
        if not command.injected and not command.only_asks:
            self.store.log(command.text)
        self._busy_at = self.now + self.keepalive_seconds if self.keepalive_seconds else math.inf
        handler = self.dialect.handlers.get(command.code)
        if self._is_refused(command):
            pass
        elif handler is None:
            self.say_unknown(command)
        else:
            self._blocked = handler(self, command)
        return True

    def _is_refused(self, command: Command) -> bool:
        if self.halted is None:
            return False
        refused = self.halted.refuses(command)
        if self.halted.is_over:
            self.halted = None
        if refused is None:
            return False
        self._say_all(refused.words)
        self.no_ok = not refused.gets_ok
        return True

    def _finish(self) -> None:
        """Acknowledge the running command and free its place, in this order, as Marlin does."""
        command = self._running
        if command is None:  # a kill has swept it away
            return
        self.counts.executed += 1
        if not (command.injected or self.no_ok or self.dialect.oks_on_arrival):
            self.say_ok(self._acknowledgement(command))
        self._running, self._blocked, self.no_ok, self._on_ok = None, None, False, ""
        self._ask_at = self._busy_at = math.inf
        self.busy = reports.BUSY_PROCESSING

    def _acknowledgement(self, command: Command) -> str:
        if self._on_ok or not self.options.advanced_ok:
            return f"ok{self._on_ok}"
        number = "" if command.line_number is None else f" N{command.line_number}"
        free = self.options.command_queue_size - len(self._queue) - 1
        return f"ok{number} P{self.planner.free_blocks} B{free}"

    def _report(self) -> None:
        """Say what is to be said again and again."""
        if self.temperature_report.is_due(self.now):
            self.say(self.dialect.temperatures(self.heaters))
        if self.position_report.is_due(self.now):
            self.say(self.dialect.position(self.machine, self.motors(), self.settings))
        if self.card.report.is_due(self.now):
            self.say(self.card.status())
        if self.now >= self._idle_at():
            self._heard_at = self.now
            self.say(self.dialect.idle_word)
        if self.now >= self._busy_at:
            self._busy_at = self.now + self.keepalive_seconds if self.keepalive_seconds else math.inf
            self.say(self.dialect.busy.format(self.busy))

    def _idle_at(self) -> float:
        """When to say that nothing comes, and nothing is to be done."""
        quiet = self.dialect.idle_word and not (self._running or self._queue)
        return self._heard_at + _IDLE_SECONDS if quiet else math.inf
