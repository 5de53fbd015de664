"""The route that took a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.types import Scope

UNMATCHED: Final = "unmatched"


def route_of(scope: Scope) -> str:
    """The template of the route that took the request, as Starlette's router noted it."""
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else UNMATCHED
