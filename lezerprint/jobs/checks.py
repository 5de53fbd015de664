"""What is checked before a job is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.base.enums import FileType
from lezerprint.files.metadata import of_plate
from lezerprint.jobs.errors import DoesNotFitError, NotPrintableError, TooHotError

if TYPE_CHECKING:
    from lezerprint.jobs.job import Overrides
    from lezerprint.settings import PrinterSettings
    from lezerprint.storage.models import File


def check_plate(file: File, plate: int) -> None:
    """Whether a file has G-code of this plate, as far as that is known.

    Raises:
        NotPrintableError: It has not.
    """
    if file.file_type is not FileType.GCODE:
        raise NotPrintableError("the plate of a project is chosen as it is sliced")
    known = file.metadata or {}
    if "lineCount" in known and plate not in (
        numbers := [one.get("plate") for one in known.get("plates") or ()]
    ):
        has = f"G-code of the plates {', '.join(map(str, numbers))}" if numbers else "no plates"
        raise NotPrintableError(f"{file.original_name} has no plate {plate}: it has {has}")


def check_fit(file: File, printer: str, plate: int | None = None) -> None:
    """Whether what a file prints lies within the printer's volume, as far as both are known.

    Raises:
        DoesNotFitError: It does not.
    """
    excesses = (of_plate(file.metadata or {}, plate).get("excesses") or {}).get(printer)
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
