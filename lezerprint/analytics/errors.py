"""What can go wrong with analytics.

AnalyticsError
├── InvalidSpanError     a span of time that ends before it begins, or has too many periods
├── NotMeasuredError     a file that nothing can be said of yet: it has not been analysed, or has no volume
└── NoSuchPrinterError   there is no such printer, nor was there ever one
"""

from __future__ import annotations

from lezerprint.errors import LezerPrintError


class AnalyticsError(LezerPrintError):
    """The base of all that analytics refuses."""


class InvalidSpanError(AnalyticsError):
    """A span of time that ends before it begins, or has too many periods."""


class NotMeasuredError(AnalyticsError):
    """A file that has not been analysed yet, or a model whose volume is not known."""


class NoSuchPrinterError(AnalyticsError):
    """No printer of this name is set, and none ever printed."""
