"""The port process has the standard library, pyserial and the protocol core, all loaded at its start."""

from __future__ import annotations

import subprocess
import sys

import pytest
from imports import foreign, imported, imported_late, sources

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
