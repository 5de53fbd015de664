"""How the link to the printer stands, and how it has been."""

from __future__ import annotations

from dataclasses import dataclass

from lezerprint.port.contract.states import ConnectionState


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """The connection.

    Attributes:
        state: What is known of it.
        reason: Why it is so; empty where that says all.
        device: What is open, or is to be opened.
        baudrate: The rate in use, or tried next.
        superseded: How the server's settings differ from the port process's; None: they do not.
    """

    state: ConnectionState
    reason: str = ""
    device: str = ""
    baudrate: int = 0
    superseded: str | None = None


@dataclass(frozen=True, slots=True)
class LinkCounts:
    """What happened on the link since the port process started.

    Attributes:
        sent: Lines that went out, of this numbering.
        acknowledged: Lines whose `ok` has come.
        window_bytes: How much may be on its way unacknowledged.
        round_trip_ms: From a line to its `ok`, smoothed.
        resends: Lines that the firmware asked for again.
        oks_lost: Acknowledgements that never came.
        unchecked: How often the rest of a broken line may have run.
        overflows: How often the firmware had no room for what came.
        reconnects: How often the device was lost.
        busy: How often the firmware said that a command takes long.
        underruns: How often its planner was empty, as it reports itself (D576).
        underruns_fed: How often it had lines in its queue then.
    """

    sent: int = 0
    acknowledged: int = 0
    window_bytes: int = 0
    round_trip_ms: float = 0.0
    resends: int = 0
    oks_lost: int = 0
    unchecked: int = 0
    overflows: int = 0
    reconnects: int = 0
    busy: int = 0
    underruns: int = 0
    underruns_fed: int = 0


@dataclass(frozen=True, slots=True)
class RoundTrips:
    """All round trips as a histogram: upper bounds, the count of each and of those beyond, and the sum."""

    bounds_seconds: tuple[float, ...] = ()
    counts: tuple[int, ...] = ()
    sum_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class LinkMinute:
    """One minute of the link: what was counted in it, and the longest of what was timed.

    `time` is its beginning, in seconds since 1970. The planner was dry where it had no moves by our own
    count, and an underrun is one that the firmware reports; `fed` are those with lines in the firmware's
    queue. A stall is a delay of this computer's.
    """

    time: float
    seconds: float
    printing_seconds: float
    processor_seconds: float
    lines: int
    resends: int
    oks_lost: int
    unchecked: int
    overflows: int
    reconnects: int
    busy: int
    underruns: int
    underruns_fed: int
    planner_dry: int
    planner_dry_fed: int
    longest_ok_ms: float
    round_trip_ms: float
    shortest_round_trip_ms: float
    longest_underrun_ms: float
    stalls: int
    stalled_ms: float
    longest_stall_ms: float


@dataclass(frozen=True, slots=True)
class LinkHistory:
    """The minutes of the last hour, oldest first; the last one is not over yet.

    `planner_reported`: whether the firmware tells how full its planner is (ADVANCED_OK).
    """

    minutes: tuple[LinkMinute, ...]
    planner_reported: bool
    window_bytes: int
