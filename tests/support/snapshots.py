"""What a port process says, made by hand or looked into."""

from __future__ import annotations

from lezerprint.jobs.checkpoint import Checkpoint
from lezerprint.port.contract.link import ConnectionReport
from lezerprint.port.contract.run_report import Place, RunReport
from lezerprint.port.contract.snapshot import Snapshot
from lezerprint.port.contract.states import ConnectionState, RunState


def target_of(snapshot, heater):
    """In degrees Celsius; None where the heater or its target is not reported."""
    reading = snapshot.temperatures.get(heater)
    return reading and reading.target


def run_report(state=RunState.PRINTING, **changes):
    """A job of ten lines."""
    known = {
        "job": "7",
        "spool": "/spool",
        "name": "benchy.gcode",
        "place": Place(0, 0, 0, 0, 0, 0),
        "lines": 10,
        "acknowledged": 0,
        "sent": 0,
        "executed": 0,
        "file_line": 0,
        "byte": 0,
        "bytes": 100,
        "changed_at": 1.8e9,
    }
    return RunReport(state=RunState(state), **(known | changes))


def snapshot(state=ConnectionState.READY, reason="", **changes):
    """A printer whose link is in this state."""
    return Snapshot("default", ConnectionReport(ConnectionState(state), reason), **changes)


def checkpoint(**changes):
    """Of a job that was at this place."""
    return Checkpoint(run_report(**changes), {}, 0, 1.8e9)
