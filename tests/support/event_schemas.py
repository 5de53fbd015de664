"""What the API's document says of the WebSocket, held against messages."""

from __future__ import annotations

import copy
from functools import cache

import jsonschema_rs

from web.openapi import openapi
from web.table import endpoints

DOCUMENT = openapi(endpoints())
EVENTS = DOCUMENT["x-websocket"]["events"]
MESSAGES = DOCUMENT["x-websocket"]["messages"]


def check_event(message, *, to_visitor=False):
    """Fails unless the data of an event is what the document says, no field more and no field less."""
    schema = EVENTS[message["event"]]["visitors" if to_visitor else "data"]
    _check(schema, message["data"], message["event"])


def check_reply(event, data):
    """The same of the reply to a message."""
    _check(MESSAGES[event]["reply"], data, event)


def _check(schema, data, name):
    problems = [f"{one.instance_path}: {one.message}" for one in _validator(schema["$ref"]).iter_errors(data)]
    assert problems == [], (name, data)


@cache
def _validator(reference):
    schemas = copy.deepcopy(DOCUMENT["components"]["schemas"])
    for one in schemas.values():
        if "properties" in one:
            one.setdefault("additionalProperties", False)
    schema = {"$ref": reference, "components": {"schemas": schemas}}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
