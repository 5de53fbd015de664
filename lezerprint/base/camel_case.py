"""Names as the API writes them."""

from __future__ import annotations


def camel_case(name: str) -> str:
    """`lines_total` is `linesTotal`."""
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)
