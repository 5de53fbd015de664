"""The endpoints of the trash."""

from __future__ import annotations

from typing import Final

from web.access import Access
from web.endpoint import Endpoint
from web.handlers import trash
from web.models.common import Done
from web.models.trash import Purged, Restored, TrashFilterQuery, TrashPage

_TAG: Final = "Trash"

TRASH: Final = (
    Endpoint(
        "GET",
        "/api/trash",
        trash.entries,
        Access.OPERATOR,
        _TAG,
        "What was deleted and can be restored: your own, or everything for an ADMIN",
        query=TrashFilterQuery,
        response=TrashPage,
    ),
    Endpoint(
        "DELETE",
        "/api/trash",
        trash.empty,
        Access.OPERATOR,
        _TAG,
        "Empty the trash: your own entries, or all for an ADMIN",
        response=Purged,
    ),
    Endpoint(
        "POST",
        "/api/trash/{id:uuid}/restore",
        trash.restore,
        Access.OPERATOR,
        _TAG,
        "Restore what was deleted",
        response=Restored,
        errors=frozenset({409}),
    ),
    Endpoint(
        "DELETE",
        "/api/trash/{id:uuid}",
        trash.purge,
        Access.OPERATOR,
        _TAG,
        "Delete an entry for good",
        response=Done,
        errors=frozenset({409}),
    ),
)
