"""A print job as JobActor has it, and as its file keeps it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, Self
from uuid import UUID, uuid4, uuid5

from lezerprint.base.enums import EventType, JobState, Severity, TimelapseMode
from lezerprint.bounds import MOST_GRAMS, MOST_MONEY, MOST_SECONDS, whole, within
from lezerprint.jobs.states import ENDED
from lezerprint.port.failure import FailureReason

_MOST_INCIDENTS: Final = 200
_ALL_PERCENT: Final = 100.0
_GRAMS_PER_KG: Final = 1000.0
_LATEST: Final = 32_503_680_000.0
"""The year 3000."""


@dataclass(frozen=True, slots=True)
class JobIncident:
    """Something that happened to a job.

    Attributes:
        key: Names it within the job, so that noting it twice is noting it once.
        kind: What.
        severity: How bad.
        message: One line for people.
        at: Seconds since 1970.
        data: What else is worth knowing; JSON.
    """

    key: str
    kind: EventType
    severity: Severity
    message: str
    at: float
    data: dict[str, Any] | None = None

    def row_id(self, job_id: UUID) -> UUID:
        """The id of its row."""
        return uuid5(job_id, self.key)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """As `asdict` gave it."""
        return cls(**{**data, "kind": EventType(data["kind"]), "severity": Severity(data["severity"])})


@dataclass(frozen=True, slots=True)
class Overrides:
    """What is otherwise than in the file, in degrees Celsius; None: as in the file."""

    hotend_celsius: float | None = None
    bed_celsius: float | None = None
    chamber_celsius: float | None = None


@dataclass(frozen=True, slots=True)
class Recovery:
    """That a job prints the rest of another one.

    Attributes:
        job_id: The failed one.
        options: How, in the words of `lezerprint.recovery`.
    """

    job_id: UUID
    options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Owner:
    """What a job's row refers to; a job of the command line has none.

    Attributes:
        user_id: Who wants the print.
        file_id: The uploaded file.
        sliced_file_id: What was sliced from it, if it is no G-code itself.
        profile_id: What it is to be sliced with, as long as it is not; None: the default profile.
    """

    user_id: UUID
    file_id: UUID
    sliced_file_id: UUID | None = None
    profile_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A file on its way through a printer. Times are seconds since 1970.

    Attributes:
        source: The G-code file, or the model that has to be sliced first.
        sha256: What the file's content must be; empty: anything.
        timelapse: When pictures of it are taken; None: as the printer's settings say.
        estimated_seconds: Printing alone, as far as it was reckoned.
        plate: Of a 3MF with the G-code of several plates, which is printed; None: the first.
        filament_grams: What the whole of it needs, as far as it is known.
        filament_price_per_kg: What that filament costs.
        printing_seconds: What it spent with printing, by the port process's clock, which nobody sets.
        heating_seconds: The same with waiting for heat.
        paused_seconds: The same with pauses.
        progress_percent: Of the time that was reckoned, or of the file's bytes.
        begins_percent: Where its progress begins: of the rest of a print, not with 0.
        reason: Why it failed; while it is QUEUED: why it does not begin.
        seconds_left: What is still to come of it, if that can be told.
        counts: How far the port process said it is, by the names of the row's columns.
        place: Of a job that the printer lost: between which commands and lines the truth lies.
        port_sequence: The newest event of the port process that went into this record.
        bed_is_clear: Of a job that has ended: whether it left nothing on the bed, or that was taken away.
        incidents: What happened to it, the last ones.
        noted: How many there were of them, with those that are not kept any more.
    """

    id: UUID
    printer: str
    name: str
    source: str
    state: JobState
    created_at: float
    owner: Owner | None = None
    sha256: str = ""
    overrides: Overrides = field(default_factory=Overrides)
    recovery: Recovery | None = None
    timelapse: TimelapseMode | None = None
    queue_position: int | None = None
    started_at: float | None = None
    ended_at: float | None = None
    estimated_seconds: float | None = None
    filament_grams: float | None = None
    filament_price_per_kg: float | None = None
    printing_seconds: float = 0.0
    heating_seconds: float = 0.0
    paused_seconds: float = 0.0
    progress_percent: float = 0.0
    begins_percent: float = 0.0
    seconds_left: int | None = None
    reason: str = ""
    failure: FailureReason | None = None
    counts: dict[str, Any] = field(default_factory=dict)
    place: dict[str, int] | None = None
    port_sequence: int = 0
    bed_is_clear: bool = False
    incidents: tuple[JobIncident, ...] = ()
    noted: int = 0
    plate: int | None = None

    @property
    def has_ended(self) -> bool:
        """Whether nothing will happen to it any more."""
        return self.state in ENDED

    @property
    def needs_slicing(self) -> bool:
        """Whether its source is a model."""
        return not self.source.lower().endswith((".gcode", ".gco", ".g"))

    @property
    def used_grams(self) -> float | None:
        """What it has used of its filament so far; None: that is not known."""
        if self.filament_grams is None:
            return None
        share = (self.progress_percent - self.begins_percent) / max(_ALL_PERCENT - self.begins_percent, 1e-9)
        return round(self.filament_grams * min(1.0, max(0.0, share)), 3)

    @property
    def left_grams(self) -> float | None:
        """What it will still use of its filament; None: that is not known."""
        used = self.used_grams
        return None if used is None or self.filament_grams is None else round(self.filament_grams - used, 3)

    @property
    def used_cost(self) -> float | None:
        """What that costs; None: that is not known."""
        grams, price = self.used_grams, self.filament_price_per_kg
        cost = None if grams is None or price is None else within(grams * price / _GRAMS_PER_KG, MOST_MONEY)
        return None if cost is None else round(cost, 2)

    def noting(self, incident: JobIncident) -> Self:
        """The same with one more incident."""
        kept = (*self.incidents, incident)[-_MOST_INCIDENTS:]
        return replace(self, incidents=kept, noted=self.noted + 1)

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        data: dict[str, Any] = _plain(asdict(self))
        return data

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """As `as_data` gave it.

        Raises:
            ValueError: It is no job, or one of a later version.
        """
        try:
            return cls(**{**data, **_parsed(data)})
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"no job: {error!r}") from error


