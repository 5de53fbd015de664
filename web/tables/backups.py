"""The endpoints of backups.

A backup has what accounts are signed in with, and a restored one decides about them: an API key is not
enough.
"""

from __future__ import annotations

from typing import Final

from web.access import Access
from web.endpoint import Endpoint
from web.handlers import backups
from web.models.backups import BackupAnswer, BackupList, RestoreInput, RestoreOrdered
from web.models.common import Done
from web.rate_limits import RateClass

_TAG: Final = "Backups"

BACKUPS: Final = (
    Endpoint(
        "GET",
        "/api/admin/backups",
        backups.backups,
        Access.ADMIN,
        _TAG,
        "The backups in the backup directory, and what came of the last restore",
        response=BackupList,
    ),
    Endpoint(
        "POST",
        "/api/admin/backups",
        backups.upload,
        Access.ADMIN,
        _TAG,
        "Upload a backup; the body is the archive",
        response=BackupAnswer,
        status=201,
        errors=frozenset({408, 413, 507}),
        manages_account=True,
    ),
    Endpoint(
        "GET",
        "/api/admin/backups/{name}",
        backups.content,
        Access.ADMIN,
        _TAG,
        "Download a backup, or a range of it",
        media_type="application/gzip",
        errors=frozenset({404, 412, 416}),
        signable=True,
        manages_account=True,
    ),
    Endpoint(
        "DELETE",
        "/api/admin/backups/{name}",
        backups.delete,
        Access.ADMIN,
        _TAG,
        "Delete a backup for good",
        response=Done,
        errors=frozenset({404}),
    ),
    Endpoint(
        "POST",
        "/api/admin/backups/{name}/restore",
        backups.restore,
        Access.ADMIN,
        _TAG,
        "Restart the server and replace its data with a backup; the data is backed up before",
        rate=RateClass.CONTROL,
        body=RestoreInput,
        response=RestoreOrdered,
        status=202,
        errors=frozenset({404, 409}),
        manages_account=True,
    ),
)
