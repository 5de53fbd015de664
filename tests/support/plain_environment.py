"""An environment without settings, so that a test sees none but its own."""

from __future__ import annotations

import os

from lezerprint.settings import Settings
from lezerprint.settings.names import PRINTER_ENVIRONMENT, environment_names


def without_settings(monkeypatch, folder):
    """Take all settings out of the environment; the user's own files are in this folder."""
    customary = {name for field in Settings.model_fields for name in environment_names(field)}
    for name in list(os.environ):
        if name.startswith("LEZERPRINT_") or name in customary or name in PRINTER_ENVIRONMENT:
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setenv("HOME", str(folder))
