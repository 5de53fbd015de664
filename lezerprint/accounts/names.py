"""Which emails, usernames and preferences are taken."""

from __future__ import annotations

import re
from typing import Any, Final

from lezerprint.accounts.errors import InvalidAccountError
from lezerprint.notify.preferences import problem_of
from lezerprint.storage.fields import folded, json_text

LONGEST_EMAIL: Final = 254
SHORTEST_USERNAME: Final = 3
LONGEST_USERNAME: Final = 32
LONGEST_PREFERENCES_BYTES: Final = 16_384

_USERNAME: Final = re.compile(rf"[A-Za-z0-9_.-]{{{SHORTEST_USERNAME},{LONGEST_USERNAME}}}")


def normal_email(email: str) -> str:
    """The email in lower case; a host of the local network will do, and whether mail arrives is not asked.

    Raises:
        InvalidAccountError: It is no email.
    """
    normal = folded(email)
    local, _, domain = normal.partition("@")
    in_order = normal.isprintable() and " " not in normal and normal.count("@") == 1
    if not (in_order and local and domain and max(len(email), len(normal)) <= LONGEST_EMAIL):
        raise InvalidAccountError("an email address must look like name@host, without spaces")
    return normal


def check_username(username: str) -> str:
    """The username as it is; the letters of ASCII alone, so that no two look the same.

    Raises:
        InvalidAccountError: It cannot be taken.
    """
    if not _USERNAME.fullmatch(username):
        raise InvalidAccountError(
            f"a username has {SHORTEST_USERNAME} to {LONGEST_USERNAME} of: letters a to z, digits, _ . -"
        )
    return username


def check_preferences(preferences: dict[str, Any]) -> dict[str, Any]:
    """The preferences as they are.

    Raises:
        InvalidAccountError: They are no JSON, or too much, or those of notifications are wrong.
    """
    try:
        size_bytes = len(json_text(preferences))
    except (ValueError, TypeError, RecursionError) as error:
        raise InvalidAccountError("preferences must be a JSON object") from error
    if size_bytes > LONGEST_PREFERENCES_BYTES:
        raise InvalidAccountError(f"preferences have at most {LONGEST_PREFERENCES_BYTES} bytes")
    if (problem := problem_of(preferences)) is not None:
        raise InvalidAccountError(problem)
    return preferences
