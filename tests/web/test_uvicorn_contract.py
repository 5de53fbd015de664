"""What our connections take for granted of uvicorn's; a release that changes one fails here first."""

from __future__ import annotations

import asyncio
import inspect

import pytest
from uvicorn import Config, Server
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from web.http_connection import HttpConnection
from web.live.connection import LiveConnection

OVERRIDDEN = {
    HttpConnection: {
        "connection_made": "(self, transport: 'asyncio.Transport') -> 'None'",
        "connection_lost": "(self, exc: 'Exception | None') -> 'None'",
        "data_received": "(self, data: 'bytes') -> 'None'",
        "handle_websocket_upgrade": "(self) -> 'None'",
        "on_message_begin": "(self) -> 'None'",
        "on_headers_complete": "(self) -> 'None'",
        "on_message_complete": "(self) -> 'None'",
        "on_response_complete": "(self) -> 'None'",
        "shutdown": "(self) -> 'None'",
    },
    LiveConnection: {
        "connection_made": "(self, transport: 'BaseTransport') -> 'None'",
        "run_asgi": "(self) -> 'None'",
        "send": "(self, message: 'ASGISendEvent') -> 'None'",
        "pause_writing": "(self) -> 'None'",
        "resume_writing": "(self) -> 'None'",
        "handle_cont": "(self, event: 'Frame') -> 'None'",
        "send_receive_event_to_app": "(self) -> 'None'",
        "handle_ping": "(self) -> 'None'",
        "keepalive_timeout": "(self) -> 'None'",
        "shutdown": "(self) -> 'None'",
    },
}
CALLED = {
    HttpConnection: {"send_400_response": "(self, msg: 'str') -> 'None'"},
    LiveConnection: {"stop_keepalive": "(self) -> 'None'"},
}
READ = {
    HttpToolsProtocol: ("transport", "cycle", "loop", "scope"),
    WebSocketsSansIOProtocol: (
        *("logger", "conn", "transport", "queue", "loop", "close_timer", "frames", "curr_msg_data_type"),
        *("close_sent", "disconnected", "handshake_complete", "read_paused"),
    ),
}
BASES = {HttpConnection: HttpToolsProtocol, LiveConnection: WebSocketsSansIOProtocol}


def each(methods):
    return [(ours, name, text) for ours, named in methods.items() for name, text in named.items()]


def callers(cls, name):
    """The methods of a class that refer to something by this name."""
    return {
        method
        for method, function in vars(cls).items()
        if inspect.isfunction(function) and name in function.__code__.co_names
    }


@pytest.mark.parametrize(("ours", "name", "signature"), [*each(OVERRIDDEN), *each(CALLED)])
def test_what_we_override_and_call_is_there_with_the_same_signature(ours, name, signature):
    assert str(inspect.signature(getattr(BASES[ours], name))) == signature


@pytest.mark.parametrize("ours", BASES)
def test_we_override_nothing_that_is_not_listed(ours):
    theirs = BASES[ours]
    overridden = {name for name in vars(ours) if hasattr(theirs, name) and not name.startswith("__")}
    assert overridden == set(OVERRIDDEN[ours])


@pytest.mark.parametrize("cls", READ)
def test_what_we_read_is_there_once_it_is_made(cls):
    async def application(scope, receive, send): ...

    loop = asyncio.new_event_loop()
    try:
        made = cls(Config(application), ServerState(), {}, _loop=loop)
        assert [name for name in READ[cls] if not hasattr(made, name)] == []
    finally:
        loop.close()


def test_an_answer_says_when_it_is_complete_and_calls_the_connection_back():
    assert "response_complete" in RequestResponseCycle.__init__.__code__.co_names
    assert callers(HttpToolsProtocol, "on_response_complete") == {"on_headers_complete"}


def test_a_message_goes_through_what_we_override_whatever_frames_it_comes_in():
    frames = {"handle_cont", "handle_text", "handle_bytes"}
    assert callers(WebSocketsSansIOProtocol, "send_receive_event_to_app") == frames
    assert {"handle_cont", "handle_ping"} <= set(WebSocketsSansIOProtocol.handle_events.__code__.co_names)


def test_the_end_goes_through_what_we_override():
    assert callers(WebSocketsSansIOProtocol, "keepalive_timeout") == {"send_keepalive_ping"}
    assert callers(WebSocketsSansIOProtocol, "run_asgi") == {"handle_connect"}
    assert "shutdown" in Server.shutdown.__code__.co_names


def test_a_connection_whose_end_is_timed_is_left_to_the_timer():
    """By `close_timer` uvicorn and `_abort_later` see of each other that the end is awaited."""
    assert {"run_asgi", "send", "connection_lost"} <= callers(WebSocketsSansIOProtocol, "close_timer")
