"""Marlin 2.1, Marlin 1.1 and Prusa-Firmware 3 of the MK3, which was made of Marlin 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.virtual import line_rules, reports
from lezerprint.virtual.commands import HANDLERS
from lezerprint.virtual.commands_factors import factors
from lezerprint.virtual.dialect import Dialect, ExtruderRule, Halt
from lezerprint.virtual.equipment import Nozzles
from lezerprint.virtual.handler import until_motion_ends

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lezerprint.virtual.board import Board
    from lezerprint.virtual.command import Command
    from lezerprint.virtual.handler import Waiting
    from lezerprint.virtual.heaters import Heaters
    from lezerprint.virtual.line_rules import Refusal
    from lezerprint.virtual.machine import Machine
    from lezerprint.virtual.options import BoardOptions
    from lezerprint.virtual.planner import Point
    from lezerprint.virtual.settings import Settings

_URGENT = frozenset({"M108", "M112", "M410", "M876"})
_EARLY = frozenset({"M108", "M112", "M410"})


def _refuse(refusal: Refusal, last: int) -> Iterator[str]:
    yield f"Error:{refusal.value}, Last Line: {last}"
    yield f"Resend: {last + 1}"


def _unknown(command: Command) -> Iterator[str]:
    yield f'echo:Unknown command: "{command.text}"'


def _boot(cause: str) -> Iterator[str]:
    yield from (reports.START, cause, *reports.BANNER)


MARLIN = Dialect(
    name="marlin",
    rules=line_rules.MARLIN_2,
    handlers=HANDLERS,
    extruder=ExtruderRule.FOLLOWS_AXES,
    identity=reports.capabilities,
    temperatures=reports.temperatures,
    position=reports.position,
    refusal=_refuse,
    unknown=_unknown,
    boot=_boot,
    stop=Halt(words=lambda _cause: (reports.M112_SHUTDOWN, reports.KILLED, reports.POWER_OFF)),
    heater_fault=Halt(words=lambda fault: (f"Error:{fault}", reports.KILLED, reports.POWER_OFF)),
    acts_at_once=_URGENT,
    acts_early=_EARLY,
    counts_down=True,
)

# Marlin 1.1.9: Marlin_main.cpp.

_SINCE_MARLIN_2 = frozenset({"M154", "M191", "M290", "M412", "M876"})


def _marlin1_identity(options: BoardOptions) -> Iterator[str]:
    yield (
        "FIRMWARE_NAME:Marlin 1.1.9 (LezerPrint virtual printer) "
        "SOURCE_CODE_URL:https://github.com/MarlinFirmware/Marlin PROTOCOL_VERSION:1.0 "
        f"MACHINE_TYPE:LezerPrint Virtual EXTRUDER_COUNT:{options.known_extruders} "
        "UUID:cede2a2f-41a2-4748-9b12-c55c62f367ff"
    )
    for name, present in (
        ("SERIAL_XON_XOFF", False),
        ("EEPROM", True),
        ("VOLUMETRIC", True),
        ("AUTOREPORT_TEMP", options.autoreport),
        ("PROGRESS", False),
        ("PRINT_JOB", True),
        ("AUTOLEVEL", True),
        ("Z_PROBE", True),
        ("LEVELING_DATA", True),
        ("BUILD_PERCENT", False),
        ("SOFTWARE_POWER", False),
        ("TOGGLE_LIGHTS", False),
        ("CASE_LIGHT_BRIGHTNESS", False),
        ("EMERGENCY_PARSER", options.emergency_parser),
    ):
        yield f"Cap:{name}:{present:d}"


def _marlin1_boot(_cause: str) -> Iterator[str]:
    yield from (reports.START, "echo:Marlin 1.1.9", "echo: Free Memory: 4567  PlannerBufferBytes: 1232")


MARLIN_1 = Dialect(
    name="marlin1",
    rules=line_rules.MARLIN_1,
    handlers={
        **{code: handler for code, handler in HANDLERS.items() if code not in _SINCE_MARLIN_2},
        **factors(flow="echo:E0 Flow: {:.0f}%"),
    },
    extruder=ExtruderRule.EITHER,
    identity=_marlin1_identity,
    temperatures=reports.temperatures,
    position=reports.position,
    refusal=_refuse,
    unknown=_unknown,
    boot=_marlin1_boot,
    stop=Halt(words=lambda _cause: (reports.KILLED,)),
    heater_fault=Halt(words=lambda fault: (f"Error:{fault}", reports.KILLED)),
    acts_at_once=_URGENT - {"M876"},
    acts_early=_EARLY,
    counts_down=True,
    defaults={"emergency_parser": False},
)

# Prusa-Firmware 3: Marlin_main.cpp, cmdqueue.cpp, ultralcd.cpp.

_PRUSA_LACKS = _SINCE_MARLIN_2 | {"M108", "M410", "M118", "G29", "M420", "M851"}


def _prusa_identity(options: BoardOptions) -> Iterator[str]:
    yield (
        "FIRMWARE_NAME:Prusa-Firmware 3.12.2 based on Marlin "
        "FIRMWARE_URL:https://github.com/prusa3d/Prusa-Firmware PROTOCOL_VERSION:1.0 "
        f"MACHINE_TYPE:Prusa i3 MK3S EXTRUDER_COUNT:{options.known_extruders} "
        "UUID:00000000-0000-0000-0000-000000000000"
    )
    for name, present in (
        ("AUTOREPORT_TEMP", options.autoreport),
        ("AUTOREPORT_FANS", options.autoreport),
        ("AUTOREPORT_POSITION", options.autoreport),
        ("EXTENDED_M20", True),
        ("PRUSA_MMU2", options.nozzles is Nozzles.MMU),
    ):
        yield f"Cap:{name}:{present:d}"


def _prusa_temperatures(heaters: Heaters) -> str:
    hotend, bed = heaters.hotend, heaters.bed
    nozzle = f"{hotend.celsius:.1f} /{hotend.target_celsius:.1f}"
    return (
        f" T:{nozzle} B:{bed.celsius:.1f} /{bed.target_celsius:.1f} T0:{nozzle} "
        f"@:{hotend.pwm} B@:{bed.pwm} P:0.0 A:26.4"
    )


def _prusa_position(machine: Machine, motors: Point, _settings: Settings) -> str:
    planned = " ".join(f"{axis}:{value:.2f}" for axis, value in machine.logical.items())
    return f"{planned} Count X: {motors.x:.2f} Y:{motors.y:.2f} Z:{motors.z:.2f} E:{motors.e:.2f}"


def _prusa_unknown(command: Command) -> Iterator[str]:
    if command.code:
        yield f"Unknown {command.code[0]} code: {command.text}"
    else:
        yield f'echo:Unknown command: "{command.text}"(2)'


def _prusa_pause(board: Board, _command: Command) -> Waiting:
    """M601: the `ok` comes before the pause; then it parks, lets the nozzle cool, and goes on reading."""
    yield from until_motion_ends(board)
    board.say_ok()
    board.no_ok = True
    if board.paused_celsius is None:
        board.say(board.dialect.ask_host("paused"))
        board.paused_celsius = board.heaters.hotend.target_celsius
        board.heaters.hotend.set_target(0)


def _prusa_resume(board: Board, _command: Command) -> Waiting:
    """M602: heats as before, and says so; ignored where nothing is paused."""
    if board.paused_celsius is None:
        return
    hotend, target = board.heaters.hotend, board.paused_celsius
    hotend.set_target(target)
    while hotend.celsius < target - 1.0:
        yield board.now + 0.02
    board.paused_celsius = None
    board.say(board.dialect.ask_host("resumed"))


def _prusa_boot(_cause: str) -> Iterable[str]:
    return (reports.START, "echo: 3.12.2-5713", "echo: Free Memory: 2421  PlannerBufferBytes: 1312")


PRUSA = Dialect(
    name="prusa",
    rules=line_rules.PRUSA,
    handlers={
        **{code: handler for code, handler in HANDLERS.items() if code not in _PRUSA_LACKS},
        **factors("{:.0f}%", "{:.0f}%", saves=True),
        "M601": _prusa_pause,
        "M602": _prusa_resume,
    },
    extruder=ExtruderRule.INDEPENDENT,
    identity=_prusa_identity,
    temperatures=_prusa_temperatures,
    position=_prusa_position,
    refusal=_refuse,
    unknown=_prusa_unknown,
    boot=_prusa_boot,
    stop=Halt(words=lambda _cause: (reports.KILLED,)),
    heater_fault=Halt(words=lambda fault: (f"Error:{fault}", reports.KILLED)),
    acts_early=frozenset({"M112"}),
    counts_down=True,
    defaults={"emergency_parser": False, "job_timer_autostart": False},
)
