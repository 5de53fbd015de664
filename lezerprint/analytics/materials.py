"""Filament used and its cost."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lezerprint.settings import Settings

UNKNOWN: Final = "UNKNOWN"
"""The material of prints that say nothing of it."""

_USUAL: Final = "PLA"
_USUAL_DENSITY_G_CM3: Final = 1.24
_MM3_PER_CM3: Final = 1000.0
_MOST_CHARACTERS: Final = 32
_MILLIGRAMS_PER_KG: Final = 1_000_000
_MILLIGRAMS_PER_GRAM: Final = 1000


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """What the prints of one file used.

    Attributes:
        prints: How many there were.
        milligrams: What they used together.
        sliced_type: The material that it was sliced for; None where it was not sliced here.
        filament: What the analysis of its G-code says of each tool; None where it says nothing.
    """

    prints: int
    milligrams: int
    sliced_type: Any
    filament: Any


@dataclass(frozen=True, slots=True)
class MaterialUse:
    """How much of a material was used.

    Attributes:
        type: Such as PLA, in upper case.
        prints: How many prints used it.
        milligrams: How much of it.
        cost: By today's price.
    """

    type: str
    prints: int
    milligrams: int
    cost: float

    @property
    def grams(self) -> float:
        """How much of it."""
        return self.milligrams / _MILLIGRAMS_PER_GRAM


@dataclass(frozen=True, slots=True)
class Prices:
    """What filament costs.

    Attributes:
        by_type: A kilogram of a material, by its name in upper case.
        other: A kilogram of any other.
        currency: Its code, such as EUR.
    """

    by_type: Mapping[str, float]
    other: float
    currency: str

    @classmethod
    def of(cls, settings: Settings) -> Prices:
        """As they are set."""
        return cls(settings.filament_prices, settings.filament_price_per_kg, settings.currency)

    def per_kg(self, material: str) -> float:
        """Of a material; PLA+ and PLA-CF cost what PLA does, where they have no price of their own."""
        family = material.replace("+", " ").replace("-", " ").split(" ")[0]
        return self.by_type.get(material, self.by_type.get(family, self.other))

    def of_profile(self, settings: Mapping[str, Any]) -> float:
        """A kilogram of what a profile with these further settings prints with: PLA, if it does not say."""
        return self.per_kg(_material(settings.get("filament_type", _USUAL)))

    def cost(self, material: str, milligrams: float) -> float:
        """Of so much of it, to the hundredth."""
        return self.cost_of({material: 1.0}, milligrams)

    def cost_of(self, portions: Mapping[str, float], milligrams: float) -> float:
        """Of so much filament that is of these materials in these portions, to the hundredth."""
        per_kg = sum(self.per_kg(material) * share for material, share in portions.items())
        return round(milligrams / _MILLIGRAMS_PER_KG * per_kg, 2)


def weight_grams(tools: Iterable[tuple[float | None, float]]) -> float:
    """What the filament of some tools weighs: as if it were PLA where nothing says what it is.

    Args:
        tools: The weight of each in grams, None where it is unknown, and its volume in mm³.
    """
    return sum(
        volume / _MM3_PER_CM3 * _USUAL_DENSITY_G_CM3 if weight is None else weight for weight, volume in tools
    )


def uses(files: Iterable[PrintedFile], prices: Prices) -> list[MaterialUse]:
    """What was used of each material, the most used first; together exactly what the prints used."""
    prints: defaultdict[str, int] = defaultdict(int)
    milligrams: defaultdict[str, int] = defaultdict(int)
    for file in files:
        for material, part in _parts(file.milligrams, shares(file.sliced_type, file.filament)).items():
            prints[material] += file.prints
            milligrams[material] += part
    found = [MaterialUse(one, prints[one], used, prices.cost(one, used)) for one, used in milligrams.items()]
    return sorted(found, key=lambda use: (-use.milligrams, -use.prints, use.type))


def shares(sliced_type: Any, filament: Any) -> dict[str, float]:
    """The share of each material in a print.

    Args:
        sliced_type: What a slicing says of its material.
        filament: What an analysis says of each tool. It is JSON from the database: anything may be there.
    """
    if isinstance(sliced_type, str) and sliced_type.strip():
        return {_material(sliced_type): 1.0}
    amounts: defaultdict[str, float] = defaultdict(float)
    tools = [tool for tool in filament if isinstance(tool, dict)] if isinstance(filament, list) else []
    measure = "weightGrams" if all(_amount(tool.get("weightGrams")) for tool in tools) else "volumeMm3"
    for tool in tools:
        amounts[_material(tool.get("type"))] += _amount(tool.get(measure))
    total = sum(amounts.values())
    return {one: amount / total for one, amount in amounts.items() if amount} if total else {UNKNOWN: 1.0}


def _parts(whole: int, portions: Mapping[str, float]) -> dict[str, int]:
    """A whole number in these portions; what rounding leaves goes to the largest."""
    parts = {name: int(whole * portion) for name, portion in portions.items()}
    largest = max(portions, key=lambda name: portions[name])
    parts[largest] += whole - sum(parts.values())
    return parts


def _material(name: Any) -> str:
    return (name.strip().upper()[:_MOST_CHARACTERS] if isinstance(name, str) else "") or UNKNOWN


def _amount(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and 0 < value < math.inf else 0.0
