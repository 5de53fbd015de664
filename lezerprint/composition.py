"""The composition root: settings in, a running server out. The one module that sees every layer."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import tempfile
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import uvicorn

from actors.errors import SupervisionError
from actors.messages.job import Print
from actors.messages.telemetry import GetReport
from actors.supervision import System
from actors.tree import server_tree
from lezerprint.cli.watching import watch
from lezerprint.errors import LezerPrintError, SettingsError
from lezerprint.jobs.store import JobStore
from lezerprint.port.channel import Channel
from lezerprint.port.device import VIRTUAL
from lezerprint.port.options import PortOptions
from lezerprint.port.paths import port_paths
from lezerprint.virtual.orders import OrderError, order
from lezerprint.virtual.sample import write_sample
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actors.supervision import Address, Failure
    from lezerprint.settings import PrinterSettings, Settings

_logger = logging.getLogger(__name__)
_UP_SECONDS: Final = 15.0
_ASK_SECONDS: Final = 10.0
_DEMO_SPEED: Final = 20.0

ROOT_EXHAUSTED: Final = 70
"""The exit code when the root supervisor gave up: systemd then starts all anew."""


def serve(settings: Settings, first_file: Path | None = None) -> int:
    """Run the server until it is told to stop; the exit code. `first_file` is printed at once.

    Raises:
        SettingsError: It cannot listen where it should; nothing was begun.
    """
    with _listening(settings) as listener:
        return _serve(settings, listener, first_file)


def demo(settings: Settings) -> int:
    """Run the server with a simulated printer of its own, which prints a bundled sample by itself."""
    with _listening(settings) as listener, tempfile.TemporaryDirectory(prefix="lezerprint-demo-") as name:
        folder = Path(name)
        sample = folder / "sample.gcode"
        write_sample(sample)
        printer = settings.printer.model_copy(
            update={"device": VIRTUAL, "name": "demo", "virtual_speed": _DEMO_SPEED}
        )
        given = settings.model_copy(update={"printers": (printer,), "data_dir": folder})
        print("A simulated printer prints a sample, twenty times as fast as life.")
        print(f"Open {_url(listener)}/api/printer/status to watch; Ctrl-C ends it.", flush=True)
        try:
            return _serve(given, listener, sample, watched=True)
        finally:
            _end_port(_port_options(printer))


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """Before anything else: two servers would take the printer from each other."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family)
        # asyncio sets it only on sockets that name their protocol, and answers would wait for Nagle.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        number = error.errno or 0  # below zero for a name that is unknown
        reason = os.strerror(number) if number > 0 else error.strerror or str(error)
        raise SettingsError(f"cannot listen on {settings.host}:{settings.port}: {reason}") from error
    with listener, _ending_in_order():
        yield listener


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """SIGTERM ends the program as Ctrl-C does, with all that is to be done at the end."""

    def end(*_: object) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _serve(
    settings: Settings, listener: socket.socket, first_file: Path | None, *, watched: bool = False
) -> int:
    _log(settings.log_level)
    printers = [_port_options(printer) for printer in settings.printers]
    default = _port_options(settings.printer)
    store = JobStore(settings.data_dir / "jobs")
    server: uvicorn.Server | None = None

    def on_exhausted(failure: Failure) -> None:
        _logger.critical("the server cannot go on: %s", failure)
        if server is not None:
            server.should_exit = True

    system = System(server_tree(printers, store), on_exhausted=on_exhausted)
    server = uvicorn.Server(uvicorn.Config(create_app(system, default), log_config=None, access_log=False))
    try:
        with system:
            if not system.wait_until_up(_UP_SECONDS):
                _logger.critical("the actors did not come up")
                return ROOT_EXHAUSTED
            if first_file is not None:
                job = system.address(f"printer/{default.printer}/job")
                job.ask(Print(str(first_file.absolute()), first_file.name), _ASK_SECONDS)
            if watched:
                watch(partial(_report, system.address(f"printer/{default.printer}/telemetry")))
            with suppress(asyncio.CancelledError):  # a second Ctrl-C does not wait for open connections
                server.run(sockets=[listener])
            return ROOT_EXHAUSTED if system.failure is not None else 0
    finally:
        store.close()


def _report(telemetry: Address) -> dict[str, Any] | None:
    """What is known of the printer, if somebody knows it now."""
    try:
        report: dict[str, Any] | None = telemetry.ask(GetReport(), _ASK_SECONDS)
    except SupervisionError:
        return None
    return report


def _end_port(options: PortOptions) -> None:
    """The demonstration's port process has nothing to outlive: its job is dropped, and it goes."""
    paths = port_paths(options.printer, options.folder)
    try:
        with closing(Channel(paths.socket)) as channel:
            channel.ask("attach")
            channel.ask("emergency_stop")
            channel.ask("quit")
        order(paths.virtual_control, "quit")
    except (LezerPrintError, OrderError) as error:
        _logger.warning("a process of the demonstration stays: %s", error)


def _url(listener: socket.socket) -> str:
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


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
