"""Stars for secrets: what reaches a log must not be good for logging in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

_STARS: Final = "***"
_NAME: Final = r"[\w-]*(?:token|password|passwd|passphrase|secret|api[_-]?key|signature|smtp_pass)"
_SENSITIVE_NAME: Final = re.compile(rf"(?:{_NAME}|(?:proxy-)?authorization|(?:set-)?cookie)", re.IGNORECASE)
_DEEPEST: Final = 6

_PATTERNS: Final = (
    # Authorization: Bearer … and Basic …, as headers and in what prints a mapping.
    (
        r"""((?:proxy-)?authorization["']?\)?\s*[:=,]\s*(?:b?["'])?)(?:(?:bearer|basic|digest)\s+)?[^\s"',]+""",
        rf"\1{_STARS}",
    ),
    (r"\b(bearer\s+)[\w.~+/=-]{12,}", rf"\1{_STARS}"),
    # A JSON web token anywhere: its header is JSON, which begins with {" and so with eyJ in base64.
    (r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*", _STARS),
    # token=… in addresses and messages.
    (rf"""\b({_NAME}|sig)=(?:"[^"]*"|'[^']*'|[^\s&"',;)\]}}]+)""", rf"\1={_STARS}"),
    # "password": "…" in JSON and in what prints a mapping; X-Api-Key: … as a header.
    (rf"""(["']{_NAME}["']\s*:\s*)(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""", rf'\1"{_STARS}"'),
    (r"""(x-api-key["']?\s*[:,]\s*(?:b?["'])?)[^\s"',]+""", rf"\1{_STARS}"),
    # scheme://user:password@host
    (r"(\b[a-z][a-z0-9+.-]*://[^\s/:@]*:)[^\s/@]+@", rf"\1{_STARS}@"),
)
_COMPILED: Final = tuple((re.compile(pattern, re.IGNORECASE), stars) for pattern, stars in _PATTERNS)

_HINTS: Final = (
    *("token", "passw", "passphrase", "secret", "key", "signature", "sig=", "smtp_pass"),
    *("authorization", "bearer", "eyj", "://"),
)
"""One of these is in whatever a pattern finds."""


def redacted(text: str) -> str:
    """The text, with stars where a password, a token or a key was."""
    lower = text.lower()
    if not any(hint in lower for hint in _HINTS):  # most lines; patterns take a hundred times as long
        return text
    for pattern, stars in _COMPILED:
        text = pattern.sub(stars, text)
    return text


def redacted_address(url: str) -> str:
    """An address without credentials: neither before the host nor in the query, where cameras take them."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    query = "&".join(_redacted_parameter(one) for one in parts.query.split("&")) if parts.query else ""
    netloc = f"{_STARS}@{host}" if at and user else host
    return urlunsplit(parts._replace(netloc=netloc, query=query))


def _redacted_parameter(parameter: str) -> str:
    """Only what is known to be harmless is kept: passwords have many names."""
    name, equals, value = parameter.partition("=")
    harmless = not equals or name.lower() in {"action", "channel", "stream", "subtype", "fps", "resolution"}
    return parameter if harmless else f"{name}={_STARS if value else ''}"


def redacted_data(value: Any, depth: int = 0) -> Any:
    """The same for all text in nested lists and mappings, and for whatever has a telling name in these."""
    if isinstance(value, str):
        return redacted(value)
    if depth > _DEEPEST:
        return value
    if isinstance(value, dict):
        return {
            key: redacted_value(key, one, depth + 1)
            if isinstance(key, str)
            else redacted_data(one, depth + 1)
            for key, one in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [redacted_data(one, depth + 1) for one in value]
    return value


def redacted_value(name: str, value: Any, depth: int = 0) -> Any:
    """What may be logged of a value that is called so."""
    if value is not None and not isinstance(value, bool) and _is_sensitive(name):
        return _STARS
    return redacted_data(value, depth)


@lru_cache(maxsize=1024)
def _is_sensitive(name: str) -> bool:
    return _SENSITIVE_NAME.fullmatch(name) is not None
