"""The composition root: settings in, a running server out. The one module that sees every layer."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import uvicorn

from actors.messages.job import Print
from actors.supervision import System
from actors.tree import server_tree
from lezerprint.errors import LezerPrintError
from lezerprint.jobs.store import JobStore
from lezerprint.port.channel import Channel
from lezerprint.port.device import VIRTUAL
from lezerprint.port.options import PortOptions
from lezerprint.port.paths import port_paths
from lezerprint.virtual.sample import write_sample
from web.app import create_app

if TYPE_CHECKING:
    from actors.supervision import Failure
    from lezerprint.settings import PrinterSettings, Settings

_logger = logging.getLogger(__name__)
_UP_SECONDS: Final = 15.0
_ASK_SECONDS: Final = 10.0
_DEMO_SPEED: Final = 20.0

ROOT_EXHAUSTED: Final = 70
"""The exit code when the root supervisor gave up: systemd then starts all anew."""


def serve(settings: Settings, first_file: Path | None = None) -> int:
    """Run the server until it is told to stop; the exit code. `first_file` is printed at once."""
    _log(settings.log_level)
    printers = [_port_options(printer) for printer in settings.printers]
    default = _port_options(settings.printer)
    store = JobStore(settings.data_dir / "jobs")
    server: _Server | None = None

    def on_exhausted(failure: Failure) -> None:
        _logger.critical("the server cannot go on: %s", failure)
        if server is not None:
            server.should_exit = True

    system = System(server_tree(printers, store), on_exhausted=on_exhausted)
    server = _Server(
        uvicorn.Config(
            create_app(system, default),
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
        )
    )
    try:
        with system:
            if not system.wait_until_up(_UP_SECONDS):
                _logger.critical("the actors did not come up")
                return ROOT_EXHAUSTED
            if first_file is not None:
                job = f"printer/{default.printer}/job"
                system.address(job).ask(Print(str(first_file), first_file.name), _ASK_SECONDS)
            server.run()
            return ROOT_EXHAUSTED if system.failure is not None else server.exit_code
    finally:
        store.close()


def demo(settings: Settings) -> int:
    """Run the server with a simulated printer of its own, which prints a bundled sample by itself."""
    with tempfile.TemporaryDirectory(prefix="lezerprint-demo-") as name:
        folder = Path(name)
        sample = folder / "sample.gcode"
        write_sample(sample)
        printer = settings.printer.model_copy(
            update={"device": VIRTUAL, "name": "demo", "virtual_speed": _DEMO_SPEED}
        )
        given = settings.model_copy(update={"printers": (printer,), "data_dir": folder})
        print("A simulated printer prints a sample, twenty times as fast as life.")
        print(
            f"Open http://{settings.host}:{settings.port}/api/printer/status to watch; Ctrl-C ends it.",
            flush=True,
        )
        try:
            return serve(given, sample)
        finally:
            _end_port(_port_options(printer))


class _Server(uvicorn.Server):
    """Uvicorn, with an exit code."""

    @property
    def exit_code(self) -> int:
        """1 where it could not even listen."""
        return 0 if self.started else 1


def _end_port(options: PortOptions) -> None:
    """The demonstration's port process has nothing to outlive: its job is dropped, and it goes."""
    try:
        channel = Channel(port_paths(options.printer, options.folder).socket)
    except LezerPrintError:
        return
    try:
        channel.ask("attach")
        channel.send("emergency_stop")
        channel.ask("quit")
    except (LezerPrintError, TimeoutError) as error:
        _logger.warning("the port process stays: %s", error)
    finally:
        channel.close()


def _port_options(printer: PrinterSettings) -> PortOptions:
    return PortOptions(
        printer.name,
        printer.device,
        baudrate=printer.baudrate,
        orphan_timeout_seconds=printer.orphan_timeout_seconds,
        residency_seconds=printer.residency_seconds,
        virtual_speed=printer.virtual_speed,
    )


def _log(level: str) -> None:
    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    logging.getLogger("pykka").setLevel(logging.WARNING)
