"""The worker process: `python -m lezerprint.tasks.worker`, started by a `WorkerPool`.

On its standard input it is first told what to do, and then only what stands in control.py.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import sys
import time
from contextlib import closing, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Final

from lezerprint.errors import LezerPrintError, StorageError
from lezerprint.logs.formats import JsonFormatter, LineFormatter, shows_colours
from lezerprint.tasks.control import Control
from lezerprint.tasks.orders import LENGTH, Orders
from lezerprint.tasks.processes import adopt_orphans
from lezerprint.tasks.runner import Runner

if TYPE_CHECKING:
    from lezerprint.settings import Settings

_logger = logging.getLogger(__name__)
_NICENESS: Final = 10
_POLL_SECONDS: Final = 5.0
_IDLE_SECONDS: Final = 600.0
_QUIET: Final = ("peewee", "rq", "PIL")


def main() -> int:
    """Work until the pipe ends; the exit code."""
    descriptor = os.dup(sys.stdin.fileno())
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    orders = _read(descriptor)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # who started it says when it leaves
    with suppress(OSError):
        os.nice(_NICENESS)
    _log(orders.settings)
    for plugin in orders.plugins:
        import_module(plugin)
    adopt_orphans()
    control = Control(descriptor)
    if orders.from_redis:
        from lezerprint.tasks.redis_queue import work_from_redis  # noqa: PLC0415 - only who has one waits

        work_from_redis(orders.settings, orders.queues, control)
        return 0
    with closing(Runner(orders.settings, control)) as runner:
        _work(orders.queues, runner, control)
    return 0


def _work(queues: tuple[str, ...], runner: Runner, control: Control) -> None:
    """Do what there is; one that has had nothing to do for long gives its memory back."""
    worked_at = time.monotonic()
    while time.monotonic() - worked_at < _IDLE_SECONDS:
        control.look()
        if control.ends:
            return
        try:
            worked = runner.run_next(queues)
        except StorageError as error:
            _logger.debug("tasks cannot be queried: %s", error)
            worked = False
        if worked:
            worked_at = time.monotonic()
        else:
            control.wait(_POLL_SECONDS)


def _read(descriptor: int) -> Orders:
    (length,) = LENGTH.unpack(_read_exactly(descriptor, LENGTH.size))
    orders = pickle.loads(_read_exactly(descriptor, length))  # noqa: S301 - from our own parent, by its pipe
    if not isinstance(orders, Orders):
        raise LezerPrintError("a worker is started by the server or by `lezerprint worker`")
    return orders


def _read_exactly(descriptor: int, length: int) -> bytes:
    content = b""
    while len(content) < length:
        if not (part := os.read(descriptor, length - len(content))):
            raise SystemExit(0)
        content += part
    return content


def _log(settings: Settings) -> None:
    """To standard error, which is the starter's; without threads, for the worker forks."""
    handler = logging.StreamHandler(sys.stderr)
    production = settings.env == "production"
    handler.setFormatter(JsonFormatter() if production else LineFormatter(coloured=shows_colours(sys.stderr)))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(settings.log_level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


if __name__ == "__main__":
    sys.exit(main())
