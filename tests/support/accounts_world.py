"""Accounts on a database of a test's own, with a clock that the test sets."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Barrier, Thread

from lezerprint.accounts.access_tokens import Tokens
from lezerprint.accounts.api_keys import LastUses
from lezerprint.accounts.authentication import Authenticator
from lezerprint.accounts.passwords import PasswordHasher
from lezerprint.accounts.principal import Principal
from lezerprint.accounts.service import Accounts
from lezerprint.accounts.sessions import Client
from lezerprint.accounts.signed_urls import SignedUrls

SECRET = b"a" * 32
REFRESH_SECRET = b"r" * 32
PASSWORD = "correct horse"  # noqa: S105 - of these tests alone
CLIENT = Client("192.0.2.1", "a test")


class Clock:
    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@dataclass
class World:
    storage: object
    clock: Clock
    monotonic: Clock
    tokens: Tokens
    last_uses: LastUses
    authenticator: Authenticator
    accounts: Accounts
    urls: SignedUrls

    def sign_up(self, name="ann", role=None):
        """An account that is signed in."""
        self.accounts.create_user(f"{name}@example.org", name, PASSWORD, role)
        return self.accounts.login(f"{name}@example.org", PASSWORD, CLIENT)

    def elsewhere(self):
        """The same as another process has it, which tells our authenticator nothing."""
        return Accounts(self.storage, PasswordHasher(4))


def world_on(storage, now=1_800_000_000.0):
    clock, monotonic = Clock(now), Clock(0.0)
    tokens = Tokens(SECRET, REFRESH_SECRET, access_seconds=900, refresh_seconds=86_400, clock=clock)
    last_uses = LastUses(storage)
    authenticator = Authenticator(storage, tokens, last_uses, monotonic=monotonic)
    accounts = Accounts(storage, PasswordHasher(4), tokens, authenticator, open_registration=True)
    urls = SignedUrls(b"s" * 32, authenticator, clock)
    return World(storage, clock, monotonic, tokens, last_uses, authenticator, accounts, urls)


def principal_of(user, session_id=None):
    return Principal(user.id, user.username, user.email, user.role, session_id, None)


def at_once(*jobs):
    """Run all in threads that begin together; each one's result or error."""
    start, results = Barrier(len(jobs)), [None] * len(jobs)

    def run(number, job):
        start.wait(10)
        try:
            results[number] = job()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[number] = error

    threads = [Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results
