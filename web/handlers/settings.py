"""The settings that are in force, and how administrators change them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from lezerprint.audit import EventKind
from lezerprint.errors import StorageUnavailableError
from lezerprint.settings import stored as of_cameras
from web.errors import ConflictError, NotFoundError
from web.models.settings import ChangedSettings, Setting, SettingList
from web.sending import report_of
from web.validation import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from web.call import Call

_STARS: Final = "***"
_TABLES: Final = ("printers", "cameras")

Values = dict[str, Any]


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


async def change(call: Call) -> ChangedSettings:
    """Change some, all or none."""
    values: Values = call.body.values
    for name, value in values.items():
        _check_not_masked(name, value)

    def changed(stored: Values) -> Values:
        return {name: value for name, value in (stored | values).items() if value is not None}

    return await _change(call, changed, list(values), sorted(values))


async def add_row(call: Call) -> ChangedSettings:
    """Add a printer or a camera."""
    table, values = _table(call), call.body.values
    _check_addresses_not_masked(values)

    def added(rows: list[Values]) -> list[Values]:
        return [*rows, _merged({}, values)]

    return await _change_table(call, table, added, f"added {values.get('name', 'default')}")


async def change_row(call: Call) -> ChangedSettings:
    """Change a printer or a camera."""
    table, name, values = _table(call), call.path["name"], call.body.values
    _check_addresses_not_masked(values)
    if values.get("name", name) != name:
        problem = {"in": "body", "field": "values.name", "message": "cannot be changed: add another one"}
        raise InvalidInputError("Invalid input", [problem])

    def changed(rows: list[Values]) -> list[Values]:
        return [_merged(row, values) if _name(row) == name else row for row in _having(rows, name)]

    return await _change_table(call, table, changed, f"changed {name}")


async def remove_row(call: Call) -> ChangedSettings:
    """Remove a printer that does not print, or a camera."""
    table, name = _table(call), call.path["name"]
    known = call.services.printers.known(name) if table == "printers" else None
    report = None if known is None else await report_of(known)
    if report is not None and (report.active_job is not None or report.sd_print is not None):
        raise ConflictError(f"{name} prints: cancel that first")

    def removed(rows: list[Values]) -> list[Values]:
        return [row for row in _having(rows, name) if _name(row) != name]

    return await _change_table(call, table, removed, f"removed {name}")


async def _change_table(
    call: Call, table: str, how: Callable[[list[Values]], list[Values]], words: str
) -> ChangedSettings:
    from lezerprint.settings.changing import next_settings  # noqa: PLC0415 - which no start needs

    present = call.services.settings

    def changed(stored: Values) -> Values:
        rows = [
            row.model_dump(mode="json", exclude_unset=True) for row in getattr(next_settings(present), table)
        ]
        return {**stored, table: how(rows)}

    return await _change(call, changed, [table], [f"{table}: {words}"])


async def _change(
    call: Call, how: Callable[[Values], Values], names: list[str], told: list[str]
) -> ChangedSettings:
    from lezerprint.settings.changing import InvalidSettingError, change  # noqa: PLC0415 - which no start needs

    try:
        await asyncio.to_thread(change, call.services.settings, how)
    except InvalidSettingError as error:
        problem = {"in": "body", "field": f"values.{error.field}", "message": str(error)}
        raise InvalidInputError(f"Invalid settings: {error}", [problem]) from error
    except OSError as error:
        raise StorageUnavailableError(f"the settings cannot be stored: {error.strerror}") from error
    call.audit(EventKind.SETTING_CHANGED, f"Settings were changed: {', '.join(told)}", settings=told)
    changed = [one for one in await _all(call) if one.key in names]
    return ChangedSettings(
        settings=changed,
        needs_restart=any(one.needs_restart and one.value != one.next_value for one in changed),
    )


async def _all(call: Call) -> list[Setting]:
    """Those of the server, and what was changed of cameras since it was set up."""
    from lezerprint.camera.stored import without_credentials  # noqa: PLC0415 - which no start needs

    changed = [Setting.model_validate(row) for row in await call.read(of_cameras.settings, None)]
    for one in changed:
        one.value = one.next_value = without_credentials(one.value)
    return [*await asyncio.to_thread(_effective, call), *changed]


def _effective(call: Call) -> list[Setting]:
    from lezerprint.effective_settings import effective  # noqa: PLC0415 - which no start needs

    return [Setting.model_validate(one) for one in effective(call.services.settings)]


def _table(call: Call) -> str:
    table: str = call.path.get("table") or call.path["key"]
    if table not in _TABLES:
        raise NotFoundError("there are printers and cameras")
    return table


def _name(row: Values) -> str:
    return str(row.get("name", "default"))


def _having(rows: list[Values], name: str) -> list[Values]:
    if all(_name(row) != name for row in rows):
        raise NotFoundError(f"there is no {name!r} in the settings")
    return rows


def _merged(row: Values, changes: Values) -> Values:
    """The row with the changes; in tables within it those count that are given, and None takes one out."""
    merged = {
        name: _merged(row.get(name) or {}, value) if isinstance(value, dict) else value
        for name, value in changes.items()
    }
    return {name: value for name, value in (row | merged).items() if value is not None}


def _check_addresses_not_masked(values: Values) -> None:
    for name in ("url", "webrtc_url"):
        _check_not_masked(name, values.get(name))


def _check_not_masked(name: str, value: Any) -> None:
    """A page that sends back what it was shown must not store the stars."""
    if isinstance(value, str) and _STARS in value:
        problem = {"in": "body", "field": f"values.{name}", "message": "has asterisks in place of a secret"}
        raise InvalidInputError("Invalid input", [problem])
