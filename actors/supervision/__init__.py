"""Supervision over pykka, with the words of Erlang/OTP.

A tree of supervisors and workers. A worker that crashes or hangs is replaced by its supervisor; a supervisor
whose children go down too often fails in its turn, or parks its subtree and tries again later.

    class TelemetryActor(SupervisedActor):
        def __init__(self, context: Context, interval_seconds: float) -> None:
            super().__init__(context)                       # only store arguments here
            self._interval_seconds = interval_seconds

        def on_start(self) -> None:                         # up when it returns, unless it raises
            self._timer = self.tell_later(self._interval_seconds, Sample())

        def on_receive(self, message: Any) -> Any:
            match message:
                case Sample(): ...
                case Latest(): return self._latest          # the reply to an ask
                case Drop(): return NothingToDrop()         # a returned exception is raised at the asker
                case _: return super().on_receive(message)  # refused with UnknownMessage

        def release(self) -> None: ...                      # in every way of ending, crash included

    system = System(
        SupervisorSpec("root", children=(
            ChildSpec("storage", partial(StorageActor.start, settings)),
            SupervisorSpec(
                "printer/default",
                on_exhausted=OnExhausted.PARK,
                children=(ChildSpec("serial", SerialActor.start), ChildSpec("telemetry", ...)),
            ),
        )),
        on_exhausted=lambda failure: ...,                   # the root gave up: end with an error
    )
    with system:
        system.wait_until_up(timeout_seconds=10)
        serial = system.address("printer/default/serial")
        serial.tell(message)                                # False: certainly not delivered
        serial.ask(message, timeout_seconds=2)              # Unavailable, AskTimeout, ActorFailed
        await serial.ask_async(message, timeout_seconds=2)
        system.inspect().to_dict()
        system.restart("printer/default/serial")
        system.crash("printer/default/serial")
        system.subscribe(callback)                          # StateChange(path, old, new, generation, reason)

In an actor: `self.address_of(path)`, `self.sibling(name)` and `self.address` send on behalf of this life
only; `self.generation` tells which life it is; `self.tell_later(delay_seconds, message)` returns a timer with
`cancel()`; `self.reply_later()` is returned by a handler that cannot answer yet, and `set(value)` on it is
then what returning the value would have been; `self.stop()` ends the actor in peace. The errors are in
`actors.errors`.

Threads: one for each actor, one for all timers and the monitor. All are daemons.
"""

from actors.supervision.actor import SupervisedActor
from actors.supervision.address import Address
from actors.supervision.context import Context
from actors.supervision.inspection import ActorView, CurrentActivity
from actors.supervision.mailbox import Reply
from actors.supervision.messages import Inspect
from actors.supervision.spec import (
    ROOT,
    Backoff,
    ChildSpec,
    Intensity,
    OnExhausted,
    Restart,
    Spec,
    Strategy,
    SupervisorSpec,
)
from actors.supervision.states import Failure, Kind, State, StateChange
from actors.supervision.system import System
from actors.supervision.timers import Timer

__all__ = [
    "ROOT",
    "ActorView",
    "Address",
    "Backoff",
    "ChildSpec",
    "Context",
    "CurrentActivity",
    "Failure",
    "Inspect",
    "Intensity",
    "Kind",
    "OnExhausted",
    "Reply",
    "Restart",
    "Spec",
    "State",
    "StateChange",
    "Strategy",
    "SupervisedActor",
    "SupervisorSpec",
    "System",
    "Timer",
]