def new_job(printer: str, name: str, source: str, created_at: float, **more: Any) -> Job:
    """A job that waits."""
    return Job(uuid4(), printer, name, source, JobState.QUEUED, created_at, **more)


def _parsed(data: dict[str, Any]) -> dict[str, Any]:
    owner, recovery, failure = data.get("owner"), data.get("recovery"), data.get("failure")
    incidents = tuple(JobIncident.from_data(one) for one in data.get("incidents", ()))
    return {
        "id": UUID(data["id"]),
        "state": JobState(data["state"]),
        "owner": owner and Owner(**{name: value and UUID(value) for name, value in owner.items()}),
        "overrides": Overrides(**(data.get("overrides") or {})),
        "recovery": recovery and Recovery(UUID(recovery["job_id"]), recovery["options"]),
        "failure": failure and FailureReason(failure),
        "timelapse": TimelapseMode(data["timelapse"]) if data.get("timelapse") else None,
        "created_at": _moment(data["created_at"]),
        **{name: data.get(name) and _moment(data[name]) for name in ("started_at", "ended_at")},
        "estimated_seconds": within(data.get("estimated_seconds"), MOST_SECONDS),
        "seconds_left": whole(data.get("seconds_left")),
        "filament_grams": within(data.get("filament_grams"), MOST_GRAMS),
        "incidents": incidents,
        "plate": whole(data.get("plate")),
        "noted": data.get("noted", len(incidents)),
    }


def _moment(seconds: object) -> float:
    """Seconds since 1970. Raises ValueError for what is no time of a print."""
    if (moment := within(seconds, _LATEST)) is None:
        raise ValueError(f"{seconds!r} is no time")
    return moment


def _plain(value: Any) -> Any:
    match value:
        case UUID():
            return str(value)
        case dict():
            return {name: _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            return value
