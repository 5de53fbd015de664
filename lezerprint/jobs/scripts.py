"""What is printed of a job besides its file: the scripts in the printer's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.base.enums import TimelapseMode
from lezerprint.gcode.spool_options import SpoolOptions, Targets
from lezerprint.port.template import number, render

if TYPE_CHECKING:
    from lezerprint.jobs.forecast import Forecast
    from lezerprint.jobs.job import Job
    from lezerprint.settings import PrinterSettings


def spool_options(job: Job, forecast: Forecast, printer: PrinterSettings) -> SpoolOptions:
    """What the spool of a job has besides, or otherwise than, its file."""
    known = _known(job, forecast, printer)
    printing = printer.printing
    parks = (job.timelapse or printer.timelapse.mode) is TimelapseMode.LAYER_PARKED
    return SpoolOptions(
        name=job.name,
        prelude=_rendered(printing.start_script, known),
        epilogue=_rendered(printing.end_script, known),
        targets=targets_of(job),
        scripts=port_scripts(printer) | (photo_scripts(printer) if parks else {}),
        photos=parks,
        values=port_values(printer),
        expected_sha256=job.sha256,
    )


def targets_of(job: Job) -> Targets:
    """Temperatures in place of the file's own."""
    given = job.overrides
    return Targets(given.hotend_celsius, given.bed_celsius, given.chamber_celsius)


def port_scripts(printer: PrinterSettings) -> dict[str, list[str]]:
    """What the port process does when it pauses, resumes or cancels a job."""
    printing = printer.printing
    cooler = printing.paused_hotend_celsius
    lowered = [] if cooler is None else [f"M104 S{number(cooler)}"]
    return {
        "pause": [*printing.pause_script, *lowered],
        "resume": list(printing.resume_script),
        "cancel": list(printing.cancel_script),
    }


def photo_scripts(printer: PrinterSettings) -> dict[str, list[str]]:
    """What the port process does for a picture with the head parked, and after it."""
    place = printer.timelapse.park or printer.printing.park
    there = [f"G1 X{number(place[0])} Y{number(place[1])} F{{travel_feed_mm_min}}"] if place else []
    back = ["G1 X{x} Y{y} F{travel_feed_mm_min}"] if place else []
    retracts = ["M83", "G1 E-{retract_mm} F{retract_feed_mm_min}"]
    return {
        "photo_park": ["G21", *retracts, "G90", "G1 Z{photo_z} F{lift_feed_mm_min}", *there],
        "photo_return": [
            *("G21", "G90", *back, "G1 Z{z} F{lift_feed_mm_min}"),
            *("M83", "G1 E{retract_mm} F{retract_feed_mm_min}"),
        ],
    }


def port_values(printer: PrinterSettings) -> dict[str, float]:
    """Numbers for these scripts."""
    printing = printer.printing
    park = dict(zip(("park_x", "park_y"), printing.park, strict=False))
    height = {} if printer.volume is None else {"max_z": printer.volume[2]}
    return {
        "retract_mm": printing.retract,
        "retract_feed_mm_min": printing.retract_speed,
        "park_lift_mm": printing.lift,
        "travel_feed_mm_min": printing.travel_speed,
        "lift_feed_mm_min": printing.lift_speed,
        "photo_lift_mm": printer.timelapse.lift,
        **park,
        **height,
    }


def _known(job: Job, forecast: Forecast, printer: PrinterSettings) -> dict[str, float]:
    """What start and end scripts may speak of, as far as it is known."""
    given = job.overrides
    volume = printer.volume or (None, None, None)
    known = {
        "hotend": given.hotend_celsius if given.hotend_celsius is not None else forecast.hotend_celsius,
        "bed": given.bed_celsius if given.bed_celsius is not None else forecast.bed_celsius,
        "chamber": given.chamber_celsius,
        "layers": float(forecast.layers) or None,
        "estimated_seconds": forecast.seconds or None,
        **dict(zip(("volume_x", "volume_y", "volume_z"), volume, strict=True)),
    }
    return {name: value for name, value in known.items() if value is not None}


def _rendered(script: tuple[str, ...], known: dict[str, float]) -> list[str]:
    return [command.decode() for command in render(script, known)]
