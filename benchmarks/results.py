"""Medians, ratios and bars of all runs, as one table."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from rich.box import SIMPLE_HEAD
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from figures import Figures

PING_PONG: Final = "ping-pong, pyserial"
BARE: Final = "bare window, 121 bytes"
OURS: Final = "LezerPrint"

LEAST_OF_PING_PONG: Final = 2.0
LEAST_OF_BARE: Final = 0.95
LEAST_OF_IDLE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Case:
    """On which link, and whether under load; a device has a round trip that nobody knows."""

    round_trip_ms: float | None
    loaded: bool

    @property
    def trip(self) -> str:
        """The round trip in words."""
        return "unknown" if self.round_trip_ms is None else f"{self.round_trip_ms:g} ms"

    @property
    def machine(self) -> str:
        """What else the machine does."""
        return "loaded" if self.loaded else "idle"


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that must hold, and whether it does."""

    text: str
    measured: str
    met: bool


@dataclass
class Results:
    """What every run gave: for each case and sender a list, one entry a repeat; None for a failed run."""

    runs: dict[tuple[Case, str], list[Figures | None]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def add(self, case: Case, sender: str, figures: Figures | None) -> None:
        """Note a run."""
        self.runs.setdefault((case, sender), []).append(figures)

    def typical(self, case: Case, sender: str, pick: Callable[[Figures], float | None]) -> float | None:
        """The median of a figure over the repeats."""
        runs = self.runs.get((case, sender), [])
        values = [value for figures in runs if figures is not None and (value := pick(figures)) is not None]
        return median(values) if values else None

    def worst(self, case: Case, sender: str, pick: Callable[[Figures], float | None]) -> float | None:
        """The largest of a figure over the repeats."""
        runs = self.runs.get((case, sender), [])
        return max(
            (value for figures in runs if figures is not None and (value := pick(figures)) is not None),
            default=None,
        )

    def share(self, case: Case, sender: str, of: Case, of_sender: str) -> float | None:
        """The median of the ratios of rates, each of two runs of the same repeat."""
        pairs = zip(self.runs.get((case, sender), []), self.runs.get((of, of_sender), []), strict=False)
        ratios = [one.lines_per_second / other.lines_per_second for one, other in pairs if one and other]
        return median(ratios) if ratios else None

    def spread(self, case: Case, sender: str) -> float | None:
        """Largest less smallest rate, as a share of the median: what the machine's other work did."""
        rates = [figures.lines_per_second for figures in self.runs[case, sender] if figures is not None]
        return (max(rates) - min(rates)) / median(rates) if rates else None

    def table(self) -> Table:
        """One row a case and sender."""
        table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
        for name in ("round trip", "machine", "sender"):
            table.add_column(name, no_wrap=True)
        for name in _COLUMNS:
            table.add_column(name, justify="right", no_wrap=True)
        previous: Case | None = None
        for case, sender in self.runs:
            if previous is not None and case != previous:
                table.add_section()
            previous = case
            table.add_row(
                case.trip, case.machine, sender, *(column(self, case, sender) for column in _COLUMNS.values())
            )
        return table

    def as_data(self) -> list[dict[str, Any]]:
        """All runs, for JSON."""
        return [
            asdict(case)
            | {"sender": sender, "runs": [None if figures is None else asdict(figures) for figures in runs]}
            for (case, sender), runs in self.runs.items()
        ]

    def bars(self) -> list[Bar]:
        """What ours must reach, as far as it was measured."""
        cases = dict.fromkeys(case for case, _ in self.runs)
        return [
            bar for case in cases for bar in (self._loaded_bars if case.loaded else self._idle_bars)(case)
        ]

    def _idle_bars(self, case: Case) -> Iterable[Bar]:
        against, least = (BARE, LEAST_OF_BARE) if case.round_trip_ms else (PING_PONG, LEAST_OF_PING_PONG)
        yield from self._loss_bar(case)
        share = self.share(case, OURS, case, against)
        if case.round_trip_ms is not None and share is not None:
            yield Bar(f"{case.trip}: at least {least} of the {against}", f"{share:.2f}", share >= least)

    def _loss_bar(self, case: Case) -> Iterable[Bar]:
        lost = self.worst(case, OURS, lambda figures: figures.bytes_lost)
        if lost is not None:
            yield Bar(f"{case.trip}, {case.machine}: no byte lost", f"{lost:g}", not lost)

    def _loaded_bars(self, case: Case) -> Iterable[Bar]:
        yield from self._loss_bar(case)
        share = self.share(case, OURS, Case(case.round_trip_ms, loaded=False), OURS)
        if share is not None:
            text = f"{case.trip} under load: at least {LEAST_OF_IDLE} of the idle rate"
            yield Bar(text, f"{share:.2f}", share >= LEAST_OF_IDLE)
        ours, bare = (self.typical(case, sender, _long_gaps) for sender in (OURS, BARE))
        if ours is not None and bare is not None:
            text = f"{case.trip} under load: no more gaps over 25 ms than the bare sender"
            yield Bar(text, f"{ours:g} to {bare:g}", ours <= bare)


def _long_gaps(figures: Figures) -> float | None:
    return figures.gaps and figures.gaps[2]


def _figure(pick: Callable[[Figures], float | None], style: str) -> Callable[[Results, Case, str], str]:
    return lambda results, case, sender: _shown(results.typical(case, sender, pick), style)


def _worst(pick: Callable[[Figures], float | None]) -> Callable[[Results, Case, str], str]:
    return lambda results, case, sender: _shown(results.worst(case, sender, pick), "g")


def _ratio(of: str) -> Callable[[Results, Case, str], str]:
    return lambda results, case, sender: _shown(results.share(case, sender, case, of), ".2f")


def _of_idle(results: Results, case: Case, sender: str) -> str:
    idle = Case(case.round_trip_ms, loaded=False)
    return _shown(results.share(case, sender, idle, sender) if case.loaded else None, ".2f")


def _shown(value: float | None, style: str) -> str:
    return "-" if value is None else format(value, style)


_COLUMNS: Final[dict[str, Callable[[Results, Case, str], str]]] = {
    "lines/s": _figure(lambda figures: figures.lines_per_second, ",.0f"),
    "spread": lambda results, case, sender: _shown(results.spread(case, sender), ".0%"),
    "of bare": _ratio(BARE),
    "x ping-pong": _ratio(PING_PONG),
    "of idle": _of_idle,
    "max gap ms": _figure(lambda figures: figures.largest_gap_ms, ".1f"),
    ">5 ms": _figure(lambda figures: figures.gaps and figures.gaps[0], "g"),
    ">10 ms": _figure(lambda figures: figures.gaps and figures.gaps[1], "g"),
    ">25 ms": _figure(_long_gaps, "g"),
    "resends": _worst(lambda figures: figures.resends),
    "lost bytes": _worst(lambda figures: figures.bytes_lost),
}
