"""What can go wrong with slicing.

LezerPrintError
├── InvalidProfileError         a value that a profile or an override may not have
└── SlicingError                a model that cannot be sliced as it stands
    ├── SlicerUnavailableError  no slicer is installed, or it does not run
    ├── SlicingCancelledError   it was cancelled
    ├── SlicingTimeoutError     it took too long
    └── SlicingDiskFullError    there is no room for the result
"""

from __future__ import annotations

from lezerprint.errors import LezerPrintError


class InvalidProfileError(LezerPrintError):
    """A value that a profile or an override may not have; names it, and says what it may be."""


class SlicingError(LezerPrintError):
    """A model that cannot be sliced: damaged, empty, too large for the printer, or not with this profile."""


class SlicerUnavailableError(SlicingError):
    """No slicer is installed, or what is installed does not run; says what to install."""


class SlicingCancelledError(SlicingError):
    """It was cancelled; nothing is left of it."""


class SlicingTimeoutError(SlicingError):
    """It took too long; nothing is left of it."""


class SlicingDiskFullError(SlicingError):
    """There is no room for the result; nothing is left of it."""
