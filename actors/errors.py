"""What can go wrong between an actor and whoever speaks to it.

    SupervisionError
    ├── Unavailable        certainly not handled: absent, restarting, parked, or its mailbox is full
    │   └── Revoked        the sender itself has been replaced and may not speak any more
    ├── AskTimeout         timed out: it may have been handled, or may yet be
    ├── ActorFailed        it went down while handling the message: the effect is unknown
    ├── UnknownMessage     the receiver has no handler for a message of this type
    ├── UnknownPath        the tree has no actor of this path
    ├── SpecError          a child spec or a tree of them is not valid
    ├── IntensityExhausted a supervisor's children went down too often
    └── OrderedCrash       somebody asked for this crash, to see what happens

An actor reports an error of its domain by *returning* an exception, which is raised at the asker.
"""

from __future__ import annotations

import pykka

__all__ = [
    "ActorFailed",
    "AskTimeout",
    "IntensityExhausted",
    "OrderedCrash",
    "Revoked",
    "SpecError",
    "SupervisionError",
    "Unavailable",
    "UnknownMessage",
    "UnknownPath",
]


class SupervisionError(Exception):
    """The root of this tree."""


class Unavailable(SupervisionError, pykka.ActorDeadError):  # noqa: N818 - the state's name, as in HTTP 503
    """The message was certainly not handled: its receiver is not there to do so.

    It is one of pykka's dead-actor errors too, so that a plain `ActorRef.stop()` understands it.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path} is unavailable: {reason}")
        self.path = path
        self.reason = reason


class Revoked(Unavailable):
    """The sender was abandoned or replaced: a newer generation speaks in its place."""


class AskTimeout(SupervisionError, TimeoutError):  # noqa: N818 - named as pykka and asyncio name theirs
    """No answer came within the time limit; whether the message was or will be handled is unknown."""

    def __init__(self, path: str, message_type: str, timeout_seconds: float) -> None:
        super().__init__(f"{path} did not answer {message_type} within {timeout_seconds:g} s")
        self.path = path
        self.timeout_seconds = timeout_seconds


class ActorFailed(SupervisionError):  # noqa: N818 - says what happened to the actor, not to the asker
    """The actor crashed, hung or ended with this message in hand; `__cause__` is its error, if any."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path} failed while handling the message: {reason}")
        self.path = path
        self.reason = reason


class UnknownMessage(SupervisionError):  # noqa: N818 - reads as what it is at the place of use
    """The receiver has no handler for a message of this type."""


class UnknownPath(SupervisionError):  # noqa: N818 - reads as what it is at the place of use
    """The tree has no actor of this path."""


class SpecError(SupervisionError, ValueError):
    """A child spec or a tree of them is not valid."""


class IntensityExhausted(SupervisionError):  # noqa: N818 - the event's name, as the inspection shows it
    """The children of a supervisor went down more often than its intensity allows."""


class OrderedCrash(SupervisionError):  # noqa: N818 - the event's name, as the inspection shows it
    """The crash was ordered from outside."""
