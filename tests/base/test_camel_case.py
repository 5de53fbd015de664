"""Names as the API writes them."""

from __future__ import annotations

from lezerprint.base.camel_case import camel_case


def test_names():
    assert [camel_case(name) for name in ("lines_total", "layer", "height_mm")] == [
        "linesTotal",
        "layer",
        "heightMm",
    ]
