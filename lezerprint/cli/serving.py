"""`lezerprint serve` and `lezerprint demo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.composition import serve
from lezerprint.heap import bound_heap
from lezerprint.settings import load_settings

if TYPE_CHECKING:
    from argparse import Namespace


def run(given: Namespace) -> int:
    """Run the server until it is told to stop; the exit code."""
    bound_heap()
    flags = {"host": given.host, "port": given.port, "data_dir": given.data_dir}
    settings = load_settings(given.config, flags)
    if given.command == "demo":
        # `serve` needs nothing of these.
        from lezerprint.cli.watching import watch  # noqa: PLC0415
        from lezerprint.demonstration import demo  # noqa: PLC0415

        return demo(settings, watch, given.data_dir)
    return serve(settings, given.file)
