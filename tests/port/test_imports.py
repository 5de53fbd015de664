"""The port process has the standard library, pyserial and the protocol core, all loaded at its start.

Inside it nobody knows who calls: no circles, and the helpers know no controller, not even for annotations.
"""

from __future__ import annotations

import subprocess
import sys
from graphlib import CycleError, TopologicalSorter

import pytest
from imports import (
    foreign,
    imported,
    imported_late,
    imported_within,
    members_imported,
    names_used,
    sources,
)

OURS = {"lezerprint.errors", "lezerprint.marlin", "lezerprint.port"}
ALLOWED = {*sys.stdlib_module_names, "serial", *OURS}

LOAD_ALL = """
import sys
before = set(sys.modules)
from importlib import import_module
from pkgutil import walk_packages
import lezerprint.port
for module in list(walk_packages(lezerprint.port.__path__, "lezerprint.port.")):
    import_module(module.name)
print("\\n".join(sorted(set(sys.modules) - before)))
"""


def faults(source):
    return foreign(imported(source), ALLOWED) | imported_late(source)


@pytest.mark.parametrize("name", sources("lezerprint.port"))
def test_it_imports_only_what_is_allowed_and_nothing_later(name):
    assert faults(sources("lezerprint.port")[name]) == set()


def test_what_it_imports_brings_nothing_else_into_its_process():
    done = subprocess.run([sys.executable, "-c", LOAD_ALL], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"lezerprint.port.run", "lezerprint.marlin.protocol", "serial"} <= loaded
    assert foreign(loaded, ALLOWED) == {"lezerprint"}


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("import numpy", {"numpy"}),
        ("import lezerprint.gcode.spooling", {"lezerprint.gcode.spooling"}),
        ("from lezerprint import jobs", {"lezerprint.jobs"}),
        ("if TYPE_CHECKING:\n    from lezerprint.settings import Settings", {"lezerprint.settings"}),
        ("import json\ndef late():\n    import zlib", {"zlib"}),
        (
            "class Late:\n    async def come(self):\n        from lezerprint.port import run",
            {"lezerprint.port"},
        ),
    ],
)
def test_this_would_see_what_is_not(planted, found):
    assert faults(planted) == found


KNOW_THE_CONTROLLER = {"orders.py", "process.py"}
KNOW_THE_PARTS = {"link_control.py", "snapshot.py"}
ABOVE = {"lezerprint.port.controller", "lezerprint.port.link_control", "lezerprint.port.parts"}


def circle(graph):
    """The modules of one, if there is any."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return set(error.args[1])
    return set()


def knows(source):
    """What a helper should not know of."""
    return (members_imported(source) & ABOVE) | (names_used(source) & {"controller"})


@pytest.mark.parametrize("package", ["lezerprint.port", "lezerprint.marlin"])
def test_there_is_no_circle(package):
    assert circle(imported_within(package)) == set()


def test_a_circle_would_be_seen():
    graph = imported_within("lezerprint.port")
    graph["lezerprint.port.heating"] |= members_imported("from lezerprint.port import heat_watch")
    assert "lezerprint.port.heat_watch" in circle(graph)


@pytest.mark.parametrize("name", sorted(set(sources("lezerprint.port")) - KNOW_THE_CONTROLLER))
def test_a_helper_knows_no_controller(name):
    may_know = {
        "controller.py": {"lezerprint.port.link_control"},
        **{other: {"lezerprint.port.parts"} for other in KNOW_THE_PARTS},
    }
    assert knows(sources("lezerprint.port")[name]) <= may_know.get(name, set())


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        (
            "if TYPE_CHECKING:\n    from lezerprint.port.controller import PortController",
            {"lezerprint.port.controller"},
        ),
        ("from lezerprint.port import parts", {"lezerprint.port.parts"}),
        ("def on_time(controller):\n    controller.cool()", {"controller"}),
    ],
)
def test_this_would_see_one_that_does(planted, found):
    assert knows(planted) == found
