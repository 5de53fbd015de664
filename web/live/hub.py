"""From the threads in which things happen to the clients who see them.

Events are gathered until the event loop has time, so that of what tells a state only the newest goes out when
time is short. Each is made into a frame once, each room is told the same bytes, and between some clients and
the next the loop serves others.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from web.live.messages import Batch, LinesMessage, Message
from web.live.rooms import NOBODY, RULES, concerns

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from lezerprint.events import Event, EventHub
    from web.live.client import Client
    from web.live.rooms import ClientView, Rule, Topic

_logger = logging.getLogger(__name__)
_SLICE: Final = 50
"""So many clients are told before anybody else has a turn: less than half a millisecond."""

_GIVING_WAY_SECONDS: Final = 0.05
"""How long events wait at most for what must not wait for them."""

_STALLED_EVERY_SECONDS: Final = 1.0


class LiveHub:
    """All clients, by what they see. For the event loop alone.

    Attributes:
        events: What happens.
        sequence: The number of the last lasting event that was handed on.
    """

    def __init__(self, events: EventHub) -> None:
        self.events = events
        self.sequence = 0
        self._arrived: deque[Event] = deque()
        self._is_woken = False
        self._urgent = 0
        self._nothing_urgent = asyncio.Event()
        self._rooms: dict[ClientView, dict[Client, None]] = {}
        self._newest: dict[Hashable, Event] = {}

    async def run(self) -> None:
        """Hand on events until cancelled."""
        loop = asyncio.get_running_loop()
        wake = asyncio.Event()

        def arrive(event: Event) -> None:
            self._arrived.append(event)
            if not self._is_woken:
                self._is_woken = True
                with suppress(RuntimeError):  # the loop has ended
                    loop.call_soon_threadsafe(wake.set)

        self.sequence = self.events.sequence
        unsubscribe = self.events.subscribe(arrive)
        stalls = loop.create_task(self._end_stalled())
        try:
            while True:
                await wake.wait()
                wake.clear()
                self._is_woken = False
                try:
                    await self._deliver(self._gathered())
                except Exception:
                    _logger.exception("events could not be passed on")
        finally:
            stalls.cancel()
            unsubscribe()

    @contextmanager
    def giving_way(self) -> Iterator[None]:
        """Hold back events for a moment: what is done meanwhile needs the interpreter for itself."""
        self._urgent += 1
        self._nothing_urgent.clear()
        try:
            yield
        finally:
            self._urgent -= 1
            if not self._urgent:
                self._nothing_urgent.set()

    # Clients.

    def see(self, client: Client, view: ClientView) -> None:
        """Let a client see this from now on; nothing with `NOBODY`."""
        self._leave(client)
        if client.view.role is None and view.role is not None:
            client.joined_at = self.sequence
        client.view = view
        if view != NOBODY:
            self._rooms.setdefault(view, {})[client] = None

    def known(self, view: ClientView, topic: Topic, subject: str) -> Iterator[Message]:
        """What was told last of what a client has just subscribed to."""
        for event in self._newest.values():
            rule = RULES[event.name]
            if rule.topic is not topic or rule.subject_of(event) != subject or not view.shows(rule, event):
                continue
            if (message := _message(rule, event, is_public=view.role is None)) is not None:
                yield message

    def missed(self, client: Client, since: int) -> list[Message] | None:
        """What happened after this number, and before the client began to see it; None: too much is gone."""
        events = self.events.since(since)
        if events is None:
            return None
        return [
            Message.of(event)
            for event in events
            if event.sequence is not None and event.sequence <= client.joined_at
            if (rule := RULES.get(event.name)) is not None and client.view.shows(rule, event)
        ]

    def _leave(self, client: Client) -> None:
        if room := self._rooms.get(client.view):
            room.pop(client, None)
            if not room:
                del self._rooms[client.view]

    def _clients(self) -> list[Client]:
        return [client for room in self._rooms.values() for client in room]

    # Events.

    def _gathered(self) -> list[Event]:
        """What has arrived, in order, without what is worthless by now."""
        gathered: dict[Hashable, Event] = {}
        while self._arrived:
            event = self._arrived.popleft()
            rule = RULES.get(event.name)
            if event.sequence is not None:
                self.sequence = event.sequence
            if rule is None:
                _logger.debug("unknown event %s is not sent to anybody", event.name)
                continue
            self._remember(rule, event)
            key = rule.key(event) if rule.is_state else id(event)
            gathered.pop(key, None)
            gathered[key] = event
        return list(gathered.values())

    def _remember(self, rule: Rule, event: Event) -> None:
        if rule.ends is not None:
            self._newest.pop((rule.ends, event.printer), None)
        if rule.topic is not None and (key := rule.key(event)) is not None:
            self._newest[key] = event

    async def _deliver(self, events: list[Event]) -> None:
        # Who comes while this goes on has joined after these events, and does not get them.
        rooms = [(view, list(room)) for view, room in self._rooms.items()]
        for event in events:
            if event.user_id is not None:
                self._tell_alone(event)
        told = 0
        made: dict[tuple[int, bool], Message | None] = {}
        for view, clients in rooms:
            batch = _batch(view, events, made)
            if batch is None:
                continue
            for client in clients:
                client.take(batch)
                told += 1
                if told % _SLICE == 0:
                    await self._let_others()

    async def _let_others(self) -> None:
        await asyncio.sleep(0)
        if self._urgent:
            with suppress(TimeoutError):
                async with asyncio.timeout(_GIVING_WAY_SECONDS):
                    await self._nothing_urgent.wait()

    def _tell_alone(self, event: Event) -> None:
        rule = RULES[event.name]
        message = _message(rule, event, is_public=False)
        if message is not None:
            for client in self._clients():
                if (
                    client.who is not None
                    and client.view.role is not None
                    and concerns(rule, event, client.who)
                ):
                    client.put(message)

    async def _end_stalled(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_STALLED_EVERY_SECONDS)
            for client in self._clients():
                client.end_if_stalled(loop.time())


def _batch(
    view: ClientView, events: Iterable[Event], made: dict[tuple[int, bool], Message | None]
) -> Batch | None:
    is_public = view.role is None
    messages = []
    for event in events:
        rule = RULES[event.name]
        if event.user_id is not None or not view.shows(rule, event):
            continue
        key = id(event), is_public
        if key not in made:
            made[key] = _message(rule, event, is_public=is_public)
        if (message := made[key]) is not None:
            messages.append(message)
    return Batch(messages) if messages else None


def _message(rule: Rule, event: Event, *, is_public: bool) -> Message | None:
    """None where its data is not what it should be: that must not keep others from arriving."""
    try:
        data = rule.visitors(event.data) if is_public and rule.visitors else None
        if rule.merges:
            return LinesMessage.of_lines(event)
        return Message.of(event, data, rule.key(event))
    except (AttributeError, KeyError, TypeError, ValueError):
        _logger.exception("%s could not be published", event.name)
        return None
