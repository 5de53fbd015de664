"""The database off the event loop: a few threads, each with a connection of its own, and a time limit."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, Final, TypeVar

from lezerprint.errors import StorageUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.storage.database import Storage

Result = TypeVar("Result")

_THREADS: Final = 8
_WAIT_SECONDS: Final = 6.0


class StoragePool:
    """Runs functions of the domain that use the models.

    Args:
        storage: The database.
        threads: How many there are.
        wait_seconds: How long a request waits for its answer, the time in the queue included. A thread
            that waits longer for a database that hangs goes on, and is free when that has given up.
    """

    def __init__(
        self, storage: Storage, *, threads: int = _THREADS, wait_seconds: float = _WAIT_SECONDS
    ) -> None:
        self.storage = storage
        self._wait_seconds = wait_seconds
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="storage")

    async def read(self, function: Callable[..., Result], *arguments: object) -> Result:
        """The result of a function that changes nothing.

        Raises:
            StorageUnavailableError: The database is away, or takes too long.
        """
        return await self.run(self.storage.read, function, *arguments)

    async def write(self, function: Callable[..., Result], *arguments: object) -> Result:
        """The result of a function that is done whole, in one transaction, or not at all.

        Raises:
            StorageUnavailableError: The database is away, or takes too long; whether it was done is then
                not known.
        """
        return await self.run(self.storage.run, function, *arguments)

    async def run(
        self, function: Callable[..., Result], *arguments: object, wait_seconds: float | None = None
    ) -> Result:
        """The result of a function that opens its sessions and transactions itself.

        Args:
            function: What is done.
            arguments: With what.
            wait_seconds: How long to wait for it; None: as long as any request waits.

        Raises:
            StorageUnavailableError: The database is away, or takes too long.
        """
        if not self.storage.is_migrated:
            raise StorageUnavailableError("the database has not been reached yet")
        within = copy_context()  # so that what is logged there has the request's id
        work = asyncio.get_running_loop().run_in_executor(self._threads, within.run, function, *arguments)
        try:
            return await asyncio.wait_for(work, wait_seconds or self._wait_seconds)
        except TimeoutError as error:
            raise StorageUnavailableError("the database does not answer in time") from error

    def close(self) -> None:
        """Begin nothing more; what hangs is left behind."""
        self._threads.shutdown(wait=False, cancel_futures=True)
