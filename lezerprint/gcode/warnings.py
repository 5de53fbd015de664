"""What a person may want to know before a file is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.gcode.schedule import MOST_LAYERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.gcode.measuring import Measuring
    from lezerprint.gcode.metadata import Metadata

_FARTHEST_MM: Final = 1e5
_LARGEST_DIFFERENCE: Final = 0.05


def warnings_of(measuring: Measuring, metadata: Metadata, layer_count: int) -> Iterator[str]:
    """A sentence each."""
    if measuring.printed.box is None:
        yield "nothing is printed: no move extrudes"
    if not measuring.heat.hotends_celsius:
        yield "no hotend is heated before the first layer"
    if layer_count >= MOST_LAYERS:
        yield f"there are more than {MOST_LAYERS} layers: those after are not distinguished"
    box = measuring.reached.box
    if (
        box
        and max(map(abs, (box.min_x, box.min_y, box.min_z, box.max_x, box.max_y, box.max_z))) > _FARTHEST_MM
    ):
        yield "a move goes farther than 100 m"
    if foreign := measuring.foreign_count - measuring.unfollowed.subcode_count:
        yield f"{foreign} lines are not commands, such as macros of other firmware"
    yield from measuring.unfollowed.warnings()
    yield from _extrusion(measuring, metadata)
    yield from _end(measuring)


def _extrusion(measuring: Measuring, metadata: Metadata) -> Iterator[str]:
    if measuring.rules_differ:
        yield "firmwares differ in what this file's G90, G91, M82 and M83 mean for E: put G90 before M83"
    told_mm = metadata.filament_mm
    fed_mm = sum(use.length_mm for use in measuring.filament.uses(metadata))
    # Slicers do not count what is fed before the first layer, as in a purge line.
    if told_mm and not (
        measuring.model_fed_mm * (1 - _LARGEST_DIFFERENCE) <= told_mm <= fed_mm * (1 + _LARGEST_DIFFERENCE)
    ):
        yield f"the moves feed {fed_mm:.0f} mm of filament, where the slicer says {told_mm:.0f} mm"


def _end(measuring: Measuring) -> Iterator[str]:
    """Heaters that stay on, unless a macro may switch them off; and whether the file is whole."""
    if measuring.macro_at_end:
        return
    hot = {heater: set_last for heater, set_last in measuring.set_last.items() if set_last[0] > 0}
    if hot and measuring.ends_open:
        yield f"the file seems to be cut short: it ends in the middle of line {measuring.row_count}"
    for (heater, tool), (celsius, row) in sorted(hot.items()):
        name = f"hotend of tool {tool}" if tool else heater
        yield f"the {name} is never switched off: line {row} sets it to {celsius:g} °C"
