"""What can be ordered over the local socket, as a table from its name to what is done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

from lezerprint.errors import LezerPrintError, PortError
from lezerprint.marlin.commands import command_code, switches_heater_off
from lezerprint.port import heaters_off, steering
from lezerprint.port.cancelling import waiting_words
from lezerprint.port.command_check import checked_command
from lezerprint.port.contract.coding import encoded
from lezerprint.port.contract.events import ResetOrdered, Steered
from lezerprint.port.contract.messages import Answer, Replaced, answer_line
from lezerprint.port.disconnecting import connect
from lezerprint.port.snapshot import snapshot_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.port.conductor import Conductor
    from lezerprint.port.control import Client

__all__ = ["LEASE_SECONDS", "Orders", "answer", "checked_command"]

LEASE_SECONDS: Final = 30.0
"""A server that has said nothing for so long (`ping` will do) is taken for gone: stopped, or hung."""

_WITHOUT_LEASE: Final = frozenset(
    {"attach", "status", "diagnosis", "emergency_stop", "heaters_off", "pause", "resume", "cancel"}
)
_URGENT: Final = frozenset({("M", 108), ("M", 410), ("M", 876)})
_EMERGENCY_STOP: Final = ("M", 112)


class Orders:
    """Carries out orders; knows who holds the lease."""

    def __init__(self, conductor: Conductor) -> None:
        self._conductor = conductor
        self._holder: Client | None = None
        self._orders: dict[str, Callable[[Client, dict[str, Any], float], Answer | None]] = {
            "attach": self._attach,
            "status": self._status,
            "diagnosis": self._diagnosis,
            "connect": self._connect,
            "disconnect": self._disconnect,
            "emergency_stop": self._emergency_stop,
            "pause": self._pause,
            "resume": self._resume,
            "cancel": self._cancel,
            "start": self._start,
            "inject": self._inject,
            "urgent": self._urgent,
            "answer": self._answer_prompt,
            "cool": self._cool,
            "heaters_off": self._heaters_off,
            "reset": self._reset,
            "ping": self._ping,
            "quit": self._quit,
        }

    @property
    def holder(self) -> Client | None:
        """The attached server, if it is there."""
        return self._holder

    def handle(self, client: Client, message: dict[str, Any], now: float) -> None:
        """Carry out one order and answer it; a wrong one changes nothing."""
        client.heard_at = now
        self._conductor.disturb()
        number = _number(message)
        try:
            reply = self._carry_out(client, message, now)
        except LezerPrintError as error:
            reply = Answer.refused(type(error).__name__.removesuffix("Error").upper(), str(error))
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            reply = Answer.refused("BAD_ORDER", f"{type(error).__name__}: {error}")
        if reply is not None:
            answer(client, number, reply)

    def _carry_out(self, client: Client, message: dict[str, Any], now: float) -> Answer | None:
        name = message.get("order")
        order = self._orders.get(name) if isinstance(name, str) else None
        if order is None:
            raise PortError(f"there is no order {name!r}")
        if name not in _WITHOUT_LEASE and client is not self._holder:
            raise PortError("this connection is not attached")
        return order(client, message, now)

    def on_time(self, now: float) -> None:
        """See whether the server is still there."""
        holder = self._holder
        if holder is not None and (holder.closed or now - holder.heard_at > LEASE_SECONDS):
            holder.close()
            self._holder = None
        self._conductor.watchdog.attended(self._holder is not None, now)

    def _attach(self, client: Client, message: dict[str, Any], now: float) -> Answer:
        outbox = self._conductor.outbox
        since = int(message.get("since", outbox.sequence))
        wanted = message.get("settings")
        if not isinstance(wanted, dict | None):
            raise PortError("settings are an object")
        if self._holder is not None and self._holder is not client:
            self._holder.send(encoded(Replaced()))
            self._holder.close()
        self._holder = client
        if wanted is not None:
            self._conductor.departure.compared(self._conductor.options.differences(wanted))
        client.epoch = self._conductor.books.next_lease()
        self._conductor.write_state()
        client.told_sequence = since
        snapshot, missed = snapshot_of(self._conductor, now), outbox.has_lost_since(since)
        return Answer(epoch=client.epoch, snapshot=snapshot, missed=missed)

    def _status(self, _client: Client, _message: dict[str, Any], now: float) -> Answer:
        return Answer(snapshot=snapshot_of(self._conductor, now))

    def _diagnosis(self, _client: Client, _message: dict[str, Any], now: float) -> Answer:
        return Answer(history=self._conductor.statistics.history(now))

    def _connect(self, _client: Client, message: dict[str, Any], now: float) -> Answer:
        device, baudrate = message.get("device"), message.get("baudrate")
        if device is not None and not isinstance(device, str):
            raise PortError("a device is named by a text")
        if baudrate is not None and type(baudrate) is not int:
            raise PortError("a baud rate is a whole number")
        connect(self._conductor, device, baudrate, now)
        return Answer()

    def _disconnect(self, client: Client, message: dict[str, Any], now: float) -> None:
        number = _number(message)
        self._conductor.disconnecting.order(
            self._conductor,
            now,
            force=bool(message.get("force", False)),
            answer=lambda reply: answer(client, number, reply),
        )

    def _emergency_stop(self, _client: Client, _message: dict[str, Any], now: float) -> Answer:
        return Answer(written=self._conductor.emergency_stop(now))

    def _pause(self, client: Client, message: dict[str, Any], _now: float) -> Answer:
        steering.pause(self._conductor, _script(message))
        self._steered(client, "pause")
        return Answer()

    def _resume(self, client: Client, message: dict[str, Any], _now: float) -> Answer:
        steering.resume(self._conductor, _script(message))
        self._steered(client, "resume")
        return Answer()

    def _cancel(self, client: Client, message: dict[str, Any], now: float) -> Answer:
        steering.cancel(self._conductor, _script(message), now, cool=bool(message.get("cool", True)))
        self._steered(client, "cancel")
        return Answer(waiting_for=waiting_words(self._conductor, now))

    def _steered(self, client: Client, order: Literal["pause", "resume", "cancel"]) -> None:
        """Tell the server of an order that is not its own, so that it is recorded."""
        if client is not self._holder:
            self._conductor.outbox.add(Steered(order=order))

    def _start(self, _client: Client, message: dict[str, Any], _now: float) -> Answer:
        self._conductor.start(str(message["job"]), str(message["spool"]), int(message.get("first_line", 0)))
        return Answer()

    def _inject(self, client: Client, message: dict[str, Any], now: float) -> Answer | None:
        command = checked_command(str(message["command"]))
        if command_code(command) == _EMERGENCY_STOP:  # whoever types it means it
            return self._emergency_stop(client, message, now)
        if switches_heater_off(command):
            return self._switch_off(client, command, message, now)
        wait = bool(message.get("wait", True))
        interpreter = self._conductor.interpreter
        # Without the emergency parser it would also take the answer's place in the firmware's queue.
        if interpreter.user.waited_for and (wait or not interpreter.can("EMERGENCY_PARSER")):
            raise PortError("the printer waits for its user, and answers nothing until then")
        interpreter.pauses.check(self._conductor.run, command)
        self._conductor.ties.noticed(command)
        if not wait:
            self._conductor.inject(command, None)
            return Answer()
        number = _number(message)
        self._conductor.inject(command, lambda reply: answer(client, number, reply))
        return None

    def _switch_off(
        self, client: Client, command: bytes, message: dict[str, Any], now: float
    ) -> Answer | None:
        """Never refused. The answer says what it does to the print, and what it waits for."""
        number = _number(message)
        said = heaters_off.switch_one_off(
            self._conductor,
            command,
            now,
            force=bool(message.get("force")),
            reply=(lambda reply: answer(client, number, reply)) if message.get("wait", True) else None,
        )
        return None if said is None else Answer(lines=tuple(said))

    def _urgent(self, _client: Client, message: dict[str, Any], _now: float) -> Answer:
        command = checked_command(str(message["command"]))
        if command_code(command) not in _URGENT:
            raise PortError("only M108, M410 and M876 act out of turn")
        self._check_takes_urgent()
        self._conductor.protocol.send_urgent(command)
        return Answer()

    def _answer_prompt(self, _client: Client, message: dict[str, Any], now: float) -> Answer:
        choice = message["choice"]
        if type(choice) is not int:
            raise PortError("a choice is a whole number, 0 for the first button")
        self._check_takes_urgent()
        self._conductor.interpreter.user.answer(choice, now)
        return Answer()

    def _check_takes_urgent(self) -> None:
        if not self._conductor.takes_urgent:
            self._conductor.check_ready()

    def _cool(self, _client: Client, message: dict[str, Any], _now: float) -> Answer:
        """In every state: where nothing can be sent in order, it is done as soon as it can be."""
        self._conductor.cool(str(message.get("reason", "by order")))
        return Answer()

    def _heaters_off(self, _client: Client, _message: dict[str, Any], now: float) -> Answer:
        """In every state, and without a lease."""
        done = heaters_off.switch_all_off(self._conductor, now)
        return Answer(message=done.message, print_cancelled=done.print_cancelled)

    def _reset(self, client: Client, message: dict[str, Any], now: float) -> None:
        number = _number(message)
        self._conductor.resets.order(self._conductor, now, lambda reply: answer(client, number, reply))
        self._conductor.outbox.add(ResetOrdered())

    def _ping(self, _client: Client, _message: dict[str, Any], _now: float) -> Answer:
        return Answer()

    def _quit(self, _client: Client, _message: dict[str, Any], _now: float) -> Answer:
        if self._conductor.run is not None and self._conductor.run.active:
            raise PortError("a job is being printed")
        self._conductor.departure.order(cool=False)
        return Answer()


def answer(client: Client, number: int | None, reply: Answer) -> None:
    """Send the reply to the order with this number."""
    if not client.closed:
        client.send(answer_line(replace(reply, id=number)))


def _number(message: dict[str, Any]) -> int | None:
    number = message.get("id")
    return number if type(number) is int else None


def _script(message: dict[str, Any]) -> list[str] | None:
    """Templates; None where the spool's own are to be done."""
    script = message.get("script")
    if script is not None and not isinstance(script, list):
        raise PortError("a script is a list of commands")
    return script and [str(command) for command in script]
