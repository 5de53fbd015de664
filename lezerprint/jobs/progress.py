"""How far a print is, and what is left of it, by the port process's reports."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.bounds import MOST_SECONDS, within
from lezerprint.jobs.forecast import USUAL_LOG_DEVIATION
from lezerprint.port.contract.states import RunState

if TYPE_CHECKING:
    from lezerprint.jobs.forecast import Forecast
    from lezerprint.jobs.job import Job
    from lezerprint.port.contract.run_report import RunReport

_LEAST_PRIOR_SECONDS: Final = 20.0
_PRIOR_SHARE: Final = 0.05
"""So much of the print must be over until what it took counts as much as what was reckoned."""

_PLANNER_LINES: Final = 16
"""Marlin's BLOCK_BUFFER_SIZE: so many acknowledged moves may still be in its planner."""

_PERCENT: Final = 100.0
_DEVIATIONS: Final = 1.6449
"""A normal distribution is within so many standard deviations nine times in ten."""

_REST_LOG_DEVIATION: Final = 0.05
"""How far the rest of a print is from what is behind it, which has other moves."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a print is; shares in percent.

    Attributes:
        percent: By time where that can be told, else by bytes; never less than before.
        seconds_left: Never more than before; None if it cannot be told.
        done_seconds: How much of the forecast is over.
        printing_seconds: How long it had been printing then, without pauses and heating.
        margin_seconds: How much more or less may be left, nine times in ten; None where it is unknown.
    """

    percent: float
    by_lines: float
    by_bytes: float
    by_layers: float | None
    by_time: float | None
    seconds_left: float | None
    done_seconds: float = 0.0
    printing_seconds: float = 0.0
    margin_seconds: float | None = None


def progress_of(run: RunReport, forecast: Forecast | None, before: Progress | None = None) -> Progress:
    """How far a print is, by the port process's report.

    Which command is executed is known only to within the firmware's planner: in there, time passes as it
    was reckoned. The time left is what was reckoned, corrected by what this print took for what is behind it:
    as the mean of a prior (what this printer makes of what is reckoned) and of what was seen, weighted by
    their lengths.

    Args:
        run: What it says of the job.
        forecast: What the file will take, if that is known.
        before: What was told of the same job last.
    """
    by_lines, by_bytes = _share(run.acknowledged, run.lines), _share(run.byte, run.bytes)
    layer, layers = run.layer, run.layers
    by_layers = _share(layer, layers) if layer is not None and layers else None
    total = forecast.seconds if forecast else within(run.estimated_seconds, MOST_SECONDS)
    if run.state is RunState.COMPLETED:
        by_time, left = (_PERCENT, 0.0) if total else (None, None)
        return Progress(_PERCENT, by_lines, by_bytes, by_layers, by_time, left)
    if not total:
        percent = max(by_bytes, before.percent) if before else by_bytes
        return Progress(percent, by_lines, by_bytes, by_layers, None, None)
    done, printing = _done_seconds(run, forecast, total, before), run.seconds.printing
    begun = forecast.begins_at if forecast else 0.0
    prior = max(_LEAST_PRIOR_SECONDS, _PRIOR_SHARE * total)
    seen = max(0.0, done - begun)
    factor = (prior * (forecast.factor if forecast else 1.0) + printing) / (prior + seen)
    left = within(max(0.0, total - done) * factor, MOST_SECONDS)
    if before is not None and before.seconds_left is not None:
        left = before.seconds_left if left is None else min(left, before.seconds_left)
    by_time = _share(done, total)
    margin = None if left is None else left * _relative_margin(forecast, prior / (prior + seen))
    return Progress(by_time, by_lines, by_bytes, by_layers, by_time, left, done, printing, margin)


def _relative_margin(forecast: Forecast | None, doubt: float) -> float:
    """How much of what is left may be more or less; `doubt`: which share of the factor is only assumed."""
    deviation = forecast.log_deviation if forecast else USUAL_LOG_DEVIATION
    return math.exp(_DEVIATIONS * math.hypot(deviation * doubt, _REST_LOG_DEVIATION)) - 1.0


def progress_kept(job: Job, forecast: Forecast | None) -> Progress | None:
    """What was told of a job last, by its record; None: nothing."""
    if job.started_at is None:
        return None
    done = job.progress_percent / _PERCENT * forecast.seconds if forecast else 0.0
    percent, left = job.progress_percent, job.seconds_left
    return Progress(percent, 0.0, 0.0, None, None, left, done, job.printing_seconds)


def _done_seconds(run: RunReport, forecast: Forecast | None, total: float, before: Progress | None) -> float:
    """Between the oldest command that may be in the planner and the newest, as the clock says."""
    if forecast is None:
        newest = oldest = total * run.byte / run.bytes if run.bytes else 0.0
    else:
        newest = forecast.seconds_at(run.byte)
        is_executed = run.executed >= run.acknowledged or not forecast.lines
        oldest = newest if is_executed else forecast.seconds_at_line(run.file_line - _PLANNER_LINES)
    if before is None:
        return max(oldest, min(newest, run.seconds.printing + (forecast.begins_at if forecast else 0.0)))
    by_clock = before.done_seconds + max(0.0, run.seconds.printing - before.printing_seconds)
    return max(before.done_seconds, min(oldest, total), min(newest, by_clock, total))


def _share(part: float, whole: float) -> float:
    return round(min(_PERCENT, _PERCENT * part / whole), 2) if whole else 0.0
