"""One client, from its first message to its last."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import orjson

from lezerprint.accounts.errors import (
    AccountError,
    ForbiddenError,
    TokenExpiredError,
    UnauthorizedError,
)
from lezerprint.accounts.tickets import is_ticket
from web.errors import NotFoundError, RateLimitedError, answer_to
from web.live import messages
from web.live.client import Client
from web.live.handlers import AUTHENTICATE, HANDLERS
from web.live.requests import id_of, read
from web.live.rooms import NOBODY, ClientView, Topic
from web.rate_limits import RateClass
from web.rate_limits.windows import MovingWindows
from web.turns import turns

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection
    from starlette.websockets import WebSocket

    from lezerprint.accounts.authentication import Credential
    from lezerprint.accounts.principal import Principal
    from web.live.connection import LiveConnection
    from web.live.identity import Finding
    from web.live.requests import Request
    from web.services import Services

POLICY: Final = 1008
UNAUTHORIZED: Final = 4401
TOO_MANY: Final = 4429

AUTHENTICATION_SECONDS: Final = 10.0
GRACE_SECONDS: Final = 10.0
"""How long a client whose token is over may take to send a fresh one."""

_MESSAGES: Final = 100
_WINDOW_SECONDS: Final = 10.0
_MOST_REFUSED: Final = 1000
_AT_WORK: Final = 8
_AT_WORK_WITH_URGENT: Final = 32
_KEY: Final = ""


class Session:
    """What is known of one client, and what is done with its messages.

    Attributes:
        client: It, as the hub knows it.
        credential: What it signed in with; None: nothing yet, or nothing any more.
        subscriptions: What it asked for.
        watches: By the camera's name, who sends it pictures.
    """

    def __init__(self, websocket: WebSocket, connection: LiveConnection, services: Services) -> None:
        self.services = services
        self.live = services.live
        self.websocket = websocket
        self.client = Client(connection, services.metrics.live)
        self.credential: Credential | None = None
        # As in the specification, progress is told everybody who does not say otherwise.
        self.watches: dict[str, asyncio.Task[None]] = {}
        self.subscriptions = {(Topic.PROGRESS, services.printers.default.name)}
        self._address = address_of(websocket)
        self._is_visitor = False
        self._has_left = False
        self._timer: asyncio.TimerHandle | None = None
        self._at_work = 0
        self._windows = MovingWindows(_MESSAGES, _WINDOW_SECONDS, 1)
        self._refused = 0

    @property
    def who(self) -> Principal:
        """Who this is.

        Raises:
            UnauthorizedError: Nobody, or nobody any more.
        """
        if self.client.who is None or self.client.view.role is None:
            raise UnauthorizedError
        return self.client.who

    async def run(self, token: str | None, *, is_visitor: bool) -> None:
        """Serve the client until it goes.

        Args:
            token: The credential that came with the handshake.
            is_visitor: Whether it asks for no more than what visitors see.
        """
        self.live.identities.add(self)
        try:
            if is_visitor:
                self._is_visitor = True
                self.look()
                self._greet()
            else:
                self._wait(AUTHENTICATION_SECONDS, "no authentication message received")
            if token is not None:
                await self._sign_in_first(token)
            while (message := await self.websocket.receive())["type"] == "websocket.receive":
                await self._receive(dict(message))
        finally:
            self._leave()

    # Who it is.

    async def sign_in(self, token: str) -> None:
        """Go on as whoever has this token, API key or ticket.

        Raises:
            AccountError: Nobody has, or somebody else than before.
            TooManyConnectionsError: They have too many connections.
            StorageUnavailableError: The database is away.
        """
        services = self.services
        try:
            credential = services.tickets.redeem(token) if is_ticket(token) else token
            who = services.authenticator.cached(credential) or await services.verify(credential)
        except AccountError:
            await self._count_guess()
            raise
        if self.client.who is None:
            self.live.connection_limits.take_for(who.user_id)
        elif self.client.who.user_id != who.user_id:
            raise ForbiddenError("this connection belongs to another user: open a new one")
        self.credential = credential
        self._stop_waiting()
        self._become(who)

    def recheck(self, finding: Finding) -> None:
        """The credential was looked at: take what has changed about it."""
        if isinstance(finding, AccountError):
            self.credential = None
            self.fail(None, finding)
            self.live.hub.see(self.client, NOBODY)
            if isinstance(finding, TokenExpiredError):
                self._wait(GRACE_SECONDS, "the token has expired")
            else:
                self.client.end(UNAUTHORIZED, str(finding))
        elif finding != self.client.who:
            self._become(finding)

    def look(self) -> None:
        """See what the role and the subscriptions let see now."""
        if self._has_left:  # while a credential was looked at
            return
        role = None if self.client.who is None else self.client.who.role
        camera = self.services.settings.public_camera
        view = ClientView(role, role is None and self._is_visitor, camera, frozenset(self.subscriptions))
        self.live.hub.see(self.client, view)

    def user(self) -> dict[str, Any] | None:
        """The user as the client is told; None: a visitor."""
        who = self.client.who
        return None if who is None else {"id": who.user_id, "username": who.username, "role": who.role.value}

    def _become(self, who: Principal) -> None:
        self.client.who = who
        self.websocket.scope["state"]["user"] = who.username
        self.look()
        self._greet()

    def _greet(self) -> None:
        hub, printers = self.live.hub, self.services.printers
        data = {
            "stream": hub.events.stream,
            "sequence": hub.sequence,
            "user": self.user(),
            "demo": self.client.who is None,
            "printers": [printer.name for printer in printers],
            "defaultPrinter": printers.default.name,
        }
        self.client.put(messages.Message({"event": "hello", "data": data}))

    async def _sign_in_first(self, token: str) -> None:
        """With what came with the handshake; who fails at it learns why, and is disconnected."""
        try:
            await self.sign_in(token)
        except Exception as error:  # noqa: BLE001 - each has its answer in the table
            self.fail(None, error)
            self._end_unless_known(error)

    def _end_unless_known(self, error: Exception) -> None:
        if isinstance(error, AccountError) and self.client.view == NOBODY and self.credential is None:
            self.client.end(UNAUTHORIZED, str(error))

    async def _count_guess(self) -> None:
        """Guessing counts, and costs the one who guesses."""
        retry_after_seconds = await self.services.rate_limiter.hit(RateClass.VISITORS, self._address)
        if retry_after_seconds is not None:
            self.client.end(TOO_MANY, "too many guesses")

    def _wait(self, seconds: float, reason: str) -> None:
        self._stop_waiting()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(seconds, self.client.end, UNAUTHORIZED, reason)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _leave(self) -> None:
        self._has_left = True
        for watch in self.watches.values():
            watch.cancel()
        self._stop_waiting()
        self.client.connection.on_writable = None
        self.live.identities.remove(self)
        self.live.hub.see(self.client, NOBODY)
        if self.client.who is not None:
            self.live.connection_limits.free_for(self.client.who.user_id)

    # What it sends.

    async def _receive(self, message: dict[str, Any]) -> None:
        try:
            request = read(message)
        except Exception as error:  # noqa: BLE001 - each has its answer in the table
            identifier = id_of(message)
            if self._may_send(identifier=identifier):
                self.fail(identifier, error)
            return
        is_urgent = self.live.control.is_urgent(request)
        if not self._may_send(is_urgent=is_urgent, identifier=request.id):
            return
        handler = HANDLERS.get(request.event)
        if handler is not None and handler.in_turn:
            await turns().turn()
        if handler is None:
            self.fail(request.id, NotFoundError(f"unknown event {request.event!r}"))
        elif handler.takes_time and self.client.view.role is not None:
            self._work_at(request, is_urgent=is_urgent)
        else:
            await self._answer(request)

    def _may_send(self, *, is_urgent: bool = False, identifier: messages.Id | None = None) -> bool:
        """Whether it keeps to the limit; what stops something need not, but counts."""
        now = asyncio.get_running_loop().time()
        wait_seconds = self._windows.wait_seconds(_KEY, now)
        if not wait_seconds:
            self._windows.count(_KEY, now)
            self._refused = 0
            return True
        self._refused += 1
        if self._refused > _MOST_REFUSED:
            self.client.end(POLICY, "too many messages")
            return False
        if not is_urgent:
            self.fail(identifier, RateLimitedError(max(1, round(wait_seconds))))
        return is_urgent

    def _work_at(self, request: Request, *, is_urgent: bool) -> None:
        """Beside what else it asked for, so that nothing waits for what takes long."""
        most = _AT_WORK_WITH_URGENT if is_urgent else _AT_WORK
        if self._at_work >= most:
            self.fail(request.id, RateLimitedError(1))
            return
        self._at_work += 1
        self.live.keep(asyncio.create_task(self._work(request)))

    async def _work(self, request: Request) -> None:
        try:
            await self._answer(request)
        finally:
            self._at_work -= 1

    async def _answer(self, request: Request) -> None:
        try:
            data = await HANDLERS[request.event].handle(self, request)
        except Exception as error:  # noqa: BLE001 - each has its answer in the table
            self.fail(request.id, error)
            if request.event == AUTHENTICATE:
                self._end_unless_known(error)
        else:
            if request.id is not None:
                self.client.put(messages.reply(request.id, data))

    def fail(self, identifier: messages.Id | None, error: Exception) -> None:
        """Tell the client what went wrong, as a request would be told."""
        told = orjson.loads(answer_to(error).body)["error"]
        told.pop("requestId", None)
        self.client.put(messages.error(identifier, told))


def address_of(connection: HTTPConnection) -> str:
    """Where it comes from, past the trusted proxies."""
    return connection.client.host if connection.client else "unknown"
