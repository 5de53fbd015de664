"""The files of a simulated printer: its EEPROM and the log of what it executed."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    Saved = Mapping[str, Mapping[str, float]]


class Files:
    """Keeps settings in a JSON file, or in memory without one, and logs commands if asked to.

    Raises:
        OSError: The log cannot be written.
    """

    def __init__(self, eeprom: Path | None = None, log: Path | None = None) -> None:
        self._eeprom = eeprom
        self._in_memory: Saved | None = None
        self._log = None if log is None else os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)

    def load(self) -> Saved | None:
        """The saved settings; None when there are none, or none that can be read."""
        if self._eeprom is None:
            return self._in_memory
        try:
            saved: Saved = json.loads(self._eeprom.read_text())
        except (OSError, ValueError):
            return None
        return saved

    def save(self, settings: Saved) -> None:
        """Keep settings; a crash leaves either the old ones or the new ones."""
        if self._eeprom is None:
            self._in_memory = settings
            return
        fresh = self._eeprom.with_name(self._eeprom.name + ".new")
        fresh.write_text(json.dumps(settings, indent=1))
        fresh.replace(self._eeprom)

    def log(self, command: str) -> None:
        """Write down a command; it is in the file when this returns."""
        if self._log is not None:
            os.write(self._log, command.encode("latin-1", "replace") + b"\n")

    def close(self) -> None:
        """Close the log."""
        if self._log is not None:
            os.close(self._log)
