"""An id for each request, by which answers, log lines and errors are brought together."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

HEADER: Final = b"x-request-id"
_ACCEPTED: Final = re.compile(rb"[A-Za-z0-9_-]{1,64}")
_BITS: Final = 64

_generator = random.Random()  # noqa: S311 - tells requests apart, and no more


def request_id_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The client's own id, if it is harmless; else a new one of 16 hexadecimal digits."""
    for name, value in headers:
        if name == HEADER:
            if _ACCEPTED.fullmatch(value):
                return value.decode("ascii")
            break
    return f"{_generator.getrandbits(_BITS):016x}"
