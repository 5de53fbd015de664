"""What rules are made of: the interface, conditions that begin and end, and limits to how often is told."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Final

from lezerprint.alerts.alert import Alert, AlertKind
from lezerprint.base.enums import EventType, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lezerprint.alerts.situation import PrinterSituation
    from lezerprint.port.contract.events import Event
    from lezerprint.settings.alerts import AlertSettings

_RANK: Final = {severity: rank for rank, severity in enumerate(Severity)}
_MINUTE_SECONDS: Final = 60.0
_SAMPLE_SECONDS: Final = 1.0
_MOST_KEYS: Final = 100


class Rule:
    """Looks at one thing. Each method gives the alerts that are due; times are of a monotonic clock."""

    def __init__(self, settings: AlertSettings) -> None:
        self._settings = settings

    def report(self, view: PrinterSituation, now: float) -> Iterable[Alert]:
        """The printer stands so."""
        del view, now
        return ()

    def event(self, event: Event, now: float) -> Iterable[Alert]:
        """The port process tells this."""
        del event, now
        return ()

    def port_away(self, reason: str, now: float) -> Iterable[Alert]:
        """The port process is not there."""
        del reason, now
        return ()


class Condition:
    """Something that is the matter, or not; told when it has lasted, when it grows worse, and at its end.

    Args:
        kind: What it is.
        event_type: What it is in the log of a print.
        subject: Which of several it is.
        begins_after: So many seconds without a break it must be the matter before it is told.
        ends_after: So many seconds all must be well before that is told.
    """

    def __init__(
        self,
        kind: AlertKind,
        event_type: EventType = EventType.CUSTOM,
        *,
        subject: str = "",
        begins_after: float = 0.0,
        ends_after: float = 0.0,
    ) -> None:
        self._kind = kind
        self._event_type = event_type
        self._subject = subject
        self._begins_after = begins_after
        self._ends_after = ends_after
        self._told: Severity | None = None
        self._found = False
        self._since: float | None = None
        self._well_since: float | None = None
        self._began_at = 0.0

    @property
    def is_told(self) -> bool:
        """Whether its beginning was told, and its end not yet."""
        return self._told is not None

    def lasting_seconds(self, now: float) -> float:
        """For how long it has been the matter without a break."""
        return 0.0 if self._since is None else now - self._since

    def wrong(
        self, severity: Severity, message: str, now: float, *, found: bool = False, **data: Any
    ) -> list[Alert]:
        """It is the matter now. `found`: by the first look."""
        self._well_since = None
        if self._since is None:
            self._since, self._found = now, found
        if self._told is None:
            if self.lasting_seconds(now) < self._begins_after:
                return []
            self._began_at = self._since
        elif _RANK[severity] <= _RANK[self._told]:
            return []
        self._told = severity
        if self._found:
            data["found"] = True
        return [self._alert(severity, message, data)]

    def right(self, message: str, now: float, *, recovered: bool = True, **data: Any) -> list[Alert]:
        """It is not the matter now."""
        self._since = None
        if self._told is None:
            return []
        if self._well_since is None:
            self._well_since = now
        if now - self._well_since < self._ends_after:
            return []
        self._told = self._well_since = None
        data |= {"seconds": round(now - self._began_at, 1), "recovered": recovered}
        return [self._alert(Severity.INFO, message, data, ended=True)]

    def _alert(self, severity: Severity, message: str, data: dict[str, Any], *, ended: bool = False) -> Alert:
        if self._subject:
            data["subject"] = self._subject
        return Alert(self._kind, severity, message, data, self._event_type, ended, lasting=True)


class Throttle:
    """Lets the same thing through once a minute, and of all things no more than `most`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._passed: dict[str, float] = {}
        self._held_back: dict[str, int] = {}

    def passes(self, key: str, now: float) -> int | None:
        """None: not now; else how often the same was held back since it passed last."""
        for old in [name for name, at in self._passed.items() if now - at >= _MINUTE_SECONDS]:
            del self._passed[old]
        if key in self._passed or len(self._passed) >= self._most:
            if key in self._held_back or len(self._held_back) < _MOST_KEYS:
                self._held_back[key] = self._held_back.get(key, 0) + 1
            return None
        self._passed[key] = now
        return self._held_back.pop(key, 0)


class LastMinute:
    """How much a counter grew in the last minute; it begins at zero when the port process starts anew."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque()

    def growth(self, total: int, now: float) -> int:
        """With what it says now; the first time: 0, for nobody knows when that was counted."""
        samples = self._samples
        if samples and total < samples[-1][1]:
            samples.clear()
            samples.append((now, 0))
        if not samples or now - samples[-1][0] >= _SAMPLE_SECONDS:
            samples.append((now, total))
        while len(samples) > 1 and samples[1][0] <= now - _MINUTE_SECONDS:
            samples.popleft()
        return total - samples[0][1]
