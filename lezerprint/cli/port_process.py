"""`lezerprint port`: one printer's port process in the foreground, for a supervisor such as systemd.

It ends with 0 when it was told to (SIGTERM, or Ctrl-C), but never in mid-print: it waits for the job's end
and until the heaters are off. 3: the printer has a port process already. 4: it cannot start. Started again
after it was killed, it goes on at the next line.
"""

from __future__ import annotations

import signal
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from lezerprint.errors import PortError, SettingsError
from lezerprint.port.options import ALREADY_RUNNING, CANNOT_START
from lezerprint.port.process import serve
from lezerprint.settings import load_settings

if TYPE_CHECKING:
    from argparse import Namespace

    from lezerprint.settings import PrinterSettings, Settings


def run(given: Namespace) -> int:
    """Own the port until told to end; the exit code.

    Raises:
        SettingsError: The settings are wrong, or have no such printer.
    """
    settings = load_settings(given.config, {"data_dir": given.data_dir})
    printer = _printer(settings, given.printer)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    options = replace(printer.port_options(settings.data_dir), supervised=True)
    try:
        code = serve(options)
    except PortError as error:
        print(f"lezerprint: {error}", file=sys.stderr)
        return CANNOT_START
    if code == ALREADY_RUNNING:
        print(f"lezerprint: the printer {printer.name!r} has a port process already", file=sys.stderr)
    return code


def _printer(settings: Settings, name: str | None) -> PrinterSettings:
    if name is None:
        return settings.printer
    found = [printer for printer in settings.printers if printer.name == name]
    if not found:
        known = ", ".join(printer.name for printer in settings.printers)
        raise SettingsError(f"no such printer in the settings: {name!r} (there: {known})")
    return found[0]
