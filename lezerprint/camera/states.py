"""What a camera is doing, as a table; a failed source is tried again after a back-off."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from lezerprint.base.backoff import Backoff

if TYPE_CHECKING:
    from collections.abc import Mapping


class CameraState(StrEnum):
    """What a camera is doing."""

    IDLE = "idle"  # nobody watches
    STARTING = "starting"  # its source was opened, and no picture has come yet
    LIVE = "live"
    FAILED = "failed"  # its source gave up or went silent; it is tried again
    PARKED = "parked"  # its actor crashed too often; its supervisor tries again, or an administrator


class Cause(StrEnum):
    """What changes that."""

    BEGIN = "begin"  # a life of its actor begins
    WANTED = "wanted"
    UNWANTED = "unwanted"  # nobody has looked for a while
    FRAME = "frame"
    BROKEN = "broken"  # the source or its reader failed
    RETRY = "retry"  # the back-off is over
    CHANGED = "changed"  # its settings are others
    PARK = "park"


TRANSITIONS: Final[Mapping[tuple[CameraState, Cause], CameraState]] = {
    (CameraState.IDLE, Cause.WANTED): CameraState.STARTING,
    (CameraState.STARTING, Cause.FRAME): CameraState.LIVE,
    (CameraState.STARTING, Cause.BROKEN): CameraState.FAILED,
    (CameraState.STARTING, Cause.UNWANTED): CameraState.IDLE,
    (CameraState.STARTING, Cause.CHANGED): CameraState.STARTING,
    (CameraState.LIVE, Cause.BROKEN): CameraState.FAILED,
    (CameraState.LIVE, Cause.UNWANTED): CameraState.IDLE,
    (CameraState.LIVE, Cause.CHANGED): CameraState.STARTING,
    (CameraState.FAILED, Cause.RETRY): CameraState.STARTING,
    (CameraState.FAILED, Cause.UNWANTED): CameraState.IDLE,
    (CameraState.FAILED, Cause.CHANGED): CameraState.STARTING,
    (CameraState.PARKED, Cause.BEGIN): CameraState.IDLE,
    **{(state, Cause.BEGIN): CameraState.IDLE for state in CameraState if state is not CameraState.IDLE},
    **{(state, Cause.PARK): CameraState.PARKED for state in CameraState if state is not CameraState.PARKED},
}
"""What is not here changes nothing."""

_BACKOFF: Final = Backoff(first_seconds=0.5, cap_seconds=4.0)
_LASTING_SECONDS: Final = 5.0
"""A camera that was live for so long has not failed before."""


@dataclass(frozen=True, slots=True)
class Status:
    """How a camera is.

    Attributes:
        reason: Why it failed, or is parked; else empty.
        since: When it came to this state, by the monotonic clock in seconds.
        failures: How often it failed in a row.
    """

    state: CameraState = CameraState.IDLE
    reason: str = ""
    since: float = 0.0
    failures: int = 0

    @property
    def retry_seconds(self) -> float:
        """How long after a failure the source is tried again."""
        return _BACKOFF.delay_seconds(self.failures)


def step(status: Status, cause: Cause, now: float, reason: str = "") -> Status | None:
    """What follows from a cause; None: nothing changes.

    Args:
        status: How it is.
        cause: What has happened.
        now: The monotonic clock, in seconds.
        reason: Why, where that is worth knowing.
    """
    state = TRANSITIONS.get((status.state, cause))
    if state is None:
        return None
    if state is CameraState.FAILED:
        lasted = status.state is CameraState.LIVE and now - status.since >= _LASTING_SECONDS
        return Status(state, reason, now, 1 if lasted else status.failures + 1)
    keeps = state in {CameraState.STARTING, CameraState.LIVE} and cause is not Cause.CHANGED
    told = reason if state is CameraState.PARKED else ""
    return Status(state, told, now, status.failures if keeps else 0)
