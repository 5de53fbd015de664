"""The endpoints of statistics and predictions."""

from __future__ import annotations

from typing import Final

from web.access import Access
from web.endpoint import Endpoint
from web.handlers import analytics
from web.models.analytics import (
    Compared,
    ComparedQuery,
    Dashboard,
    EndedQuery,
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
        "Summary of all prints",
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
        "Prints by day, week or month",
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
        "Filament used and its cost",
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
        "GET",
        "/api/analytics/predictions",
        analytics.compared,
        Access.VIEWER,
        "Analytics",
        "Predicted and real times of completed prints",
        query=ComparedQuery,
        response=Compared,
        errors=_NO_PRINTER,
    ),
    Endpoint(
        "GET",
        "/api/analytics/export",
        analytics.export,
        Access.VIEWER,
        "Analytics",
        "Prints that have ended as CSV",
        query=EndedQuery,
        media_type="text/csv",
        errors=_NO_PRINTER,
        signable=True,
    ),
    Endpoint(
        "POST",
        "/api/analytics/predict",
        analytics.predict,
        Access.VIEWER,
        "Analytics",
        "Predicted time, filament and probability of success of a print",
        body=PredictInput,
        response=Prediction,
        errors=frozenset({404, 409}),
    ),
)
