"""From an order to what is sent for it, or a refusal in words: a pure function of settings and report.

Every way in (REST, WebSocket, other protocols) shares these decisions. Whoever carries out an order

1. asks `is_emergency_stop`, which needs no report: such an order goes past every queue;
2. gets the printer's report, once;
3. asks `needs_position`, and if so asks the firmware where the axis is;
4. sends what `plan` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING, Final

from lezerprint.control import commands, guard, z_offset
from lezerprint.control.errors import InvalidOrderError, UnknownMacroError
from lezerprint.control.limits import Limits
from lezerprint.control.orders import (
    Command,
    Extrude,
    Home,
    LoadFilament,
    MotorsOff,
    Move,
    RunMacro,
    SaveZOffset,
    SetFan,
    SetFeedRate,
    SetFlowRate,
    SetTargets,
    StepZ,
    UnloadFilament,
)
from lezerprint.control.tools import check_tool, hotend_order
from lezerprint.hotends import Hotends
from lezerprint.marlin.commands import command_code
from lezerprint.port.contract.heaters import Tools

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lezerprint.control.orders import ControlOrder
    from lezerprint.control.run_states import Situation
    from lezerprint.port.contract.snapshot import Snapshot
    from lezerprint.settings import PrinterSettings

_EMERGENCY_STOP: Final = ("M", 112)
_URGENT: Final = frozenset({("M", 108), ("M", 410), ("M", 876)})
"""What has an effect only past the queue."""

_SHOWN_CHARACTERS: Final = 100
_USUAL_SPEED_MM_MIN: Final = {"X": 3000.0, "Y": 3000.0, "Z": 600.0, "E": 300.0}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to send.

    Attributes:
        commands: Cleaned, in order, with nobody's between them.
        summary: What they do, for the audit log.
        tool: For which they are, if they are for one.
        force: Whether a print goes on whose heaters they switch off.
        past_queue: Whether the only command has an effect only past the queue.
    """

    commands: tuple[bytes, ...]
    summary: str
    tool: int | None = None
    force: bool = False
    past_queue: bool = False


@dataclass(frozen=True, slots=True)
class _Printer:
    """What plans are made from."""

    settings: PrinterSettings
    limits: Limits
    situation: Situation
    hotends: Hotends
    report: Snapshot | None
    from_mm: float | None


def is_emergency_stop(order: ControlOrder, settings: PrinterSettings) -> bool:
    """Whether the printer is to be stopped at once; the rest of a macro is left out then.

    Raises:
        InvalidOrderError: One of its commands is none.
        UnknownMacroError: There is no such macro.
    """
    match order:
        case Command(text):
            texts: Sequence[str] = (text,)
        case RunMacro():
            texts = _macro(order, settings)
        case _:
            return False
    return any(command_code(commands.checked(text)) == _EMERGENCY_STOP for text in texts)


def needs_position(order: ControlOrder, settings: PrinterSettings, report: Snapshot | None) -> bool:
    """Whether `plan` wants to know where the axis is now, which the firmware is asked for."""
    if not isinstance(order, Move) or order.force or report is None:
        return False
    bounded = order.axis in Limits.of(settings).volume_mm
    return bounded and guard.is_free_to_move(guard.situation_of(report))


def plan(
    order: ControlOrder, settings: PrinterSettings, report: Snapshot | None, from_mm: float | None = None
) -> Plan:
    """What to send for an order.

    Args:
        order: Of a user.
        settings: Of the printer.
        report: How it stands; None: not known.
        from_mm: Where the axis that is moved is now; None: not known.

    Raises:
        InvalidOrderError: It is no command, or beyond what the printer may do.
        WouldRuinPrintError: A print is under way that would not survive it.
        AtLongCommandError: The printer is at a command that takes minutes.
        TooColdError: The hotend is too cold to move filament.
        UnknownMacroError: There is no such macro.
        NotSupportedError: The firmware cannot do that.
    """
    hotends = Hotends.by({}, Tools()) if report is None else Hotends.of(report)
    situation = guard.situation_of(report)
    printer = _Printer(settings, Limits.of(settings), situation, hotends, report, from_mm)
    planned = _plan(order, printer)
    if not (planned.force or planned.past_queue):
        guard.check_is_next(planned.commands, report)
    return planned


@singledispatch
def _plan(order: ControlOrder, printer: _Printer) -> Plan:
    raise NotImplementedError(type(order))


@_plan.register
def _(order: Command, printer: _Printer) -> Plan:
    body = commands.checked(order.text)
    checked = _checked([order.text], f"Command {body.decode()}", printer, force=order.force)
    urgent = command_code(body) in _URGENT
    return Plan(checked.commands, checked.summary, force=order.force, past_queue=urgent)


@_plan.register
def _(order: RunMacro, printer: _Printer) -> Plan:
    texts = _macro(order, printer.settings)
    return _checked(texts, f"Macro {order.name}", printer, force=order.force)


@_plan.register
def _(order: Home, printer: _Printer) -> Plan:
    summary = f"Home {''.join(sorted(order.axes))}"
    return _checked(commands.home(order.axes), summary, printer, force=order.force)


