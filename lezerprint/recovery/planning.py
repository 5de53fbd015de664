"""From where a job was lost to a plan for its rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from lezerprint.base.enums import EventType, JobState
from lezerprint.errors import SpoolError
from lezerprint.gcode.spool_options import Beginning
from lezerprint.marlin.commands import command_code
from lezerprint.marlin.firmware import ExtruderMode
from lezerprint.marlin.motion import MOVES, MachineState
from lezerprint.port.spool import SpoolReader
from lezerprint.recovery.approach import approach
from lezerprint.recovery.errors import RecoveryError
from lezerprint.recovery.forgotten import forgotten_before
from lezerprint.recovery.wording import MAY_BE_LIFTED, steps_of, warnings_of

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.jobs.job import Job
    from lezerprint.jobs.store import JobStore
    from lezerprint.port.spool import Layer
    from lezerprint.settings import PrinterSettings

_SETS_HEIGHT: Final = re.compile(rb"G ?0*92(?![.\d])[^\n]*Z", re.IGNORECASE)
_SETS_PLACE: Final = re.compile(rb"G ?0*92(?![.\d])[^\n]*[XY]", re.IGNORECASE)
_SAME_MM: Final = 0.011


class Begin(StrEnum):
    """From where the rest is printed."""

    LAYER = "layer"
    PREVIOUS_LAYER = "previous_layer"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class RecoveryPlan:
    """What printing the rest will do.

    Attributes:
        beginning: Where in the file.
        height_mm: At which height the nozzle is taken to be now.
        prelude: What is sent before the file goes on.
        steps: The same for people.
        warnings: What a person should look at first.
    """

    beginning: Beginning
    height_mm: float
    prelude: list[str]
    steps: list[str]
    warnings: list[str]


def plan_for(
    store: JobStore, job_id: UUID, options: dict[str, Any], printer: PrinterSettings
) -> RecoveryPlan:
    """The plan for a job by its files.

    Args:
        store: The jobs' files.
        job_id: The failed job.
        options: `begin` and `z_offset_mm`.
        printer: Its printer.

    Raises:
        RecoveryError: There is none, or nothing is known of it any more.
    """
    failed = store.get(job_id)
    if failed is None:
        raise RecoveryError("the record of this job no longer exists")
    begin, offset_mm = Begin(options.get("begin", Begin.LAYER)), float(options.get("z_offset_mm", 0.0))
    try:
        with SpoolReader.open(store.spool_path(job_id)) as spool:
            found = plan(failed, spool, printer, begin=begin, z_offset_mm=offset_mm)
    except SpoolError as error:
        raise RecoveryError(f"the G-code of this job no longer exists: {error}") from error
    begun = _rest_was_begun(store.latest(failed.printer), job_id)
    return replace(found, warnings=[*found.warnings, MAY_BE_LIFTED]) if begun else found


def _rest_was_begun(last: Job | None, job_id: UUID) -> bool:
    if last is None or last.recovery is None or last.started_at is None:
        return False
    return last.recovery.job_id == job_id


def plan(
    failed: Job, spool: SpoolReader, printer: PrinterSettings, *, begin: Begin, z_offset_mm: float = 0.0
) -> RecoveryPlan:
    """The plan for the rest of a job.

    Args:
        failed: The job.
        spool: What was printed of it.
        printer: Its printer.
        begin: From where.
        z_offset_mm: How much higher the rest is printed.

    Raises:
        RecoveryError: It cannot be planned.
    """
    place = _place(failed)
    executed = min(place["executed"], len(spool))
    if failed.recovery is not None:
        executed = max(executed, _height_told_before(spool))
    first, layer = _first(spool, executed, begin, again=failed.recovery is not None)
    target = _target(spool, first)
    _check_origin(spool, first, target.homed_axes)
    height = _height_now(failed, spool, executed, printer)
    forgotten = forgotten_before(spool, first)
    highest = _highest(spool, place["sent"], printer.printing.lift)
    prelude = approach(target, height - z_offset_mm, highest - z_offset_mm, printer, forgotten)
    line = spool.source_line(first)
    beginning = Beginning(spool.source_offset(first), line, layer and layer.layer_index, layer and layer.z_mm)
    heights = _heights(spool, executed, min(place["sent"], len(spool)))
    known = {**place, "executed": executed, "sent": max(place["sent"], executed)}
    return RecoveryPlan(
        beginning,
        height,
        prelude,
        steps_of(beginning, target, height, z_offset_mm),
        warnings_of(failed, known, heights, levelled=forgotten.levelled),
    )


def _target(spool: SpoolReader, first: int) -> MachineState:
    """How the machine must be there, by the rule of any family: where E is relative its place is nothing."""
    states = [spool.state_before(first, mode) for mode in ExtruderMode]
    absolute = [state for state in states if state.absolute_extruder] or states[:1]
    if any(abs(state.e - absolute[0].e) > _SAME_MM for state in absolute):
        raise RecoveryError("firmwares differ in what the file's G90, G91, M82 and M83 mean for E")
    return absolute[0]


def _place(failed: Job) -> dict[str, int]:
    if failed.state is not JobState.FAILED or failed.place is None:
        raise RecoveryError("only a job that failed during the print can be continued")
    if failed.bed_is_clear:
        raise RecoveryError("its part was taken from the bed")
    return failed.place


def _height_told_before(spool: SpoolReader) -> int:
    """The first command after the G92 by which a recovery told the height: until then nothing has moved."""
    bodies = spool.bodies(0, spool.prelude_count)
    return next((index + 1 for index, (body, _) in enumerate(bodies) if body.startswith(b"G92 Z")), 0)


def _first(spool: SpoolReader, executed: int, begin: Begin, *, again: bool) -> tuple[int, Layer | None]:
    """The first command of the rest, never after what is known to be executed; and its layer.

    A recovery that failed before it came to the file's commands is begun `again` at the first of them.
    """
    if again:
        executed = max(executed, spool.prelude_count)
    if begin is Begin.LINE and executed >= spool.prelude_count:
        if executed >= len(spool) or spool.source_offset(executed) >= spool.header.source_bytes:
            raise RecoveryError("it was printed completely")
        return executed, spool.layer_at(executed)
    found = spool.layer_start(executed, 1 if begin is Begin.PREVIOUS_LAYER else 0)
    if found is None:
        found = spool.layer_start(executed)
    if found is None or found[0] < spool.prelude_count:
        raise RecoveryError("nothing of it was printed yet, or its layers are unknown: print it again")
    return _first_printing(spool, found[0], executed), found[1]


def _first_printing(spool: SpoolReader, start: int, stop: int) -> int:
    """The first of these commands that prints, so that the nozzle is lowered no deeper than to its layer.

    `start`, where none does.
    """
    state = spool.state_before(start)
    for index, (body, _) in enumerate(spool.bodies(start, stop), start):
        before = state.x, state.y, state.e
        state.apply(body)
        moves = (state.x, state.y) != before[:2]
        pushes = state.e > before[2] or (not state.absolute_extruder and b"E" in body and b"E-" not in body)
        if moves and pushes and command_code(body) in _PRINTS:
            return index
    return start


def _check_origin(spool: SpoolReader, first: int, homed_axes: str) -> None:
    if "Z" not in homed_axes and not spool.has_match(_SETS_HEIGHT, 0, first):
        raise RecoveryError("the file does not home Z, so the height of the nozzle is not known")
    if spool.has_match(_SETS_PLACE, 0, first):
        raise RecoveryError("the file sets X or Y with G92, and where that was is not known any more")


def _highest(spool: SpoolReader, sent: int, lift_mm: float) -> float:
    """How high stands what was printed; above what was there before a rest, its prelude lifts the nozzle."""
    state, highest = MachineState(), spool.highest_mm(sent)
    for body, _ in spool.bodies(0, spool.prelude_count):
        state.apply(body)
        highest = max(highest, state.z - lift_mm)
    return highest


def _height_now(failed: Job, spool: SpoolReader, executed: int, printer: PrinterSettings) -> float:
    """Where the nozzle stopped; a pause had lifted it."""
    height = spool.state_before(executed).z
    paused = [one.kind for one in failed.incidents if one.kind in _PAUSES]
    lifts = any("{park_z}" in command for command in printer.printing.pause_script)
    if paused[-1:] == [EventType.JOB_PAUSED] and lifts:
        lifted = max(height, spool.highest_mm(executed)) + printer.printing.lift
        return min(lifted, printer.volume[2]) if printer.volume is not None else lifted
    return height


_PRINTS: Final = frozenset(("G", number) for number in MOVES)
_PAUSES: Final = frozenset({EventType.JOB_PAUSED, EventType.JOB_RESUMED})


def _heights(spool: SpoolReader, executed: int, sent: int) -> tuple[float, float]:
    """The lowest and the highest that the nozzle may be, by what may have been executed."""
    state = spool.state_before(executed)
    lowest = highest = state.z
    for body, _ in spool.bodies(executed, sent):
        state.apply(body)
        lowest, highest = min(lowest, state.z), max(highest, state.z)
    return lowest, highest
