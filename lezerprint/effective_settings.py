"""The settings that are in force, with what each does, and without what is secret in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from lezerprint.logs.redaction import redacted_address, redacted_value
from lezerprint.settings import changing
from lezerprint.settings.documents import SECTIONS, described
from lezerprint.settings.model import Settings
from lezerprint.settings.names import environment_names

if TYPE_CHECKING:
    from collections.abc import Iterator

_HIDDEN: Final = frozenset({"sentry_dsn", "redis_password", "smtp_pass"})
"""Whose value is a secret, though its name may not say so."""

_TABLES: Final = {"printers": "Printers", "cameras": "Cameras"}
_UNIT: Final = re.compile(r"_(hours|seconds|minutes|days)$")
_UNITS: Final = {
    "max_file_size": "bytes",
    "max_body_size": "bytes",
    "filament_price_per_kg": "currency/kg",
    "filament_prices": "currency/kg",
}


@dataclass(frozen=True, slots=True)
class EffectiveSetting:
    """One of them.

    Attributes:
        key: Its name in the settings file.
        value: For JSON; stars in the place of what is secret.
        category: As in `docs/settings.md`.
        description: What it does, in a line.
        environment: The variables that set it, the strongest first.
        value_schema: What it may be, as a JSON Schema.
        default: What it is where nobody says anything; None: nothing, or it depends.
        unit: What a number counts.
        changeable: Whether it can be changed over the API.
        fixed_by: Why not.
        is_stored: Whether it was changed over the API.
        needs_restart: Whether a change takes effect at the next start only.
        next_value: What it will be after the next start, as `value`.
    """

    key: str
    value: Any
    category: str
    description: str
    environment: tuple[str, ...]
    value_schema: dict[str, Any]
    default: Any
    unit: str | None
    changeable: bool
    fixed_by: str | None
    is_stored: bool
    needs_restart: bool
    next_value: Any


def _cameras(settings: Settings) -> dict[str, Any]:
    """What is set of cameras, whose addresses may have passwords under any name."""
    tables = [one.model_dump(mode="json") for one in settings.cameras]
    for table in tables:
        table |= {name: table[name] and redacted_address(table[name]) for name in ("url", "webrtc_url")}
    return {"camera_url": settings.camera_url and redacted_address(settings.camera_url), "cameras": tables}


def effective(settings: Settings) -> Iterator[EffectiveSetting]:
    """All of them, in the order of `docs/settings.md`; waits for the disk."""
    sections = {name: section for section, names in SECTIONS.items() for name in names} | _TABLES
    now, later = _shown(settings), _shown(changing.next_settings(settings))
    stored = changing.stored(settings)
    for name, section in sections.items():
        fixed_by = changing.why_fixed(settings, name)
        unit = _UNIT.search(name)
        yield EffectiveSetting(
            key=name,
            value=now[name],
            category=section,
            description=described(Settings, name),
            environment=() if name in _TABLES else environment_names(name),
            value_schema=_schema(name),
            default=_default(name),
            unit=unit[1] if unit else _UNITS.get(name),
            changeable=fixed_by is None,
            fixed_by=fixed_by,
            is_stored=name in stored,
            needs_restart=name not in changing.AT_ONCE,
            next_value=later[name],
        )


def _shown(settings: Settings) -> dict[str, Any]:
    values = settings.model_dump(mode="json") | _cameras(settings)
    return {
        name: "***" if name in _HIDDEN and value is not None else redacted_value(name, value)
        for name, value in values.items()
    }


@cache
def _schemas() -> dict[str, Any]:
    return Settings.model_json_schema(by_alias=False)


def _schema(name: str) -> dict[str, Any]:
    """With the definitions that it refers to, for tables."""
    whole = _schemas()
    found: dict[str, Any] = whole["properties"][name]
    return {**found, "$defs": whole["$defs"]} if name in _TABLES else found


def _default(name: str) -> Any:
    return None if name in _TABLES else _schemas()["properties"][name].get("default")
