"""All that is known of a printer now, for its server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.port.contract.link import ConnectionReport, LinkCounts, RoundTrips
from lezerprint.port.contract.snapshot import PositionReport, Snapshot
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.run_report import heat_waited_for, report_of
from lezerprint.port.under_way import waits_for

if TYPE_CHECKING:
    from lezerprint.marlin.replies import ReportedPosition
    from lezerprint.port.contract.run_report import RunReport
    from lezerprint.port.contract.snapshot import CommandReport
    from lezerprint.port.parts import Parts


def snapshot_of(parts: Parts, now: float) -> Snapshot:
    """How it stands."""
    interpreter, heaters = parts.interpreter, parts.heaters
    command = interpreter.under_way.shown(now)
    parts.tuning.follow(parts.run)
    return Snapshot(
        printer=parts.options.printer,
        connection=_connection(parts, now),
        temperatures=heaters.report(),
        may_be_hot=heaters.on,
        tools=heaters.known.report(),
        job=_job(parts, command),
        command=command,
        link=_counts(parts),
        round_trips=RoundTrips(*parts.protocol.round_trip.histogram()),
        alone_seconds=round(parts.watchdog.alone_seconds(now), 1),
        sequence=parts.event_log.sequence,
        position=_position(interpreter.position),
        firmware=interpreter.firmware,
        family=interpreter.family,
        capabilities=interpreter.capabilities,
        prompt=interpreter.user.prompt,
        sd_print=interpreter.sd_print.report(),
        waits_for_user=interpreter.user.waited_for,
        tuning=parts.tuning.report(),
        by_hand=parts.by_hand.report(),
    )


def _connection(parts: Parts, now: float) -> ConnectionReport:
    """Ready once it is known, too, whether the firmware prints from its own SD card."""
    connection = parts.connection
    state = connection.state
    if state is ConnectionState.READY and not parts.interpreter.sd_print.is_known(now):
        state = ConnectionState.CONNECTING
    superseded = parts.exit_policy.superseded or None
    return ConnectionReport(state, connection.reason, connection.device, connection.baudrate, superseded)


def _counts(parts: Parts) -> LinkCounts:
    protocol, counts = parts.protocol, parts.statistics.counts
    return LinkCounts(
        protocol.ledger.sent,
        protocol.ledger.acknowledged,
        protocol.window.limit_bytes,
        round(protocol.round_trip.smoothed_seconds * 1000, 3),
        **counts.totals(),
    )


def _position(heard: ReportedPosition | None) -> PositionReport | None:
    return None if heard is None else PositionReport(heard.x, heard.y, heard.z, heard.e)


def _job(parts: Parts, command: CommandReport | None) -> RunReport | None:
    """The job, with what the printer is waited for as well."""
    run, user = parts.run, parts.interpreter.user
    if run is None:
        return None
    if not run.active:
        return report_of(run)
    heat = heat_waited_for(run)
    return report_of(run, waits_for(heat, user=user.waited_for, question=user.question, command=command))
