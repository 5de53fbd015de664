"""What a handler is given: one validated, authorised request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lezerprint.accounts.errors import ForbiddenError
from lezerprint.audit import EventKind, system_event
from lezerprint.base.enums import UserRole

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar
    from uuid import UUID

    from starlette.requests import Request

    from lezerprint.accounts.principal import Principal
    from web.live_camera import LiveCamera
    from web.printers import Printer
    from web.services import Services

    Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an endpoint.

    Attributes:
        services: What the server consists of.
        request: The request itself, for streams and rare headers.
        path: The parameters of the path, converted.
        body: An instance of the endpoint's body model.
        query: An instance of the endpoint's query model.
        caller: Who calls; None where nobody had to say.
    """

    services: Services
    request: Request
    path: dict[str, Any]
    body: Any
    query: Any
    caller: Principal | None

    @property
    def principal(self) -> Principal:
        """Who calls, at an endpoint that asks for a credential."""
        if self.caller is None:
            raise RuntimeError("an endpoint for anyone asks who calls")
        return self.caller

    @property
    def printer(self) -> Printer:
        """The printer that the path names, or the default one.

        Raises:
            NotFoundError: There is none of this name.
        """
        return self.services.printers.get(self.path.get("printer"))

    @property
    def camera(self) -> LiveCamera:
        """The camera that the path names, or the default one.

        Raises:
            NotFoundError: There is none of this name.
        """
        return self.services.cameras.get(self.path.get("camera"))

    @property
    def client_address(self) -> str | None:
        """Where the request comes from, past the trusted proxies."""
        return self.request.client.host if self.request.client else None

    @property
    def user_agent(self) -> str | None:
        """What the client calls itself, cut to a bearable length."""
        agent = self.request.headers.get("user-agent")
        return agent[:_AGENT_CHARACTERS] if agent else None

    async def run(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Do what waits for the database, in a thread of its own; it opens its transactions itself."""
        return await self.services.storage.run(function, *arguments)

    async def hash(self, function: Callable[..., Result], *arguments: object) -> Result:
        """As `run`, for what hashes passwords besides."""
        return await self.services.hashing.run(function, *arguments)

    async def read(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Ask the database, in a thread of its own."""
        return await self.services.storage.read(function, *arguments)

    async def write(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Change the database, in a thread of its own and in one transaction."""
        return await self.services.storage.write(function, *arguments)

    def must_own(self, owner_id: UUID) -> None:
        """Refuse an OPERATOR who would change what another owns.

        Raises:
            ForbiddenError: It is not theirs, and they are no ADMIN.
        """
        if self.principal.role is not UserRole.ADMIN and self.principal.user_id != owner_id:
            raise ForbiddenError("This is somebody else's")

    def audit(
        self, kind: EventKind, description: str, *, user_id: UUID | None = None, **metadata: object
    ) -> None:
        """Note this in the audit log; written behind the caller's back.

        Args:
            kind: What was done.
            description: One line for people.
            user_id: Who did it, where nobody had to say who calls.
            metadata: What else is worth knowing.
        """
        self.services.backlog.put(
            system_event(
                kind,
                description,
                user_id=self.caller.user_id if self.caller else user_id,
                ip_address=self.client_address,
                user_agent=self.user_agent,
                metadata=metadata or None,
            )
        )


_AGENT_CHARACTERS = 300
