"""A print profile, and what one slicing may have otherwise; both are checked when they are made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from lezerprint.slicing.allowed import written
from lezerprint.slicing.errors import InvalidProfileError
from lezerprint.slicing.values import Flag, Number, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

LAYER_HEIGHT_MM: Final = Number(0.04, 1.5)
INFILL_PERCENT: Final = Number(0, 100, whole=True)
PRINT_SPEED_MM_S: Final = Number(5, 1000)
NOZZLE_CELSIUS: Final = Number(150, 450)
BED_CELSIUS: Final = Number(0, 150)
RETRACTION_MM: Final = Number(0, 20)
NAME: Final = Text(100)
DESCRIPTION: Final = Text(1000, lines=True)

_NUMBERS: Final = {
    "layer_height": LAYER_HEIGHT_MM,
    "print_speed": PRINT_SPEED_MM_S,
    "nozzle_temp": NOZZLE_CELSIUS,
    "bed_temp": BED_CELSIUS,
    "retraction": RETRACTION_MM,
    "infill": INFILL_PERCENT,
}
_DEFAULT_NOZZLE_MM: Final = 0.4


@dataclass(frozen=True, slots=True)
class Profile:
    """How to slice.

    Attributes:
        name: What it is called; no two have the same.
        layer_height: In millimetres; no more than the nozzle's diameter.
        print_speed: Of infill, in mm/s; walls and what is seen go slower.
        nozzle_temp: In degrees Celsius.
        bed_temp: In degrees Celsius; 0: not heated.
        retraction: In millimetres.
        infill: In percent.
        supports: Whether overhangs get supports.
        description: None: there is none.
        metadata: Further settings by PrusaSlicer's names; see `lezerprint.slicing.allowed`.

    Raises:
        InvalidProfileError: One of them may not be that; names it.
    """

    name: str
    layer_height: float
    print_speed: float
    nozzle_temp: float
    bed_temp: float
    retraction: float
    infill: int
    supports: bool
    description: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not NAME.checked("name", self.name).strip():
            raise InvalidProfileError("name must not be empty")
        if self.description is not None:
            DESCRIPTION.checked("description", self.description)
        for name, number in _NUMBERS.items():
            object.__setattr__(self, name, number.checked(name, getattr(self, name)))
        Flag().checked("supports", self.supports)
        written(self.metadata)
        _check_height("layer_height", self.layer_height, self.nozzle_diameter_mm)

    @property
    def nozzle_diameter_mm(self) -> float:
        """The nozzle that it is made for."""
        return float(self.metadata.get("nozzle_diameter", _DEFAULT_NOZZLE_MM))

    def changed(self, overrides: Overrides) -> Profile:
        """The profile with what is said otherwise.

        Raises:
            InvalidProfileError: The layers are higher than the nozzle is wide.
        """
        said = {name: value for name in _OVERRIDES if (value := getattr(overrides, name)) is not None}
        if overrides.layer_height is not None:
            _check_height("layerHeight", overrides.layer_height, self.nozzle_diameter_mm)
        return replace(self, **said)


@dataclass(frozen=True, slots=True)
class Overrides:
    """What one slicing has otherwise than its profile; None: as the profile says.

    Raises:
        InvalidProfileError: One of them may not be that; names it as the interface does.
    """

    layer_height: float | None = None
    infill: int | None = None
    supports: bool | None = None

    def __post_init__(self) -> None:
        if self.layer_height is not None:
            LAYER_HEIGHT_MM.checked("layerHeight", self.layer_height)
        if self.infill is not None:
            object.__setattr__(self, "infill", INFILL_PERCENT.checked("infill", self.infill))
        if self.supports is not None:
            Flag().checked("supports", self.supports)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Overrides:
        """The overrides by the names that the interface has for them.

        Raises:
            InvalidProfileError: A name is unknown, or a value may not be that.
        """
        for name in data:
            if name not in _INTERFACE_NAMES:
                raise InvalidProfileError(
                    f"{str(name)[:60]!r} cannot be set; only {', '.join(_INTERFACE_NAMES)}"
                )
        return cls(**{_INTERFACE_NAMES[name]: value for name, value in data.items()})

    def as_data(self) -> dict[str, Any]:
        """What is said, for JSON."""
        return {
            name: value for name, own in _INTERFACE_NAMES.items() if (value := getattr(self, own)) is not None
        }


_INTERFACE_NAMES: Final = {"layerHeight": "layer_height", "infill": "infill", "supports": "supports"}
_OVERRIDES: Final = tuple(_INTERFACE_NAMES.values())


def _check_height(name: str, height_mm: float, nozzle_mm: float) -> None:
    if height_mm > nozzle_mm:
        raise InvalidProfileError(f"{name} must not be more than the nozzle's diameter of {nozzle_mm:g} mm")
