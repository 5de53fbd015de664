"""Passwords: which are taken, and how they are kept.

What is hashed is base64(SHA-256(password)), 44 bytes, since bcrypt reads no more than 72 bytes and no NUL.
Passwords are brought to NFKC first (NIST SP 800-63B, 3.1.1.2): one keyboard sends an é as one character,
another as two.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from base64 import b64encode
from typing import Final

import bcrypt

from lezerprint.accounts.errors import InvalidAccountError
from lezerprint.storage.fields import folded

SHORTEST_PASSWORD: Final = 8
LONGEST_PASSWORD: Final = 1024

_HASH_CHARACTERS: Final = 31


def check_password(password: str, *names: str) -> None:
    """Refuse a password that is too short, too long, or one of the account's own names.

    Raises:
        InvalidAccountError: It is.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InvalidAccountError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    if folded(password) in {folded(name) for name in names}:
        raise InvalidAccountError("a password must differ from the email and the username")


def generate_password() -> str:
    """A password of 120 random bits."""
    return secrets.token_urlsafe(15)


class PasswordHasher:
    """Makes and checks hashes; each takes a large part of a second, without the interpreter's lock.

    Args:
        rounds: The binary logarithm of bcrypt's work.
    """

    def __init__(self, rounds: int) -> None:
        self._rounds = rounds
        # Takes as long to check as any hash; to make a real one would take that long at each start.
        self._nobody = bcrypt.gensalt(rounds).decode() + "." * _HASH_CHARACTERS

    def hash(self, password: str) -> str:
        """What is stored of a password."""
        return bcrypt.hashpw(_digest(password), bcrypt.gensalt(self._rounds)).decode()

    def verify(self, password: str, password_hash: str | None) -> bool:
        """Whether the password fits; None, for an unknown user, takes as long and never does."""
        fits = _fits(password, self._nobody if password_hash is None else password_hash)
        return fits and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the hash was made with other rounds than are asked for now."""
        return not password_hash.startswith(f"$2b${self._rounds:02}$")


def _fits(password: str, password_hash: str) -> bool:
    try:
        return bcrypt.checkpw(_digest(password), password_hash.encode())
    except ValueError:  # the row has no hash of bcrypt's; nobody signs in with it
        return False


def _digest(password: str) -> bytes:
    normal = unicodedata.normalize("NFKC", password)
    # Halves of surrogate pairs are no text, but must not be an error that only some passwords cause.
    return b64encode(hashlib.sha256(normal.encode("utf-8", "surrogatepass")).digest())
