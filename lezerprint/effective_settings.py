"""The settings that are in force, with what each does, and without what is secret in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lezerprint.logs.redaction import redacted_address, redacted_value
from lezerprint.settings.documents import SECTIONS, described
from lezerprint.settings.model import Settings
from lezerprint.settings.names import environment_names

if TYPE_CHECKING:
    from collections.abc import Iterator

_HIDDEN: Final = frozenset({"sentry_dsn"})
"""Whose value is a secret, though its name does not say so."""

_TABLES: Final = {"printers": "Printers", "cameras": "Cameras"}


@dataclass(frozen=True, slots=True)
class EffectiveSetting:
    """One of them.

    Attributes:
        key: Its name in the settings file.
        value: For JSON; stars in the place of what is secret.
        category: As in `docs/settings.md`.
        description: What it does, in a line.
        environment: The variables that set it, the strongest first.
    """

    key: str
    value: Any
    category: str
    description: str
    environment: tuple[str, ...]


def _cameras(settings: Settings) -> dict[str, Any]:
    """What is set of cameras, whose addresses may have passwords under any name."""
    tables = [one.model_dump(mode="json") | {"url": redacted_address(one.url)} for one in settings.cameras]
    return {"camera_url": settings.camera_url and redacted_address(settings.camera_url), "cameras": tables}


def effective(settings: Settings) -> Iterator[EffectiveSetting]:
    """All of them, in the order of `docs/settings.md`."""
    values = settings.model_dump(mode="json") | _cameras(settings)
    sections = {name: section for section, names in SECTIONS.items() for name in names} | _TABLES
    for name, section in sections.items():
        value = "***" if name in _HIDDEN and values[name] is not None else redacted_value(name, values[name])
        variables = () if name in _TABLES else environment_names(name)
        yield EffectiveSetting(name, value, section, described(Settings, name), variables)
