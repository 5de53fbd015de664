"""What a user makes the printer do by hand."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from actors.errors import SupervisionError
from lezerprint.audit import EventKind
from lezerprint.control import commands, guard
from lezerprint.control.errors import InvalidOrderError, UnknownMacroError
from lezerprint.control.limits import Limits
from lezerprint.control.safety import only_makes_safer
from lezerprint.control.tools import check_tool, hotend_order
from lezerprint.errors import PortError
from lezerprint.hotends import Hotends
from lezerprint.marlin.commands import command_code
from lezerprint.port.contract import orders
from lezerprint.port.contract.heaters import Tools
from web.handlers import printer as printer_handlers
from web.models.control import BedMesh, FirmwareSettings, HeatersOff, Macro, MacroList, Ordered
from web.sending import NotAnsweredError, order, report_of, send

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lezerprint.marlin.replies import Position
    from lezerprint.port.contract.snapshot import PositionReport, Snapshot
    from web.call import Call
    from web.models.control import FilamentInput

_EMERGENCY_STOP: Final = ("M", 112)
_URGENT: Final = frozenset({("M", 108), ("M", 410), ("M", 876)})
"""What has an effect only past the queue."""

_POSITION_SECONDS: Final = 3.0


async def command(call: Call) -> Ordered:
    """Any command, if it is one and does no harm."""
    body = commands.checked(call.body.command)
    shown = body.decode()
    if command_code(body) == _EMERGENCY_STOP:
        await printer_handlers.stop(call)
        return _ordered([shown], [])
    await _check(call, [body], force=call.body.force)
    with _noted(call, EventKind.CONTROL_COMMAND, f"Command {shown}", command=shown, forced=call.body.force):
        if command_code(body) in _URGENT:
            await order(call.printer, orders.Urgent(shown))
            lines: list[str] = []
        else:
            lines = await send(call.printer, [body], wait=call.body.wait, force=call.body.force)
    return _ordered([shown], lines)


def command_makes_safer(call: Call) -> bool:
    """Whether it only stops something or switches heaters off."""
    return only_makes_safer([call.body.command])


async def home(call: Call) -> Ordered:
    """Home some axes, or all."""
    axes = "XYZ" if call.body.axes == "all" else call.body.axes
    return await _do(call, commands.home(axes), f"Home {''.join(sorted(axes))}", force=call.body.force)


async def move(call: Call) -> Ordered:
    """Move one axis."""
    body, limits = call.body, Limits.of(call.printer.settings)
    sent = commands.move(body.axis, body.distance, limits.bounded_speed(body.axis, body.speed))
    async with call.printer.moving:
        report = await _free_to_move(call)
        if body.axis == "E":
            _check_warm(_hotends(report), limits, None)
        elif not body.force:
            await _check_end(call, report, limits)
        return await _do(call, sent, f"Move {body.axis} by {body.distance:g} mm", checked=True)


async def temperature(call: Call) -> Ordered:
    """Set targets."""
    body, limits = call.body, Limits.of(call.printer.settings)
    given = {heater: getattr(body, heater) for heater in ("hotend", "bed", "chamber")}
    wanted = {heater: celsius for heater, celsius in given.items() if celsius is not None}
    for heater, celsius in wanted.items():
        limits.check_target(heater, celsius)
    report = await report_of(call.printer)
    known = {} if report is None else report.temperatures
    if known and body.chamber and "chamber" not in known:
        raise InvalidOrderError("the printer has no heated chamber")
    hotend = None if body.hotend is None else hotend_order(_hotends(report), body.tool, body.hotend)
    sent = commands.targets(**given, tool=None if hotend is None else hotend.word)
    words = ", ".join(f"{heater} {celsius:g} °C" for heater, celsius in wanted.items())
    tool = None if hotend is None else hotend.tool
    return await _do(call, sent, f"Target {words}", force=body.force, tool=tool)


async def heaters_off(call: Call) -> HeatersOff:
    """All of them, in every state; a print is cancelled by it."""
    answer = await order(call.printer, orders.HeatersOff())
    call.audit(EventKind.CONTROLLED, "Heaters off", printer=call.printer.name, answer=answer.message)
    return HeatersOff(message=answer.message, print_cancelled=answer.print_cancelled)


def targets_make_safer(call: Call) -> bool:
    """Whether it only switches heaters off."""
    return not any((call.body.hotend, call.body.bed, call.body.chamber))


async def fan(call: Call) -> Ordered:
    """Set a fan."""
    sent = commands.fan(call.body.percent, call.body.fan)
    return await _do(call, sent, f"Fan {call.body.fan} at {call.body.percent:g} %")


async def feed_rate(call: Call) -> Ordered:
    """How fast everything moves."""
    return await _do(call, commands.feed_factor(call.body.percent), f"Feed rate {call.body.percent:g} %")


async def flow_rate(call: Call) -> Ordered:
    """How much is extruded."""
    sent = commands.flow_factor(call.body.percent, call.body.tool)
    return await _do(call, sent, f"Flow rate {call.body.percent:g} %")


async def extrude(call: Call) -> Ordered:
    """Push filament, or pull it back."""
    body, limits = call.body, Limits.of(call.printer.settings)
    hotends = _hotends(await _free_to_move(call))
    _check_warm(hotends, limits, body.tool)
    sent = commands.extrude([body.amount], limits.bounded_speed("E", body.speed), body.tool)
    tool = hotends.in_use if body.tool is None else body.tool
    return await _do(call, sent, f"Extrude {body.amount:g} mm", checked=True, tool=tool)


async def load_filament(call: Call) -> Ordered:
    """Push new filament to the nozzle."""
    settings = call.printer.settings.control
    sent = commands.load_filament(settings.filament_load_length, settings.filament_speed, call.body.tool)
    return await _filament(call, sent, "Load filament")


async def unload_filament(call: Call) -> Ordered:
    """Pull the filament out."""
    settings = call.printer.settings.control
    sent = commands.unload_filament(settings.filament_unload_length, settings.filament_speed, call.body.tool)
    return await _filament(call, sent, "Unload filament")


async def motors_off(call: Call) -> Ordered:
    """Let the axes go."""
    return await _do(call, [commands.MOTORS_OFF], "Motors off", force=call.query.force)


async def macros(call: Call) -> MacroList:
    """Those of the settings."""
    known = call.printer.settings.control.macros
    return MacroList(macros=[Macro(name=name, commands=list(lines)) for name, lines in known.items()])


async def run_macro(call: Call) -> Ordered:
    """All of its commands, or none; one that stops the printer does only that, and at once."""
    name = call.path["name"]
    found = call.printer.settings.control.macros.get(name)
    if found is None:
        raise UnknownMacroError(f"there is no macro {name[:100]!r}")
    if any(command_code(commands.checked(one)) == _EMERGENCY_STOP for one in found):
        await printer_handlers.stop(call)
        return _ordered(["M112"], [])
    force, words, kind = call.body.force, f"Macro {name}", EventKind.MACRO_RUN
    return await _do(call, found, words, force=force, kind=kind)


def macro_makes_safer(call: Call) -> bool:
    """Whether all of its commands only stop something or switch heaters off."""
    return only_makes_safer(call.printer.settings.control.macros.get(call.path["name"], ()))


async def bed_mesh(call: Call) -> BedMesh:
    """The bed as the firmware knows it."""
    from lezerprint.control.answers import mesh_of  # noqa: PLC0415 - as in `sending`

    lines = await send(call.printer, [b"M420 V"])
    return BedMesh(heights=mesh_of(lines), lines=lines)


async def firmware_settings(call: Call) -> FirmwareSettings:
    """The firmware's settings as they are in force."""
    from lezerprint.control.answers import settings_of  # noqa: PLC0415 - as in `sending`

    lines = await send(call.printer, [b"M503"])
    return FirmwareSettings.model_validate({"settings": settings_of(lines), "lines": lines})


