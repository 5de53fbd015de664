"""How a job stands: for the snapshot, and for the templates of its scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.port.contract.run_report import Place, RunReport
from lezerprint.port.contract.states import WaitsFor
from lezerprint.port.paused_machine import check_keeps_origin, values_of
from lezerprint.port.stopping import followed_mode
from lezerprint.port.template import check, longest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lezerprint.port.run import Run
    from lezerprint.port.spool import SpoolReader

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
        file_line=run.source_line(acknowledged),
        byte=run.spool.source_offset(acknowledged) if acknowledged < len(run.spool) else source_bytes,
        bytes=source_bytes,
        layer=layer.layer_index if layer else None,
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


def place_of(run: Run) -> Place:
    """Between what the truth lies when the printer has lost its mind."""
    executed = max(run.executed, run.acknowledged - _LARGEST_PLANNER_LINES)
    counts = executed, run.acknowledged, run.sent
    return Place(*counts, *map(run.source_line, counts))


def templates_for(spool: SpoolReader, name: str, ordered: Sequence[str] | None) -> list[str]:
    """The script that is ordered, else the spool's for "pause", "resume" or "cancel".

    Raises PortError for a name that is not known, what is no command, and a G92 of X, Y or Z.
    """
    templates = list(spool.scripts.get(name, ()) if ordered is None else ordered)
    check(templates)
    check_keeps_origin(longest(templates))
    return templates


def values_for_scripts(run: Run) -> dict[str, float]:
    """All that a template of this job may name: of the machine as it was paused, else as the file has it."""
    paused = run.paused_machine
    state = paused.at if paused else run.spool.state_before(run.sent, followed_mode(run.firmware_name))
    machine, told = values_of(state), dict(run.spool.values)
    if "retract_mm" in told:
        told["retract_mm"] *= state.extruder_unit_mm2
    layer = run.spool.layer_at(max(0, run.sent - 1))
    values = {
        **machine,
        "line": run.source_line(run.sent),
        "percent": 100 * run.sent / len(run.spool),
        **({} if layer is None else {"layer": layer.layer_index}),
        **({} if layer is None or layer.z_mm is None else {"height_mm": layer.z_mm}),
        **told,
    }
    if "park_lift_mm" in told:
        lifted = max(machine["z"], run.spool.highest_mm(run.sent)) + told["park_lift_mm"]
        values["park_z"] = max(machine["z"], min(lifted, told.get("max_z", lifted)))
    return values
