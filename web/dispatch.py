"""One request on its way to its handler: who calls, may they, how often, with what; and the answer back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from lezerprint.accounts.errors import AccountError, ForbiddenError, UnauthorizedError
from lezerprint.accounts.signed_urls import SIGNING_PARAMETERS
from web.access import Access
from web.call import Call
from web.credentials import QUERY_KEY, credential_of, key_in_query_of
from web.errors import NotFoundError, RateLimitedError, answer_to
from web.rate_limits import RateClass
from web.rate_limits.attempts import Attempts
from web.responses import success
from web.validation import read_body, read_query

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import Receive, Scope, Send

    from lezerprint.accounts.principal import Principal
    from web.endpoint import Endpoint
    from web.services import Services


def routes(endpoints: Iterable[Endpoint], services: Services) -> list[Route]:
    """One route a path, in the table's order."""
    paths: dict[str, dict[str, Endpoint]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method] = endpoint
    return [
        Route(path, Dispatch(methods, services), methods=list(methods), name=path)
        for path, methods in paths.items()
    ]


class Dispatch:
    """The ASGI application of one path."""

    def __init__(self, methods: dict[str, Endpoint], services: Services) -> None:
        self._methods = methods
        self._services = services
        self._attempts = Attempts(services.rate_limiter)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request; every error becomes an answer too."""
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        request = Request(scope, receive)
        try:
            response = await self._answer(self._methods[method], request)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - each has its answer in the table
            response = answer_to(error)
        await response(scope, receive, send)

    async def _answer(self, endpoint: Endpoint, request: Request) -> Response:
        caller = await self._caller(endpoint, request)
        rate, key = _counted(endpoint, request, caller)
        limiter = self._services.rate_limiter
        if not endpoint.counts_failures_only:
            return await self._handled(endpoint, request, caller, await limiter.hit(rate, key))
        async with self._attempts.attempt(rate, key) as attempt:
            response = await self._handled(endpoint, request, caller, attempt.wait_seconds)
            await limiter.give_back(rate, key, attempt.counted_at)
        return response

    async def _handled(
        self, endpoint: Endpoint, request: Request, caller: Principal | None, wait_seconds: int | None
    ) -> Response:
        """What the handler answers; `wait_seconds` is when the caller may come again, None: now."""
        if wait_seconds is not None and endpoint.makes_safer is None:
            raise RateLimitedError(wait_seconds)
        if caller:
            endpoint.access.check(caller.role)
        if caller and endpoint.manages_account and caller.api_key_id is not None:
            raise ForbiddenError("An API key cannot manage accounts: sign in with a password instead")
        call = Call(
            self._services,
            request,
            request.path_params,
            await read_body(request, endpoint.body) if endpoint.body else None,
            _query(endpoint, request),
            caller,
        )
        if wait_seconds is not None and endpoint.makes_safer and not endpoint.makes_safer(call):
            raise RateLimitedError(wait_seconds)
        return _response(endpoint, await endpoint.handler(call))

    async def _caller(self, endpoint: Endpoint, request: Request) -> Principal | None:
        if endpoint.access is Access.VISITOR and not self._services.settings.public_access:
            raise NotFoundError("not found")
        if not endpoint.access.needs_credential:
            return None
        try:
            caller = await self._identify(endpoint, request)
        except AccountError:
            # Guessing counts, and costs the one who guesses, also where nothing else is counted.
            wait_seconds = await self._services.rate_limiter.hit(RateClass.VISITORS, _address(request))
            if wait_seconds is not None:
                raise RateLimitedError(wait_seconds) from None
            raise
        request.scope["state"]["user"] = caller.username
        return caller

    async def _identify(self, endpoint: Endpoint, request: Request) -> Principal:
        services = self._services
        credential = _credential(endpoint, request)
        if credential is None:
            if _is_signed(endpoint, request):
                return await services.storage.run(services.signed_urls.verify, *_signed(request))
            raise UnauthorizedError
        known = services.authenticator.cached(credential)
        if known is not None:
            return known
        return await services.verify(credential, stale_ok=endpoint.needs_no_database)


def _counted(endpoint: Endpoint, request: Request, caller: Principal | None) -> tuple[RateClass, str]:
    """Against which limit it counts, and whose."""
    if caller is None:
        is_general = endpoint.rate is RateClass.API
        return RateClass.VISITORS if is_general else endpoint.rate, _address(request)
    rate = endpoint.rate
    if _credential(endpoint, request) is None:
        rate = RateClass.EXEMPT  # it was signed: a page may have any number of pictures
    elif rate is RateClass.UPLOAD:
        rate = RateClass.API  # the handler counts its bytes
    return rate, str(caller.user_id)


def _credential(endpoint: Endpoint, request: Request) -> str | None:
    credential = credential_of(request)
    if credential is None and endpoint.key_in_query:
        return key_in_query_of(request)
    return credential


def _is_signed(endpoint: Endpoint, request: Request) -> bool:
    return endpoint.signable and "signature" in request.query_params


def _query(endpoint: Endpoint, request: Request) -> BaseModel | None:
    if endpoint.query is None:
        return None
    credentials = SIGNING_PARAMETERS if endpoint.signable else frozenset[str]()
    if endpoint.key_in_query:
        credentials |= {QUERY_KEY}
    return read_query(request, endpoint.query, credentials)


def _signed(request: Request) -> tuple[str, dict[str, str]]:
    return request.url.path, dict(request.query_params)


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _response(endpoint: Endpoint, result: Any) -> Response:
    if isinstance(result, Response):
        return result
    if endpoint.response is not None and not isinstance(result, BaseModel):
        result = endpoint.response.model_validate(result)
    return success(result, endpoint.status)
