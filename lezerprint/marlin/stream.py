"""What those who hear the firmware may ask of the stream, and do to it: `Protocol` is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from lezerprint.marlin.events import Event
    from lezerprint.marlin.flow import Flow
    from lezerprint.marlin.greeting import Greeting, Reaction
    from lezerprint.marlin.ledger import Ledger
    from lezerprint.marlin.planner import PlannerWatch
    from lezerprint.marlin.replies import Reply
    from lezerprint.marlin.round_trip import RoundTrip
    from lezerprint.marlin.uncounting import Uncounting
    from lezerprint.marlin.window import Window


class Stream(Protocol):
    """One link's, as `Listener` and `Refusals` see it."""

    flow: Flow
    ledger: Ledger
    window: Window
    round_trip: RoundTrip
    planner: PlannerWatch
    uncounting: Uncounting
    greeting: Greeting

    @property
    def job_goes_on(self) -> bool:
        """Whether commands of the job may go out that have not yet."""

    @property
    def prints_ok(self) -> bool:
        """Whether an `ok` may be the text of a command in flight."""

    # What was heard.

    def tell(self, event: Event | Reply) -> None:
        """Hand this to the owner."""

    def capture(self, line: str) -> None:
        """Keep what the firmware says to the injected command that is being done now."""

    def heard_busy(self, now: float) -> None:
        """The firmware is alive and at work: its answer will come."""

    def suspect(self, now: float) -> None:
        """Something is wrong: look after the outstanding lines at once."""

    def count_plain_oks(self, count: int, now: float) -> None:
        """So many lines were answered by an `ok` without a number."""

    def acknowledged(self, lines: int, now: float) -> None:
        """The ledger has moved by `lines`: open the window, take the time, answer who waits."""

    # Changes of flow.

    def greet(self, reaction: Reaction, now: float) -> None:
        """Do what comes next in the greeting."""

    def hello_again(self, now: float) -> None:
        """The board has just started: greet it anew, it has forgotten the first."""

    def ask(self, now: float) -> None:
        """Find out which line was accepted last, where that can be asked."""

    def go_back(self, wanted: int, now: float, quiet_seconds: float) -> None:
        """Send again from `wanted` on, after a pause in which the burst of refusals ends."""

    def set_number(self, number: int, now: float, quiet_seconds: float) -> None:
        """The firmware has this line and has not counted it: tell it that it has, and go on with the next."""

    def halt(self) -> None:
        """The firmware is dead, or is to be: nothing more goes out by itself."""

    def close(self) -> None:
        """Say nothing more until `connect` or `take_over`."""
