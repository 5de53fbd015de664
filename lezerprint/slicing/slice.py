"""Slicing one model: the result appears whole in its folder, or nothing does."""

from __future__ import annotations

import errno
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from lezerprint.base import durable
from lezerprint.base.disk import FULL_MESSAGE, is_full
from lezerprint.slicing.configuration import configuration
from lezerprint.slicing.errors import SlicerUnavailableError, SlicingDiskFullError, SlicingError
from lezerprint.slicing.footer import Footer, read_footer
from lezerprint.slicing.intake import take_in
from lezerprint.slicing.output import Listener, failure
from lezerprint.slicing.running import Bounds, run
from lezerprint.slicing.scratch import remove_abandoned, scratch_folder
from lezerprint.slicing.slicer import Slicer, find_slicer
from lezerprint.slicing.values import ini

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from lezerprint.slicing.printer import PrinterShape
    from lezerprint.slicing.profile import Overrides, Profile

DEFAULT_TIMEOUT_SECONDS: Final = 1800.0
DEFAULT_PRICE_PER_KG: Final = 25.0
_HEIGHT_TOLERANCE_MM: Final = 0.01


@dataclass(frozen=True, slots=True)
class SliceResult:
    """A sliced file.

    Attributes:
        path: Where it is.
        time_seconds: How long its print takes, by the slicer.
        filament_grams: Of all tools together.
        filament_mm: The same as length.
        cost: By the price of the filament, to the hundredth.
        layer_count: How many layers it has.
        layer_height: In millimetres.
        metadata: How it was made, for JSON.
        sha256: Of its content.
        size: In bytes.
    """

    path: Path
    time_seconds: int
    filament_grams: float
    filament_mm: float
    cost: Decimal
    layer_count: int
    layer_height: float
    metadata: dict[str, Any]
    sha256: str
    size: int


def slice_model(
    model_path: Path,
    profile: Profile,
    overrides: Overrides,
    printer: PrinterShape,
    *,
    destination_folder: Path,
    plate: int | None = None,
    progress: Callable[[float, str], None] = lambda _percent, _what: None,
    cancelled: Callable[[], bool] = lambda: False,
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
    price_per_kg: float = DEFAULT_PRICE_PER_KG,
    slicer: Slicer | None = None,
) -> SliceResult:
    """Slice a model; the caller's thread waits until it is done.

    Args:
        model_path: STL, OBJ or 3MF, by its content; its name does not matter.
        profile: How.
        overrides: What is otherwise this once.
        printer: For which printer.
        plate: Of a 3MF project, the number of the plate; None: the first that has anything.
        destination_folder: Where the result is put, under a new name; it is made if need be.
        progress: Called with percent, which only grow, and what is done now.
        cancelled: Asked a few times a second, in this thread, whether to give up.
        timeout_seconds: After so long it is given up.
        price_per_kg: Of filament, unless the profile's metadata has `filament_cost`.
        slicer: The one to use; None: the one that is found.

    Raises:
        InvalidProfileError: Profile, overrides and printer do not go together.
        SlicingError: It cannot be sliced; the subclasses say when that is not the model's fault.
    """
    effective = profile.changed(overrides)
    slicer = slicer or find_slicer()
    values = configuration(effective, printer, slicer.defaults)
    listener = Listener(progress)
    try:
        remove_abandoned(destination_folder)
        with scratch_folder(destination_folder) as scratch:
            work = _Work(slicer, scratch, take_in(model_path, scratch, plate), printer, listener)
            bounds = Bounds(timeout_seconds=timeout_seconds, cancelled=cancelled)
            footer = _within_bed(work, values, bounds)
            progress(100.0, "Done")
            path = destination_folder / f"{uuid4().hex}.gcode"
            _place(work.made, path)
    except OSError as error:
        raise _of_system(error, destination_folder) from error
    grams = _grams(footer.filament_mm, values)
    return SliceResult(
        path=path,
        time_seconds=footer.time_seconds,
        filament_grams=round(grams, 3),
        filament_mm=round(footer.filament_mm, 2),
        cost=_cost(grams, profile.metadata.get("filament_cost", price_per_kg)),
        layer_count=footer.layer_count,
        layer_height=effective.layer_height,
        metadata=_metadata(slicer, profile, overrides, printer, footer, values, listener.warnings)
        | ({} if plate is None else {"plate": plate}),
        sha256=footer.sha256,
        size=footer.size,
    )


