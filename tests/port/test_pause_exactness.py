"""After a pause the machine is as without it, whatever its firmware makes of G90, G91, M82 and M83."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from model_machine import MACHINES, STRANGERS, Klipper, Marlin1, Repetier

from lezerprint.marlin.protocol import Protocol
from lezerprint.port.contract.states import RunState
from lezerprint.port.heating import Heaters
from lezerprint.port.run import Run
from lezerprint.port.run_report import report_of
from lezerprint.port.scripts import values_for_scripts
from lezerprint.port.spool import SpoolReader

PARK = ["G21", "M83", "G1 E-2 F2100", "G90", "G1 Z{z} F600", "G1 X0 Y0 F6000", "M107 P1"]
RETURN = ["G21", "G90", "G1 X{x} Y{y} F6000", "G1 Z{z} F600", "M83", "G1 E2 F2100"]

numbers = st.integers(-2000, 2000).map(lambda value: value / 100)
moves = st.dictionaries(st.sampled_from("XYZE"), numbers, min_size=1).map(
    lambda axes: "G1 " + " ".join(f"{axis}{value}" for axis, value in axes.items())
)
modes = st.sampled_from(["G90", "G91", "M82", "M83"])
others = st.sampled_from(
    ["G92 E0", "M106 S90", "M106 P1 S40", "M107", "M220 B", "M220 S50", "M220 R", "G10", "G11", "G1 F900"]
)
files = st.lists(st.one_of(moves, moves, modes, modes, others), min_size=1, max_size=20)


class _Recording(Protocol):
    def __init__(self):
        super().__init__()
        self.injected = []

    def inject(self, body, _token=None):
        self.injected.append(body)

    def withdraw_injections(self):
        self.injected.clear()


class Print:
    """A job on a model machine; what goes out is done at once."""

    def __init__(self, path, machine):
        self.machine, self.told, self.asked = machine, [], []
        self.protocol = _Recording()
        self.protocol.ledger.restart(5000)
        self.spool = SpoolReader.open(path)
        self.run = Run(
            "a job",
            self.spool,
            str(path),
            self.protocol,
            Heaters(),
            residency_seconds=0.0,
            changed=lambda: None,
            tell=lambda event: self.told.append(event.kind),
            firmware_name=machine.name,
        )
        self.run.start(0)

    def inject_all(self):
        while self.protocol.injected:
            body = self.protocol.injected.pop(0)
            self.protocol.ledger.took_other(body, 10)
            if not body.startswith((b"M105", b"M114", b"M400")):
                self.machine.run(body.decode())
        self.protocol.ledger.acknowledge(10**6)

    def send(self, count):
        self.inject_all()
        for _ in range(count):
            ledger = self.protocol.ledger
            if ledger.next_job_line < self.protocol.job_limit:
                self.machine.run(ledger.fresh_job_line()[0].decode())
                ledger.took_job_line(10)
        self.protocol.ledger.acknowledge(10**6)

    def settle(self):
        settling = self.run._barrier
        while settling.asked:
            self.inject_all()
            for token, question in zip(settling._factor_tokens, ("M220", "M221"), strict=False):
                self.asked.append(question)
                self.run.command_done(token, self.machine.answer(question))
            self.run.command_done(settling._position_token, [self.machine.report()])
            self.run.command_done(settling._token, [])
        self.inject_all()


def paused_and_resumed(path, machine, pause_at, meanwhile=()):
    job = Print(path, machine)
    with contextlib.closing(job.spool):
        for _ in range(min(pause_at, len(job.spool))):
            job.run.on_time(1.0)
            job.send(1)
        assert job.run.sent == min(pause_at, len(job.spool))
        job.run.pause(PARK)
        job.settle()
        assert job.run.state is RunState.PAUSED
        for command in meanwhile:
            job.run.injected(command.encode())
            machine.run(command)
        job.run.resume(RETURN)
        job.settle()
        sent = job.run.sent
        behind_a_stop = sent > 0 and job.spool.next_stop(sent - 1) == sent - 1
        assert job.protocol.job_limit > sent or behind_a_stop or sent == len(job.spool)
        while job.protocol.ledger.next_job_line < len(job.spool):
            before = job.protocol.ledger.next_job_line
            job.run.on_time(1.0)  # only here is a line passed behind which nothing may go out
            job.send(1)
            assert job.protocol.ledger.next_job_line > before
    return job


def without_a_pause(path, machine):
    with SpoolReader.open(path) as spool:
        for body, _ in spool.bodies(0, len(spool)):
            machine.run(body.decode())
    return machine


def assert_alike(found, expected):
    assert found.place == pytest.approx(expected.place, abs=1e-4)
    assert found.pushed == pytest.approx(expected.pushed, abs=1e-4)
    for fan in {*found.fans, *expected.fans}:
        assert found.fans.get(fan, 0) == expected.fans.get(fan, 0)
    same = ("feed_percent", "saved_percent", "feed_rate", "retracted")
    assert [getattr(found, name) for name in same] == [getattr(expected, name) for name in same]


@pytest.mark.parametrize("machine", [*MACHINES, *STRANGERS])
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=30,
    derandomize=True,
)
@given(commands=files, pause_at=st.integers(0, 20))
@example(["M83", "G90", *(f"G1 X{x} E0.5" for x in range(8))], 5)
@example(["G91", "M82", "G1 X1 E1", "G1 X1 E2", "G90", "G1 X1 E3"], 3)
@example(["M83", "G1 E1", "G90", "G1 E5", "M82", "G1 E6", "G1 E7"], 5)
@example(["M220 B", "M220 S50", "M220 R", "G1 X1"], 3)
def test_a_pause_leaves_no_trace(make_job, machine, commands, pause_at):
    job = make_job(commands)
    found = paused_and_resumed(job.path, machine(), pause_at)
    assert_alike(found.machine, without_a_pause(job.path, machine()))
    assert "position_error" not in found.told


@pytest.mark.parametrize("machine", MACHINES)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=15,
    derandomize=True,
)
@given(commands=files, pause_at=st.integers(0, 20), meanwhile=st.lists(st.one_of(modes, moves), max_size=5))
def test_nor_does_what_is_done_in_it(make_job, machine, commands, pause_at, meanwhile):
    job = make_job(commands)
    found = paused_and_resumed(job.path, machine(), pause_at, meanwhile).machine
    expected = without_a_pause(job.path, machine())
    found.pushed = expected.pushed  # what a user extrudes is not taken back
    found.place = {axis: round(value, 4) + 0.0 for axis, value in found.place.items()}
    assert_alike(found, expected)


@pytest.mark.parametrize("machine", STRANGERS)
@pytest.mark.parametrize(
    "commands", [["M83", "G90", "G1 X5 E1"], ["G1 X5 Y5 E1"], ["M82", "G91", "G1 X1 E1"]]
)
def test_nothing_moves_in_a_pause_where_e_is_in_doubt(make_job, machine, commands):
    job = Print(make_job([*commands, "G1 X9"]).path, machine())
    with contextlib.closing(job.spool):
        job.send(len(commands))
        before = dict(job.machine.place)
        job.run.pause([*PARK, "M104 S150"])
        job.settle()
        assert job.machine.place == before
        assert job.told == ["not_parked"]
        assert report_of(job.run).paused_machine.doubt == job.run.paused_machine.doubt


def test_an_unknown_firmware_is_parked_where_the_file_says_all(make_job):
    job = Print(make_job(["G90", "M83", "G1 X5 E1", "G1 X9"]).path, STRANGERS[0]())
    with contextlib.closing(job.spool):
        job.send(3)
        job.run.pause(PARK)
        job.settle()
        assert job.machine.place["X"] == 0


def test_an_e_that_is_elsewhere_than_the_file_says_is_told(make_job):
    class Wrong(MACHINES[0]):
        def report(self):
            return "X:5.00 Y:0.00 Z:0.00 E:9.00 Count X:0 Y:0 Z:0"

    job = Print(make_job(["G90", "M82", "G1 X5 E1", "G1 X9"]).path, Wrong())
    with contextlib.closing(job.spool):
        job.send(3)
        job.run.pause([])
        job.settle()
        assert job.told == ["position_error"]


def test_the_lengths_of_scripts_are_volumes_where_e_is(make_job):
    job = Print(make_job(["M200 D1.75", "G1 X5 E1", "G1 X9"]).path, MACHINES[0]())
    with contextlib.closing(job.spool):
        job.spool.values["retract_mm"] = 2.0
        job.send(2)
        values = values_for_scripts(job.run.spool, job.run.sent, None, job.run.firmware_name)
        assert values["retract_mm"] == pytest.approx(4.81, abs=0.01)


@pytest.mark.parametrize("machine", MACHINES)
def test_factors_of_the_printers_knob_outlive_a_pause(make_job, machine):
    """Where the firmware tells them; the others have what the file says, and are not asked."""
    tells = machine not in (Klipper, Repetier, Marlin1)
    job = Print(make_job(["M220 S90", "M221 S95", "G1 X5 E1", "G1 X9"]).path, machine())
    with contextlib.closing(job.spool):
        for _ in range(3):
            job.send(1)
            job.run.on_time(1.0)
        job.machine.feed_percent, job.machine.flow_percent = 50.0, 110.0
        job.run.pause([*PARK, "M220 S100", "M221 S100"])
        job.settle()
        job.run.resume(RETURN)
        job.settle()
        assert job.asked == (["M220", "M221"] if tells else [])
        factors = job.machine.feed_percent, job.machine.flow_percent
        assert factors == ((50.0, 110.0) if tells else (90.0, 95.0))
