"""When printers are due for maintenance: after so many hours of printing since that was last told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lezerprint.analytics import job_statistics
from lezerprint.base.enums import NotificationType, UserRole
from lezerprint.storage.models import Printer
from lezerprint.tasks.task_queue import new_task

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from lezerprint.storage.database import Storage

_SECONDS_PER_HOUR: Final = 3600
_TOLD_AT: Final = "maintenanceToldAtHours"
_WHO: Final = (UserRole.OPERATOR, UserRole.ADMIN)


@dataclass(frozen=True, slots=True)
class PrintingHours:
    """How long a printer has printed.

    Attributes:
        printer_id: Its row.
        name: What it is called.
        hours: Ever.
        told_at: The hours when users were last told that it is due; 0: never.
    """

    printer_id: UUID
    name: str
    hours: float
    told_at: float

    def hours_left(self, interval_hours: float) -> float | None:
        """After how many hours more it is due, 0 or less if it is; None: never."""
        return self.told_at + interval_hours - self.hours if interval_hours else None


def printing_hours(printers: Collection[str]) -> list[PrintingHours]:
    """Of those of these printers that ever had a job, by name; in a session of the caller."""
    return [
        PrintingHours(row.id, row.name, seconds / _SECONDS_PER_HOUR, _told_at(row))
        for row, seconds in job_statistics.print_seconds()
        if row.name in printers
    ]


def tell(storage: Storage, printer: PrintingHours) -> bool:
    """Have users told, once however many do so at once, in a transaction of the caller; whether this did."""
    query = Printer.select().where(Printer.id == printer.printer_id)
    row = (query.for_update() if storage.kind == "postgresql" else query).get()
    if _told_at(row) != printer.told_at:
        return False
    row.metadata = {**_metadata(row), _TOLD_AT: printer.hours}
    row.save()
    since = round(printer.hours - printer.told_at)
    notice = {
        "type": NotificationType.MAINTENANCE.value,
        "title": f"{printer.name} is due for maintenance",
        "message": f"It has printed for {since} hours since the last reminder, and for {printer.hours:.0f} in"
        " all. Look after belts, nozzle, lubrication and screws.",
        "metadata": {"printer": printer.name, "hours": round(printer.hours, 1)},
        "roles": [role.value for role in _WHO],
    }
    new_task("send-notification", notice)
    return True


def _told_at(row: Printer) -> float:
    value = _metadata(row).get(_TOLD_AT)
    return float(value) if isinstance(value, int | float) else 0.0


def _metadata(row: Printer) -> dict[str, Any]:
    """JSON from the database: anything may be there."""
    found: Any = row.metadata
    return found if isinstance(found, dict) else {}
