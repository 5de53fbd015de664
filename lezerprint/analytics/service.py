"""What is known of the prints of the past, as clients and reports ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from lezerprint.analytics import job_statistics as rows
from lezerprint.analytics import prediction
from lezerprint.analytics.ended_prints import ended_prints, examples
from lezerprint.analytics.errors import NoSuchPrinterError
from lezerprint.analytics.job_statistics import StatisticsFilter
from lezerprint.analytics.materials import uses
from lezerprint.analytics.totals import Totals, Trend
from lezerprint.base.enums import FileType
from lezerprint.files import rows as file_rows
from lezerprint.slicing import profile_rows as profiles
from lezerprint.slicing import sliced_files

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from lezerprint.analytics.cache import Cache
    from lezerprint.analytics.ended_prints import EndedPrint
    from lezerprint.analytics.materials import MaterialUse, Prices
    from lezerprint.analytics.periods import Period
    from lezerprint.analytics.prediction import Estimate, Prediction
    from lezerprint.base.enums import UserReason
    from lezerprint.port.failure import FailureReason
    from lezerprint.storage.models import PrintJob

TREND_DAYS: Final = 30
"""The dashboard holds the last so many days against those before them."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Summary of all prints.

    Attributes:
        totals: Of all that ever ended.
        recent: Of the last `TREND_DAYS`.
        before: Of as many days before those.
        active_printers: How many printers have something to do now.
    """

    totals: Totals
    recent: Totals
    before: Totals
    active_printers: int

    @property
    def trends(self) -> dict[str, Trend]:
        """How single figures went, by their name."""
        pair = self.recent, self.before
        return {
            "prints": Trend(*(one.prints for one in pair)),
            "success_rate": Trend(*(one.success_rate for one in pair)),
            "print_seconds": Trend(*(one.seconds for one in pair)),
            "grams": Trend(*(one.grams for one in pair)),
            "average_seconds": Trend(*(one.average_seconds for one in pair)),
        }


@dataclass(frozen=True, slots=True)
class Failures:
    """Why prints failed.

    Attributes:
        counts: How many for each reason that the server saw, the most frequent first.
        by_user: How many failed or were cancelled for each reason that their owners gave.
        examples: The newest of each.
    """

    counts: list[tuple[FailureReason, int]]
    by_user: list[tuple[UserReason, int]]
    examples: Mapping[FailureReason | UserReason, list[PrintJob]]


class Analytics:
    """Asks the database, in a session of the caller.

    Args:
        prices: What filament costs.
        printers: The names of those that are set.
        cache: For whoever asks again and again; see there when it is to be invalidated.
    """

    def __init__(self, prices: Prices, printers: Collection[str], cache: Cache) -> None:
        self.prices = prices
        self.cache = cache
        self._printers = frozenset(printers)

    def dashboard(self, printer: str | None, end: datetime) -> Dashboard:
        """Of one printer or all.

        Args:
            printer: Its name.
            end: What the last days end with: the end of today, or now.

        Raises:
            NoSuchPrinterError: There is none of this name.
        """
        self._check(printer)
        span = timedelta(days=TREND_DAYS)
        return Dashboard(
            rows.totals(StatisticsFilter(printer)),
            rows.totals(StatisticsFilter(printer, end - span, end)),
            rows.totals(StatisticsFilter(printer, end - 2 * span, end - span)),
            rows.active_printers(printer),
        )

    def statistics(self, printer: str | None, spans: Sequence[Period]) -> list[Totals]:
        """What ended in each of these periods.

        Raises:
            NoSuchPrinterError: There is none of this name.
        """
        self._check(printer)
        return rows.totals_by_period(spans, printer)

    def materials(self, which: StatisticsFilter) -> list[MaterialUse]:
        """What was used of each material, the most used first.

        Raises:
            NoSuchPrinterError: There is none of this name.
        """
        self._check(which.printer)
        return uses(rows.printed_files(which), self.prices)

    def failures(self, which: StatisticsFilter) -> Failures:
        """Why prints failed.

        Raises:
            NoSuchPrinterError: There is none of this name.
        """
        self._check(which.printer)
        return Failures(rows.failures(which), rows.user_failures(which), examples(which))

    def ended(
        self, which: StatisticsFilter, limit: int, material: str | None = None, *, completed: bool = False
    ) -> list[EndedPrint]:
        """Prints that have ended, the newest first; see `ended_prints`.

        Raises:
            NoSuchPrinterError: There is none of this name.
        """
        self._check(which.printer)
        return ended_prints(which, limit, material, completed=completed)

    def predict(self, file_id: UUID, profile_id: UUID | None, printer: str) -> Prediction:
        """What the print of a file takes on a printer.

        Args:
            file_id: G-code or a model.
            profile_id: What a model is sliced with; None: the default. G-code has been sliced already.
            printer: Its name.

        Raises:
            NoSuchPrinterError: There is none of this name.
            NoSuchFileError: There is no such file.
            ProfileNotFoundError: There is no such profile.
            NotMeasuredError: Nothing is known of the file yet.
        """
        self._check(printer)
        estimate = _estimate(file_id, profile_id)
        return prediction.predict(estimate, rows.past_prints(printer), self.prices)

    def invalidate(self) -> None:
        """A job has ended: what was kept is true no more. To be called after its transaction."""
        self.cache.invalidate()

    def _check(self, printer: str | None) -> None:
        if printer is not None and printer not in self._printers and not rows.printer_exists(printer):
            raise NoSuchPrinterError(f"unknown printer {printer!r}")


def _estimate(file_id: UUID, profile_id: UUID | None) -> Estimate:
    """By the G-code if there is some; what was sliced with other settings this once does not count."""
    file = file_rows.get(file_id)
    if file.file_type is FileType.GCODE:
        if profile_id is not None:
            profiles.get(profile_id)
        return prediction.of_gcode(file)
    profile = profiles.default() if profile_id is None else profiles.get(profile_id)
    for sliced in sliced_files.of_file(file.id):
        if prediction.is_plain(sliced, profile):
            return prediction.of_sliced(sliced)
    return prediction.of_model(file, profile)