async def _filament(call: Call, sent: list[str], words: str) -> Ordered:
    body: FilamentInput = call.body
    hotends = _hotends(await _free_to_move(call))
    _check_warm(hotends, Limits.of(call.printer.settings), body.tool)
    tool = hotends.in_use if body.tool is None else body.tool
    return await _do(call, sent, words, checked=True, tool=tool)


async def _do(
    call: Call,
    sent: Sequence[str],
    words: str,
    *,
    force: bool = False,
    checked: bool = False,
    kind: EventKind = EventKind.CONTROLLED,
    tool: int | None = None,
) -> Ordered:
    """Check, send, and note in the audit log.

    Args:
        call: Its body may say to wait.
        sent: The commands.
        words: What they do, for the audit log.
        force: Whether to send them even if they would ruin a print.
        checked: Whether it is known that they do not.
        kind: What they are in the audit log.
        tool: For which they are, if they are for one.
    """
    bodies = [commands.checked(one) for one in sent]
    if not checked:
        await _check(call, bodies, force=force)
    with _noted(call, kind, words, commands=list(sent), forced=force):
        lines = await send(call.printer, bodies, wait=getattr(call.body, "wait", False), force=force)
    return _ordered([body.decode() for body in bodies], lines, tool)


@contextmanager
def _noted(call: Call, kind: EventKind, words: str, **metadata: Any) -> Iterator[None]:
    """Note an order in the audit log once it is given, be it answered in time or not: it may yet be done."""
    try:
        yield
    except NotAnsweredError:
        call.audit(kind, words, printer=call.printer.name, **metadata)
        raise
    call.audit(kind, words, printer=call.printer.name, **metadata)


