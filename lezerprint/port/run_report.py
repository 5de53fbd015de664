"""How a job stands, for the snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.port.contract.run_report import Place, RunReport
from lezerprint.port.contract.states import WaitsFor

if TYPE_CHECKING:
    from lezerprint.port.run import Run

_LARGEST_PLANNER_LINES: Final = 128
"""No board's planner holds more moves: what was acknowledged so many lines ago has been executed."""


def heat_waited_for(run: Run) -> str | None:
    """In words; None: none."""
    return run.wait.describe() if run.wait else None


def report_of(run: Run, waits: tuple[WaitsFor | None, str | None] | None = None) -> RunReport:
    """How it stands; `waits` is what it waits for, if that is not only heat."""
    kind, words = waits or (WaitsFor.HEAT if run.wait else None, heat_waited_for(run))
    acknowledged = run.acknowledged
    source_bytes = run.spool.header.source_bytes
    layer = run.spool.layer_at(max(0, acknowledged - 1))
    return RunReport(
        job=run.job,
        spool=run.spool_path,
        name=run.spool.name,
        state=run.state,
        reason=run.reason,
        failure=run.failure,
        place=place_of(run),
        lines=len(run.spool),
        acknowledged=acknowledged,
        sent=run.sent,
        executed=run.executed,
        file_line=_file_line(run),
        byte=run.spool.source_offset(acknowledged) if acknowledged < len(run.spool) else source_bytes,
        bytes=source_bytes,
        layer=layer.layer_index + 1 if layer else None,
        layers=run.spool.layer_count,
        height_mm=layer.z_mm if layer else None,
        estimated_seconds=run.spool.estimated_seconds,
        refused_tools=dict(run.tools.refused),
        waits=kind,
        waiting_for=words,
        paused_machine=run.paused_machine.report() if run.paused_machine else None,
        restored=tuple(run.restored),
        seconds=run.time_spent.report(),
        changed_at=run.changed_at,
    )


def _file_line(run: Run) -> int:
    """While commands of ours that precede the file's are acknowledged, it is the line before these."""
    line = run.source_line(run.acknowledged)
    return line - 1 if 0 < run.acknowledged <= run.spool.prelude_count else line


def place_of(run: Run) -> Place:
    """Between what the truth lies when the printer has lost its mind."""
    executed = max(run.executed, run.acknowledged - _LARGEST_PLANNER_LINES)
    counts = executed, run.acknowledged, run.sent
    return Place(*counts, *map(run.source_line, counts))
