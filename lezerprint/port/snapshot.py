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
    from lezerprint.port.controller import PortController


def snapshot_of(controller: PortController, now: float) -> Snapshot:
    """How it stands."""
    interpreter, heaters = controller.interpreter, controller.heaters
    command = interpreter.under_way.shown(now)
    return Snapshot(
        printer=controller.options.printer,
        connection=_connection(controller, now),
        temperatures=heaters.report(),
        may_be_hot=heaters.on,
        tools=heaters.known.report(),
        job=_job(controller, command),
        command=command,
        link=_counts(controller),
        round_trips=RoundTrips(*controller.protocol.round_trip.histogram()),
        alone_seconds=round(controller.watchdog.alone_seconds(now), 1),
        sequence=controller.event_log.sequence,
        position=_position(interpreter.position),
        firmware=interpreter.firmware,
        family=interpreter.family,
        capabilities=interpreter.capabilities,
        prompt=interpreter.user.prompt,
        sd_print=interpreter.sd_print.report(),
        waits_for_user=interpreter.user.waited_for,
    )


def _connection(controller: PortController, now: float) -> ConnectionReport:
    """Ready once it is known, too, whether the firmware prints from its own SD card."""
    connection = controller.connection
    state = connection.state
    if state is ConnectionState.READY and not controller.interpreter.sd_print.is_known(now):
        state = ConnectionState.CONNECTING
    superseded = controller.exit_policy.superseded or None
    return ConnectionReport(state, connection.reason, connection.device, connection.baudrate, superseded)


def _counts(controller: PortController) -> LinkCounts:
    protocol, counts = controller.protocol, controller.statistics.counts
    return LinkCounts(
        protocol.ledger.sent,
        protocol.ledger.acknowledged,
        protocol.window.limit_bytes,
        round(protocol.round_trip.smoothed_seconds * 1000, 3),
        **counts.totals(),
    )


def _position(heard: ReportedPosition | None) -> PositionReport | None:
    return None if heard is None else PositionReport(heard.x, heard.y, heard.z, heard.e)


def _job(controller: PortController, command: CommandReport | None) -> RunReport | None:
    """The job, with what the printer is waited for as well."""
    run, user = controller.run, controller.interpreter.user
    if run is None:
        return None
    if not run.active:
        return report_of(run)
    heat = heat_waited_for(run)
    return report_of(run, waits_for(heat, user=user.waited_for, question=user.question, command=command))
