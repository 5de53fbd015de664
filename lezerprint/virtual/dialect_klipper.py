"""Klipper: klippy/gcode.py, gcode_move.py, heaters.py, toolhead.py; a host in place of a board's firmware."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.virtual import line_rules
from lezerprint.virtual.commands import HANDLERS
from lezerprint.virtual.commands_factors import factors
from lezerprint.virtual.dialect import AfterHalt, Dialect, ExtruderRule, Halt
from lezerprint.virtual.machine import BED_SIZE_MM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.virtual.board import Board
    from lezerprint.virtual.command import Command
    from lezerprint.virtual.handler import Waiting
    from lezerprint.virtual.heaters import Heaters
    from lezerprint.virtual.line_rules import Refusal
    from lezerprint.virtual.machine import Machine
    from lezerprint.virtual.options import BoardOptions
    from lezerprint.virtual.planner import Point
    from lezerprint.virtual.settings import Settings

_KNOWN = (
    *("G4", "G21", "G28", "G90", "G91", "G92"),
    *("M18", "M73", "M82", "M83", "M84", "M104", "M105", "M106", "M107", "M109"),
    *("M110", "M112", "M114", "M115", "M117", "M118", "M140", "M190", "M204", "M220", "M221", "M400"),
)
_SHUT_DOWN_HINT = (
    "Once the underlying issue is corrected, use the",
    '"FIRMWARE_RESTART" command to reset the firmware, reload the',
    "config, and restart the host software.",
    "Printer is shutdown",
)


def _identity(_options: BoardOptions) -> Iterator[str]:
    yield "FIRMWARE_NAME:Klipper FIRMWARE_VERSION:v0.12.0-1-virtual"


def _temperatures(heaters: Heaters) -> str:
    hotends = ((f"T{number}", heater) for number, heater in enumerate(heaters.hotends))
    named = (("B", heaters.bed), *hotends)
    return " ".join(f"{name}:{heater.celsius:.1f} /{heater.target_celsius:.1f}" for name, heater in named)


def _position(machine: Machine, _motors: Point, _settings: Settings) -> str:
    return " ".join(f"{axis}:{value:.3f}" for axis, value in machine.logical.items())


def _refusal(_refusal: Refusal, _last: int) -> Iterator[str]:
    yield from ()


def _unknown(command: Command) -> Iterator[str]:
    yield f'// Unknown command:"{command.code or command.text.upper()}"'


def _boot(_cause: str) -> Iterator[str]:
    yield "// Klipper state: Ready"


def _shut_down(_cause: str) -> Iterator[str]:
    yield "// Klipper state: Shutdown"


def _refused(cause: str) -> Iterator[str]:
    yield from (f"// {line}" for line in (cause, *_SHUT_DOWN_HINT))
    yield f"!! {cause}"


def _move(board: Board, command: Command) -> Waiting | None:
    """A move that cannot be made changes nothing, and is answered by `!!` and `ok`."""
    machine = board.machine
    end = machine.destination(command.words, limited=False)
    place = " ".join(f"{value:.3f}" for value in end[:3]) + f" [{end.e:.3f}]"
    moved = [axis for axis in "XYZ" if axis in command.words]
    if any(axis not in machine.homed for axis in moved):
        board.say(f"!! Must home axis first: {place}")
    elif any(not 0 <= getattr(end, axis.lower()) <= BED_SIZE_MM[axis] for axis in moved):
        board.say(f"!! Move out of range: {place}")
    elif end.e != machine.native.e and board.heaters.hotend.celsius < board.lowest_extrusion_celsius:
        board.say("// Extrude below minimum temp")
        board.say("// See the 'min_extrude_temp' config option for details")
        board.say("!! Extrude below minimum temp")
    else:
        return HANDLERS["G1"](board, command)
    return None


def _inches(board: Board, _command: Command) -> None:
    board.say("!! Machine does not support G20 (inches) command")


def _tool(board: Board, command: Command) -> Waiting | None:
    """T0, T1 … are commands where there are several extruders (printer.cfg's macros)."""
    if command.number < board.options.tools > 1:
        return HANDLERS["T"](board, command)
    board.say_unknown(command)
    return None


def _no_such_tool(_code: str, _tool: int) -> Iterator[str]:
    yield "!! Extruder not configured"


def _restart(board: Board, _command: Command) -> None:
    board.no_ok = True
    board.reset(board.now)


def _nothing(_board: Board, _command: Command) -> None:
    """A command whose effect no host can see."""


_SHUTDOWN = Halt(
    words=_shut_down,
    then=AfterHalt.REFUSES,
    refused=_refused,
    still_done=frozenset({"M105", "M110", "M112", "M114", "M115", "M21"}),
    ended_by=frozenset({"FIRMWARE_RESTART", "RESTART"}),
)

KLIPPER = Dialect(
    name="klipper",
    rules=line_rules.KLIPPER,
    handlers={
        **{code: HANDLERS[code] for code in _KNOWN},
        **factors(sets_100=True),
        "G0": _move,
        "G1": _move,
        "G20": _inches,
        "M21": _nothing,
        "FIRMWARE_RESTART": _restart,
        "RESTART": _restart,
        "SET_PRESSURE_ADVANCE": _nothing,
        "SET_VELOCITY_LIMIT": _nothing,
        "T": _tool,
    },
    extruder=ExtruderRule.EITHER,
    identity=_identity,
    temperatures=_temperatures,
    position=_position,
    refusal=_refusal,
    unknown=_unknown,
    boot=_boot,
    stop=_SHUTDOWN,
    heater_fault=_SHUTDOWN,
    answers_on_ok=frozenset({"M105", "M115"}),
    acts_at_once=frozenset({"M112"}),
    any_case=True,
    has_word_commands=True,
    ask_host=lambda action: f"// action:{action}",
    no_such_tool=_no_such_tool,
    defaults={
        "job_timer_autostart": False,
        "runout_sensor": False,
        "keepalive": False,
        "autoreport": False,
        "receive_ring_bytes": 4097,
        "command_queue_size": 20,
    },
)
"""M118 needs `[respond]`, M117 and M73 `[display_status]` in its configuration, and here has them."""
