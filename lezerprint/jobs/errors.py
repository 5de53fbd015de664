"""What can go wrong with jobs, besides `lezerprint.errors.JobError`.

JobError
├── NoSuchJobError     job not found
├── PrinterBusyError   another job is on the printer
├── PrinterNotReadyError  the printer cannot print now
├── NotPrintableError  this file cannot be printed
│   └── DoesNotFitError   it is larger than the printer
└── TooHotError        hotter than the printer may be
"""

from __future__ import annotations

from lezerprint.errors import JobError


class NoSuchJobError(JobError):
    """There is no such job."""


class PrinterBusyError(JobError):
    """Another job is on the printer."""


class PrinterNotReadyError(JobError):
    """The printer cannot print now: it is away, halted or disconnected."""


class NotPrintableError(JobError):
    """This file cannot be printed, or not so."""


class DoesNotFitError(NotPrintableError):
    """What a file prints is larger than the printer."""


class TooHotError(JobError):
    """Hotter than the printer may be."""
