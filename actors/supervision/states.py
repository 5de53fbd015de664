"""The states of an actor as others see them, and what is kept of a failure."""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

__all__ = ["Failure", "Kind", "State", "StateChange"]


class Kind(StrEnum):
    """What an actor is in the tree."""

    SUPERVISOR = "supervisor"
    WORKER = "worker"


class State(StrEnum):
    """Where an actor is in its life."""

    STARTING = "starting"  # its thread runs `on_start`; a supervisor's children are coming up
    UP = "up"
    RESTARTING = "restarting"  # it is down and will be started again
    PARKED = "parked"  # a supervisor that gave up for now and will try again
    STOPPING = "stopping"  # told to stop
    STOPPED = "stopped"  # it is down and stays so


@dataclass(frozen=True, slots=True)
class StateChange:
    """One change of one actor's state, as subscribers get it."""

    path: str
    old: State
    new: State
    generation: int
    reason: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an actor went down: plain text, so that it pins no frames and no resources."""

    error_type: str
    message: str
    traceback_text: str
    at: datetime

    @classmethod
    def of(cls, error: BaseException) -> Failure:
        """Describe a caught exception."""
        text = "".join(traceback.format_exception(error))
        return cls(type(error).__name__, _message_of(error), text, datetime.now(UTC))

    @classmethod
    def noted(cls, error_type: str, message: str, traceback_text: str = "") -> Failure:
        """Describe what was seen from outside."""
        return cls(error_type, message, traceback_text, datetime.now(UTC))

    @classmethod
    def overdue(cls, error_type: str, message: str, thread_id: int | None) -> Failure:
        """Describe a thread that takes too long, with the stack where it stands now."""
        frames = sys._current_frames()  # noqa: SLF001 - documented, and the only way to see another thread
        frame = frames.get(thread_id) if thread_id is not None else None
        return cls.noted(error_type, message, "".join(traceback.format_stack(frame)) if frame else "")

    def __str__(self) -> str:
        return f"{self.error_type}: {self.message}" if self.message else self.error_type


def _message_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - an exception that cannot print itself must not hide the crash
        return "(its message cannot be shown)"
