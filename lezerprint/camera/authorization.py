"""What is sent to a camera that asks who calls: Digest where it offers that, else Basic (RFC 7616, 7617)."""

from __future__ import annotations

import base64
import urllib.request
from typing import TYPE_CHECKING

from lezerprint.camera.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence


def authorization(
    request: urllib.request.Request, challenges: Sequence[str], credentials: tuple[str, str]
) -> str:
    """The value of `Authorization` for a request.

    Args:
        request: What was asked for.
        challenges: What the camera answered, each `WWW-Authenticate` of it.
        credentials: User and password.

    Raises:
        SourceError: The camera asks for something else.
    """
    asked = {scheme.lower(): rest for scheme, _, rest in (one.strip().partition(" ") for one in challenges)}
    if "digest" in asked:
        return _digest(request, asked["digest"], credentials)
    if "basic" in asked:
        return f"Basic {base64.b64encode(':'.join(credentials).encode()).decode()}"
    raise SourceError(
        f"the camera asks for {', '.join(asked) or 'a password in a way of its own'}, "
        "which is not supported: let it ask for Basic or Digest"
    )


def _digest(request: urllib.request.Request, challenge: str, credentials: tuple[str, str]) -> str:
    parts = urllib.request.parse_keqv_list(urllib.request.parse_http_list(challenge))
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, request.full_url, *credentials)
    handler = urllib.request.HTTPDigestAuthHandler(passwords)
    try:
        word = handler.get_authorization(request, parts)
    except ValueError:
        word = None
    if word is None:
        raise SourceError("the camera asks for a kind of Digest that is not supported: let it use MD5 or SHA")
    return f"Digest {word}"
