"""`lezerprint print`: one file on one printer, with no server.

The port process does the printing; the command line looks on, and gives the orders when the user wants to
stop. A print goes on when the command line is killed.
"""

from __future__ import annotations

import contextlib
import uuid
from typing import TYPE_CHECKING

from lezerprint.cli import wording
from lezerprint.cli.display import open_display
from lezerprint.cli.interrupts import CancelledError, Interrupts
from lezerprint.cli.printer_port import PrinterPort
from lezerprint.cli.session import Session
from lezerprint.cli.spools import remove_leftovers, spool_path
from lezerprint.cli.target import claimed
from lezerprint.gcode.spooling import SpoolSummary, write_spool
from lezerprint.settings import load_settings

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from lezerprint.cli.display import Display
    from lezerprint.port.options import PortOptions


def run(given: Namespace) -> int:
    """Print the file; the exit code: 0 done, 130 after Ctrl-C, 143 after SIGTERM.

    Raises:
        LezerPrintError: The file, the device or the print is at fault.
    """
    of_printer = {
        "device": given.device,
        "baudrate": given.baudrate,
        "orphan_timeout_seconds": given.orphan_timeout,
        "virtual_speed": given.virtual_speed,
        "virtual_dialect": given.virtual_dialect,
    }
    settings = load_settings(given.config, {"data_dir": given.data_dir, "printer": of_printer})
    with Interrupts() as interrupts, claimed(settings.printer, given.file.name) as options:
        job = uuid.uuid4().hex
        spool = spool_path(settings.data_dir, options.printer, job)
        with contextlib.closing(open_display(given.file.name)) as display:
            try:
                _prepare(given.file, spool, display, interrupts)
                return _print(given.file.name, spool, job, options, display, interrupts)
            except CancelledError:
                display.close()
                display.say("cancelled before the print began")
                return interrupts.exit_code


def _prepare(file: Path, spool: Path, display: Display, interrupts: Interrupts) -> None:
    """Make the spool."""
    display.status(f"reading {file.name}")
    summary = write_spool(file, spool, progress=lambda _share: interrupts.check())
    display.say(introduction(file.name, summary))


def introduction(name: str, summary: SpoolSummary) -> str:
    """What a file is, in a line."""
    parts = [wording.counted(summary.line_count, "command")]
    if summary.layer_count:
        parts.append(wording.counted(summary.layer_count, "layer"))
    if summary.estimated_seconds:
        parts.append(f"about {wording.duration(summary.estimated_seconds)}")
    if summary.skipped_count:
        parts.append(f"{wording.counted(summary.skipped_count, 'invalid line')} skipped")
    return f"{name}: {', '.join(parts)}"


def _print(
    name: str, spool: Path, job: str, options: PortOptions, display: Display, interrupts: Interrupts
) -> int:
    session: Session | None = None
    try:
        port = PrinterPort(options)
        remove_leftovers(spool)
        session = Session(job, name, port=port, options=options, interrupts=interrupts, display=display)
        try:
            session.start(spool)
            return session.finish()
        finally:
            session.leave()
    finally:
        if session is None or session.over:
            spool.unlink(missing_ok=True)
