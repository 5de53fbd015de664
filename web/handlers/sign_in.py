"""What a page must know before anybody has signed in, the demonstration's way in, and tickets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

from lezerprint.accounts import users
from lezerprint.accounts.errors import AccountError
from lezerprint.accounts.tickets import LIFETIME_SECONDS
from lezerprint.audit import EventKind
from web.credentials import credential_of
from web.errors import NotFoundError
from web.handlers.auth import client_of, signed_in_model
from web.middleware.client_address import is_from_this_host
from web.models.sign_in import SignInState, Ticket

if TYPE_CHECKING:
    from starlette.requests import Request

    from web.call import Call
    from web.models.accounts import SignedIn


async def state(call: Call) -> SignInState:
    """What a sign-in page must know."""
    from importlib.metadata import version  # noqa: PLC0415 - which no start needs

    services = call.services
    settings = services.settings
    first_run = not await call.read(users.any_active)
    return SignInState(
        signed_in=await _is_signed_in(call),
        first_run=first_run,
        registration_open=first_run or settings.open_registration,
        demo=services.demo_user_id is not None,
        demo_sign_in=services.demo_user_id is not None and _is_at_this_computer(call.request),
        public_page=settings.public_access,
        public_camera=settings.public_access and settings.public_camera,
        printers=[printer.name for printer in services.printers],
        version=version("lezerprint"),
    )


async def demo(call: Call) -> SignedIn:
    """Sign in as the demonstration's administrator, from its own computer."""
    user_id = call.services.demo_user_id
    if user_id is None or not _is_at_this_computer(call.request):
        raise NotFoundError("there is no demonstration to sign in to from here: use its account")
    signed_in = await call.run(call.services.accounts.open_for, user_id, client_of(call))
    call.audit(EventKind.LOGIN, "The demonstration was opened", user_id=user_id)
    return signed_in_model(signed_in)


async def ticket(call: Call) -> Ticket:
    """A ticket for one WebSocket connection, with the role and the life of the caller's credential."""
    text = call.services.tickets.issue(call.principal)
    return Ticket(ticket=text, expires_at=datetime.now(UTC) + timedelta(seconds=LIFETIME_SECONDS))


async def _is_signed_in(call: Call) -> bool:
    credential = credential_of(call.request)
    if credential is None:
        return False
    try:
        if call.services.authenticator.cached(credential) is None:
            await call.services.verify(credential)
    except AccountError:
        return False
    return True


def _is_at_this_computer(request: Request) -> bool:
    """Whether a browser on this computer asks, by a name that no page of others can have.

    Any page may let its own name lead to this computer (DNS rebinding); then it stands in `Host`.
    """
    host = request.url.hostname or ""
    try:
        is_local = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        is_local = False
    return is_local and is_from_this_host(request.scope)
