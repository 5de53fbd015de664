"""What settings are called in the environment, and which variables look like settings and are none."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from pydantic import AliasChoices

from lezerprint.settings.model import ENVIRONMENT_PREFIX, Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PRINTER_ENVIRONMENT: Final = {"PRINTER_PORT": "device", "PRINTER_BAUDRATE": "baudrate"}
"""What the environment says of the default printer, by name."""

SECRET_FIELDS: Final = frozenset(
    {"database_url", "redis_password", "redis_url", "jwt_secret", "jwt_refresh_secret", "smtp_pass"}
    | {"sentry_dsn", "camera_url", "cameras"}
)
"""Fields whose value no message repeats."""

_NOT_SETTINGS: Final = frozenset({"CHAOS", "CHAOS_GENERATION", "CHAOS_KILL", "RUNTIME_DIR"})
_OF_TESTS: Final = "TEST_"
_OURS_ALONE: Final = ("PRINTER_", "RATE_LIMIT_", "JWT_", "BCRYPT_")
"""What begins so is meant for this program, and is told even if nothing is close to it."""


def environment_names(field: str) -> tuple[str, ...]:
    """The variables that set a field, the strongest first."""
    match Settings.model_fields[field].validation_alias:
        case None:
            return (f"{ENVIRONMENT_PREFIX}{field.upper()}",)
        case AliasChoices(choices):
            return tuple(str(choice) for choice in choices)
        case alias:
            return (str(alias),)


def unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """A sentence for each variable that looks like a setting and is none.

    Some settings have names without our prefix, as other programs' variables have: of those, what is close to
    one of ours is told, and whatever begins as no other program's do.
    """
    known = {name: field for field in Settings.model_fields for name in environment_names(field)}
    ours = [*known, *PRINTER_ENVIRONMENT]
    sentences = []
    for name in sorted(set(environment) - set(ours)):
        rest = name.removeprefix(ENVIRONMENT_PREFIX)
        if rest != name:
            if rest in _NOT_SETTINGS or rest.startswith(_OF_TESTS):
                continue
            field = nearest(rest.lower(), Settings.model_fields)
            meant = environment_names(field)[0] if field else nearest(rest, ours)
        else:
            meant = nearest(name, ours) if "_" in name else ""
            if not meant and not name.startswith(_OURS_ALONE):
                continue
        sentences.append(f"{name} is not a setting" + (f"; did you mean {meant}?" if meant else ""))
    return sentences


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant, or nothing."""
    return next(iter(get_close_matches(name, list(known), 1, 0.75)), "")
