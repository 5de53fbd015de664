"""What can go wrong when a notification is sent.

DeliveryError            it did not arrive; another attempt may go better
└── UndeliverableError   no attempt will go better until somebody changes something
"""

from __future__ import annotations

from lezerprint.errors import LezerPrintError


class DeliveryError(LezerPrintError):
    """It did not arrive now: the receiver is away, too slow, or refuses it for the moment."""


class UndeliverableError(DeliveryError):
    """It will never arrive: the address is wrong or not allowed, or the receiver refuses it for good."""
