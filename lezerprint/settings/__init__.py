"""What the user has set: flags, the environment, changes over the API, `--config`, the user's own file.

model.py has the fields, values.py what their values may be, names.py how they are called in the
environment, loading.py where they come from.
"""

from __future__ import annotations

from lezerprint.settings.loading import load_settings, read_settings
from lezerprint.settings.model import Settings
from lezerprint.settings.printer import DEFAULT_PRINTER, PrinterSettings

__all__ = ["DEFAULT_PRINTER", "PrinterSettings", "Settings", "load_settings", "read_settings"]
