"""The supervisor: carries out what the decision orders, and never waits for anything.

It learns what happens to its children from messages: Up and Down from around their loops, Hung from the
monitor, and its own timers. A child that does not stop in time, or hangs, is abandoned: nobody hears it any
more, its thread is left to end by itself, and it counts as down.
"""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, assert_never

from pykka._envelope import Envelope

from actors.errors import IntensityExhausted
from actors.supervision import decision
from actors.supervision.actor import SupervisedActor
from actors.supervision.context import Context
from actors.supervision.decision import Fail, Finish, Park, Phase, Settle, Start, Status, Stop
from actors.supervision.inspection import view
from actors.supervision.messages import (
    ChildDown,
    ChildHung,
    ChildUp,
    Inspect,
    RestartChild,
    StopOverdue,
    Unpark,
)
from actors.supervision.spec import Spec, SupervisorSpec, child_path
from actors.supervision.states import Failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from actors.supervision.decision import Action, Decision
    from actors.supervision.messages import Report
    from actors.supervision.registry import Directory
    from actors.supervision.timers import Timer, Timers

__all__ = ["SupervisorActor", "launch"]

_logger = logging.getLogger(__name__)


def launch(
    spec: Spec, path: str, parent: str, directory: Directory, timers: Timers, report: Callable[[Report], None]
) -> int:
    """Begin a new life at a path; a failure to do so is reported like any other end.

    Returns:
        Its generation.
    """
    context = Context.begin(spec, path, parent, directory, timers, report)
    try:
        if isinstance(spec, SupervisorSpec):
            SupervisorActor.start(context, spec)
        else:
            spec.factory(context)
    except BaseException as error:
        failure = Failure.of(error)
        if directory.abandon(path, context.generation, failure):
            _logger.exception("%s (generation %d) could not be created", path, context.generation)
            report(ChildDown(spec.name, context.generation, failure))
    return context.generation


