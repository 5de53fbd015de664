"""Settings are changed while the server runs: checked as at a start, and stored.

Flags and the environment count more than what is stored, and files less. What takes effect at once is in
`AT_ONCE`; everything else does at the next start.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any, Final

from lezerprint.errors import LezerPrintError
from lezerprint.settings import stored_changes
from lezerprint.settings.loading import read_settings
from lezerprint.settings.model import Settings
from lezerprint.settings.names import PRINTER_ENVIRONMENT, environment_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

AT_ONCE: Final = frozenset({"public_access", "public_details", "public_camera"})

_WHERE_DATA_IS: Final = "it says where data is: change it in the settings file, and move the data"
_PROGRAM: Final = "it names a program that is run: change it in the settings file"
_GUARD: Final = "it guards this computer: change it in the settings file"
_SECRET: Final = "it is a secret that signs: change it in the settings file"  # noqa: S105 - no secret
_SERVICE: Final = "the server does not start without that service: change it in the settings file"
FIXED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("data_dir", "upload_dir", "recording_dir", "backup_dir", "log_dir"), _WHERE_DATA_IS),
    "database_url": _WHERE_DATA_IS,
    **dict.fromkeys(("slicer_path", "ffmpeg_path"), _PROGRAM),
    **dict.fromkeys(("env", "host_control", "trusted_proxies", "webhook_networks"), _GUARD),
    **dict.fromkeys(("jwt_secret", "jwt_refresh_secret"), _SECRET),
    **dict.fromkeys(("redis_url", "redis_host", "redis_port", "redis_password"), _SERVICE),
}
"""What is not changed over the API, and why: an administrator need not own the computer."""

_LOCK: Final = threading.Lock()

Stored = dict[str, Any]


class SettingFixedError(LezerPrintError):
    """This setting cannot be changed over the API, or not while something stronger sets it."""


class InvalidSettingError(LezerPrintError):
    """The settings cannot have this value.

    Attributes:
        field: Which setting.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def why_fixed(settings: Settings, name: str) -> str | None:
    """Why a setting cannot be changed over the API; None: it can."""
    if (reason := FIXED.get(name)) is not None:
        return reason
    if name in settings.origin.flags:
        return "a flag of the command line sets it"
    given = {variable.upper() for variable, value in os.environ.items() if value}
    variable = next((one for one in environment_names(name) if one.upper() in given), None)
    return f"the environment variable {variable} sets it" if variable else None


def printer_variables() -> list[str]:
    """The environment variables that are set and say something of the default printer."""
    return [name for name in PRINTER_ENVIRONMENT if os.environ.get(name)]


def stored(settings: Settings) -> Stored:
    """What was changed over the API."""
    return stored_changes.read(settings.data_dir)


def next_settings(settings: Settings) -> Settings:
    """Those that the next start will have; the present ones where it would have none."""
    origin = settings.origin
    found, problems = read_settings(origin.config, origin.flags, stored(settings))
    return settings if found is None or problems else found


def change(settings: Settings, how: Callable[[Stored], Stored]) -> Settings:
    """Store changes; the settings that the next start will have.

    Args:
        settings: Those in force.
        how: From what was stored to what is to be; may raise.

    Raises:
        SettingFixedError: One of them cannot be changed here.
        InvalidSettingError: The settings cannot be so; nothing is changed.
        OSError: The disk refuses; nothing is changed.
    """
    with _LOCK:
        before = stored(settings)
        after = how(dict(before))
        changed = [name for name in {*before, *after} if before.get(name) != after.get(name)]
        for name in changed:
            if name not in Settings.model_fields:
                raise InvalidSettingError(name, "there is no such setting")
            if (reason := why_fixed(settings, name)) is not None:
                raise SettingFixedError(f"{name} cannot be changed here: {reason}")
        origin = settings.origin
        found, problems = read_settings(origin.config, origin.flags, after)
        if found is None or problems:
            field = next((name for name in changed if f"'{name}" in problems[0]), min(changed, default=""))
            raise InvalidSettingError(field, problems[0].partition(": ")[2] or problems[0])
        stored_changes.write(settings.data_dir, after)
        for name in AT_ONCE:
            # Frozen for everybody else: who reads these reads them anew each time.
            settings.__dict__[name] = getattr(found, name)
        return found
