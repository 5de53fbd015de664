"""Temperatures of the last day: dense at first, averaged where they are older, and bounded."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from lezerprint.port.contract.heaters import HeaterReading
from lezerprint.status import TemperatureSample

if TYPE_CHECKING:
    from collections.abc import Sequence

DENSE_SAMPLES: Final = 3600
SAMPLE_SECONDS: Final = 1.0
KEPT_SECONDS: Final = 24 * 3600
_AVERAGED_SECONDS: Final = 30.0


class TemperatureHistory:
    """Samples in order of time.

    Args:
        dense_samples: How many are kept as they are.
        averaged_seconds: Over so long the older ones are averaged.
        averaged_samples: How many of those are kept.
    """

    def __init__(
        self,
        dense_samples: int = DENSE_SAMPLES,
        averaged_seconds: float = _AVERAGED_SECONDS,
        averaged_samples: int = int(KEPT_SECONDS / _AVERAGED_SECONDS),
    ) -> None:
        self._dense: deque[TemperatureSample] = deque(maxlen=dense_samples)
        self._averaged: deque[TemperatureSample] = deque(maxlen=averaged_samples)
        self._averaged_seconds = averaged_seconds
        self._bucket: list[TemperatureSample] = []

    def add(self, sample: TemperatureSample) -> None:
        """The newest one."""
        bucket = self._bucket
        if bucket and not 0.0 <= sample.time - bucket[0].time < self._averaged_seconds:
            self._averaged.append(averaged(bucket))
            bucket.clear()
        bucket.append(sample)
        self._dense.append(sample)

    def samples(self) -> list[TemperatureSample]:
        """All that is kept, the oldest first."""
        if not self._dense:
            return []
        begin = self._dense[0].time
        return [sample for sample in self._averaged if sample.time < begin] + list(self._dense)


def averaged(samples: Sequence[TemperatureSample]) -> TemperatureSample:
    """Their mean at their mean time; targets, and the tool in use, are those of the last."""
    last = samples[-1]
    readings = {
        name: HeaterReading(_mean(samples, name), reading.target)
        for name, reading in last.temperatures.items()
    }
    return TemperatureSample(sum(one.time for one in samples) / len(samples), readings, last.tools)


def _mean(samples: Sequence[TemperatureSample], name: str) -> float | None:
    readings = (one.temperatures.get(name) for one in samples)
    known = [one.actual for one in readings if one is not None and one.actual is not None]
    return round(sum(known) / len(known), 2) if known else None
