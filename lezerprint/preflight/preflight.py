"""A file's analysis held against a printer, without input or output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lezerprint.gcode.fit import Box, excesses
from lezerprint.marlin.firmware import Family, traits_of
from lezerprint.preflight.errors import NotAnalysedError
from lezerprint.preflight.finding import ORDER, Finding, FindingSeverity
from lezerprint.preflight.known_commands import VOCABULARIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lezerprint.settings import PrinterSettings

_MOST_UNKNOWN: Final = 20
_FILAMENT_SHARE: Final = 0.05
_TIME_SHARE: Final = 0.2
_LEAST_TIME_SECONDS: Final = 300.0
_SLICE_AGAIN: Final = "slice the model again for this printer"


def preflight(metadata: Mapping[str, Any], printer: PrinterSettings, family: Family | None) -> list[Finding]:
    """What speaks against printing a file, the worst first.

    Args:
        metadata: Of the file, as its analysis left it.
        printer: What is set of the printer.
        family: Of its firmware; None: not known.

    Raises:
        NotAnalysedError: The analysis has not what is needed.
    """
    checks = metadata.get("checks")
    if not isinstance(checks, dict):
        raise NotAnalysedError("the file has no usable analysis: analyse it again")
    found = [
        *_volume(checks, printer),
        *_heat(checks, printer),
        *_commands(checks, family),
        *_extruder(checks, family),
        *_end(checks),
        *_figures(metadata, checks),
        *_filament(metadata),
    ]
    return sorted(found, key=lambda finding: ORDER.index(finding.severity))


def _volume(checks: Mapping[str, Any], printer: PrinterSettings) -> Iterator[Finding]:
    if not checks["printed"]:
        yield Finding(
            "volume", FindingSeverity.ERROR, "nothing is printed: no move extrudes", "slice the model again"
        )
    if printer.volume is None:
        yield Finding(
            "volume",
            FindingSeverity.INFO,
            "the printer's volume is not set, so positions are not checked",
            f"set the volume of the printer {printer.name}",
        )
        return
    volume = Box(0.0, 0.0, 0.0, *printer.volume)
    sides = set()
    for what, severity in (("printed", FindingSeverity.ERROR), ("reached", FindingSeverity.WARNING)):
        extremes = checks[what]
        if not extremes:
            continue
        box = Box(*(extremes[f"{end} {axis}"]["value"] for end in ("min", "max") for axis in "xyz"))
        for excess in excesses(box, volume):
            if excess.side in sides:
                continue
            sides.add(excess.side)
            does = "it prints" if what == "printed" else "the head goes"
            advice = _SLICE_AGAIN if what == "printed" else "check the start and end scripts of the slicer"
            yield Finding("volume", severity, f"{does} {excess}", advice, extremes[excess.side]["line"])


def _heat(checks: Mapping[str, Any], printer: PrinterSettings) -> Iterator[Finding]:
    if cold := checks["cold"]:
        yield Finding(
            "temperature",
            FindingSeverity.ERROR,
            f"it extrudes with the hotend set to {cold['celsius']:g} °C; firmware refuses that below 170 °C",
            "heat the hotend before that line (M104, M109), or set the filament's temperature in the slicer",
            cold["line"],
        )
    most = {
        "hotend": printer.max_hotend_celsius,
        "bed": printer.max_bed_celsius,
        "chamber": printer.max_chamber_celsius,
    }
    for heater, place in checks["hottest"].items():
        if place["value"] > most.get(heater, place["value"]):
            yield Finding(
                "temperature",
                FindingSeverity.ERROR,
                f"the {heater} is set to {place['value']:g} °C, and may have {most[heater]:g} °C at most",
                f"choose another filament or profile, or raise the printer's limit if its {heater} bears it",
                place["line"],
            )


def _commands(checks: Mapping[str, Any], family: Family | None) -> Iterator[Finding]:
    if (macro := checks["macro"]) and family is not Family.KLIPPER:
        yield Finding(
            "commands",
            FindingSeverity.WARNING,
            f"{macro['text']!r} is a Klipper macro, not a command; it is not sent",
            "slice the model for this firmware",
            macro["line"],
        )
    yield from _unknown(checks["commands"], family)
    for one in checks["notFollowed"]:
        yield Finding(
            "commands",
            FindingSeverity.WARNING,
            one["text"],
            "check the line; the figures of the print may be wrong after it",
            one["line"],
        )


def _unknown(commands: Mapping[str, Any], family: Family | None) -> Iterator[Finding]:
    known = None if family is None else VOCABULARIES.get(family)
    if known is None:
        return
    unknown = [name for name in commands if name[0] in "GM" and name not in known.commands]
    for name in unknown[:_MOST_UNKNOWN]:
        place = commands[name]
        unless = f", {known.unless.format(name)}" if known.unless else ""
        yield Finding(
            "commands",
            FindingSeverity.INFO if unless else FindingSeverity.WARNING,
            f"{known.name} does not know {name} ({place['count']:,} times in the file), and passes over it"
            f"{unless}",
            f"slice the model for {known.name}, or remove the command from the slicer's scripts",
            place["line"],
        )


def _extruder(checks: Mapping[str, Any], family: Family | None) -> Iterator[Finding]:
    line = checks["modesDifferLine"]
    if line is None:
        return
    known = family is not None and traits_of(family).extruder_mode is not None
    yield Finding(
        "extruder",
        FindingSeverity.INFO if known else FindingSeverity.WARNING,
        "firmwares differ in what the file's G90, G91, M82 and M83 mean for E",
        "put G90 before M83 in the slicer's start script",
        line,
    )


def _end(checks: Mapping[str, Any]) -> Iterator[Finding]:
    if (line := checks["cutLine"]) is not None:
        yield Finding(
            "end",
            FindingSeverity.ERROR,
            "the file seems to be cut short: it ends in the middle of its last line, with heaters on",
            "upload it again",
            line,
        )
    for one in checks["leftOn"]:
        name = f"hotend of tool {one['tool']}" if one["tool"] else one["heater"]
        yield Finding(
            "heaters",
            FindingSeverity.WARNING,
            f"the {name} is never switched off: the last target is {one['celsius']:g} °C",
            "LezerPrint switches it off after the print; put it into the slicer's end script",
            one["line"],
        )


def _figures(metadata: Mapping[str, Any], checks: Mapping[str, Any]) -> Iterator[Finding]:
    said = metadata.get("metadata") or {}
    told_mm, fed_mm = said.get("filamentUsed"), metadata.get("filamentLength")
    # Slicers do not count what is fed before the first layer, as in a purge line.
    if told_mm and fed_mm is not None:
        least, most = checks["modelFilament"] * (1 - _FILAMENT_SHARE), fed_mm * (1 + _FILAMENT_SHARE)
        if not least <= told_mm <= most:
            yield Finding(
                "figures",
                FindingSeverity.WARNING,
                f"the moves feed {fed_mm:.0f} mm of filament, where the slicer says {told_mm:.0f} mm",
                "look at the preview; the file may be incomplete, or changed after it was sliced",
            )
    told, seconds = metadata.get("slicerTime"), metadata.get("estimatedTime")
    if told and seconds is not None and abs(seconds - told) > max(_TIME_SHARE * told, _LEAST_TIME_SECONDS):
        yield Finding(
            "figures",
            FindingSeverity.INFO,
            f"the moves take {seconds / 60:.0f} minutes, where the slicer says {told / 60:.0f}",
            "the slicer may know other limits of the machine",
        )


def _filament(metadata: Mapping[str, Any]) -> Iterator[Finding]:
    for use in metadata.get("filament") or ():
        weight = f", {use['weightGrams']:.0f} g" if use.get("weightGrams") is not None else ""
        kind = f" of {use['type']}" if use.get("type") else ""
        yield Finding(
            "filament",
            FindingSeverity.INFO,
            f"tool {use['tool']} needs {use['lengthMm'] / 1000:.2f} m{weight}{kind}",
        )
