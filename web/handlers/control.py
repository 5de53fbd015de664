"""What a user makes the printer do by hand."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from actors.errors import SupervisionError
from lezerprint.audit import EventKind
from lezerprint.control import orders, planning
from lezerprint.control.hand_commands import hand_command_data
from lezerprint.control.safety import only_makes_safer
from lezerprint.errors import PortError
from lezerprint.port.contract import orders as port_orders
from web.errors import NotFoundError
from web.handlers import printer as printer_handlers
from web.models.control import (
    FirmwareSettings,
    HeatersOff,
    LongCommand,
    LongCommandList,
    Ordered,
)
from web.models.macros import Macro, MacroList, MacroParameter
from web.responses import success
from web.sending import NotAnsweredError, SentByHand, hand_commands, order, report_of, send, send_by_hand

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.responses import Response

    from lezerprint.control.orders import ControlOrder
    from lezerprint.control.planning import Plan
    from lezerprint.port.contract.snapshot import Snapshot
    from lezerprint.settings.macros import MacroParameter as MacroParameterSettings
    from lezerprint.settings.macros import MacroSettings
    from web.call import Call

_POSITION_SECONDS: Final = 3.0
_KINDS: Final = {orders.Command: EventKind.CONTROL_COMMAND, orders.RunMacro: EventKind.MACRO_RUN}
"""What an order is in the audit log, where it is no `CONTROLLED`."""


async def command(call: Call) -> Ordered | Response:
    """Any command, if it is one and does no harm."""
    return await _do(call, orders.Command(call.body.command, force=call.body.force))


def command_makes_safer(call: Call) -> bool:
    """Whether it only stops something or switches heaters off."""
    return only_makes_safer([call.body.command])


async def home(call: Call) -> Ordered | Response:
    """Home some axes, or all."""
    body = call.body
    return await _do(call, orders.Home("XYZ" if body.axes == "all" else body.axes, force=body.force))


async def move(call: Call) -> Ordered | Response:
    """Move one axis."""
    body = call.body
    async with call.printer.moving:
        return await _do(call, orders.Move(body.axis, body.distance, body.speed, force=body.force))


async def temperature(call: Call) -> Ordered | Response:
    """Set targets."""
    body = call.body
    given = orders.SetTargets(body.hotend, body.bed, body.chamber, body.tool, force=body.force)
    return await _do(call, given)


async def heaters_off(call: Call) -> HeatersOff:
    """All of them, in every state; a print is cancelled by it."""
    answer = await order(call.printer, port_orders.HeatersOff())
    call.audit(EventKind.CONTROLLED, "Heaters off", printer=call.printer.name, answer=answer.message)
    return HeatersOff(message=answer.message, print_cancelled=answer.print_cancelled)


def targets_make_safer(call: Call) -> bool:
    """Whether it only switches heaters off."""
    return not any((call.body.hotend, call.body.bed, call.body.chamber))


async def fan(call: Call) -> Ordered | Response:
    """Set a fan."""
    return await _do(call, orders.SetFan(call.body.percent, call.body.fan))


async def feed_rate(call: Call) -> Ordered | Response:
    """How fast everything moves."""
    return await _do(call, orders.SetFeedRate(call.body.percent))


async def flow_rate(call: Call) -> Ordered | Response:
    """How much is extruded."""
    return await _do(call, orders.SetFlowRate(call.body.percent, call.body.tool))


async def step_z(call: Call) -> Ordered | Response:
    """Shift the nozzle by a baby step; where it is now depends on those before it."""
    async with call.printer.moving:
        return await _do(call, orders.StepZ(call.body.step))


async def save_z_offset(call: Call) -> Ordered | Response:
    """Keep the baby steps in the firmware's settings."""
    return await _do(call, orders.SaveZOffset())


async def extrude(call: Call) -> Ordered | Response:
    """Extrude or retract filament."""
    return await _do(call, orders.Extrude(call.body.amount, call.body.speed, call.body.tool))


async def load_filament(call: Call) -> Ordered | Response:
    """Load filament."""
    return await _do(call, orders.LoadFilament(call.body.tool))


async def unload_filament(call: Call) -> Ordered | Response:
    """Unload filament."""
    return await _do(call, orders.UnloadFilament(call.body.tool))


async def motors_off(call: Call) -> Ordered | Response:
    """Let the axes go."""
    return await _do(call, orders.MotorsOff(force=call.query.force))


async def long_commands(call: Call) -> LongCommandList:
    """The last commands by hand that took long."""
    found = [hand_command_data(record) for record in await hand_commands(call.printer)]
    return LongCommandList.model_validate({"commands": found})


