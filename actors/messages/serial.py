"""What SerialActor is told, and what it tells the others about the link to the port process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actors.supervision import Address
    from lezerprint.port.channel import Channel
    from lezerprint.port.contract.events import Event
    from lezerprint.port.contract.messages import Message
    from lezerprint.port.contract.orders import Order
    from lezerprint.port.contract.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class PortOpened:
    """From its listener: attached, with a lease of this epoch.

    Attributes:
        missed: The events before the snapshot that were not heard, as far as they were kept.
    """

    channel: Channel
    epoch: int
    snapshot: Snapshot
    missed: list[Event]


@dataclass(frozen=True, slots=True)
class PortSaid:
    """From its listener: what the port process sent."""

    messages: list[Message]


@dataclass(frozen=True, slots=True)
class PortClosed:
    """From its listener: the port process is not there, for this reason; it is looked for."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ping:
    """From its own timer: tell the port process that somebody is here."""


@dataclass(frozen=True, slots=True)
class GetTerminal:
    """Reply: so many of the last lines said to the firmware and by it, as `terminal.line_data` has them.

    Attributes:
        since: Only those after this number.
    """

    limit: int
    since: int | None = None


@dataclass(frozen=True, slots=True)
class SendOrder:
    """Give the port process an order; `OrderAnswered` with the tag goes to `reply_to`, if there is one."""

    order: Order
    reply_to: Address | None = None
    tag: str = ""


@dataclass(frozen=True, slots=True)
class AskPort:
    """Give the port process an order. Reply: its `Answer`; PortError where it was refused."""

    order: Order


@dataclass(frozen=True, slots=True)
class SendCommand:
    """Send one G-code command. Reply: `list[str]`, what the firmware said; PortError where refused.

    By `force` a print goes on whose heater it switches off, and which is paused else. `command_id` names it
    where its beginning and end are told.
    """

    command: str
    wait: bool = True
    force: bool = False
    command_id: str = ""


@dataclass(frozen=True, slots=True)
class Introduce:
    """Tell `LinkUp` or `LinkDown` to this address: its actor has just started."""

    reply_to: Address


@dataclass(frozen=True, slots=True)
class LinkUp:
    """To the others: the port process is there; reconcile yourself with its snapshot."""

    generation: int
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class LinkDown:
    """To the others: the port process is not there; the print may well go on."""

    generation: int
    reason: str


@dataclass(frozen=True, slots=True)
class PortReport:
    """To the others: how the printer stands, ten times a second at most."""

    generation: int
    report: Snapshot


@dataclass(frozen=True, slots=True)
class PortEvents:
    """To the others: what happened, in order."""

    generation: int
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class OrderAnswered:
    """To whoever gave an order: it was carried out, or refused for `error`.

    `lost`: neither is known, since the link was broken or broke.
    """

    tag: str
    error: str | None
    lost: bool = False
