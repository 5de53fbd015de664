"""What a printer does before, between and after the commands of a file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from lezerprint.errors import PortError
from lezerprint.port.template import MACHINE_NAMES, VALUE_NAMES, check
from lezerprint.settings.values import NotNegative, Positive

if TYPE_CHECKING:
    from collections.abc import Collection

JOB_NAMES: Final = frozenset(
    {"hotend", "bed", "chamber", "layers", "estimated_seconds", "volume_x", "volume_y", "volume_z"}
)
"""What is known of a job before it begins and after its end: degrees Celsius, mm; any of it may be absent."""

_MOST_COMMANDS: Final = 50


def _checked(known: Collection[str], commands: tuple[str, ...]) -> tuple[str, ...]:
    for command in commands:
        try:
            check([command], known)
        except PortError as error:
            raise ValueError(f"{command[:80]!r}: {error}") from error
    return commands


_Commands = Annotated[tuple[str, ...], Field(max_length=_MOST_COMMANDS)]
_JobScript = Annotated[_Commands, AfterValidator(partial(_checked, JOB_NAMES))]
_PortScript = Annotated[_Commands, AfterValidator(partial(_checked, MACHINE_NAMES | VALUE_NAMES))]

_PARK: Final = (
    "G21",
    "M83",
    "G1 E-{retract_mm} F{retract_feed_mm_min}",
    "G90",
    "G1 Z{park_z} F{lift_feed_mm_min}",
    "G1 X{park_x} Y{park_y} F{travel_feed_mm_min}",
)
_RETURN: Final = (
    "G21",
    "G90",
    "G1 X{x} Y{y} F{travel_feed_mm_min}",
    "G1 Z{z} F{lift_feed_mm_min}",
    "M83",
    "G1 E{retract_mm} F{retract_feed_mm_min}",
)


class PrintingSettings(BaseModel):
    """Pauses and scripts of one printer. Speeds are in mm/min, lengths in mm.

    The port process restores position, modes, fan and temperatures after a pause, whatever the scripts do.

    Attributes:
        retract: How much filament is taken back for a pause.
        retract_speed: How fast.
        lift: How far the nozzle is lifted.
        park: Where it waits, x and y; empty: where it is.
        travel_speed: How fast it gets there.
        lift_speed: How fast it is lifted.
        paused_hotend_celsius: How hot it is kept in a pause; None: as it was. The bed stays as it is, for a
            cold one drops the part.
        start_script: Sent before the file's commands; may have `JOB_NAMES` in braces.
        end_script: Sent after them; the same.
        pause_script: Sent when a print is paused; may have the machine's position and targets in braces.
        resume_script: Sent before it goes on, when it is hot again; the same.
        cancel_script: Sent when it is cancelled, before the heaters go off; the same.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    retract: NotNegative = 2.0
    retract_speed: Positive = 2100.0
    lift: NotNegative = 5.0
    park: tuple[float, float] | tuple[()] = (0.0, 0.0)
    travel_speed: Positive = 6000.0
    lift_speed: Positive = 600.0
    paused_hotend_celsius: NotNegative | None = None
    start_script: _JobScript = ()
    end_script: _JobScript = ()
    pause_script: _PortScript = _PARK
    resume_script: _PortScript = _RETURN
    cancel_script: _PortScript = _PARK
