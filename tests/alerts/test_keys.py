"""Every key and event that alerts and status read is one that the port process produces."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import lezerprint
from lezerprint.alerts.board import _MOMENTS
from lezerprint.alerts.view import View
from lezerprint.alerts.watcher import Watcher
from lezerprint.cli import wording
from lezerprint.port.snapshot import snapshot_of
from lezerprint.settings.alerts import AlertSettings
from lezerprint.status import status_of

SOURCES = Path(lezerprint.__file__).parent
TOLD = re.compile(r"(?:outbox\.add|_tell|\[)\(\s*\"(\w+)\"")
EITHER = re.compile(r"kind = \"(\w+)\" if \w+ else \"(\w+)\"")
CONSTANTS = re.compile(r"^_\w+: Final = \"(\w+)\"$", re.MULTILINE)


class Strict(dict):
    """A report that has no other keys than it has."""

    def get(self, key, _default=None):
        assert key in self, f"{key!r} is in no report of the port process; there are {sorted(self)}"
        return self[key]


def strict(data):
    if isinstance(data, dict):
        return Strict({key: strict(value) for key, value in data.items()})
    return data


@pytest.fixture(params=["idle", "printing", "asking", "late"])
def report(request, make_bench):
    bench = make_bench()
    if request.param == "printing":
        bench.print(["G28", *(f"G1 X{index} F600" for index in range(50))])
    elif request.param == "asking":
        bench.print(["M600", "G1 X1"])
    elif request.param == "late":
        bench.print(["G28", "G29", "G1 X1"])
    bench.run(4)
    if request.param == "asking":
        assert bench.conductor.interpreter.user.prompt["shown"]
    return strict(snapshot_of(bench.conductor, bench.now))


def test_keys_of_reports(report):
    Watcher(AlertSettings()).report(report, 0.0)
    View.of(report, first=True, awaits_user=False)
    status_of("p", report, None, None)
    if report["job"]:
        wording.view(report, None)


def events_produced():
    produced = set()
    for path in (SOURCES / "port").glob("*.py"):
        text = path.read_text()
        produced |= {*TOLD.findall(text), *CONSTANTS.findall(text)}
        produced |= {name for either in EITHER.findall(text) for name in either}
    return produced


def events_read():
    """Names that `event["event"]` is compared with or matched against, anywhere in the rules."""
    read = set(_MOMENTS)
    for path in (SOURCES / "alerts").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Match):
                patterns = (case.pattern for case in node.cases)
                read |= {p.value.value for p in patterns if isinstance(p, ast.MatchValue)}
            elif isinstance(node, ast.Compare) and ast.unparse(node.left) == "event['event']":
                read |= {c.value for c in node.comparators if isinstance(c, ast.Constant)}
    return {name for name in read if isinstance(name, str)}


def test_names_of_events():
    assert events_read() >= {"halted", "connection", "position_error"}
    assert events_read() <= events_produced()


def test_notices_of_the_command_line_are_events():
    assert set(wording._NOTICES) <= events_produced()
