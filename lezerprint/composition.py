"""The composition root: settings in, a running server out. The one module that sees every layer."""

from __future__ import annotations

import asyncio
import fcntl
import gc
import logging
import os
import signal
import socket
import sys
import threading
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import uvicorn

from actors.errors import SupervisionError
from actors.messages.job import Enqueue, Print, StartJob
from actors.messages.telemetry import GetReport
from actors.supervision import System
from actors.tree import server_tree
from lezerprint.backup.opening import opened
from lezerprint.base.enums import JobState
from lezerprint.database_setup import prepare
from lezerprint.errors import LezerPrintError, SettingsError, StorageUnavailableError
from lezerprint.logs.printers import PrinterLog
from lezerprint.logs.setup import configure_logging
from lezerprint.notify.task import queue_if_due
from lezerprint.parts import parts_of
from lezerprint.processing.restoring import carry_out
from lezerprint.secret_files import load_secrets
from lezerprint.storage.database import Storage
from lezerprint.tasks.dispatcher import TaskDispatcher
from web.app import create_app
from web.http_connection import HttpConnection
from web.http_server import HttpServer
from web.live.connection import LiveConnection
from web.live.sources import of_tasks
from web.printers import Printers
from web.services import services_of
from web.table import endpoints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from actors.supervision import Address, Failure
    from lezerprint.files.service import Files
    from lezerprint.jobs.job import Job
    from lezerprint.port.contract.snapshot import Snapshot
    from lezerprint.settings import Settings
    from lezerprint.tasks.dispatcher import Carrier
    from web.printers import Printer

    Watch = Callable[[Callable[[], Snapshot | None]], None]
    """Is given what asks for the newest report of the port process; returns at once."""

_logger = logging.getLogger(__name__)
_UP_SECONDS: Final = 15.0
_ASK_SECONDS: Final = 10.0

_UVICORN: Final[dict[str, Any]] = {
    "loop": "uvloop",
    "http": HttpConnection,
    "ws": LiveConnection,
    "log_config": None,
    # The middleware does these, and knows more.
    "access_log": False,
    "proxy_headers": False,
    "server_header": False,
    # Whoever sends or reads slowly does not keep the program from ending.
    "timeout_graceful_shutdown": 5,
}

SERVER_LOCK: Final = ".server.lock"
"""In the data directory: held by its server, whose process number it has."""

_LONGEST_NUMBER: Final = 20
_GC_THRESHOLDS: Final = (5_000, 10, 10)
"""A collection of all objects takes 0.4 s while a thousand clients connect, and would come several times."""

RESTART: Final = -1
"""What `serve_on` returns when the server is to be started anew."""

ROOT_EXHAUSTED: Final = 70
"""The exit code when the root supervisor gave up: systemd then starts all anew."""


def serve(settings: Settings, first_file: Path | None = None) -> int:
    """Run the server until it is told to stop; the exit code. `first_file` is printed at once.

    Raises:
        SettingsError: It cannot listen where it should, or another server has the data directory; nothing
            was begun.
        BackupError: Its data is just being restored.
    """
    with listening(settings) as listener, holding(settings.data_dir):
        carry_out(settings)
        with opened(settings):
            code = serve_on(listener, settings, first_file)
    if code == RESTART:
        logging.shutdown()
        os.execv(sys.executable, [sys.executable, *_without_print(sys.orig_argv[1:])])  # noqa: S606 - no shell
    return code


def _without_print(words: list[str]) -> list[str]:
    """A server that is started anew does not print its first file again."""
    kept = [word for word in words if not word.startswith("--print=")]
    if "--print" in kept:
        place = kept.index("--print")
        del kept[place : place + 2]
    return kept


