"""The orders that a simulated printer takes while it runs: faults, the user's hands, and questions.

No input or output here: a line of text in, a reply out.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Protocol

from lezerprint.virtual import reports
from lezerprint.virtual.commands_user import press_button
from lezerprint.virtual.machine import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lezerprint.virtual.heaters import Heater
    from lezerprint.virtual.simulator import Simulator

Reply = dict[str, Any]

_MOST_PERCENT = 999


class Plug(Protocol):
    """What can be done with the cable and the program."""

    reset_on_replug: bool

    @property
    def in_use(self) -> bool:
        """Whether somebody has the device open."""

    def unplug(self, replug_at: float) -> None:
        """Pull the plug until then."""

    def replug(self) -> None:
        """Put the plug back in."""

    def quit(self) -> None:
        """End the program."""


class Orders:
    """Carries out orders on a simulator and its plug."""

    def __init__(self, simulator: Simulator, plug: Plug) -> None:
        self._simulator = simulator
        self._board = simulator.board
        self._plug = plug
        self._now = 0.0
        self._table: Mapping[str, Callable[[str], Reply | None]] = {
            "noise": self._noise,
            "drop-ok": self._drop_ok,
            "drop-ok-once": self._drop_ok_once,
            "resend": self._resend,
            "alter": self._alter,
            "reset": self._reset,
            "power-loss": self._power_loss,
            "slow": self._slow,
            "hang": self._hang,
            "unhang": self._unhang,
            "cut": self._cut,
            "unplug": self._unplug,
            "replug": self._replug,
            "reset-on-replug": self._reset_on_replug,
            "runaway": self._runaway,
            "heater-fault": self._heater_fault,
            "runout": self._runout,
            "filament": self._filament,
            "feed": self._feed,
            "flow": self._flow,
            "lcd": self._lcd,
            "sd": self._sd,
            "button": self._button,
            "continue": self._button,
            "say": self._say,
            "state": self._state,
            "trail": self._trail,
            "quit": self._quit,
        }

    def carry_out(self, line: str, now: float) -> Reply:
        """Do what a line says; the reply has `ok`, and `error` when it could not be done."""
        self._now = now
        name, _, argument = line.strip().partition(" ")
        handler = self._table.get(name)
        if handler is None:
            return {"ok": False, "error": f"unknown order {name!r}; known: {', '.join(self._table)}"}
        try:
            return {"ok": True} | (handler(argument.strip()) or {})
        except ValueError as error:
            return {"ok": False, "error": f"{name}: {error}"}

    def _noise(self, argument: str) -> None:
        self._board.faults.noise_ppm = _number(argument, most=1_000_000)

    def _drop_ok(self, argument: str) -> None:
        self._board.faults.drop_ok_ppm = _number(argument, most=1_000_000)

    def _drop_ok_once(self, argument: str) -> None:
        self._board.faults.drop_ok_next = _number(argument or "1")

    def _resend(self, argument: str) -> None:
        self._board.receiver.refuse_next = _number(argument or "1")

    def _alter(self, argument: str) -> None:
        """The next value of this letter that can be is altered so that the line's checksum still fits."""
        if len(argument) != 1 or argument not in "XYZEF":
            raise ValueError(f"expected X, Y, Z, E or F, got {argument!r}")
        self._board.receiver.alter_next = argument

    def _reset(self, _argument: str) -> None:
        self._simulator.reset(self._now)

    def _power_loss(self, _argument: str) -> None:
        self._simulator.lose_power(self._now)

    def _slow(self, argument: str) -> None:
        self._board.command_seconds = _seconds(argument) / 1000

    def _hang(self, _argument: str) -> None:
        self._board.hung = True

    def _unhang(self, _argument: str) -> None:
        self._board.hung = False

    def _cut(self, argument: str) -> None:
        self._simulator.cut(self._now + _seconds(argument))

    def _unplug(self, argument: str) -> None:
        self._plug.unplug(self._now + _seconds(argument) if argument else math.inf)

    def _replug(self, _argument: str) -> None:
        self._plug.replug()

    def _reset_on_replug(self, argument: str) -> None:
        self._plug.reset_on_replug = _is_on(argument)

    def _heater(self, name: str) -> Heater:
        named = self._board.heaters.named()
        if name not in named:
            raise ValueError(f"expected one of {', '.join(named)}, got {name!r}")
        return named[name]

    def _runaway(self, argument: str) -> None:
        self._heater(argument).trip()

    def _heater_fault(self, argument: str) -> None:
        name, _, switch = argument.partition(" ")
        self._heater(name).broken = _is_on(switch.strip() or "on")

    def _runout(self, argument: str) -> None:
        """The sensor sees no filament: the firmware changes it, or with `host` leaves that to the host."""
        if argument == "host":
            self._board.say("//action:out_of_filament T0")
        elif argument:
            raise ValueError(f"expected host or nothing, got {argument!r}")
        else:
            self._board.say("//action:filament_runout T0")
            self._board.inject("M600")

    def _filament(self, argument: str) -> None:
        """What the runout sensor sees; whether the firmware looks is up to its print job timer."""
        self._board.filament_present = _is_on(argument)

    def _feed(self, argument: str) -> None:
        """Somebody turns the printer's knob: the percentage of the feed rate."""
        self._board.machine.feed_factor = _number(argument, most=_MOST_PERCENT) / 100

    def _flow(self, argument: str) -> None:
        """The same of the flow."""
        self._board.machine.flow_factor = _number(argument, most=_MOST_PERCENT) / 100

    def _lcd(self, argument: str) -> None:
        """Somebody uses the printer's menu, which asks the host to do it."""
        if argument not in {"pause", "resume", "cancel"}:
            raise ValueError(f"expected pause, resume or cancel, got {argument!r}")
        if argument == "pause" and "M876" in self._board.dialect.handlers:
            for line in reports.prompt("UI Pause", "Resume"):
                self._board.say(line)
        self._board.say(self._board.dialect.ask_host(argument))

    def _sd(self, argument: str) -> None:
        """Somebody has put a file on the card (`put NAME COUNT`), or uses the menu of its print."""
        what, _, rest = argument.partition(" ")
        if what == "put":
            name, _, count = rest.partition(" ")
            self._board.card.files[name.lower()] = [f"G1 X{index % 200}" for index in range(_number(count))]
            return
        commands = {
            "print": (f"M23 {rest.lower()}", "M24"),
            "pause": ("M25",),
            "resume": ("M24",),
            "stop": ("M524",),
        }
        if what not in commands:
            raise ValueError(f"expected put, {', '.join(commands)}, got {what!r}")
        for command in commands[what]:
            self._board.say(f'echo:enqueueing "{command}"')
            self._board.inject(command)

    def _button(self, _argument: str) -> Reply:
        board = self._board
        waited = board.wait_for_user or board.wait_for_heatup or board.prompt is not None
        press_button(self._board)
        return {"waited": waited}

    def _say(self, argument: str) -> None:
        self._board.say(argument)

    def _quit(self, _argument: str) -> None:
        self._plug.quit()

    def _state(self, _argument: str) -> Reply:
        return state(self._simulator, self._now) | {"in_use": self._plug.in_use}

    def _trail(self, argument: str) -> Reply:
        """Where the head has been since the move of this number; all of this print that is known with 0."""
        self._board.advance(self._now)
        trail = self._board.planner.trail
        return {"first": trail.first, "last": trail.last, "moves": trail.since(_number(argument or "0"))}


