"""The WebSocket in the API's document: `x-websocket` has a schema for each event and for each message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pydantic import create_model

from web.live.control import PATHS
from web.live.endpoint import PATH
from web.live.event_models import EVENT_MODELS
from web.live.reply_models import (
    LiveSignIn,
    Resumed,
    Subscriptions,
    UploadPlace,
    UploadResult,
    UploadStatus,
)
from web.live.requests import (
    CameraData,
    CredentialData,
    PrinterData,
    ResumeData,
    UploadData,
    UploadStartData,
)
from web.live.rooms import Topic
from web.models.common import Done

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydantic import BaseModel
    from pydantic.json_schema import JsonSchemaMode

    from web.endpoint import Endpoint

    References = Mapping[tuple[type[BaseModel], JsonSchemaMode], dict[str, Any]]

_TAKEN: Final = "validation"
_SENT: Final = "serialization"


@dataclass(frozen=True, slots=True)
class MessageModel:
    """The models of a message's data and of the data of its reply."""

    data: type[BaseModel]
    reply: type[BaseModel]


_SUBSCRIPTION: Final = MessageModel(PrinterData, Subscriptions)
_OF_CAMERA: Final = MessageModel(CameraData, Subscriptions)
_MESSAGES: Final[Mapping[str, MessageModel]] = {
    "authenticate": MessageModel(CredentialData, LiveSignIn),
    "resume": MessageModel(ResumeData, Resumed),
    **{
        f"{verb}:{topic.value}": _OF_CAMERA if topic is Topic.CAMERA else _SUBSCRIPTION
        for verb in ("subscribe", "unsubscribe")
        for topic in Topic
    },
    "file:upload:start": MessageModel(UploadStartData, UploadPlace),
    "file:upload:progress": MessageModel(UploadData, UploadStatus),
    "file:upload:complete": MessageModel(UploadData, UploadResult),
}


class LiveDescription:
    """All models of the WebSocket.

    Attributes:
        messages: Those of what clients send, by event.
    """

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        posts = {endpoint.path: endpoint for endpoint in endpoints if endpoint.method == "POST"}
        orders = {event: _order(event, posts[path]) for event, path in PATHS.items() if path in posts}
        self.messages = {**_MESSAGES, **orders}

    def models(self) -> Iterator[tuple[type[BaseModel], JsonSchemaMode]]:
        """All of them, and which way they go."""
        for event in EVENT_MODELS.values():
            yield event.data, _SENT
            if event.visitors is not None:
                yield event.visitors, _SENT
        for message in self.messages.values():
            yield message.data, _TAKEN
            yield message.reply, _SENT

    def document(self, references: References) -> dict[str, Any]:
        """For the document; the schemas are where these references lead to."""
        return {
            "path": PATH,
            "events": {
                name: {
                    "data": references[event.data, _SENT],
                    **({"visitors": references[event.visitors, _SENT]} if event.visitors else {}),
                }
                for name, event in EVENT_MODELS.items()
            },
            "messages": {
                name: {"data": references[one.data, _TAKEN], "reply": references[one.reply, _SENT]}
                for name, one in self.messages.items()
            },
        }


def _order(event: str, endpoint: Endpoint) -> MessageModel:
    """An order to a printer: the endpoint's body and query in one, and the printer's name."""
    parts = [model for model in (endpoint.body, endpoint.query) if model and model.model_fields]
    data: type[BaseModel] = PrinterData
    if parts:
        name = "".join(word.capitalize() for word in event.split(":")) + "Data"
        data = create_model(name, __base__=(PrinterData, *parts), __doc__=parts[0].__doc__)
    return MessageModel(data, endpoint.response or Done)
