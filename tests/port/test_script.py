"""What is left of a script after a kill."""

from __future__ import annotations

import pytest
from conversation import Lines

from lezerprint.errors import PortError
from lezerprint.marlin.ledger import Ledger
from lezerprint.port.scripts import Script

COMMANDS = (b"M400 S0", b"G91", b"G1 Z5", b"G90", b"M400 S0")


@pytest.fixture
def ledger():
    ledger = Ledger()
    ledger.restart(1000)
    ledger.begin_job(Lines([b"G1 X%d" % index for index in range(50)]), 0)
    for _ in range(10):
        ledger.took_job_line(10)
    return ledger


@pytest.mark.parametrize("count", range(len(COMMANDS) + 1))
def test_what_has_no_number_yet_is_left(ledger, count):
    script = Script().followed_by(COMMANDS, ledger)
    for command in COMMANDS[:count]:
        ledger.took_other(b"M105", 10)
        ledger.took_other(command, 10)
    assert script.left(ledger) == COMMANDS[count:]
    for _ in range(5):
        ledger.took_job_line(10)
    assert script.left(ledger) == COMMANDS[count:]


def test_what_is_left_comes_before_what_follows(ledger):
    script = Script().followed_by(COMMANDS, ledger)
    ledger.took_other(COMMANDS[0], 10)
    assert script.followed_by([b"G28"], ledger).commands == (*COMMANDS[1:], b"G28")


def test_of_what_is_forgotten_nothing_is_left():
    ledger = Ledger()
    ledger.restart(5000)
    assert Script(COMMANDS, 1000).left(ledger) == ()


def test_as_it_is_kept(ledger):
    script = Script().followed_by([*COMMANDS, "M117 ä".encode()], ledger)
    assert Script.from_data(script.as_data()) == script


def test_one_that_the_journal_cannot_keep_is_refused(ledger):
    with pytest.raises(PortError, match="too long"):
        Script().followed_by([b"G1 X1"] * 2000, ledger)
