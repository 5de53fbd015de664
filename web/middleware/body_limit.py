"""A bound on the body of every request, told from its length or counted as it comes.

Starlette's middleware does not do: it answers in plain text, and instead of the answer that a request with
a long body and no credential should have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from web.errors import RequestError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SCOPE_KEY: Final = "lezerprint.body_allowance"
_MOST_DIGITS: Final = 18
DEFAULT_MAX_BODY_BYTES: Final = 1024 * 1024


class BodyTooLargeError(RequestError):
    """The body is longer than this endpoint takes."""

    status = 413
    code = "PAYLOAD_TOO_LARGE"


class _Allowance:
    """What one request may send, and has sent."""

    __slots__ = ("declared_bytes", "max_bytes", "read_bytes")

    def __init__(self, max_bytes: int, declared_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.declared_bytes = declared_bytes
        self.read_bytes = 0

    def check(self) -> None:
        if max(self.declared_bytes, self.read_bytes) > self.max_bytes:
            raise BodyTooLargeError(f"the body is longer than {self.max_bytes} bytes")


class BodyLimit:
    """Raises `BodyTooLargeError` in whoever reads a body that is too long, before its first byte if it can.

    A request whose body nobody reads is answered as it would be without one. A request without a body
    costs nothing.

    Args:
        app: What is inside.
        max_bytes: How long a body may be where the endpoint says nothing.
    """

    def __init__(self, app: ASGIApp, max_bytes: int = DEFAULT_MAX_BODY_BYTES) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on the request with its body bounded."""
        declared_bytes = _declared_bytes(scope) if scope["type"] == "http" else None
        if declared_bytes is None:
            await self._app(scope, receive, send)
            return
        allowance = scope[_SCOPE_KEY] = _Allowance(self._max_bytes, declared_bytes)

        async def receive_bounded() -> Message:
            allowance.check()
            message = await receive()
            if message["type"] == "http.request":
                allowance.read_bytes += len(message.get("body", b""))
                allowance.check()
            return message

        await self._app(scope, receive_bounded, send)


def allow_body(scope: Scope, max_bytes: int) -> None:
    """Let this request's body be so long instead; to be called before it is read."""
    allowance = scope.get(_SCOPE_KEY)
    if allowance is not None:
        allowance.max_bytes = max_bytes


def _declared_bytes(scope: Scope) -> int | None:
    """What the client says; 0 if it does not say how long the body will be; None if there is none."""
    declared: int | None = None
    for name, value in scope["headers"]:
        if name == b"transfer-encoding":
            return 0
        if name == b"content-length":
            declared = int(value) if value.isdigit() and len(value) <= _MOST_DIGITS else 0
    return declared
