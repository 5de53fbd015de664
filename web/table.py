"""Every endpoint of the API. The busiest come first, as they are looked up in order.

An OPERATOR changes and deletes only what is theirs, an ADMIN everything; the handlers see to that.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from web.tables.accounts import API_KEYS, AUTH, USERS
from web.tables.analytics import ANALYTICS
from web.tables.backups import BACKUPS
from web.tables.cameras import CAMERAS, RECORDINGS
from web.tables.files import FILES
from web.tables.jobs import JOBS
from web.tables.notifications import NOTIFICATIONS
from web.tables.printer import PRINTER, PRINTERS, PUBLIC
from web.tables.system import CHAOS, POWER, SETTINGS, SYSTEM
from web.tables.tasks import PROFILES, SLICING, TASKS
from web.tables.timelapses import TIMELAPSES
from web.tables.trash import TRASH

if TYPE_CHECKING:
    from web.endpoint import Endpoint


def endpoints() -> tuple[Endpoint, ...]:
    """The table."""
    chaos = CHAOS if os.environ.get("LEZERPRINT_CHAOS") == "1" else ()
    return (
        *PRINTER,
        *PRINTERS,
        *JOBS,
        *AUTH,
        *USERS,
        *API_KEYS,
        *FILES,
        *TRASH,
        *CAMERAS,
        *RECORDINGS,
        *TIMELAPSES,
        *PROFILES,
        *SLICING,
        *TASKS,
        *NOTIFICATIONS,
        *ANALYTICS,
        *SYSTEM,
        *POWER,
        *SETTINGS,
        *BACKUPS,
        *PUBLIC,
        *chaos,
    )
