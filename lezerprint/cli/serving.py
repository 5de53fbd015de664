"""`lezerprint serve` and `lezerprint demo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.cli.watching import watch
from lezerprint.composition import serve
from lezerprint.demonstration import demo
from lezerprint.settings import load_settings

if TYPE_CHECKING:
    from argparse import Namespace


def run(given: Namespace) -> int:
    """Run the server until it is told to stop; the exit code."""
    flags = {"host": given.host, "port": given.port, "data_dir": given.data_dir}
    settings = load_settings(given.config, flags)
    return demo(settings, watch) if given.command == "demo" else serve(settings, given.file)
