"""What can be ordered over the local socket, as a table from each order to what is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from lezerprint.errors import LezerPrintError, PortError
from lezerprint.marlin.commands import command_code, switches_heater_off
from lezerprint.port.contract import orders
from lezerprint.port.contract.coding import ContractError, encoded
from lezerprint.port.contract.events import ResetOrdered, Steered
from lezerprint.port.contract.messages import Answer, Replaced, answer_line
from lezerprint.port.contract.orders import parsed_order
from lezerprint.port.snapshot import snapshot_of
from lezerprint.port.template import checked_command

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.port.control_server import Client
    from lezerprint.port.controller import PortController

__all__ = ["LEASE_SECONDS", "Orders", "checked_command"]

LEASE_SECONDS: Final = 30.0
"""A server that has said nothing for so long (`ping` will do) is taken for gone: stopped, or hung."""

_URGENT: Final = frozenset({("M", 108), ("M", 410), ("M", 876)})
_EMERGENCY_STOP: Final = ("M", 112)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who has given an order, as which of theirs, and when."""

    client: Client
    number: int | None
    now: float

    def answer(self, reply: Answer) -> None:
        """Send the reply."""
        if not self.client.closed:
            self.client.send(answer_line(replace(reply, id=self.number)))


class Orders:
    """Carries out orders; knows who holds the lease."""

    def __init__(self, controller: PortController) -> None:
        self._controller = controller
        self._holder: Client | None = None
        self._orders: dict[type[orders.Order], Callable[[Any, Asked], Answer | None]] = {
            orders.Attach: self._attach,
            orders.Status: self._status,
            orders.Diagnosis: self._diagnosis,
            orders.Connect: self._connect,
            orders.Disconnect: self._disconnect,
            orders.EmergencyStop: self._emergency_stop,
            orders.Pause: self._pause,
            orders.Resume: self._resume,
            orders.Cancel: self._cancel,
            orders.Start: self._start,
            orders.Inject: self._inject,
            orders.Urgent: self._urgent,
            orders.AnswerPrompt: self._answer_prompt,
            orders.WantPhotos: self._want_photos,
            orders.PhotoTaken: self._photo_taken,
            orders.Cool: self._cool,
            orders.HeatersOff: self._heaters_off,
            orders.Reset: self._reset,
            orders.Listen: self._listen,
            orders.Ping: self._ping,
            orders.Quit: self._quit,
        }

    @property
    def holder(self) -> Client | None:
        """The attached server, if it is there."""
        return self._holder

    def handle(self, client: Client, message: dict[str, Any], now: float) -> None:
        """Carry out one order and answer it; a wrong one changes nothing."""
        client.heard_at = now
        self._controller.disturb()
        number = message.get("id")
        asked = Asked(client, number if type(number) is int else None, now)
        try:
            reply = self._carry_out(parsed_order(message), asked)
        except ContractError as error:
            reply = Answer.refused("BAD_ORDER", str(error))
        except LezerPrintError as error:
            reply = Answer.refused(type(error).__name__.removesuffix("Error").upper(), str(error))
        except (TypeError, ValueError, OverflowError) as error:
            reply = Answer.refused("BAD_ORDER", f"{type(error).__name__}: {error}")
        if reply is not None:
            asked.answer(reply)

    def _carry_out(self, order: orders.Order, asked: Asked) -> Answer | None:
        if not order.without_lease and asked.client is not self._holder:
            raise PortError("this connection is not attached")
        return self._orders[type(order)](order, asked)

    def on_time(self, now: float) -> None:
        """See whether the server is still there."""
        holder = self._holder
        if holder is not None and (holder.closed or now - holder.heard_at > LEASE_SECONDS):
            holder.close()
            self._holder = None
            self._controller.wants_photos = False
        self._controller.watchdog.attended(self._holder is not None, now)

    def _attach(self, order: orders.Attach, asked: Asked) -> Answer:
        client, event_log = asked.client, self._controller.event_log
        since = event_log.sequence if order.since is None else order.since
        if self._holder is not None and self._holder is not client:
            self._holder.send(encoded(Replaced()))
            self._holder.close()
        self._holder, self._controller.wants_photos = client, False
        if order.settings is not None:
            self._controller.exit_policy.compared(self._controller.options.differences(order.settings))
        client.epoch = self._controller.journal.next_lease()
        self._controller.write_state()
        client.told_sequence = since
        snapshot, missed = snapshot_of(self._controller, asked.now), event_log.has_lost_since(since)
        return Answer(epoch=client.epoch, snapshot=snapshot, missed=missed)

    def _status(self, _order: orders.Status, asked: Asked) -> Answer:
        return Answer(snapshot=snapshot_of(self._controller, asked.now))

    def _diagnosis(self, _order: orders.Diagnosis, asked: Asked) -> Answer:
        return Answer(history=self._controller.statistics.history(asked.now))

    def _connect(self, order: orders.Connect, asked: Asked) -> Answer:
        """Nothing to do where the printer is there or looked for, and no other device is named.

        Another one, or another baud rate, than the options' is taken until the port process ends in order.
        """
        controller, connection = self._controller, self._controller.connection
        if order.device is not None or order.baudrate is not None:
            controller.check_no_job()
            connection.check_choice(order.device, order.baudrate)
            connection.choose(order.device, order.baudrate)
        if connection.is_to_be_looked_for():
            controller.look_for_printer(asked.now)
        return Answer()

    def _disconnect(self, order: orders.Disconnect, asked: Asked) -> None:
        self._controller.disconnect(asked.now, force=order.force, then=asked.answer)

    def _emergency_stop(self, _order: orders.Order, asked: Asked) -> Answer:
        return Answer(written=self._controller.emergency_stop(asked.now))

    def _pause(self, order: orders.Pause, asked: Asked) -> Answer:
        self._controller.pause_print(order.script)
        self._steered(asked, "pause")
        return Answer()

    def _resume(self, order: orders.Resume, asked: Asked) -> Answer:
        self._controller.resume_print(order.script)
        self._steered(asked, "resume")
        return Answer()

    def _cancel(self, order: orders.Cancel, asked: Asked) -> Answer:
        self._controller.cancel_print(order.script, asked.now, cool=order.cool)
        self._steered(asked, "cancel")
        return Answer(waiting_for=self._controller.waiting_for(asked.now))

    def _steered(self, asked: Asked, order: Literal["pause", "resume", "cancel"]) -> None:
        """Tell the server of an order that is not its own, so that it is recorded."""
        if asked.client is not self._holder:
            self._controller.event_log.add(Steered(order=order))

    def _start(self, order: orders.Start, _asked: Asked) -> Answer:
        self._controller.start(order.job, order.spool, order.first_line)
        return Answer()

    def _inject(self, order: orders.Inject, asked: Asked) -> Answer | None:
        command = checked_command(order.command)
        if command_code(command) == _EMERGENCY_STOP:  # whoever types it means it
            return self._emergency_stop(order, asked)
        if switches_heater_off(command):
            return self._switch_off(command, order, asked)
        self._controller.check_waits_for_none(command, wait=order.wait)
        self._controller.ties.noticed(command)
        then = asked.answer if order.wait else None
        if order.command_id:
            self._controller.inject_by_hand(command, order.command_id, then, asked.now)
        else:
            self._controller.inject(command, then)
        return None if order.wait else Answer()

    def _switch_off(self, command: bytes, order: orders.Inject, asked: Asked) -> Answer | None:
        """Never refused. The answer says what it does to the print, and what it waits for."""
        then = asked.answer if order.wait else None
        said = self._controller.switch_one_off(command, asked.now, force=order.force, then=then)
        return None if said is None else Answer(lines=tuple(said))

    def _urgent(self, order: orders.Urgent, _asked: Asked) -> Answer:
        command = checked_command(order.command)
        if command_code(command) not in _URGENT:
            raise PortError("only M108, M410 and M876 act out of turn")
        self._check_takes_urgent()
        self._controller.protocol.send_urgent(command)
        return Answer()

    def _answer_prompt(self, order: orders.AnswerPrompt, asked: Asked) -> Answer:
        self._check_takes_urgent()
        self._controller.answer_prompt(order.choice, asked.now)
        return Answer()

    def _want_photos(self, order: orders.WantPhotos, _asked: Asked) -> Answer:
        self._controller.wants_photos = order.wanted
        return Answer()

    def _photo_taken(self, order: orders.PhotoTaken, _asked: Asked) -> Answer:
        run = self._controller.active_run()
        if run.job != order.job:
            raise PortError("another job is being printed")
        run.photo_taken(order.line)
        return Answer()

    def _check_takes_urgent(self) -> None:
        if not self._controller.takes_urgent:
            self._controller.connection.check_ready()

    def _cool(self, order: orders.Cool, _asked: Asked) -> Answer:
        """In every state: where nothing can be sent in order, it is done as soon as it can be."""
        self._controller.cool(order.reason)
        return Answer()

    def _heaters_off(self, _order: orders.HeatersOff, asked: Asked) -> Answer:
        """In every state, and without a lease."""
        done = self._controller.switch_all_off(asked.now)
        return Answer(message=done.message, print_cancelled=done.print_cancelled)

    def _reset(self, _order: orders.Reset, asked: Asked) -> None:
        self._controller.reset(asked.now, asked.answer)
        self._controller.event_log.add(ResetOrdered())

    def _listen(self, order: orders.Listen, asked: Asked) -> Answer:
        asked.client.told_line = 0 if order.since is None else order.since
        return Answer()

    def _ping(self, _order: orders.Ping, _asked: Asked) -> Answer:
        return Answer()

    def _quit(self, _order: orders.Quit, _asked: Asked) -> Answer:
        if self._controller.run is not None and self._controller.run.active:
            raise PortError("a job is being printed")
        self._controller.exit_policy.order(cool=False)
        return Answer()