async def long_command(call: Call) -> LongCommand:
    """One of them."""
    for record in await hand_commands(call.printer):
        if record.id == call.path["id"]:
            return LongCommand.model_validate(hand_command_data(record))
    raise NotFoundError("there is no such command, or it was one of the oldest, which are forgotten")


async def macros(call: Call) -> MacroList:
    """Those of the settings."""
    known = call.printer.settings.control.macros
    return MacroList(macros=[_macro(name, one) for name, one in known.items()])


def _macro(name: str, macro: MacroSettings) -> Macro:
    return Macro(
        name=name,
        commands=list(macro.commands),
        description=macro.description,
        group=macro.group,
        favourite=macro.favourite,
        parameters=[_parameter(name, one) for name, one in macro.parameters.items()],
    )


def _parameter(name: str, one: MacroParameterSettings) -> MacroParameter:
    is_number = one.type == "number"
    return MacroParameter(
        name=name,
        type=one.type,
        label=one.label or name,
        default=one.default,
        min=one.min if is_number else None,
        max=one.max if is_number else None,
        unit=one.unit,
        choices=list(one.choices),
        max_length=one.max_length if one.type == "text" else None,
    )


async def run_macro(call: Call) -> Ordered | Response:
    """All of its commands, or none; one that stops the printer does only that, and at once."""
    return await _do(
        call, orders.RunMacro(call.path["name"], force=call.body.force, parameters=call.body.parameters)
    )


def macro_makes_safer(call: Call) -> bool:
    """Whether all of its commands only stop something or switch heaters off."""
    found = call.printer.settings.control.macros.get(call.path["name"])
    return found is not None and only_makes_safer(found.commands)


async def firmware_settings(call: Call) -> FirmwareSettings:
    """The firmware's settings as they are in force."""
    from lezerprint.control.answers import settings_of  # noqa: PLC0415 - as in `sending`

    lines = await send(call.printer, [b"M503"])
    return FirmwareSettings.model_validate({"settings": settings_of(lines), "lines": lines})


async def _do(call: Call, given: ControlOrder) -> Ordered | Response:
    """Carry out an order as `planning` says, and note it in the audit log."""
    printer = call.printer
    if planning.is_emergency_stop(given, printer.settings):
        await printer_handlers.stop(call)
        return _ordered([b"M112"], [])
    report = await report_of(printer)
    from_mm = None
    if isinstance(given, orders.Move) and planning.needs_position(given, printer.settings, report):
        from_mm = await _place_of(given.axis, call, report)
    planned = planning.plan(given, printer.settings, report, from_mm)
    with _noted(call, given, planned):
        sent = await _send(call, planned)
    answer = _ordered(planned.commands, sent.lines, planned.tool, sent.under_way)
    return success(answer, 202) if sent.unanswered else answer


async def _send(call: Call, planned: Plan) -> SentByHand:
    if planned.past_queue:
        await order(call.printer, port_orders.Urgent(planned.commands[0].decode()))
        return SentByHand([], [], unanswered=False)
    wait = getattr(call.body, "wait", False)
    return await send_by_hand(call.printer, planned.commands, wait=wait, force=planned.force)


@contextmanager
def _noted(call: Call, given: ControlOrder, planned: Plan) -> Iterator[None]:
    """Note an order in the audit log once it is given, be it answered in time or not: it may yet be done."""
    kind = _KINDS.get(type(given), EventKind.CONTROLLED)
    sent = [body.decode() for body in planned.commands]

    def note() -> None:
        call.audit(kind, planned.summary, printer=call.printer.name, commands=sent, forced=planned.force)

    try:
        yield
    except NotAnsweredError:
        note()
        raise
    note()


def _ordered(
    sent: Sequence[bytes], lines: list[str], tool: int | None = None, under_way: Sequence[str] = ()
) -> Ordered:
    return Ordered(
        commands=[body.decode() for body in sent],
        response="\n".join(lines),
        lines=lines,
        tool=tool,
        under_way=list(under_way),
    )


async def _place_of(axis: str, call: Call, report: Snapshot | None) -> float | None:
    """Where the planned moves end; as it was last heard of a printer that is too busy to say."""
    from lezerprint.control.answers import position_of  # noqa: PLC0415 - as in `sending`

    try:
        heard = position_of(await send(call.printer, [b"M114"], seconds=_POSITION_SECONDS))
    except (NotAnsweredError, PortError, SupervisionError):
        heard = None
    here = heard or (report and report.position)
    place: float | None = getattr(here, axis.lower()) if here else None
    return place
