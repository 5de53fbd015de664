"""What is known of the request that is being answered, for whoever logs something meanwhile."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

request_id: Final[ContextVar[str | None]] = ContextVar("request_id", default=None)
"""The request's id, which its answer has too; None outside requests."""
