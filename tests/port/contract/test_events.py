"""Every event is told by the port process, and somebody in the server acts on it, or is known not to."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

import lezerprint
from lezerprint.port.contract import events
from lezerprint.port.contract.coding import encoded
from lezerprint.port.contract.events import KINDS, PortEvent

SOURCES = Path(lezerprint.__file__).parent.parent
CONSUMERS = ("actors", "web", "lezerprint/alerts", "lezerprint/control", "lezerprint/cli", "lezerprint/jobs")

FOR_SUBSCRIBERS = {
    # Whoever attaches by hand, or reads what was recorded of the conversation, sees these; a server that
    # needs what they are about reads it from the report.
    events.CardPrintChanged,
    events.CommandInjected,
    events.FirmwareText,
    events.HaltDisproved,
    events.HostActionRefused,
    events.PositionChecked,
    events.PromptAnswered,
    events.Silent,
    events.Steered,
    events.Unchecked,
    events.Uncounted,
}


def names_in(folder, wanted):
    """The names that the modules of a folder use, as far as `wanted` takes their nodes."""
    found = set()
    for path in (SOURCES / folder).rglob("*.py"):
        if path.parent.name == "contract":
            continue
        tree = ast.parse(path.read_text())
        imports = {id(node) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        for node in ast.walk(tree):
            if id(node) in imports or not wanted(node):
                continue
            target = node.func if isinstance(node, ast.Call) else node
            if isinstance(target, ast.Name):
                found.add(target.id)
            elif isinstance(target, ast.Attribute):
                found.add(target.attr)
    return found


PRODUCED = names_in("lezerprint/port", lambda node: isinstance(node, ast.Call))
CONSUMED = {
    name for folder in CONSUMERS for name in names_in(folder, lambda node: isinstance(node, ast.expr))
}


@pytest.mark.parametrize("event", KINDS.values())
def test_it_is_told(event):
    assert event.__name__ in PRODUCED


@pytest.mark.parametrize("event", KINDS.values())
def test_somebody_acts_on_it(event):
    assert (event.__name__ in CONSUMED) is (event not in FOR_SUBSCRIBERS)


def test_every_class_has_a_kind_of_its_own_and_is_one_of_the_union():
    classes = {
        one
        for one in vars(events).values()
        if isinstance(one, type) and issubclass(one, PortEvent) and one is not PortEvent
    }
    assert classes == set(KINDS.values())
    assert {one.kind: one for one in classes} == KINDS


def test_an_event_goes_out_with_its_kind():
    told = json.loads(encoded(events.Steered(order="pause", sequence=3, time=1.0)))
    assert told == {"event": "steered", "sequence": 3, "time": 1.0, "order": "pause"}
