"""All that is known of a printer now, for its server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.under_way import waits_for

if TYPE_CHECKING:
    from lezerprint.port.conductor import Conductor
    from lezerprint.port.under_way import CommandUnderWay


def snapshot_of(conductor: Conductor, now: float) -> dict[str, Any]:
    """Ready for JSON; temperatures in degrees Celsius, positions in mm."""
    ledger, protocol, connection = conductor.protocol.ledger, conductor.protocol, conductor.connection
    command = conductor.interpreter.under_way.shown(now)
    return {
        "printer": conductor.options.printer,
        "connection": {
            "state": _state(conductor, now).value,
            "reason": connection.reason,
            "device": connection.device,
            "baudrate": connection.baudrate,
            "superseded": conductor.departure.superseded or None,
        },
        "temperatures": conductor.heaters.as_data(),
        "may_be_hot": conductor.heaters.on,
        "tools": conductor.heaters.known.as_data(),
        "job": _job(conductor, command),
        "command": command and command.as_data(),
        "link": {
            "sent": ledger.sent,
            "acknowledged": ledger.acknowledged,
            "window_bytes": protocol.window.limit_bytes,
            "round_trip_ms": round(protocol.round_trip.smoothed_seconds * 1000, 3),
            **conductor.statistics.counts.as_data(),
        },
        "round_trips": protocol.round_trip.as_data(),
        "alone_seconds": round(conductor.watchdog.alone_seconds(now), 1),
        "sequence": conductor.outbox.sequence,
        **conductor.interpreter.knowledge(),
    }


def _state(conductor: Conductor, now: float) -> ConnectionState:
    """Ready once it is known, too, whether the firmware prints from its own SD card."""
    state = conductor.connection.state
    if state is ConnectionState.READY and not conductor.interpreter.sd_print.is_known(now):
        return ConnectionState.CONNECTING
    return state


def _job(conductor: Conductor, command: CommandUnderWay | None) -> dict[str, Any] | None:
    """The job, with what the printer is waited for as well."""
    run, user = conductor.run, conductor.interpreter.user
    if run is None:
        return None
    data = run.as_data()
    if run.active:
        heat = run.wait.describe() if run.wait else None
        question = user.question
        data["waits"], data["waiting_for"] = waits_for(
            heat, user=user.waited_for, question=question, command=command
        )
    return data
