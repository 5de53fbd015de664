"""What is done to a printer by hand; the paths are below the printer's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from web.access import Access
from web.endpoint import Endpoint
from web.handlers import bed_mesh, control, terminal
from web.models.bed_mesh import BedMesh
from web.models.control import (
    CommandInput,
    ExtrudeInput,
    FanInput,
    FeedRateInput,
    FilamentInput,
    FirmwareSettings,
    FlowRateInput,
    Forced,
    HeatersOff,
    HomeInput,
    LongCommand,
    LongCommandList,
    MoveInput,
    Ordered,
    TemperatureInput,
)
from web.models.macros import MacroInput, MacroList
from web.models.terminal import KnownCommands, Terminal, TerminalQuery
from web.models.z_offset import ZOffsetInput
from web.rate_limits import RateClass

if TYPE_CHECKING:
    from pydantic import BaseModel

    from web.endpoint import Handler

_TAG: Final = "Printer"
_ASKS: Final = frozenset({504})
_REFUSED: Final = frozenset({400, 409, 504})


def _order(
    path: str, handler: Handler, summary: str, body: type[BaseModel] | None = None, **more: Any
) -> Endpoint:
    return Endpoint(
        "POST",
        path,
        handler,
        Access.OPERATOR,
        _TAG,
        summary,
        rate=RateClass.CONTROL,
        body=body,
        response=Ordered,
        errors=_REFUSED,
        also=frozenset({202}),
        **more,
    )


def _question(path: str, handler: Handler, summary: str, response: type[BaseModel]) -> Endpoint:
    """What asks the firmware, and so counts as an order."""
    return Endpoint(
        "GET",
        path,
        handler,
        Access.OPERATOR,
        _TAG,
        summary,
        rate=RateClass.CONTROL,
        response=response,
        errors=_REFUSED,
    )


CONTROL: Final = (
    _order(
        "/command", control.command, "Send a command", CommandInput, makes_safer=control.command_makes_safer
    ),
    _order("/home", control.home, "Home axes", HomeInput),
    _order("/move", control.move, "Move one axis", MoveInput),
    _order(
        "/temperature",
        control.temperature,
        "Set target temperatures",
        TemperatureInput,
        makes_safer=control.targets_make_safer,
    ),
    Endpoint(
        "POST",
        "/heaters-off",
        control.heaters_off,
        Access.OPERATOR,
        _TAG,
        "Switch all heaters off, in every state; this cancels a print",
        rate=RateClass.EXEMPT,
        query=None,  # no slip in the address may keep it from being carried out
        response=HeatersOff,
        errors=frozenset({504}),
        needs_no_database=True,
    ),
    _order("/fan", control.fan, "Set a fan", FanInput),
    _order("/feed-rate", control.feed_rate, "Set the speed factor of all moves", FeedRateInput),
    _order("/flow-rate", control.flow_rate, "Set the extrusion factor", FlowRateInput),
    _order("/z-offset", control.step_z, "Shift the nozzle by a baby step", ZOffsetInput),
    _order("/z-offset/save", control.save_z_offset, "Save the baby steps in the firmware"),
    _order("/extrude", control.extrude, "Extrude or retract filament", ExtrudeInput),
    _order("/load-filament", control.load_filament, "Load filament", FilamentInput),
    _order("/unload-filament", control.unload_filament, "Unload filament", FilamentInput),
    _order("/motors-off", control.motors_off, "Switch the motors off", query=Forced),
    Endpoint(
        "GET",
        "/commands",
        control.long_commands,
        Access.VIEWER,
        _TAG,
        "The last commands that took long, and what the firmware said to them",
        response=LongCommandList,
        errors=_ASKS,
    ),
    Endpoint(
        "GET",
        "/commands/{id}",
        control.long_command,
        Access.VIEWER,
        _TAG,
        "A command that takes long",
        response=LongCommand,
        errors=_ASKS,
    ),
    Endpoint(
        "GET", "/macros", control.macros, Access.VIEWER, _TAG, "The printer's macros", response=MacroList
    ),
    _order(
        "/macros/{name}", control.run_macro, "Run a macro", MacroInput, makes_safer=control.macro_makes_safer
    ),
    Endpoint(
        "GET",
        "/terminal",
        terminal.lines,
        Access.OPERATOR,
        _TAG,
        "What was said to the firmware and by it",
        query=TerminalQuery,
        response=Terminal,
        errors=frozenset({504}),
    ),
    Endpoint(
        "GET",
        "/known-commands",
        terminal.commands,
        Access.OPERATOR,
        _TAG,
        "The commands that the firmware knows",
        response=KnownCommands,
        errors=frozenset({504}),
    ),
    _question("/bed-mesh", bed_mesh.bed_mesh, "The mesh of the bed", BedMesh),
    Endpoint(
        "GET",
        "/bed-mesh/last",
        bed_mesh.last_bed_mesh,
        Access.VIEWER,
        _TAG,
        "The mesh that the firmware told last",
        response=BedMesh,
    ),
    _question("/firmware-settings", control.firmware_settings, "The firmware's settings", FirmwareSettings),
)
