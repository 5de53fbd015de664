"""What is kept of the time-lapse of one job: how it is taken, and its frames."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Final, Self
from uuid import UUID

from lezerprint.base.enums import FrameMark, TimelapseMode

_FILM_FPS: Final = 25.0
_SHORTEST_SECONDS: Final = 1.0
_LONGEST_SECONDS: Final = 600.0
_UNKNOWN_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Policy:
    """How a time-lapse is taken.

    Attributes:
        film_seconds: How long the film is to be.
        interval_seconds: Between two frames, where the mode is `interval`.
        settle_seconds: So long after a request no picture counts.
    """

    mode: TimelapseMode
    film_seconds: float = 20.0
    interval_seconds: float = _UNKNOWN_SECONDS
    settle_seconds: float = 0.2


def interval_for(film_seconds: float, estimated_seconds: float | None) -> float:
    """Between two frames, so that the film of a print that takes so long is as long as that, in seconds."""
    if not estimated_seconds:
        return _UNKNOWN_SECONDS
    return min(max(estimated_seconds / (film_seconds * _FILM_FPS), _SHORTEST_SECONDS), _LONGEST_SECONDS)


@dataclass(frozen=True, slots=True)
class Session:
    """The time-lapse of one job.

    Attributes:
        first_layer: How many layers were printed before it began.
        ended: Whether its last frame was taken.
    """

    job_id: UUID
    printer: str
    camera: str
    policy: Policy
    first_layer: int = 0
    ended: bool = False

    def to_json(self) -> bytes:
        """As it is kept."""
        return json.dumps(asdict(self), default=str).encode()

    @classmethod
    def of_json(cls, text: bytes) -> Self:
        """As it was kept; ValueError, TypeError or KeyError: it is none."""
        kept: dict[str, Any] = json.loads(text)
        policy = kept["policy"]
        mode = TimelapseMode(policy["mode"])
        return cls(**{**kept, "job_id": UUID(kept["job_id"]), "policy": Policy(**{**policy, "mode": mode})})


@dataclass(frozen=True, slots=True)
class FrameRecord:
    """One frame.

    Attributes:
        number: From 1, within its job.
        layer: How many layers were printed by then; None: that is not known.
        taken_at: In seconds since 1970.
        size_bytes: Of its file; 0: it has none.
        is_last: Whether no more follow.
    """

    number: int
    layer: int | None
    mark: FrameMark
    taken_at: float
    size_bytes: int = 0
    is_last: bool = False

    def to_line(self) -> bytes:
        """As it is kept."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> Self:
        """As it was kept; ValueError, TypeError or KeyError: it is none."""
        kept: dict[str, Any] = json.loads(line)
        return cls(**{**kept, "mark": FrameMark(kept["mark"])})
