"""The protocol core computes: it imports what is listed here, and neither reads nor writes nor waits."""

from __future__ import annotations

import pytest
from imports import NO_COMPUTING, foreign, imported, names_used, sources

ALLOWED = {
    "__future__",
    "bisect",
    "collections",
    "dataclasses",
    "enum",
    "functools",
    "lezerprint.errors",
    "lezerprint.marlin",
    "math",
    "operator",
    "re",
    "typing",
    "unicodedata",
}


def faults(source):
    return foreign(imported(source), ALLOWED) | (names_used(source) & NO_COMPUTING)


@pytest.mark.parametrize("name", sources("lezerprint.marlin"))
def test_it_imports_only_what_is_allowed(name):
    assert faults(sources("lezerprint.marlin")[name]) == set()


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("import socket, threading, time", {"socket", "threading", "time"}),
        ("from time import monotonic", {"time"}),
        ("def late():\n    import os.path as path", {"os.path"}),
        ("if TYPE_CHECKING:\n    from lezerprint.port.run import Run", {"lezerprint.port.run"}),
        ("from lezerprint import port", {"lezerprint.port"}),
        ("from ..port import run", {"..port"}),
        ("__import__('time').sleep(1)", {"__import__"}),
        ("text = open('/etc/hostname').read()", {"open"}),
    ],
)
def test_this_would_see_what_is_not(planted, found):
    assert faults(planted) == found