def state(simulator: Simulator, now: float) -> Reply:
    """Everything there is to know about the printer, ready for JSON: °C, mm, mm/min, seconds."""
    board = simulator.board
    board.advance(now)
    machine, receiver, heaters = board.machine, board.receiver, board.heaters
    return {
        "position": {axis.lower(): value for axis, value in machine.logical.items()},
        "machine": machine.native._asdict(),
        "motors": board.motors()._asdict(),
        "offsets": {axis.lower(): shift for axis, shift in machine.shift.items()},
        "inches": machine.unit_mm != 1.0,
        "homed": "".join(sorted(machine.homed)).lower(),
        "axes_relative": machine.relative_axes,
        "extruder_relative": machine.extrudes_relative,
        "feed_rate_mm_min": machine.feed_rate_mm_s * SECONDS_PER_MINUTE,
        "feed_factor": machine.feed_factor,
        "flow_factor": machine.flow_factor,
        "extruded_mm": machine.extruded_mm,
        "fan": machine.fan,
        "tool": heaters.selected,
        "motors_on": machine.motors_on,
        "moves_planned": board.options.planner_blocks - 1 - board.planner.free_blocks,
        "heaters": {
            name: {"celsius": heater.celsius, "target_celsius": heater.target_celsius, "power": heater.power}
            for name, heater in heaters.named().items()
        },
        "message": board.message,
        "progress_percent": board.progress_percent,
        "prompt": board.prompt,
        "running": board.running_command,
        "job_timer": {"running": board.job_timer.running, "prints": board.job_timer.prints},
        "runout_sensor": {
            "enabled": bool(board.settings.value("M412", "S")),
            "ran_out": board.runout.ran_out,
        },
        "sd": {"name": board.card.name, "printing": board.card.printing, "paused": board.card.paused},
        "last_line_number": receiver.last_line_number,
        "counts": {
            "accepted": board.counts.accepted,
            "executed": board.counts.executed,
            "errors": receiver.refused_lines,
            "ignored": receiver.ignored_lines,
            "altered": receiver.altered_lines,
            "unchecked": receiver.unchecked_lines,
            "overflow": receiver.overflow_bytes,
            "dropped_oks": board.faults.dropped_oks,
            "spoiled_bytes": board.faults.spoiled_bytes,
            "resets": board.counts.resets,
            "cold_extrusions": board.counts.cold_extrusions,
        },
        "killed": board.killed,
        "refuses": board.halted is not None,
        "hung": board.hung,
        "uptime_seconds": now - board.booted_at,
    }


def _number(argument: str, *, most: int | None = None) -> int:
    """A whole number that is not negative; ValueError otherwise."""
    number = int(argument)
    if number < 0 or (most is not None and number > most):
        raise ValueError(f"{number} is out of range")
    return number


def _seconds(argument: str) -> float:
    seconds = float(argument)
    if not 0 <= seconds < math.inf:
        raise ValueError(f"{seconds} is no duration")
    return seconds


def _is_on(argument: str) -> bool:
    if argument not in {"on", "off"}:
        raise ValueError(f"expected on or off, got {argument!r}")
    return argument == "on"
