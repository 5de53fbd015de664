"""The printer settings: keys with a value, kept for the printer's users."""

from __future__ import annotations

from typing import Any

from lezerprint.storage.models import PrinterSetting


def settings(category: str | None) -> list[PrinterSetting]:
    """All of them, or those of one category, by their keys."""
    query = PrinterSetting.select().order_by(PrinterSetting.key)
    return list(query if category is None else query.where(PrinterSetting.category == category))


def setting(key: str) -> PrinterSetting:
    """One of them.

    Raises:
        PrinterSetting.DoesNotExist: There is none of this key.
    """
    return PrinterSetting.get(PrinterSetting.key == key)


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


def delete(key: str) -> Any:
    """Remove one; the value that it had.

    Raises:
        PrinterSetting.DoesNotExist: There is none of this key.
    """
    row = setting(key)
    row.delete_instance()
    return row.value
