"""A server to look at: a simulated printer prints a sample, in a folder that is gone afterwards."""

from __future__ import annotations

import logging
import secrets
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lezerprint.accounts import users
from lezerprint.accounts.passwords import PasswordHasher
from lezerprint.accounts.service import Accounts
from lezerprint.backup.opening import opened
from lezerprint.base.enums import UserRole
from lezerprint.camera.setup import VIRTUAL as VIRTUAL_CAMERA
from lezerprint.composition import holding, listening, serve_on
from lezerprint.errors import LezerPrintError
from lezerprint.events import EventHub
from lezerprint.jobs.consequences import draw_consequences
from lezerprint.jobs.lifecycle import moved
from lezerprint.jobs.recorder import JobRecorder
from lezerprint.jobs.states import JobEvent
from lezerprint.jobs.store import JobStore
from lezerprint.port.channel import Channel
from lezerprint.port.contract import orders
from lezerprint.port.device import VIRTUAL
from lezerprint.storage.backlog import Backlog
from lezerprint.storage.database import Storage
from lezerprint.storage.migrating import migrate
from lezerprint.virtual.orders import OrderError, order
from lezerprint.virtual.sample import write_sample

if TYPE_CHECKING:
    import socket
    from uuid import UUID

    from lezerprint.composition import Watch
    from lezerprint.port.options import PortOptions
    from lezerprint.settings import Settings

_logger = logging.getLogger(__name__)
_SPEED: Final = 20.0
_LAYERS: Final = 160
"""A minute and a half at that speed: time to look at a print."""
_EMAIL: Final = "demo@localhost"
_PASSWORD_BYTES: Final = 9


def demo(settings: Settings, watch: Watch, folder: Path | None = None) -> int:
    """Run the server with a simulated printer of its own, which prints a bundled sample by itself.

    Args:
        settings: Of the server; what it keeps goes to `folder`.
        watch: Begins to tell on the console how the print goes.
        folder: Where files, jobs and accounts stay for the next time; None: nowhere.
    """
    with listening(settings) as listener, tempfile.TemporaryDirectory(prefix="lezerprint-demo-") as name:
        sample = Path(name) / "sample.gcode"
        write_sample(sample, _LAYERS)
        printer = settings.printer.model_copy(
            update={"device": VIRTUAL, "name": "demo", "virtual_speed": _SPEED}
        )
        camera = settings.camera_url or VIRTUAL_CAMERA
        given = settings.in_folder(folder or Path(name)).model_copy(
            update={"printers": (printer,), "camera_url": camera, "public_camera": True}
        )
        try:
            with holding(given.data_dir), opened(given):
                # The dashboard asks often: a line for each request would hide how the print goes.
                logging.getLogger("lezerprint.http").setLevel(logging.WARNING)
                user_id, password = _make_account(given)
                _introduce(listener, password)
                try:
                    return serve_on(listener, given, sample, watch, user_id)
                finally:
                    _end_port(printer.port_options(given.data_dir))
                    _end_job(given, printer.name)
        finally:
            logging.shutdown()  # before the folder goes, in which its files are


def _introduce(listener: socket.socket, password: str) -> None:
    url = _url(listener)
    print("A simulated printer prints a sample at 20x real time. Nothing heats or moves.")
    print(f"  Dashboard    {url}/")
    print(f"  API          {url}/api/docs")
    print(f"  Account      {_EMAIL}, password {password}")
    print(
        '  Try next     "First print over the API" in README.md. Ctrl-C ends the demonstration.', flush=True
    )


def _make_account(settings: Settings) -> tuple[UUID, str]:
    """An administrator for whoever tries it, or another password of the one that is there; both."""
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    with closing(Storage(settings.database_url)) as storage:
        migrate(storage)
        accounts = Accounts(storage, PasswordHasher(settings.bcrypt_rounds))
        with storage.session():
            known = users.find(_EMAIL)
        if known is None:
            known = accounts.create_user(_EMAIL, "demo", password, UserRole.ADMIN)
        else:
            accounts.reset_password(known.id, password)
    return known.id, password


def _end_port(options: PortOptions) -> None:
    """The demonstration's port process has nothing to outlive: its job is cancelled, and it goes."""
    paths = options.paths()
    try:
        with closing(Channel(paths.socket)) as channel:
            channel.ask(orders.Attach())
            channel.ask(orders.EmergencyStop())
            channel.ask(orders.Quit())
        order(paths.virtual_control, "quit")
    except (LezerPrintError, OrderError) as error:
        _logger.warning("a process of the demonstration stays: %s", error)


def _end_job(settings: Settings, printer: str) -> None:
    """The job that has gone with the port process is no longer said to be printed."""
    jobs = JobStore(settings.data_dir / "jobs")
    job = jobs.latest(printer)
    if job is not None and not job.has_ended:
        after, incident = moved(job, JobEvent.CANCEL, time.time(), reason="the demonstration was ended")
        backlog = Backlog(settings.data_dir / "backlog", draw_consequences)
        recorder = JobRecorder(jobs, EventHub(), backlog)
        recorder.keep(after)
        if incident is not None:
            recorder.happened(after, incident)
        try:
            with closing(Storage(settings.database_url)) as storage:
                while backlog.drain(storage):
                    pass
        except LezerPrintError as error:
            _logger.warning("the end of the job is recorded at the next start: %s", error)
    jobs.close()


def _url(listener: socket.socket) -> str:
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
