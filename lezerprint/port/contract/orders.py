"""What may be ordered of a port process: one class for each order, whose fields are its arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final, get_args

from lezerprint.port.contract.coding import ContractError, decoded, encoded, members


@dataclass(frozen=True, slots=True)
class PortOrder:
    """An order; `without_lease`: whoever may connect may give it."""

    name: ClassVar[str]
    without_lease: ClassVar[bool] = False


# About the connection to the port process.


@dataclass(frozen=True, slots=True)
class Attach(PortOrder):
    """Take the lease, and hear events and reports from now on.

    Attributes:
        since: The number of the last event that is known; None: what was before does not matter.
        settings: What the port process should have been started with; None: that does not matter.
    """

    name = "attach"
    without_lease = True
    since: int | None = None
    settings: dict[str, str | float | None] | None = None


@dataclass(frozen=True, slots=True)
class Status(PortOrder):
    """Say how things stand."""

    name = "status"
    without_lease = True


@dataclass(frozen=True, slots=True)
class Diagnosis(PortOrder):
    """Say how the link has been."""

    name = "diagnosis"
    without_lease = True


@dataclass(frozen=True, slots=True)
class Listen(PortOrder):
    """Hear the conversation with the firmware from now on.

    Attributes:
        since: The number of the last line that is known, so that what came after it is told first; None: all
            that is kept is.
    """

    name = "listen"
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Ping(PortOrder):
    """The server is there."""

    name = "ping"


@dataclass(frozen=True, slots=True)
class Quit(PortOrder):
    """End; not while a job is there."""

    name = "quit"


# About the link to the printer.


@dataclass(frozen=True, slots=True)
class Connect(PortOrder):
    """Open the device, maybe another one or at another rate; None: as it is set."""

    name = "connect"
    device: str | None = None
    baudrate: int | None = None


@dataclass(frozen=True, slots=True)
class Disconnect(PortOrder):
    """Switch the heaters off and let go of the device; by force also of a hot printer, or of a print."""

    name = "disconnect"
    force: bool = False


@dataclass(frozen=True, slots=True)
class Reset(PortOrder):
    """Reset the board."""

    name = "reset"


@dataclass(frozen=True, slots=True)
class EmergencyStop(PortOrder):
    """M112, at once and past everything."""

    name = "emergency_stop"
    without_lease = True


# About the print.


@dataclass(frozen=True, slots=True)
class Start(PortOrder):
    """Print a spool, from this command on."""

    name = "start"
    job: str
    spool: str
    first_line: int = 0


@dataclass(frozen=True, slots=True)
class Pause(PortOrder):
    """Pause the print. `script`: templates; None: the spool's own."""

    name = "pause"
    without_lease = True
    script: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Resume(PortOrder):
    """Resume the print. `script`: templates; None: the spool's own."""

    name = "resume"
    without_lease = True
    script: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Cancel(PortOrder):
    """Cancel the print. `script`: templates; None: the spool's own. With `cool` heaters are switched off."""

    name = "cancel"
    without_lease = True
    script: tuple[str, ...] | None = None
    cool: bool = True


@dataclass(frozen=True, slots=True)
class AnswerPrompt(PortOrder):
    """Press a button of the printer's prompt, 0 for the first."""

    name = "answer"
    choice: int


@dataclass(frozen=True, slots=True)
class WantPhotos(PortOrder):
    """Stop the print for pictures where its spool says so, or do not; that holds as long as the lease."""

    name = "want_photos"
    wanted: bool


@dataclass(frozen=True, slots=True)
class PhotoTaken(PortOrder):
    """The picture before this command is there, or will not come. Refused where the head has gone on."""

    name = "photo_taken"
    job: str
    line: int


# Commands.


@dataclass(frozen=True, slots=True)
class Inject(PortOrder):
    """Send a G-code command.

    Attributes:
        wait: Whether the answer is to have what the firmware says.
        force: Whether a print goes on whose heater it switches off; else it is paused.
        command_id: Names it in the events that tell of its beginning and its end, where it takes long; empty:
            nothing is told.
    """

    name = "inject"
    command: str
    wait: bool = True
    force: bool = False
    command_id: str = ""


@dataclass(frozen=True, slots=True)
class Urgent(PortOrder):
    """Send M108, M410 or M876 out of turn."""

    name = "urgent"
    command: str


@dataclass(frozen=True, slots=True)
class Cool(PortOrder):
    """All heaters off, for this reason; a print that waits for heat fails."""

    name = "cool"
    reason: str = "by order"


@dataclass(frozen=True, slots=True)
class HeatersOff(PortOrder):
    """All heaters off; a print is cancelled by it."""

    name = "heaters_off"
    without_lease = True


Order = (
    Attach
    | Status
    | Diagnosis
    | Listen
    | Ping
    | Quit
    | Connect
    | Disconnect
    | Reset
    | EmergencyStop
    | Start
    | Pause
    | Resume
    | Cancel
    | AnswerPrompt
    | WantPhotos
    | PhotoTaken
    | Inject
    | Urgent
    | Cool
    | HeatersOff
)
"""All of them."""

ORDERS: Final[dict[str, type[Order]]] = {order.name: order for order in get_args(Order)}


def order_line(number: int, order: Order) -> bytes:
    """An order as it goes out."""
    return encoded({"id": number, "order": order.name, **members(order)})


def parsed_order(message: dict[str, Any]) -> Order:
    """The order of a message.

    Raises:
        ContractError: It is none, or its arguments are of the wrong kind.
    """
    name = message.get("order")
    kind = ORDERS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise ContractError(f"there is no order {name!r:.60}")
    order: Order = decoded(kind, message)
    return order
