"""The endpoints of statistics and predictions."""

from __future__ import annotations

from typing import Final

from web.access import Access
from web.endpoint import Endpoint
from web.handlers import analytics
from web.models.analytics import (
    Dashboard,
    FailureList,
    MaterialList,
    PredictInput,
    Prediction,
    PrinterQuery,
    SpanQuery,
    Statistics,
    StatisticsQuery,
)

_NO_PRINTER: Final = frozenset({404})

ANALYTICS: Final = (
    Endpoint(
        "GET",
        "/api/analytics/dashboard",
        analytics.dashboard,
        Access.VIEWER,
        "Analytics",
        "All prints at a glance",
        query=PrinterQuery,
        response=Dashboard,
        errors=_NO_PRINTER,
    ),
    Endpoint(
        "GET",
        "/api/analytics/statistics",
        analytics.statistics,
        Access.VIEWER,
        "Analytics",
        "What was printed by days, weeks or months",
        query=StatisticsQuery,
        response=Statistics,
        errors=_NO_PRINTER,
    ),
    Endpoint(
        "GET",
        "/api/analytics/materials",
        analytics.materials,
        Access.VIEWER,
        "Analytics",
        "What filament was used, and what it cost",
        query=SpanQuery,
        response=MaterialList,
        errors=_NO_PRINTER,
    ),
    Endpoint(
        "GET",
        "/api/analytics/failures",
        analytics.failures,
        Access.VIEWER,
        "Analytics",
        "Why prints failed",
        query=SpanQuery,
        response=FailureList,
        errors=_NO_PRINTER,
    ),
    Endpoint(
        "POST",
        "/api/analytics/predict",
        analytics.predict,
        Access.VIEWER,
        "Analytics",
        "How long a print will take, what it needs, and how likely it is completed",
        body=PredictInput,
        response=Prediction,
        errors=frozenset({404, 409}),
    ),
)
