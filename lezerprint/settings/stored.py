"""Settings that were changed while the server ran, such as those of cameras: keys with a value."""

from __future__ import annotations

from typing import Any

from lezerprint.storage.models import PrinterSetting


def settings(category: str | None) -> list[PrinterSetting]:
    """All of them, or those of one category, by their keys."""
    query = PrinterSetting.select().order_by(PrinterSetting.key)
    return list(query if category is None else query.where(PrinterSetting.category == category))


def put(key: str, value: Any, category: str, description: str | None) -> tuple[Any, PrinterSetting]:
    """Set one; the value that it had (None: there was none), and how it stands now."""
    row = PrinterSetting.get_or_none(PrinterSetting.key == key)
    before = row.value if row is not None else None
    if row is None:
        row = PrinterSetting.create(key=key, value=value, category=category, description=description)
    else:
        row.value, row.category, row.description = value, category, description
        row.save()
    return before, row