@_plan.register
def _(order: Move, printer: _Printer) -> Plan:
    guard.check_free_to_move(printer.situation)
    axis, distance, limits = order.axis, order.distance_mm, printer.limits
    if axis == "E":
        _check_warm(printer, None)
    elif not order.force and printer.from_mm is not None:
        limits.check_end(axis, distance, printer.from_mm)
    speed_mm_min = order.speed_mm_min or _USUAL_SPEED_MM_MIN[axis]
    sent = commands.move(axis, distance, limits.bounded_speed(axis, speed_mm_min))
    return _plan_of(sent, f"Move {axis} by {distance:g} mm")


@_plan.register
def _(order: SetTargets, printer: _Printer) -> Plan:
    given = {"hotend": order.hotend, "bed": order.bed, "chamber": order.chamber}
    wanted = {heater: celsius for heater, celsius in given.items() if celsius is not None}
    for heater, celsius in wanted.items():
        printer.limits.check_target(heater, celsius)
    known = {} if printer.report is None else printer.report.temperatures
    if known and order.chamber and "chamber" not in known:
        raise InvalidOrderError("the printer has no heated chamber")
    hotend = None if order.hotend is None else hotend_order(printer.hotends, order.tool, order.hotend)
    sent = commands.targets(**given, tool=None if hotend is None else hotend.word)
    summary = "Target " + ", ".join(f"{heater} {celsius:g} °C" for heater, celsius in wanted.items())
    tool = None if hotend is None else hotend.tool
    return _checked(sent, summary, printer, force=order.force, tool=tool)


@_plan.register
def _(order: SetFan, printer: _Printer) -> Plan:
    sent = commands.fan(order.percent, order.fan)
    return _checked(sent, f"Fan {order.fan} at {order.percent:g} %", printer)


@_plan.register
def _(order: SetFeedRate, printer: _Printer) -> Plan:
    return _checked(commands.feed_factor(order.percent), f"Feed rate {order.percent:g} %", printer)


@_plan.register
def _(order: SetFlowRate, printer: _Printer) -> Plan:
    sent = commands.flow_factor(order.percent, order.tool)
    return _checked(sent, f"Flow rate {order.percent:g} %", printer)


@_plan.register
def _(order: Extrude, printer: _Printer) -> Plan:
    speed = printer.limits.bounded_speed("E", order.speed_mm_min)
    sent = commands.extrude([order.amount_mm], speed, order.tool)
    return _moves_filament(sent, f"Extrude {order.amount_mm:g} mm", printer, order.tool)


@_plan.register
def _(order: LoadFilament, printer: _Printer) -> Plan:
    control = printer.settings.control
    sent = commands.load_filament(control.filament_load_length, control.filament_speed, order.tool)
    return _moves_filament(sent, "Load filament", printer, order.tool)


@_plan.register
def _(order: UnloadFilament, printer: _Printer) -> Plan:
    control = printer.settings.control
    sent = commands.unload_filament(control.filament_unload_length, control.filament_speed, order.tool)
    return _moves_filament(sent, "Unload filament", printer, order.tool)


@_plan.register
def _(order: StepZ, printer: _Printer) -> Plan:
    sent = [z_offset.step_command(order.step_mm, printer.report)]
    return _checked(sent, f"Baby step {order.step_mm:+g} mm", printer)


@_plan.register
def _(order: SaveZOffset, printer: _Printer) -> Plan:  # noqa: ARG001 - chosen by its type
    return _checked([z_offset.save_command(printer.report)], "Save the Z offset", printer)


@_plan.register
def _(order: MotorsOff, printer: _Printer) -> Plan:
    return _checked([commands.MOTORS_OFF], "Motors off", printer, force=order.force)


def _moves_filament(sent: Sequence[str], summary: str, printer: _Printer, tool: int | None) -> Plan:
    guard.check_free_to_move(printer.situation)
    _check_warm(printer, tool)
    return _plan_of(sent, summary, tool=printer.hotends.in_use if tool is None else tool)


def _check_warm(printer: _Printer, tool: int | None) -> None:
    check_tool(printer.hotends, tool)
    reading = printer.hotends.reading(tool)
    printer.limits.check_warm(None if reading is None else reading.actual)


def _checked(
    sent: Sequence[str], summary: str, printer: _Printer, *, force: bool = False, tool: int | None = None
) -> Plan:
    """All of the commands or none; an error names the first that must not be sent."""
    planned = _plan_of(sent, summary, force=force, tool=tool)
    for body in planned.commands:
        printer.limits.check_command(body)
    for body in () if force else planned.commands:
        guard.check(body, printer.situation, printer.limits.cold_extrusion_celsius)
    return planned


def _plan_of(sent: Sequence[str], summary: str, *, force: bool = False, tool: int | None = None) -> Plan:
    return Plan(tuple(commands.checked(text) for text in sent), summary, tool, force)


def _macro(order: RunMacro, settings: PrinterSettings) -> Sequence[str]:
    found = settings.control.macros.get(order.name)
    if found is None:
        raise UnknownMacroError(f"there is no macro {order.name[:_SHOWN_CHARACTERS]!r}")
    try:
        return found.filled(order.parameters)
    except ValueError as error:
        raise InvalidOrderError(f"macro {order.name}: {error}") from None
