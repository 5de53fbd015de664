"""The printers of this server: what is set, and where their actors are."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lezerprint.port.stop_line import StopLine
from web.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from actors.supervision import Address, System
    from lezerprint.port.options import PortOptions
    from lezerprint.settings import PrinterSettings


_PREPARE_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Printer:
    """One printer.

    Attributes:
        settings: What the user has set.
        options: How its port process is reached.
        telemetry: Who knows how it stands.
        job: Who has its jobs.
        serial: Who speaks to its port process.
        stop_line: Past all of them, for the emergency stop.
        moving: Held while a move is checked and sent: where it begins depends on those before it.
    """

    settings: PrinterSettings
    options: PortOptions
    telemetry: Address
    job: Address
    serial: Address
    stop_line: StopLine
    moving: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def name(self) -> str:
        """What it is called in addresses."""
        return self.settings.name


class Printers:
    """All of them, by name."""

    def __init__(self, printers: Mapping[str, Printer], default: str) -> None:
        self._printers = dict(printers)
        self._default = default

    @classmethod
    def of(
        cls,
        settings: Iterable[PrinterSettings],
        options: Iterable[PortOptions],
        system: System,
        default: str,
    ) -> Printers:
        """Those of a tree; settings and options are of the same printers, in the same order."""
        printers = {}
        for one, its_options in zip(settings, options, strict=True):
            telemetry, job, serial = (
                system.address(f"printer/{one.name}/{actor}") for actor in ("telemetry", "job", "serial")
            )
            printers[one.name] = Printer(one, its_options, telemetry, job, serial, StopLine(its_options))
        return cls(printers, default)

    @property
    def default(self) -> Printer:
        """The one that `/api/printer/…` means."""
        return self._printers[self._default]

    def get(self, name: str | None) -> Printer:
        """The printer of this name; the default one without a name.

        Raises:
            NotFoundError: There is none.
        """
        if name is None:
            return self.default
        if (printer := self._printers.get(name)) is None:
            raise NotFoundError(f"unknown printer {name[:100]!r}")
        return printer

    def known(self, name: str) -> Printer | None:
        """The printer of this name, if it is still set."""
        return self._printers.get(name)

    async def keep_stop_lines(self) -> None:
        """See to it, until cancelled, that each printer can be stopped at once."""
        try:
            while True:
                for printer in self._printers.values():
                    await asyncio.to_thread(printer.stop_line.prepare)
                await asyncio.sleep(_PREPARE_SECONDS)
        finally:
            for printer in self._printers.values():
                printer.stop_line.close()

    def __iter__(self) -> Iterator[Printer]:
        return iter(self._printers.values())
