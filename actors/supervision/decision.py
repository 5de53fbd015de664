"""What a supervisor does next: pure functions from what it knows to what it must order.

A `Plan` holds what a supervisor knows. Each function takes the plan and one thing that happened, and
returns the new plan along with the actions to take, in their order. Nothing here knows threads or clocks.

A child's status, and what moves it on:

    WAITING   absent; Start when its turn comes          → STARTING
    STARTING  its thread runs                            → UP, or down
    UP        it said so                                 → LEAVING, or down
    LEAVING   still running; Stop when its turn comes    → STOPPING, or down
    STOPPING  told to stop                               → down
    DOWN      absent and not wanted

Starts go left to right, each after all to its left are settled (UP or DOWN); stops go right to left, each
after the one before is down; no start of a group before the last of its stops. Only a child of a
`one_for_one` supervisor that has been up in its turn once comes back by itself, without waiting for others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from actors.supervision.spec import Backoff, Intensity, OnExhausted, Restart, Strategy, SupervisorSpec

__all__ = [
    "Action",
    "Child",
    "Decision",
    "Fail",
    "Finish",
    "Park",
    "Phase",
    "Plan",
    "Settle",
    "Start",
    "Status",
    "Stop",
    "begin",
    "child_down",
    "child_up",
    "fail",
    "plan_of",
    "restart_child",
    "stop",
]


class Status(StrEnum):
    """Where a child is, in its supervisor's eyes (the table is at the head of this file)."""

    WAITING = "waiting"
    STARTING = "starting"
    UP = "up"
    LEAVING = "leaving"
    STOPPING = "stopping"
    DOWN = "down"


class Phase(StrEnum):
    """What the supervisor as a whole is about."""

    RUNNING = "running"
    PARKING = "parking"  # children are being stopped; Park follows
    PARKED = "parked"
    FAILING = "failing"  # children are being stopped; Fail follows
    STOPPING = "stopping"  # children are being stopped; Finish follows
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Child:
    """One child: what its spec says of restarting, and where it is.

    Attributes:
        again: it comes back once it is down.
        launched: it has been started in this run of the supervisor.
    """

    name: str
    restart: Restart
    status: Status = Status.WAITING
    again: bool = False
    launched: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a supervisor knows.

    Attributes:
        restarts: when the restarts of the last `intensity.seconds` were, in monotonic seconds.
        running_since: when this run of the children began.
        parkings: how often in a row it has been parked.
        settled: Settle has been ordered for this run.
    """

    strategy: Strategy
    intensity: Intensity
    on_exhausted: OnExhausted
    backoff: Backoff
    children: tuple[Child, ...]
    phase: Phase = Phase.RUNNING
    restarts: tuple[float, ...] = ()
    running_since: float = 0.0
    parkings: int = 0
    start_reported: bool = False

    def child(self, name: str) -> Child:
        """Return the child of this name."""
        return next(child for child in self.children if child.name == name)


@dataclass(frozen=True, slots=True)
class Start:
    """Start this child."""

    name: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Tell this child to stop."""

    name: str


@dataclass(frozen=True, slots=True)
class Settle:
    """All children that are to be up are up: say so to the parent."""


@dataclass(frozen=True, slots=True)
class Park:
    """All children are down: rest this long, then begin again."""

    delay_seconds: float


@dataclass(frozen=True, slots=True)
class Fail:
    """All children are down: fail."""


@dataclass(frozen=True, slots=True)
class Finish:
    """All children are down: end in peace."""


Action = Start | Stop | Settle | Park | Fail | Finish


@dataclass(frozen=True, slots=True)
class Decision:
    """The new plan and what to do, in this order."""

    plan: Plan
    actions: tuple[Action, ...] = ()


_RUNNING = frozenset({Status.STARTING, Status.UP, Status.LEAVING, Status.STOPPING})
_ON_THE_WAY_OUT = frozenset({Status.LEAVING, Status.STOPPING})
_SETTLED = frozenset({Status.UP, Status.DOWN})


def plan_of(spec: SupervisorSpec) -> Plan:
    """Return the plan with which a supervisor of this spec begins."""
    children = tuple(Child(child.name, child.restart) for child in spec.children)
    return Plan(spec.strategy, spec.intensity, spec.on_exhausted, spec.backoff, children)


def begin(plan: Plan, now: float) -> Decision:
    """Begin to run, for the first time or after a rest."""
    children = tuple(Child(child.name, child.restart) for child in plan.children)
    fresh = replace(
        plan, phase=Phase.RUNNING, children=children, restarts=(), running_since=now, start_reported=False
    )
    return _advance(fresh)


def child_up(plan: Plan, name: str) -> Decision:
    """A child said that it is up."""
    child = plan.child(name)
    if child.status is not Status.STARTING:
        return Decision(plan)
    return _advance(_with(plan, replace(child, status=Status.UP)))


