"""What can be wrong with an order to a printer."""

from __future__ import annotations

from lezerprint.errors import LezerPrintError


class InvalidOrderError(LezerPrintError):
    """It is no command, or beyond what the printer may do."""


class WouldRuinPrintError(LezerPrintError):
    """A print is under way that would not survive it; force does it all the same."""


class AtLongCommandError(LezerPrintError):
    """The printer is at a command that takes minutes: this would be done at some later time, by itself."""


class TooColdError(LezerPrintError):
    """The hotend is too cold to move filament."""


class NotSupportedError(LezerPrintError):
    """The printer's firmware cannot do that."""


class UnknownMacroError(LezerPrintError):
    """The printer has no macro of this name."""