def _ordered(sent: list[str], lines: list[str], tool: int | None = None) -> Ordered:
    return Ordered(commands=sent, response="\n".join(lines), lines=lines, tool=tool)


async def _check(call: Call, bodies: Sequence[bytes], *, force: bool) -> None:
    """Before anything is sent; the error names the first command that must not be."""
    limits = Limits.of(call.printer.settings)
    for body in bodies:
        limits.check_command(body)
    situation = guard.situation_of(await report_of(call.printer))
    for body in () if force else bodies:
        guard.check(body, situation, limits.cold_extrusion_celsius)


async def _free_to_move(call: Call) -> Snapshot | None:
    """The printer's report, if no print has the head."""
    report = await report_of(call.printer)
    guard.check_free_to_move(guard.situation_of(report))
    return report


def _hotends(report: Snapshot | None) -> Hotends:
    return Hotends.by({}, Tools()) if report is None else Hotends.of(report)


async def _check_end(call: Call, report: Snapshot | None, limits: Limits) -> None:
    body = call.body
    if body.axis not in limits.volume_mm or report is None:
        return
    here = await _position(call, report)
    from_mm: float | None = None if here is None else getattr(here, body.axis.lower())
    if from_mm is not None:
        limits.check_end(body.axis, body.distance, from_mm)


async def _position(call: Call, report: Snapshot) -> Position | PositionReport | None:
    """Where the planned moves end; as it was last heard of a printer that is too busy to say."""
    from lezerprint.control.answers import position_of  # noqa: PLC0415 - as in `sending`

    try:
        heard = position_of(await send(call.printer, [b"M114"], seconds=_POSITION_SECONDS))
    except (NotAnsweredError, PortError, SupervisionError):
        heard = None
    return heard or report.position


def _check_warm(hotends: Hotends, limits: Limits, tool: int | None) -> None:
    check_tool(hotends, tool)
    reading = hotends.reading(tool)
    limits.check_warm(None if reading is None else reading.actual)
