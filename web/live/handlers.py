"""What is done with each message that clients may send."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from lezerprint.accounts.errors import ForbiddenError, UnauthorizedError
from web.errors import RequestError
from web.live import uploads
from web.live.control import EMERGENCY, PATHS, perform
from web.live.requests import CredentialData, PrinterData, ResumeData
from web.live.rooms import NOBODY, Topic
from web.validation import validated

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from web.live.requests import Request
    from web.live.session import Session

AUTHENTICATE: Final = "authenticate"


_REFUSED: Final = {Topic.TERMINAL: "this needs the role OPERATOR"}


class GapError(RequestError):
    """Not all of what was missed is known any more: fetch the state anew, with requests."""

    status = 409
    code = "GAP"


@dataclass(frozen=True, slots=True)
class Handler:
    """Answers one kind of message.

    Attributes:
        handle: Returns the reply's data, or raises what the client is told.
        takes_time: Whether what is sent next need not wait for it.
        in_turn: Whether each new client sends it, and so perhaps a thousand at once.
    """

    handle: Callable[[Session, Request], Awaitable[Any]]
    takes_time: bool = False
    in_turn: bool = False


async def _authenticate(session: Session, request: Request) -> Any:
    await session.sign_in(validated(request.data or {}, CredentialData, "data").token)
    return {"user": session.user()}


async def _resume(session: Session, request: Request) -> Any:
    _ = session.who
    given = validated(request.data or {}, ResumeData, "data")
    hub, client = session.live.hub, session.client
    missed = hub.missed(client, given.since) if given.stream == hub.events.stream else None
    if missed is None:
        raise GapError("some events are no longer available: fetch the current state")
    client.send_later(missed)
    return {"events": len(missed), "sequence": client.joined_at}


async def _subscribe(topic: Topic, session: Session, request: Request) -> Any:
    subscription = topic, _printer(session, request)
    view = session.client.view
    if view == NOBODY:
        raise UnauthorizedError
    if not view.may_subscribe(topic):
        raise ForbiddenError(_REFUSED.get(topic, "visitors may not see this"))
    session.subscriptions.add(subscription)
    session.look()
    for message in session.live.hub.known(session.client.view, *subscription):
        session.client.put(message)
    return _subscriptions(session)


async def _unsubscribe(topic: Topic, session: Session, request: Request) -> Any:
    subscription = topic, _printer(session, request)
    if session.client.view == NOBODY:
        raise UnauthorizedError
    session.subscriptions.discard(subscription)
    session.look()
    return _subscriptions(session)


async def _see_camera(session: Session, request: Request) -> Any:
    from web.live.cameras import subscribe  # noqa: PLC0415 - when somebody looks at one

    subscribe(session, request)
    return _subscriptions(session)


async def _see_no_camera(session: Session, request: Request) -> Any:
    from web.live.cameras import unsubscribe  # noqa: PLC0415 - as above

    unsubscribe(session, request)
    return _subscriptions(session)


async def _control(session: Session, request: Request) -> Any:
    """With the credential as it stands now; but for what must work in any case that was done a second ago."""
    services, who = session.services, session.who
    endpoint = session.live.control.endpoint(request.event)
    credential = session.credential
    if not endpoint.needs_no_database and credential is not None:
        who = services.authenticator.cached(credential) or await services.verify(credential)
    gives_way = session.live.hub.giving_way() if request.event == EMERGENCY else nullcontext()
    with gives_way:
        return await perform(services, endpoint, session.websocket, who, request.data or {})


def _printer(session: Session, request: Request) -> str:
    given = validated(request.data or {}, PrinterData, "data")
    return session.services.printers.get(given.printer).name


def _subscriptions(session: Session) -> Any:
    """By what they are of: a printer, or a camera."""
    return {
        "subscriptions": [
            {"topic": topic.value, "camera" if topic is Topic.CAMERA else "printer": name}
            for topic, name in sorted(session.subscriptions, key=lambda one: (one[1], one[0].value))
        ]
    }


HANDLERS: Final[Mapping[str, Handler]] = {
    AUTHENTICATE: Handler(_authenticate, takes_time=True, in_turn=True),
    "resume": Handler(_resume, in_turn=True),
    **{f"subscribe:{topic.value}": Handler(partial(_subscribe, topic), in_turn=True) for topic in Topic},
    **{f"unsubscribe:{topic.value}": Handler(partial(_unsubscribe, topic)) for topic in Topic},
    "subscribe:camera": Handler(_see_camera),
    "unsubscribe:camera": Handler(_see_no_camera),
    **{event: Handler(_control, takes_time=True) for event in PATHS},
    "file:upload:start": Handler(uploads.start, takes_time=True),
    "file:upload:progress": Handler(uploads.progress, takes_time=True),
    "file:upload:complete": Handler(uploads.complete, takes_time=True),
}
