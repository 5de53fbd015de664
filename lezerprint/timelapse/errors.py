"""What can go wrong with time-lapses."""

from __future__ import annotations

from lezerprint.errors import LezerPrintError


class NoTimelapseError(LezerPrintError):
    """A job has no film, or no pictures."""


class FilmError(LezerPrintError):
    """A film cannot be made of these pictures."""
