"""One endpoint, declared once: routing, validation, authorisation, limits and the API document follow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, Any

from web.models.common import NoQuery
from web.rate_limits import RateClass

if TYPE_CHECKING:
    from pydantic import BaseModel

    from web.access import Access
    from web.call import Call

Handler = Callable[["Call"], Awaitable[Any]]
"""Answers a call with what `response` describes, or with a Starlette response of its own."""

JSON_MEDIA_TYPE = "application/json"
FORM_MEDIA_TYPE = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What one method of one path does.

    Attributes:
        method: Its HTTP method.
        path: A Starlette path template below the server's root.
        handler: Answers the call.
        access: Who may call it.
        tag: The group in the API document.
        summary: One line for the API document.
        rate: Which limit it counts against; a request with a signed URL counts against none.
        counts_failures_only: Whether a call that succeeds does not count: for what guessers try.
        body: The model of the JSON body; None: the body is not read.
        form: The model of a form with files, which the handler reads itself: for the API document.
        query: The model of the query; None: any query is ignored.
        response: The model of the answer's `data`; None for an answer that is no JSON.
        status: The HTTP status of success.
        also: Further statuses of success, with the same model.
        media_type: What the answer is.
        errors: Statuses besides those that follow from the other fields.
        signable: Whether a signed URL may stand for a credential, for media that a browser loads by itself.
        key_in_query: Whether an API key may stand in the query, as `apikey`: for pictures in pages of others,
            which can send no header.
        needs_no_database: Whether a credential that was known, or is signed, is enough while the database
            is away. For what must work in any case.
        makes_safer: Which calls only stop something or switch heaters off; those are never refused by the
            limit. None: none of them.
        manages_account: Whether it changes or reveals how an account is signed in to. An API key is not
            enough for that, whatever its role: who holds a key must not turn it into the account.
        listed: Whether it stands in the API document.
    """

    method: str
    path: str
    handler: Handler
    access: Access
    tag: str
    summary: str
    _: KW_ONLY
    rate: RateClass = RateClass.API
    counts_failures_only: bool = False
    body: type[BaseModel] | None = None
    form: type[BaseModel] | None = None
    query: type[BaseModel] | None = NoQuery
    response: type[BaseModel] | None = None
    status: int = 200
    also: frozenset[int] = field(default_factory=frozenset)
    media_type: str = JSON_MEDIA_TYPE
    errors: frozenset[int] = field(default_factory=frozenset)
    signable: bool = False
    key_in_query: bool = False
    needs_no_database: bool = False
    makes_safer: Callable[[Call], bool] | None = None
    manages_account: bool = False
    listed: bool = True