def _within_bed(work: _Work, values: dict[str, str], bounds: Bounds) -> Footer:
    """Slice, and again without a skirt where that may be the only thing beyond the bed."""
    footer = work.run(values, bounds)
    if not _is_on_bed(footer, work.printer) and values["skirts"] != "0":
        values["skirts"] = "0"
        footer = work.run(values, bounds)
    _check_fit(footer, work.printer)
    return footer


@dataclass(frozen=True, slots=True)
class _Work:
    """What does not change from one run on a model to the next."""

    slicer: Slicer
    scratch: Path
    model: str
    printer: PrinterShape
    listener: Listener

    @property
    def made(self) -> Path:
        """Where the slicer writes to."""
        return self.scratch / "model.gcode"

    def run(self, values: Mapping[str, str], bounds: Bounds) -> Footer:
        """Slice; what the result says of itself."""
        order = _order(self.slicer, self.scratch, self.model, values)
        status = run(order, self.scratch, bounds, self.listener.hear)
        if status or not self.made.exists():
            raise failure(self.listener.lines, status, self.printer)
        return read_footer(self.made)


def _order(slicer: Slicer, scratch: Path, model: str, values: Mapping[str, str]) -> list[str]:
    """What to start in the scratch folder.

    All names in it are ours and without a folder, so that none is taken for an option, and none is split
    where it has a semicolon.
    """
    (scratch / "profile.ini").write_text(ini(values), "utf-8")
    (scratch / "data").mkdir(exist_ok=True)
    return [
        str(slicer.path),
        "--export-gcode",
        *("--datadir", "data"),
        *("--loglevel", "1"),
        *("--load", "profile.ini"),
        *("--output", "model.gcode"),
        model,
    ]


def _is_on_bed(footer: Footer, printer: PrinterShape) -> bool:
    width, depth, _ = printer.volume_mm
    left, front, right, back = footer.extent_mm
    return left >= 0 and front >= 0 and right <= width and back <= depth


def _check_fit(footer: Footer, printer: PrinterShape) -> None:
    """PrusaSlicer's command line looks at the bed for the bare model alone, and never at the height."""
    width, depth, most = printer.volume_mm
    if not _is_on_bed(footer, printer):
        raise SlicingError(
            f"with its brim or raft the model does not fit the printer's bed of {width:g} x {depth:g} mm"
        )
    if footer.height_mm > most + _HEIGHT_TOLERANCE_MM:
        raise SlicingError(
            f"the model does not fit the printer: it is {footer.height_mm:g} mm high, the printer {most:g} mm"
        )


def _place(made: Path, path: Path) -> None:
    """Put the file at its new name; nothing is there when the disk refuses."""
    made.chmod(0o644)
    try:
        durable.place(made, path)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _grams(filament_mm: float, values: Mapping[str, str]) -> float:
    diameter_mm, density_g_cm3 = float(values["filament_diameter"]), float(values["filament_density"])
    return filament_mm * math.pi * (diameter_mm / 2) ** 2 / 1000 * density_g_cm3


def _cost(grams: float, price_per_kg: float) -> Decimal:
    return Decimal(grams / 1000 * price_per_kg).quantize(Decimal("0.01"))


def _metadata(
    slicer: Slicer,
    profile: Profile,
    overrides: Overrides,
    printer: PrinterShape,
    footer: Footer,
    values: Mapping[str, str],
    warnings: list[str],
) -> dict[str, Any]:
    return {
        "slicer": "PrusaSlicer",
        "slicerVersion": slicer.version,
        "profile": profile.name,
        "overrides": overrides.as_data(),
        "height": footer.height_mm,
        "filamentLength": round(footer.filament_mm, 2),
        "filamentType": values["filament_type"],
        "filamentDensity": float(values["filament_density"]),
        "filamentDiameter": float(values["filament_diameter"]),
        "nozzleDiameter": profile.nozzle_diameter_mm,
        "printerVolume": list(printer.volume_mm),
        "warnings": warnings,
    }


def _of_system(error: OSError, folder: Path) -> SlicingError:
    if isinstance(error, FileNotFoundError | PermissionError) and not folder.is_dir():
        return SlicingError(f"the folder for the sliced file cannot be made: {error.strerror}")
    if is_full(error):
        return SlicingDiskFullError(FULL_MESSAGE)
    if error.errno in {errno.EAGAIN, errno.ENOMEM}:
        return SlicerUnavailableError(f"the slicer cannot be started now: {error.strerror}")
    return SlicingError(f"slicing failed: {error.strerror}")
