"""Frames, as they are on the wire."""

from __future__ import annotations

import orjson
import pytest
from websockets.frames import Frame, Opcode

from web.live.connection import frame_of
from web.live.messages import Batch, Message, error, reply


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_frames_are_those_of_the_library(length):
    text = b"x" * length
    assert frame_of(text) == Frame(Opcode.TEXT, text).serialize(mask=False)


def test_a_message_is_made_into_a_frame_once():
    message = Message({"event": "e", "data": {"ä": 1}})
    assert message.frame is message.frame
    assert message.frame == frame_of(orjson.dumps({"event": "e", "data": {"ä": 1}}))
    assert Batch([message, message]).frames == message.frame * 2


def test_what_is_no_json_is_an_empty_frame():
    assert Message({"event": "e", "data": object()}).frame == b""


def test_answers():
    assert orjson.loads(reply(5, [1]).frame[2:]) == {"event": "reply", "id": 5, "data": [1]}
    assert orjson.loads(error(None, {"code": "X"}).frame[2:]) == {"event": "error", "data": {"code": "X"}}
    assert orjson.loads(error("i", {}).frame[2:])["id"] == "i"
