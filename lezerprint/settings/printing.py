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
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    retract: NotNegative = Field(
        default=2.0, description="Length of filament that is retracted for a pause, in mm."
    )
    retract_speed: Positive = Field(default=2100.0, description="Speed of that retraction, in mm/min.")
    lift: NotNegative = Field(
        default=5.0, description="Height by which the nozzle is lifted for a pause, in mm."
    )
    park: tuple[float, float] | tuple[()] = Field(
        default=(0.0, 0.0),
        description="X and Y at which the nozzle waits during a pause, in mm. Empty: it stays where it is.",
    )
    travel_speed: Positive = Field(default=6000.0, description="Speed at which it moves there, in mm/min.")
    lift_speed: Positive = Field(default=600.0, description="Speed at which it is lifted, in mm/min.")
    paused_hotend_celsius: NotNegative | None = Field(
        default=None,
        description="Hotend temperature during a pause, in °C. Default: unchanged. The bed always "
        "keeps its temperature, because a cold bed releases the part.",
        examples=[150],
    )
    start_script: _JobScript = Field(
        default=(),
        description="Commands sent before those of the file. In braces: hotend, bed, chamber, layers,"
        " estimated_seconds, volume_x, volume_y, volume_z.",
        examples=[["G28", "M117 {layers} layers"]],
    )
    end_script: _JobScript = Field(
        default=(),
        description="Commands sent after those of the file. In braces: as in `start_script`.",
        examples=[["M84"]],
    )
    pause_script: _PortScript = Field(
        default=_PARK,
        description="Commands sent when a print is paused. In braces: x, y, z, e, f, fan, tool, "
        "hotend, bed, chamber, layer, height_mm, line, percent, park_x, park_y, park_z, "
        "retract_mm and the other settings of this table. A command with an unknown value"
        " is left out.",
    )
    resume_script: _PortScript = Field(
        default=_RETURN,
        description="Commands sent before the print continues, once it is hot again. In braces: as in"
        " `pause_script`.",
    )
    cancel_script: _PortScript = Field(
        default=_PARK,
        description="Commands sent when a print is cancelled, before the heaters are switched off. In"
        " braces: as in `pause_script`.",
    )
