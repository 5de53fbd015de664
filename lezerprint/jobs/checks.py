"""What is checked before a job is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.jobs.errors import DoesNotFitError, TooHotError

if TYPE_CHECKING:
    from lezerprint.jobs.job import Overrides
    from lezerprint.settings import PrinterSettings
    from lezerprint.storage.models import File


def check_fit(file: File, printer: str) -> None:
    """Whether what a file prints lies within the printer's volume, as far as both are known.

    Raises:
        DoesNotFitError: It does not.
    """
    excesses = ((file.metadata or {}).get("excesses") or {}).get(printer)
    if excesses:
        raise DoesNotFitError(f"{file.original_name} does not fit the printer: {', '.join(excesses)}")


def check_overrides(overrides: Overrides, settings: PrinterSettings) -> None:
    """Whether the printer may be so hot.

    Raises:
        TooHotError: It may not.
    """
    for name, celsius, most in (
        ("hotend", overrides.hotend_celsius, settings.max_hotend_celsius),
        ("bed", overrides.bed_celsius, settings.max_bed_celsius),
        ("chamber", overrides.chamber_celsius, settings.max_chamber_celsius),
    ):
        if celsius is not None and celsius > most:
            raise TooHotError(f"the {name} of {settings.name} may have {most:g} °C at most")
