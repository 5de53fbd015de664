"""Whether those who are connected are still who they were: tokens end, sessions are ended, roles change.

All credentials are looked at every second, each once however many connections have it; of very many, some
at a time. Orders do not depend on that: they check the credential as a request does.
"""

from __future__ import annotations

import asyncio
import logging
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol

from lezerprint.accounts.errors import AccountError, InvalidTokenError
from lezerprint.errors import LezerPrintError, StorageError, StorageUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from lezerprint.accounts.authentication import Authenticator, Credential
    from lezerprint.accounts.principal import Principal
    from web.services import Services

    Finding: TypeAlias = Principal | AccountError

_EVERY_SECONDS: Final = 1.0
_MOST_AT_ONCE: Final = 200
_logger = logging.getLogger(__name__)


class Bearer(Protocol):
    """Who is connected.

    Attributes:
        credential: A token, an API key, or what a ticket goes back to; None: none.
    """

    credential: Credential | None

    def recheck(self, finding: Finding) -> None:
        """Take what was found out about the credential."""


class IdentityWatch:
    """Looks after the credentials of those who are connected. For the event loop alone."""

    def __init__(self) -> None:
        self._bearers: dict[Bearer, None] = {}
        self._last: Credential | None = None

    def add(self, bearer: Bearer) -> None:
        """Look after this one too."""
        self._bearers[bearer] = None

    def remove(self, bearer: Bearer) -> None:
        """It has gone."""
        self._bearers.pop(bearer, None)

    async def run(self, services: Services) -> None:
        """Look every second until cancelled."""
        while True:
            await asyncio.sleep(_EVERY_SECONDS)
            try:
                await self._look(services)
            except LezerPrintError as error:
                _logger.warning("credentials could not be checked: %s", error)

    async def _look(self, services: Services) -> None:
        due = self._due()
        if not due:
            return
        try:
            findings = await services.storage.run(_check, services.authenticator, due)
        except StorageUnavailableError:
            findings = _by_themselves(services.authenticator, due)
        for bearer in list(self._bearers):
            finding = findings.get(bearer.credential) if bearer.credential else None
            if finding is not None:
                bearer.recheck(finding)

    def _due(self) -> list[Credential]:
        """Some of the credentials, going on after those of the last time."""
        known = list(dict.fromkeys(one.credential for one in self._bearers if one.credential))
        begin = known.index(self._last) + 1 if self._last in known else 0
        due = list(islice([*known[begin:], *known[:begin]], _MOST_AT_ONCE))
        self._last = due[-1] if due else None
        return due


def _check(authenticator: Authenticator, credentials: Iterable[Credential]) -> dict[Credential, Finding]:
    """What the database says; without one, what is known in any case."""
    findings: dict[Credential, Finding] = {}
    for credential in credentials:
        try:
            findings[credential] = authenticator.cached(credential) or authenticator.verify(credential)
        except AccountError as error:
            findings[credential] = error
        except StorageError:
            return _by_themselves(authenticator, credentials)
    return findings


def _by_themselves(
    authenticator: Authenticator, credentials: Iterable[Credential]
) -> dict[Credential, Finding]:
    """While the database is away who is connected stays, but for tokens whose time is over."""
    findings: dict[Credential, Finding] = {}
    for credential in credentials:
        try:
            authenticator.last_known(credential)
        except InvalidTokenError:
            continue  # only the database can say
        except AccountError as error:
            findings[credential] = error
    return findings
