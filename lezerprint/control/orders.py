"""What a user may order of a printer by hand, whichever way the order comes.

Lengths are in mm, speeds in mm/min, temperatures in degrees Celsius, factors in percent. A tool of None is
the one in use. `force`: do it although it would ruin the print that is under way, or leave the volume.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


@dataclass(frozen=True, slots=True)
class Command:
    """One line of G-code."""

    text: str
    force: bool = False


@dataclass(frozen=True, slots=True)
class RunMacro:
    """The commands that the settings have under this name."""

    name: str
    force: bool = False
    parameters: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Home:
    """Some axes of "XYZ", or all."""

    axes: Collection[str] = "XYZ"
    force: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One axis of "XYZE", from where it is; without a speed, at the axis's usual one."""

    axis: str
    distance_mm: float
    speed_mm_min: float | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class SetTargets:
    """Those that are given; none is waited for."""

    hotend: float | None = None
    bed: float | None = None
    chamber: float | None = None
    tool: int | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class SetFan:
    """A fan; 0 is the part's."""

    percent: float
    fan: int = 0


@dataclass(frozen=True, slots=True)
class SetFeedRate:
    """How fast everything moves, of what the file says."""

    percent: float


@dataclass(frozen=True, slots=True)
class SetFlowRate:
    """How much is extruded, of what the file says."""

    percent: float
    tool: int | None = None


@dataclass(frozen=True, slots=True)
class Extrude:
    """Push filament; negative: pull it back."""

    amount_mm: float
    speed_mm_min: float
    tool: int | None = None


@dataclass(frozen=True, slots=True)
class LoadFilament:
    """As far and as fast as the settings say."""

    tool: int | None = None


@dataclass(frozen=True, slots=True)
class UnloadFilament:
    """As far and as fast as the settings say."""

    tool: int | None = None


@dataclass(frozen=True, slots=True)
class StepZ:
    """The nozzle a little higher, or lower where it is negative, whatever is printed."""

    step_mm: float


@dataclass(frozen=True, slots=True)
class SaveZOffset:
    """Keep the baby steps in the firmware's settings."""


@dataclass(frozen=True, slots=True)
class MotorsOff:
    """Let the axes go."""

    force: bool = False


ControlOrder: TypeAlias = (
    Command
    | RunMacro
    | Home
    | Move
    | SetTargets
    | SetFan
    | SetFeedRate
    | SetFlowRate
    | Extrude
    | LoadFilament
    | UnloadFilament
    | StepZ
    | SaveZOffset
    | MotorsOff
)
