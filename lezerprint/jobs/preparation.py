"""From a file to what the port process prints: sliced where it must be, reckoned, and spooled."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from lezerprint.analytics.materials import Prices
from lezerprint.errors import GcodeFileError, SpoolError, StorageError
from lezerprint.gcode.spool_options import SpoolOptions
from lezerprint.jobs.errors import NotPrintableError
from lezerprint.jobs.forecast import Forecast
from lezerprint.jobs.scripts import spool_options, targets_of
from lezerprint.naming import told_as

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from threading import Event
    from uuid import UUID

    from lezerprint.analytics.history import Correction
    from lezerprint.gcode.spool_options import Beginning
    from lezerprint.jobs.job import Job
    from lezerprint.jobs.store import JobStore
    from lezerprint.settings import PrinterSettings

_logger = logging.getLogger(__name__)
_DEFAULT_PRICES: Final = Prices({}, 25.0, "EUR")


@dataclass(frozen=True, slots=True)
class SlicedSource:
    """G-code that was made for a job.

    Attributes:
        id: Of its row.
        path: The file.
        sha256: What its content is.
    """

    id: UUID
    path: str
    sha256: str


class Slicer(Protocol):
    """Has models sliced."""

    def slice(self, job: Job, cancelled: Event) -> SlicedSource:
        """Wait until it is done.

        Raises:
            NotPrintableError: It cannot be sliced, or nobody wants it any more.
        """


class Rest(Protocol):
    """How the rest of a failed job is printed."""

    @property
    def beginning(self) -> Beginning:
        """Where in the file."""

    @property
    def prelude(self) -> list[str]:
        """What is sent before the file goes on."""


class RestPlanner(Protocol):
    """Plans the rest of failed jobs."""

    def __call__(
        self, store: JobStore, job_id: UUID, options: dict[str, Any], printer: PrinterSettings, /
    ) -> Rest:
        """The plan for a failed job by its files, in the words of `lezerprint.recovery`.

        Raises:
            LezerPrintError: It cannot be planned.
        """


@dataclass(frozen=True, slots=True)
class Ready:
    """What preparing a job brought to light.

    Attributes:
        source: The G-code that is printed.
        sliced: What was sliced for it; None: nothing had to be.
        forecast: What the print will take.
        price_per_kg: Of its filament.
    """

    source: str
    sliced: SlicedSource | None
    forecast: Forecast
    price_per_kg: float


@dataclass(frozen=True, slots=True)
class Preparation:
    """Prepares jobs, in a thread of the caller's; what already exists is left.

    Attributes:
        store: Where spools go.
        slicer: Has models sliced; None: nobody does.
        prices: What filament costs.
        printers: Their settings, by name.
        plan_rest: Plans the rest of failed jobs; None: nobody does.
        correction: What a printer's past says of the next print; None: nobody knows.
    """

    store: JobStore
    slicer: Slicer | None = None
    prices: Prices = _DEFAULT_PRICES
    printers: Mapping[str, PrinterSettings] = field(default_factory=dict)
    plan_rest: RestPlanner | None = None
    correction: Callable[[str], Correction] | None = None

    def prepare(self, job: Job, cancelled: Event) -> Ready:
        """Make the spool and the forecast of a job.

        Raises:
            LezerPrintError: It cannot be printed, or it was cancelled.
            OSError: The disk takes nothing.
        """
        sliced = None
        if job.needs_slicing:
            if self.slicer is None:
                raise NotPrintableError("a model must be sliced before it can be printed")
            sliced = self.slicer.slice(job, cancelled)
            job = replace(job, source=sliced.path, sha256=sliced.sha256)
        forecast, rest = self._forecast(job, cancelled), self._rest(job)
        if rest is not None:
            forecast = forecast.beginning_at(rest.beginning.byte)
            forecast.write(self.store.forecast_path(job.id))
        spool = self.store.spool_path(job.id)
        if not spool.exists():  # one that is there is whole, and may be in use
            self._write(job, spool, forecast, rest)
        return Ready(job.source, sliced, forecast, self.prices.per_kg(forecast.material.upper()))

    def _forecast(self, job: Job, cancelled: Event) -> Forecast:
        path = self.store.forecast_path(job.id)
        if (known := Forecast.read(path)) is not None:
            return known
        from lezerprint.gcode.analysis import (  # noqa: PLC0415 - brings numpy, which no start needs
            AnalysisCancelledError,
            analyse,
        )

        try:
            forecast = self._corrected(
                job, Forecast.of(analyse(Path(job.source), plate=job.plate, cancelled=cancelled.is_set))
            )
        except AnalysisCancelledError:
            raise NotPrintableError("it was cancelled") from None
        except GcodeFileError as error:  # the spool decides whether it can be printed
            _logger.warning("no forecast for the print: %s", error)
            return Forecast(0.0)
        path.parent.mkdir(parents=True, exist_ok=True)
        forecast.write(path)
        return forecast

    def _corrected(self, job: Job, forecast: Forecast) -> Forecast:
        """With what the printer's past says, unless the database is away: no print waits for that."""
        if self.correction is None:
            return forecast
        try:
            past = self.correction(job.printer)
        except StorageError as error:
            _logger.debug("the past of %s is not known: %s", job.printer, error)
            return forecast
        return replace(forecast, factor=past.factor, log_deviation=past.log_deviation)

    def _rest(self, job: Job) -> Rest | None:
        """How the rest of another job is printed, where this one is to do that."""
        if job.recovery is None:
            return None
        printer = self.printers.get(job.printer)
        if printer is None:  # the whole file would be printed onto what is there
            raise NotPrintableError("its printer is no longer in the settings")
        if self.plan_rest is None:
            raise NotPrintableError("the rest of a job cannot be planned without its port process")
        return self.plan_rest(self.store, job.recovery.job_id, job.recovery.options, printer)

    def _write(self, job: Job, spool: Path, forecast: Forecast, rest: Rest | None) -> None:
        spool.parent.mkdir(parents=True, exist_ok=True)
        printer = self.printers.get(job.printer)
        if printer is None:
            options = SpoolOptions(job.name, targets=targets_of(job), expected_sha256=job.sha256)
        else:
            options = spool_options(job, forecast, printer)
        options = replace(options, plate=job.plate)
        if rest is not None:
            options = replace(options, prelude=rest.prelude, beginning=rest.beginning)
        from lezerprint.gcode.spooling import write_spool  # noqa: PLC0415 - brings numpy, as above

        source = Path(job.source)
        try:
            with told_as(job.name, source):
                write_spool(source, spool, options=options)
        except SpoolError as error:  # users know nothing of where it is
            raise SpoolError(str(error).replace(str(spool), "the spool")) from error