@contextmanager
def holding(data_dir: Path) -> Iterator[None]:
    """Be the only server of this data directory, whatever the runtime folder.

    Two would take the printers from each other, and each would call the other's job lost.

    Raises:
        SettingsError: Another server has it.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(data_dir / SERVER_LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, _LONGEST_NUMBER).decode(errors="replace").strip() or "unknown"
            raise SettingsError(
                f"another server (process {holder}) uses the data directory {data_dir}: end that first, "
                "or give this one another --data-dir"
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)


@contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    """Before anything else, so that an address that is taken costs nothing."""
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


def serve_on(
    listener: socket.socket,
    settings: Settings,
    first_file: Path | None,
    watch: Watch | None = None,
    demo_user_id: UUID | None = None,
) -> int:
    """Run the server on this socket.

    Args:
        listener: The socket.
        settings: Of the server.
        first_file: Is printed at once.
        watch: Begins to tell on the console how the print goes.
        demo_user_id: The account of the demonstration; None: this is none.
    """
    configure_logging(settings)
    printers = [printer.port_options(settings.data_dir) for printer in settings.printers]
    storage = _storage(settings)
    parts = parts_of(settings, storage)
    parts.events.subscribe(PrinterLog())
    server: HttpServer | None = None
    restarts = threading.Event()

    def end(restart: bool) -> None:  # noqa: FBT001 - for `call_later`, which passes no names
        if restart:
            restarts.set()
        if server is not None:
            server.end()

    def on_exhausted(failure: Failure) -> None:
        _logger.critical("the server cannot go on: %s", failure)
        end(False)

    dispatcher = TaskDispatcher(
        storage, [_carrier(settings)], of_tasks(parts.events, storage), [queue_if_due]
    )
    system = System(server_tree(printers, parts, dispatcher), on_exhausted=on_exhausted)
    reachable = Printers.of(settings.printers, printers, system, settings.printer.name)
    services = services_of(
        parts,
        load_secrets(settings),
        system,
        reachable,
        endpoints(),
        end=end if watch is None else None,
        demo_user_id=demo_user_id,
    )
    server = HttpServer(uvicorn.Config(create_app(services), **_UVICORN))
    try:
        with system:
            if not system.wait_until_up(_UP_SECONDS):
                _logger.critical("the actors did not come up")
                return ROOT_EXHAUSTED
            if first_file is not None:
                _print(reachable.default, first_file, services.uploads.files, settings.bcrypt_rounds)
            if watch is not None:
                watch(partial(_report, reachable.default.telemetry))
            # What is there now stays: the collector need not look at it again while somebody waits.
            gc.collect()
            gc.freeze()
            gc.set_threshold(*_GC_THRESHOLDS)
            try:
                with suppress(asyncio.CancelledError):  # a second Ctrl-C does not wait for open connections
                    server.run(sockets=[listener])
            finally:
                if watch is None and not restarts.is_set():  # the demonstration's print ends with it
                    _say_what_goes_on(reachable)
            if system.failure is not None:
                return ROOT_EXHAUSTED
            return RESTART if restarts.is_set() else 0
    finally:
        dispatcher.close()
        services.close()


def _carrier(settings: Settings) -> Carrier:
    """Who brings tasks to workers; only that one's modules are loaded."""
    if settings.redis_url:
        from lezerprint.tasks.redis_queue import RedisFeeder  # noqa: PLC0415

        return RedisFeeder(settings)
    from lezerprint.tasks.pool import WorkerPool  # noqa: PLC0415

    return WorkerPool(settings)


def _print(printer: Printer, file: Path, files: Files, bcrypt_rounds: int) -> None:
    """Order a print; where it cannot be, the server is there all the same."""
    from lezerprint.first_print import stored_print  # noqa: PLC0415 - few starts need it

    try:
        try:
            stored = stored_print(file, printer.name, files, bcrypt_rounds)
        except StorageUnavailableError as error:
            _logger.warning("%s is printed without a record in the history: %s", file.name, error)
            printer.job.ask(Print(str(file.absolute()), file.name), _ASK_SECONDS)
            return
        told: Job = printer.job.ask(Enqueue(stored, start=False), _ASK_SECONDS)
        if told.state is JobState.QUEUED:
            printer.job.ask(StartJob(told.id), _ASK_SECONDS)
    except (LezerPrintError, OSError) as error:
        _logger.error("%s is not printed: %s", file.name, error)  # noqa: TRY400 - no fault of ours


def _storage(settings: Settings) -> Storage:
    """The database with the schema of this version; one that is away is waited for beside the printers.

    Raises:
        StorageError: It is of a newer version, or no database of ours.
    """
    storage = Storage(settings.database_url)
    try:
        prepare(storage)
    except StorageUnavailableError as error:
        _logger.warning("the server starts without its database, and tries on: %s", error)
    return storage


def _say_what_goes_on(printers: Printers) -> None:
    """Whoever ends the server may want to end the print; it does not end by itself."""
    several = len(list(printers)) > 1
    for printer in printers:
        report = _report(printer.telemetry)
        if report is None or (job := report.active_job) is None:
            continue
        command = f"lezerprint cancel --printer {printer.name}" if several else "lezerprint cancel"
        print(
            f"The print of {job.name} on {printer.name} goes on without the server. "
            f"Start the server again to follow it; to stop the print: {command}",
            file=sys.stderr,
            flush=True,
        )


def _report(telemetry: Address) -> Snapshot | None:
    """What is known of the printer, if somebody knows it now."""
    try:
        report: Snapshot | None = telemetry.ask(GetReport(), _ASK_SECONDS)
    except SupervisionError:
        return None
    return report
