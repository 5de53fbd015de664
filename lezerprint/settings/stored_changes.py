"""Settings that were changed over the API: `settings.json` in the data directory, whole or as before."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final

from lezerprint.base import durable
from lezerprint.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME: Final = "settings.json"


def path_in(data_dir: Path) -> Path:
    """Where they are."""
    return data_dir / NAME


def read(data_dir: Path) -> dict[str, Any]:
    """What is stored, by the names of the settings; nothing where nothing was changed.

    Raises:
        SettingsError: The file cannot be read.
    """
    path = path_in(data_dir)
    try:
        found = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"the settings in {path} cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise SettingsError(f"the settings in {path} cannot be read: they are no JSON object")
    return found


def write(data_dir: Path, changes: Mapping[str, Any]) -> None:
    """Replace what is stored; only this user may read it, as secrets may be in it.

    Raises:
        OSError: The disk refuses; the file is as before.
    """
    path = path_in(data_dir)
    durable.make_folder(data_dir)
    draft = path.with_name(f"{NAME}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(changes, file, indent=2, ensure_ascii=False)
    durable.place(draft, path)
