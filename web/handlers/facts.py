"""What a printer is and may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.control import z_offset
from lezerprint.control.limits import Limits
from lezerprint.hotends import Hotends
from lezerprint.port.device import VIRTUAL
from web.models.facts import Preset, PrinterFacts, PrinterLimits, Volume
from web.models.z_offset import ZOffsetFacts
from web.sending import report_of

if TYPE_CHECKING:
    from lezerprint.port.contract.snapshot import Snapshot
    from lezerprint.settings import PrinterSettings
    from web.call import Call


async def facts(call: Call) -> PrinterFacts:
    """What is set for the printer, and what it reports."""
    return facts_of(call.printer.settings, await report_of(call.printer))


def facts_of(settings: PrinterSettings, report: Snapshot | None) -> PrinterFacts:
    """By its settings and its newest report; None: it is not known."""
    heaters = {} if report is None else report.temperatures
    control, tools = settings.control, 1
    if report is not None:
        tools = max(1, len(Hotends.of(report).named))
    return PrinterFacts(
        simulated=settings.device == VIRTUAL,
        volume=settings.volume and Volume(**dict(zip("xyz", settings.volume, strict=True))),
        tools=tools,
        has_bed="bed" in heaters if heaters else None,
        has_chamber="chamber" in heaters if heaters else None,
        limits=PrinterLimits(
            hotend=settings.max_hotend_celsius,
            bed=settings.max_bed_celsius,
            chamber=settings.max_chamber_celsius,
            cold_extrusion=control.cold_extrusion_celsius,
            travel_speed=control.max_travel_speed,
            lift_speed=control.max_lift_speed,
            extrusion_speed=control.max_extrusion_speed,
        ),
        presets=_presets(settings),
        z_offset=_z_offset(report),
        filament_load_length=control.filament_load_length,
        filament_unload_length=control.filament_unload_length,
    )


def _presets(settings: PrinterSettings) -> list[Preset]:
    """Those that the printer may be heated to."""
    most = Limits.of(settings).celsius
    return [
        Preset(name=name, hotend=one.hotend, bed=one.bed, chamber=one.chamber)
        for name, one in settings.control.presets.items()
        if all((getattr(one, heater) or 0.0) <= celsius for heater, celsius in most.items())
    ]


def _z_offset(report: Snapshot | None) -> ZOffsetFacts:
    reason, save_reason = z_offset.why_not_stepped(report), z_offset.why_not_saved(report)
    return ZOffsetFacts(
        available=not reason,
        reason=reason or None,
        can_be_saved=not save_reason,
        save_reason=save_reason or None,
        max_step=z_offset.MOST_STEP_MM,
        max_offset=z_offset.MOST_OFFSET_MM,
    )
