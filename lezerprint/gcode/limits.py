"""What a machine can do: the limits that the time of a print depends on."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from lezerprint.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_LIMIT: Final = 1e6


def _check(name: str, value: object) -> None:
    if not isinstance(value, int | float) or not 0 < value <= LARGEST_LIMIT:
        raise SettingsError(f"the machine's limit {name!r} is {value!r}: not between 0 and {LARGEST_LIMIT:g}")


@dataclass(frozen=True, slots=True)
class AxisLimits:
    """One figure for each axis, in millimetres and seconds."""

    x: float
    y: float
    z: float
    e: float

    def __post_init__(self) -> None:
        for field in fields(self):
            _check(field.name, getattr(self, field.name))


@dataclass(frozen=True, slots=True)
class MachineLimits:
    """A printer's limits before the file's M201, M203, M204, M205, M207 and M208 change them.

    The defaults are those of Marlin's own default configuration, with classic jerk.

    Attributes:
        speed_mm_s: M203.
        acceleration_mm_s2: M201, of each axis.
        jerk_mm_s: M205 X Y Z E: the change of speed that an axis may make at once.
        printing_mm_s2: M204 P: the acceleration of moves that extrude.
        retracting_mm_s2: M204 R: of moves of the extruder alone.
        travelling_mm_s2: M204 T: of moves that extrude nothing.
        junction_deviation_mm: M205 J: where it is given it takes the place of jerk.
        retraction_mm: M207 S: what G10 retracts.
        retraction_mm_s: M207 F.
        recovery_mm_s: M208 F.
    """

    speed_mm_s: AxisLimits = AxisLimits(300.0, 300.0, 5.0, 25.0)
    acceleration_mm_s2: AxisLimits = AxisLimits(3000.0, 3000.0, 100.0, 10000.0)
    jerk_mm_s: AxisLimits = AxisLimits(10.0, 10.0, 0.3, 5.0)
    printing_mm_s2: float = 3000.0
    retracting_mm_s2: float = 3000.0
    travelling_mm_s2: float = 3000.0
    junction_deviation_mm: float | None = None
    retraction_mm: float = 3.0
    retraction_mm_s: float = 45.0
    recovery_mm_s: float = 8.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, AxisLimits | None):
                _check(field.name, value)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> MachineLimits:
        """The limits that JSON gives by these names; what is left out has its default.

        Raises:
            SettingsError: A name is unknown, or a value no positive number.
        """
        try:
            axes = ("speed_mm_s", "acceleration_mm_s2", "jerk_mm_s")
            given: dict[str, Any] = {
                name: AxisLimits(**value) if name in axes else value for name, value in data.items()
            }
            return cls(**given)
        except TypeError as error:
            raise SettingsError(f"the machine's limits are not understood: {error}") from error
