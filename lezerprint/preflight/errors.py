"""What can go wrong in a preflight."""

from __future__ import annotations

from lezerprint.errors import LezerPrintError


class NotAnalysedError(LezerPrintError):
    """A file of which too little is known: no G-code, not analysed yet, or by an earlier version."""
