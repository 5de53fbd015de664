"""What can be wrong with a mesh."""

from __future__ import annotations

from lezerprint.errors import LezerPrintError


class MeshError(LezerPrintError):
    """A model that cannot be read or measured: damaged, cut short, empty, or too large."""