def child_down(plan: Plan, name: str, now: float, *, failed: bool) -> Decision:
    """A child is down: it ended, failed, was stopped or was abandoned."""
    child = plan.child(name)
    if child.status in _ON_THE_WAY_OUT:
        return _advance(_with(plan, _absent(child, wanted=child.again)))
    if child.status not in _RUNNING:
        return Decision(plan)
    if not child.restart.wanted(failed=failed):
        return _advance(_with(plan, _absent(child, wanted=False)))
    recent = (*(at for at in plan.restarts if now - at < plan.intensity.seconds), now)
    plan = _with(replace(plan, restarts=recent), _absent(child, wanted=True))
    if len(recent) > plan.intensity.restarts:
        return _advance(_exhausted(plan, now))
    return _advance(_recycle_siblings(plan, name))


def restart_child(plan: Plan, name: str, now: float) -> Decision:
    """Somebody ordered a restart of a child: its strategy applies, its supervisor's intensity does not."""
    if plan.phase is Phase.PARKED:
        return begin(plan, now)
    if plan.phase is not Phase.RUNNING:
        return Decision(plan)
    target = _recycled(plan.child(name), wanted=True)
    return _advance(_recycle_siblings(_with(plan, target), name))


def stop(plan: Plan) -> Decision:
    """The supervisor is to stop, whatever it is about."""
    if plan.phase is Phase.ENDED:
        return Decision(plan)
    return _advance(_wound_down(plan, Phase.STOPPING))


def fail(plan: Plan) -> Decision:
    """The supervisor itself failed: it stops its children in order before it goes."""
    if plan.phase in {Phase.STOPPING, Phase.ENDED}:
        return Decision(plan)
    return _advance(_wound_down(plan, Phase.FAILING))


def _exhausted(plan: Plan, now: float) -> Plan:
    if plan.on_exhausted is OnExhausted.ESCALATE:
        return _wound_down(plan, Phase.FAILING)
    recovered = now - plan.running_since > plan.backoff.cap_seconds
    parkings = 1 if recovered else plan.parkings + 1
    return _wound_down(replace(plan, parkings=parkings), Phase.PARKING)


def _wound_down(plan: Plan, phase: Phase) -> Plan:
    return replace(
        plan, phase=phase, children=tuple(_recycled(child, wanted=False) for child in plan.children)
    )


def _recycle_siblings(plan: Plan, name: str) -> Plan:
    """Send those round along with the child of this name whom the strategy binds to it."""
    place = [child.name for child in plan.children].index(name)
    first = {
        Strategy.ONE_FOR_ONE: len(plan.children),
        Strategy.REST_FOR_ONE: place,
        Strategy.ONE_FOR_ALL: 0,
    }[plan.strategy]
    bound = [child for child in plan.children[first:] if child.name != name]
    return _with(plan, *(_recycled(child, wanted=child.restart is not Restart.TEMPORARY) for child in bound))


def _recycled(child: Child, *, wanted: bool) -> Child:
    """Send a child out if it runs, and back in if it is wanted."""
    if child.status not in _RUNNING:
        return _absent(child, wanted=wanted)
    status = Status.STOPPING if child.status is Status.STOPPING else Status.LEAVING
    return replace(child, status=status, again=wanted)


def _absent(child: Child, *, wanted: bool) -> Child:
    return replace(child, status=Status.WAITING if wanted else Status.DOWN, again=False)


def _with(plan: Plan, *changed: Child) -> Plan:
    by_name = {child.name: child for child in changed}
    return replace(plan, children=tuple(by_name.get(child.name, child) for child in plan.children))


def _advance(plan: Plan) -> Decision:
    """Take the steps whose turn has come."""
    plan, stops = _stop_next(plan)
    if plan.phase is Phase.RUNNING:
        plan, steps = _start_next(plan)
    else:
        plan, steps = _conclude(plan)
    return Decision(plan, (*stops, *steps))


def _stop_next(plan: Plan) -> tuple[Plan, list[Action]]:
    leaving = [child for child in plan.children if child.status is Status.LEAVING]
    if not leaving or any(child.status is Status.STOPPING for child in plan.children):
        return plan, []
    last = leaving[-1]
    return _with(plan, replace(last, status=Status.STOPPING)), [Stop(last.name)]


def _start_next(plan: Plan) -> tuple[Plan, list[Action]]:
    actions: list[Action] = []
    in_turn = not any(child.status in _ON_THE_WAY_OUT for child in plan.children)
    for child in plan.children:
        alone = child.launched and plan.strategy is Strategy.ONE_FOR_ONE
        if child.status is Status.WAITING and (in_turn or alone):
            plan = _with(plan, replace(child, status=Status.STARTING, launched=True))
            actions.append(Start(child.name))
        in_turn = in_turn and child.status in _SETTLED
    if not plan.start_reported and all(child.status in _SETTLED for child in plan.children):
        plan = replace(plan, start_reported=True)
        actions.append(Settle())
    return plan, actions


def _conclude(plan: Plan) -> tuple[Plan, list[Action]]:
    if any(child.status in _RUNNING for child in plan.children):
        return plan, []
    match plan.phase:
        case Phase.PARKING:
            delay_seconds = plan.backoff.delay_seconds(plan.parkings)
            return replace(plan, phase=Phase.PARKED), [Park(delay_seconds)]
        case Phase.FAILING:
            return replace(plan, phase=Phase.ENDED), [Fail()]
        case Phase.STOPPING:
            return replace(plan, phase=Phase.ENDED), [Finish()]
    return plan, []
