"""The audit log, for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from lezerprint.accounts import audit_log
from web.csv_tables import csv_table
from web.models.common import paging
from web.models.system import SystemEvent, SystemEventPage

if TYPE_CHECKING:
    from web.call import Call
    from web.models.system import SystemEventFilter

_EXPORTED_ROWS = 100_000
_COLUMNS = ("timestamp", "event_type", "description", "user_id", "ip_address", "user_agent", "metadata")


async def events(call: Call) -> SystemEventPage:
    """A page of it, the newest first."""
    query = call.query
    total, rows = await call.read(audit_log.page, _filter(query), query.limit, query.offset)
    entries = [SystemEvent.model_validate(row) for row in rows]
    return SystemEventPage(events=entries, **paging(query, total))


async def export(call: Call) -> Response:
    """The newest entries as CSV."""
    text = await call.read(_table, _filter(call.query))
    headers = {"Content-Disposition": 'attachment; filename="events.csv"'}
    return Response(text, media_type="text/csv", headers=headers)


def _table(which: audit_log.AuditFilter) -> bytes:
    """In the database's thread whole: so many rows would hold up the event loop."""
    _, rows = audit_log.page(which, _EXPORTED_ROWS, 0)
    return csv_table(_COLUMNS, ([getattr(row, column) for column in _COLUMNS] for row in rows))


def _filter(query: SystemEventFilter) -> audit_log.AuditFilter:
    return audit_log.AuditFilter(query.event_type, query.user_id, query.after, query.before)
