"""The commands that bring a printer after a reset to where a print shall go on.

After a reset Marlin knows no position. X and Y can be homed, Z cannot: the part is in the way. So the head's
height is told by `G92 Z`, and before anything else moves Z is raised above all that stands on the bed. The
heaters come first, as the nozzle may stick to the part, and a cold bed lets go of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.port.template import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.marlin.motion import MachineState
    from lezerprint.recovery.forgotten import Forgotten
    from lezerprint.settings import PrinterSettings
    from lezerprint.settings.printing import PrintingSettings

_FULL_PERCENT: Final = 100.0


def approach(
    target: MachineState, height_mm: float, highest_mm: float, printer: PrinterSettings, forgotten: Forgotten
) -> list[str]:
    """The commands, in order; replayed from a reset they lead to `target`.

    Args:
        target: How the machine must be before the first command of the rest.
        height_mm: Where the nozzle is now.
        highest_mm: So high stands what was printed: of objects one by one not always the last.
        printer: Its lengths, speeds and volume.
        forgotten: What else the board knew.
    """
    printing = printer.printing
    raised_mm = max(height_mm, target.z, highest_mm) + printing.lift
    if printer.volume is not None:
        raised_mm = min(raised_mm, printer.volume[2])
    return [
        "G21",
        "G90",
        *forgotten.settings,
        *_heating(target, names_tools=forgotten.names_tools),
        f"G92 Z{number(height_mm)}",
        f"G1 Z{number(raised_mm)} F{number(printing.lift_speed)}",
        "G28 X Y",
        *(["M420 S1"] if forgotten.levelled else []),
        *_tool(target, names_tools=forgotten.names_tools),
        *_factors(target),
        f"G1 X{number(target.x)} Y{number(target.y)} F{number(printing.travel_speed)}",
        f"G1 Z{number(target.z)} F{number(printing.lift_speed)}",
        *(_priming(target, printing) if any(target.hotend_targets_celsius.values()) else ()),
        *(["G10"] if target.retracted else []),
        f"G92 E{number(target.e)}",
        f"G1 F{number(target.feed_rate_mm_min)}",
        *_modes(target),
    ]


def _heating(target: MachineState, *, names_tools: bool) -> Iterator[str]:
    """All at once, and then each is waited for."""
    hotends = target.hotend_targets_celsius
    if not names_tools:
        hotends = {0: _unnamed(target)}
    heaters = [
        ("M141", "M191", "", target.chamber_target_celsius),
        ("M140", "M190", "", target.bed_target_celsius),
        *(
            ("M104", "M109", f" T{tool}" if hotends.keys() - {0} else "", celsius)
            for tool, celsius in sorted(hotends.items())
        ),
    ]
    for begin, _, tool, celsius in heaters:
        if celsius > 0:
            yield f"{begin}{tool} S{number(celsius)}"
    for _, wait, tool, celsius in heaters:
        if celsius > 0:
            yield f"{wait}{tool} S{number(celsius)}"


def _unnamed(target: MachineState) -> float:
    """The target of the tool in use; one that was never heated after it was selected shares its nozzle."""
    hotends = target.hotend_targets_celsius
    return hotends.get(target.tool, max(hotends.values(), default=0.0))


def _tool(target: MachineState, *, names_tools: bool) -> Iterator[str]:
    """The tool, and its heat: a tool that is not named while it is heated must have been selected before."""
    if target.tool:
        yield f"T{target.tool}"
        celsius = _unnamed(target)
        if celsius > 0 and not names_tools:
            yield f"M109 S{number(celsius)}"


def _factors(target: MachineState) -> Iterator[str]:
    if target.feed_factor_saved_percent != _FULL_PERCENT:
        yield f"M220 S{number(target.feed_factor_saved_percent)}"
        yield "M220 B"
    if target.feed_factor_percent != target.feed_factor_saved_percent:
        yield f"M220 S{number(target.feed_factor_percent)}"
    if target.flow_factor_percent != _FULL_PERCENT:
        yield f"M221 S{number(target.flow_factor_percent)}"
    for fan, speed in sorted(target.fan_speeds.items()):
        if speed:
            yield f"M106{f' P{fan}' if fan else ''} S{number(speed)}"


def _priming(target: MachineState, printing: PrintingSettings) -> Iterator[str]:
    """What ran out of the nozzle while it was heated."""
    if printing.retract > 0:
        yield "M83"
        yield f"G1 E{number(printing.retract * target.extruder_unit_mm2)} F{number(printing.retract_speed)}"


def _modes(target: MachineState) -> Iterator[str]:
    """Last, since they change what the commands before mean."""
    yield from target.mode_commands
    if target.inches:
        yield "G20"
