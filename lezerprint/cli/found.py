"""The printers that have a port process: those of the settings, and those that the command line prints on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.cli.target import DEVICE_PREFIX, VIRTUAL_PREFIX
from lezerprint.errors import PortError
from lezerprint.port.channel import Channel, PortGoneError, paths_in_use
from lezerprint.port.paths import PortPaths, runtime_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lezerprint.port.contract.snapshot import Snapshot
    from lezerprint.settings import Settings

ANSWER_SECONDS: Final = 2.0
MOST_AT_ONCE: Final = 16


@dataclass(frozen=True, slots=True)
class FoundPrinter:
    """A printer whose port process may be there.

    Attributes:
        name: What `--printer` calls it.
        paths: The port process's files.
        snapshot: What it said just now; None: it is there and does not answer.
    """

    name: str
    paths: PortPaths
    snapshot: Snapshot | None

    @property
    def printing(self) -> bool:
        """Whether a job is there that has not ended, or a print from the SD card."""
        snapshot = self.snapshot
        return snapshot is not None and (snapshot.sd_print is not None or snapshot.active_job is not None)

    def is_called(self, name: str) -> bool:
        """Whether the user means this one, by its name or by its device."""
        if self.snapshot is None:
            return name == self.name
        return name in (self.name, self.snapshot.printer, self.snapshot.connection.device)


def find_printers(settings: Settings) -> list[FoundPrinter]:
    """Those of the settings and its data directory first, then the command line's; each by its own name."""
    ours = {one.name: paths_in_use(one.port_options(settings.data_dir)) for one in settings.printers}
    folder = runtime_folder()
    others = (
        PortPaths(folder, socket.stem)
        for prefix in (DEVICE_PREFIX, VIRTUAL_PREFIX)
        for socket in sorted(folder.glob(f"{prefix}*.sock"))
    )
    return _answering({**ours, **{paths.printer: paths for paths in others}}.items())


def find_all() -> list[FoundPrinter]:
    """Whatever has a socket in the runtime folder: for a stop in spite of settings that cannot be read."""
    folder = runtime_folder()
    sockets = sorted(folder.glob("*.sock"))
    return _answering((socket.stem, PortPaths(folder, socket.stem)) for socket in sockets)


def _answering(candidates: Iterable[tuple[str, PortPaths]]) -> list[FoundPrinter]:
    """All are asked at the same time: one that does not answer must not delay a stop of the others."""
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        return [found for found in pool.map(_found, candidates) if found is not None]


def _found(place: tuple[str, PortPaths]) -> FoundPrinter | None:
    name, paths = place
    try:
        return FoundPrinter(name, paths, _snapshot(paths.socket))
    except PortGoneError:
        return None  # nobody listens there
    except PortError:
        return FoundPrinter(name, paths, None)


def _snapshot(socket: Path) -> Snapshot:
    with closing(Channel(socket, answer_seconds=ANSWER_SECONDS)) as channel:
        return channel.snapshot(ANSWER_SECONDS)
