"""The composition root: settings in, a running server out. The one module that sees every layer."""

from __future__ import annotations

import logging
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import uvicorn

from actors.errors import SupervisionError
from actors.messages.job import Print
from actors.supervision import System
from actors.tree import server_tree
from lezerprint.errors import JobError, LezerPrintError
from lezerprint.jobs.store import JobStore
from lezerprint.port.device import VIRTUAL
from lezerprint.port.options import PortOptions
from lezerprint.virtual.sample import write_sample
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actors.supervision import Failure
    from lezerprint.settings import Settings

_logger = logging.getLogger(__name__)
_UP_SECONDS: Final = 15.0
_STOP_SECONDS: Final = 10.0
_DEMO_SPEED: Final = 20.0
ROOT_EXHAUSTED: Final = 70
"""The exit code when the root supervisor gave up: systemd then starts all anew."""


class _Server(uvicorn.Server):
    """Uvicorn, which the end of the tree ends too."""

    failure: Failure | None = None

    def tree_ended(self, failure: Failure) -> None:
        self.failure = failure
        self.should_exit = True


def serve(settings: Settings, first_file: Path | None = None) -> int:
    """Run the server until it is told to stop; the exit code. `first_file` is printed at once."""
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    printers = port_options(settings)
    store = JobStore(settings.data_dir / "jobs")
    server: _Server | None = None

    def on_exhausted(failure: Failure) -> None:
        if server is not None:
            server.tree_ended(failure)

    system = System(server_tree(printers, store), on_exhausted=on_exhausted)
    app = create_app(system, printers[0])
    server = _Server(uvicorn.Config(app, host=settings.host, port=settings.port, log_config=None, access_log=False))
    with system:
        if not system.wait_until_up(_UP_SECONDS):
            _logger.error("the actors did not come up")
            return ROOT_EXHAUSTED
        if first_file is not None:
            _print(system, printers[0], first_file)
        server.run()
    store.close()
    return ROOT_EXHAUSTED if server.failure is not None else 0


def demo(settings: Settings) -> int:
    """Run the server with a simulated printer that prints a bundled sample by itself."""
    printer = replace_device(settings)
    with tempfile.TemporaryDirectory(prefix="lezerprint-demo-") as folder:
        sample = Path(folder) / "sample.gcode"
        write_sample(sample)
        print(f"LezerPrint demo: a simulated printer prints {sample.name}.")
        print(f"See http://{settings.host}:{settings.port}/api/printer/status; Ctrl-C ends it.", flush=True)
        return serve(printer, sample)
