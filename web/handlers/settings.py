"""The printer settings, for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.audit import EventKind
from lezerprint.settings import stored as printer_settings
from web.models.common import Done
from web.models.system import Setting, SettingList
from web.validation import InvalidInputError

if TYPE_CHECKING:
    from web.call import Call

_LONGEST_KEY: Final = 128
"""An index of PostgreSQL takes no more than some 2,700 bytes."""


async def settings(call: Call) -> SettingList:
    """All of them, or those of one category."""
    rows = await call.read(printer_settings.settings, call.query.category)
    return SettingList(settings=[Setting.model_validate(row) for row in rows])


async def setting(call: Call) -> Setting:
    """One of them."""
    return Setting.model_validate(await call.read(printer_settings.setting, call.path["key"]))


async def put_setting(call: Call) -> Setting:
    """Set one; what was there before stands in the audit log."""
    key, given = call.path["key"], call.body
    if len(key) > _LONGEST_KEY:
        problem = {"in": "path", "field": "key", "message": f"has at most {_LONGEST_KEY} characters"}
        raise InvalidInputError("Invalid input", [problem])
    before, row = await call.write(printer_settings.put, key, given.value, given.category, given.description)
    call.audit(EventKind.SETTING_CHANGED, f"Setting {key} changed", key=key, before=before, after=given.value)
    return Setting.model_validate(row)


async def delete_setting(call: Call) -> Done:
    """Remove one."""
    key = call.path["key"]
    before = await call.write(printer_settings.delete, key)
    call.audit(EventKind.SETTING_CHANGED, f"Setting {key} removed", key=key, before=before)
    return Done()
