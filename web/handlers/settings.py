"""The settings that are in force, for administrators; they are changed in the settings file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.settings import stored
from web.errors import NotFoundError
from web.models.system import Setting, SettingList

if TYPE_CHECKING:
    from web.call import Call


async def settings(call: Call) -> SettingList:
    """All of them, or those of one category."""
    wanted = call.query.category
    found = await _all(call)
    return SettingList(settings=[one for one in found if wanted in (None, one.category)])


async def setting(call: Call) -> Setting:
    """One of them."""
    for one in await _all(call):
        if one.key == call.path["key"]:
            return one
    raise NotFoundError("no such setting: docs/settings.md lists them")


async def _all(call: Call) -> list[Setting]:
    """Those of the server, and what was changed of cameras since it was set up."""
    from lezerprint.camera.stored import without_credentials  # noqa: PLC0415 - which no start needs
    from lezerprint.effective_settings import effective  # noqa: PLC0415 - the same

    changed = [Setting.model_validate(row) for row in await call.read(stored.settings, None)]
    for one in changed:
        one.value = without_credentials(one.value)
    return [*(Setting.model_validate(one) for one in effective(call.services.settings)), *changed]
