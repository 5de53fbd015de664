"""Tables as CSV, which spreadsheets open without running anything in them."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lezerprint.base.times import iso_8601

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def csv_table(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """The table with its head, in UTF-8."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows([_harmless(_plain(value)) for value in row] for row in rows)
    return text.getvalue().encode()


def _plain(value: Any) -> str:
    """The value as other programs read it: times in ISO 8601, what is nested in JSON."""
    match value:
        case None:
            return ""
        case datetime():
            return iso_8601(value)
        case tuple():
            return " ".join(map(str, value))
        case dict() | list():
            return json.dumps(value)
        case _:
            return str(value)


def _harmless(text: str) -> str:
    """A spreadsheet takes what begins like a formula for one."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
