"""A job's run as data: for the snapshot, and for the templates of its scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

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


def snapshot_of_run(run: Run) -> dict[str, Any]:
    """Ready for JSON."""
    acknowledged = run.acknowledged
    source_bytes = run.spool.header.source_bytes
    layer = run.spool.layer_at(max(0, acknowledged - 1))
    return {
        "job": run.job,
        "spool": run.spool_path,
        "name": run.spool.name,
        "state": run.state.value,
        "reason": run.reason,
        "failure": run.failure,
        "place": place_of(run),
        "lines": len(run.spool),
        "acknowledged": acknowledged,
        "sent": run.sent,
        "executed": run.executed,
        "file_line": run.source_line(acknowledged),
        "byte": run.spool.source_offset(acknowledged) if acknowledged < len(run.spool) else source_bytes,
        "bytes": source_bytes,
        "layer": layer.layer_index if layer else None,
        "layers": run.spool.layer_count,
        "height_mm": layer.z_mm if layer else None,
        "estimated_seconds": run.spool.estimated_seconds,
        "refused_tools": {str(tool): celsius for tool, celsius in run.tools.refused.items()},
        "waiting_for": run.wait.describe() if run.wait else None,
        "waits": WaitsFor.HEAT if run.wait else None,
        "paused_machine": run.paused_machine.as_data() if run.paused_machine else None,
        "restored": run.restored,
        "seconds": run.spent.as_data(),
        "changed_at": run.changed_at,
    }


def place_of(run: Run) -> dict[str, int]:
    """Commands and lines of the file between which the truth lies when the printer has lost its mind.

    All before `executed` are known to be done, and none from `sent` on has gone out.
    """
    executed = max(run.executed, run.acknowledged - _LARGEST_PLANNER_LINES)
    counts = {"executed": executed, "acknowledged": run.acknowledged, "sent": run.sent}
    return counts | {f"{name}_line": run.source_line(index) for name, index in counts.items()}


def in_words(place: dict[str, int]) -> str:
    """Between which lines the truth lies."""
    return (
        f"known to be executed: line {place['executed_line']} of the file; "
        f"acknowledged: {place['acknowledged_line']}; sent: {place['sent_line']}"
    )


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