class SupervisorActor(SupervisedActor):
    """Starts, watches, restarts and stops the children of its spec.

    It is up once all its children are, or once it had to park. When it fails itself, it stops its children in
    order first; when even that fails, `release` abandons them.
    """

    _up_after_on_start: ClassVar[bool] = False

    def __init__(self, context: Context, spec: SupervisorSpec) -> None:
        super().__init__(context)
        self._plan = decision.plan_of(spec)
        self._specs = {child.name: child for child in spec.children}
        self._generations: dict[str, int] = {}
        self._deadlines: dict[str, Timer] = {}
        self._last_down = ""
        self._error: Exception | None = None

    def on_start(self) -> None:
        """Start the children."""
        self._carry_out(decision.begin(self._plan, time.monotonic()))

    def on_receive(self, message: Any) -> Any:
        """Handle what is told of a child, or ordered."""
        match message:
            case ChildUp() | ChildDown() | ChildHung() | StopOverdue():
                # What comes from a former life of a child is of no interest.
                if self._generations.get(message.name) == message.generation:
                    self._on_child(message)
            case Unpark(parkings):
                if self._plan.phase is Phase.PARKED and self._plan.parkings == parkings:
                    self._begin_again(decision.begin(self._plan, time.monotonic()))
            case RestartChild(name):
                self._restart_child(name)
            case Inspect():
                return view(self.context.directory, self.context.path)
            case _:
                return super().on_receive(message)
        return None

    def release(self) -> None:
        """Abandon the children that are still there, which happens only when an ordered stop failed."""
        failure = Failure.noted("Orphaned", f"{self.context.path} crashed")
        for name, generation in self._generations.items():
            self.context.directory.abandon(self._path_of(name), generation, failure)

    def _handle_receive(self, message: Any) -> Any:
        try:
            return super()._handle_receive(message)
        except Exception as error:
            if self._plan.phase not in {Phase.RUNNING, Phase.PARKING, Phase.PARKED}:
                raise
            _logger.exception("%s failed and stops its children", self)
            self._error = error
            self._carry_out(decision.fail(self._plan))

    def _stop(self) -> None:
        self._carry_out(decision.stop(self._plan))

    def _carry_out(self, decided: Decision) -> None:
        self._plan = decided.plan
        for child in decided.plan.children:
            path = self._path_of(child.name)
            if child.status in {Status.WAITING, Status.DOWN}:
                self.context.directory.correct(path, comes_back=child.status is Status.WAITING)
        for action in decided.actions:
            self._act(action)

    def _act(self, action: Action) -> None:
        match action:
            case Start(name):
                self._start_child(name)
            case Stop(name):
                self._stop_child(name)
            case Settle():
                self.context.up()
            case Park(delay_seconds):
                self._park(delay_seconds)
            case Finish():
                super()._stop()
            case Fail():
                raise self._error or IntensityExhausted(self._exhaustion())
            case _:
                assert_never(action)

    def _start_child(self, name: str) -> None:
        context = self.context
        report = partial(_deliver, self)
        self._generations[name] = launch(
            self._specs[name], self._path_of(name), context.path, context.directory, context.timers, report
        )

    def _stop_child(self, name: str) -> None:
        ref = self.context.directory.stopping(self._path_of(name))
        if ref is None:  # it went by itself, and its Down is on the way
            return
        shutdown_seconds = self._specs[name].shutdown_seconds
        if shutdown_seconds is not None:
            overdue = StopOverdue(name, self._generations[name])
            self._deadlines[name] = self.tell_later(shutdown_seconds, overdue)
        ref.stop(block=False)

    def _on_child(self, message: Report | StopOverdue) -> None:
        match message:
            case ChildUp(name):
                self._carry_out(decision.child_up(self._plan, name))
            case ChildDown(name, failure=failure):
                self._child_down(name, failure)
            case ChildHung(name, generation, activity, failure):
                # It may have moved on while this message waited.
                if self.context.directory.activity(self._path_of(name), generation) is activity:
                    self._abandon(name, generation, failure)
            case StopOverdue(name):
                if self._plan.child(name).status is Status.STOPPING:
                    self._stop_overdue(name)

    def _stop_overdue(self, name: str) -> None:
        path, generation = self._path_of(name), self._generations[name]
        message = f"it did not stop within {self._specs[name].shutdown_seconds:g} s"
        _logger.error("%s (generation %d) is abandoned: %s", path, generation, message)
        failure = Failure.overdue("StopOverdue", message, self.context.directory.thread_id(path))
        self._abandon(name, generation, failure)

    def _abandon(self, name: str, generation: int, failure: Failure) -> None:
        if self.context.directory.abandon(self._path_of(name), generation, failure):
            self._child_down(name, failure)

    def _child_down(self, name: str, failure: Failure | None) -> None:
        if (deadline := self._deadlines.pop(name, None)) is not None:
            deadline.cancel()
        if self._plan.phase is Phase.RUNNING:
            self._last_down = f"{name}: {failure or 'it ended'}"
        now = time.monotonic()
        self._carry_out(decision.child_down(self._plan, name, now, failed=failure is not None))

    def _restart_child(self, name: str) -> None:
        if name not in self._specs:
            return
        was_parked = self._plan.phase is Phase.PARKED
        decided = decision.restart_child(self._plan, name, time.monotonic())
        if was_parked:
            self._begin_again(decided)
        else:
            self._carry_out(decided)

    def _begin_again(self, decided: Decision) -> None:
        self.context.directory.unparked(self.context.path, self.generation)
        self._carry_out(decided)

    def _park(self, delay_seconds: float) -> None:
        reason = self._exhaustion()
        _logger.error("%s is parked for %g s: %s", self, delay_seconds, reason)
        self.context.directory.parked(self.context.path, self.generation, reason, delay_seconds)
        self.tell_later(delay_seconds, Unpark(self._plan.parkings))
        self.context.start_done()

    def _exhaustion(self) -> str:
        intensity = self._plan.intensity
        return f"more than {intensity.restarts} restarts in {intensity.seconds:g} s; last {self._last_down}"

    def _path_of(self, name: str) -> str:
        return child_path(self.context.path, name)


def _deliver(supervisor: SupervisorActor, report: Report) -> None:
    supervisor.actor_inbox.put(Envelope(report))
