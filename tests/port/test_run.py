"""The states of a job, and the gate that its lines pass."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lezerprint.errors import PortError
from lezerprint.gcode.spool_options import SpoolOptions
from lezerprint.gcode.spooling import write_spool
from lezerprint.marlin.protocol import Protocol
from lezerprint.marlin.replies import Reading, Temperatures
from lezerprint.port.contract.run_report import Place
from lezerprint.port.contract.states import ENDED, RunState
from lezerprint.port.failure import FailureReason
from lezerprint.port.heating import Heaters
from lezerprint.port.run import Run
from lezerprint.port.run_report import place_of, report_of
from lezerprint.port.run_state import TRANSITIONS
from lezerprint.port.spool import SpoolReader

BARRIER = (b"M114", b"M105")
QUESTIONS = (b"M220", b"M221", *BARRIER)
"""A pause begins with them."""
POSITION = "X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0"
EVENTS = ["pause", "resume", "cancel", "fail", "send", "settle", "time"]


class Recording(Protocol):
    """Keeps what is injected in plain sight, until the test sends it."""

    def __init__(self):
        super().__init__()
        self.injected = []

    def inject(self, body, _token=None):
        self.injected.append(body)

    def withdraw_injections(self):
        self.injected.clear()


class Bench:
    """A run on a ledger; the lines go out as the test says."""

    def __init__(self, job, first_line=0):
        self.protocol = Recording()
        self.protocol.ledger.restart(5000)
        self.spool = SpoolReader.open(job.path)
        self.states = []
        self.told = []
        self.heaters = Heaters()
        self.now = 100.0
        self.run = self.new_run(job)
        self.run.start(first_line)

    def new_run(self, job):
        return Run(
            job.name,
            self.spool,
            str(job.path),
            self.protocol,
            self.heaters,
            residency_seconds=0.0,
            changed=self.changed,
            tell=self.told.append,
            firmware_name="Marlin 2.1.2",
        )

    def changed(self):
        self.states.append(self.run.state)

    @property
    def ledger(self):
        return self.protocol.ledger

    def send(self, count=10**6):
        """Lines go out, those injected first, and are acknowledged."""
        protocol = self.protocol
        while protocol.injected:
            self.ledger.took_other(protocol.injected.pop(0), 10)
        while count > 0 and self.ledger.job is not None and self.ledger.next_job_line < protocol.job_limit:
            self.ledger.took_job_line(10)
            count -= 1
        self.ledger.acknowledge(10**6)

    def settle(self, times=10):
        """The barriers are reached, as many as come one after another, and the position was told before."""
        self.send(0)
        settling = self.run._barrier
        while settling.asked and times:
            self.run.command_done(settling._position_token, [POSITION])
            self.run.command_done(settling._token, [])
            self.send(0)
            times -= 1

    def time(self, celsius=200.0):
        self.now += 1.0
        self.heaters.update(
            Temperatures(tools={0: Reading(celsius, 200.0)}, bed=Reading(60.0, 60.0)), self.now
        )
        self.run.on_time(self.now)

    def do(self, event):
        if event in ("pause", "cancel"):
            getattr(self.run, event)(["G1 Z5"])
        elif event == "resume":
            self.run.resume(["G1 Z0"])
        elif event == "fail":
            self.run.fail("a reason")
        else:
            getattr(self, event)()


@pytest.fixture
def make_bench(make_job):
    benches = []

    def make(commands=20, **arguments):
        job = commands if hasattr(commands, "bodies") else make_job(commands)
        benches.append(Bench(job, **arguments))
        return benches[-1]

    yield make
    for bench in benches:
        bench.spool.close()


def test_from_start_to_done(make_bench):
    bench = make_bench()
    bench.time()
    assert bench.run.state is RunState.PRINTING
    bench.send()
    bench.time()
    assert bench.run.state is RunState.FINISHING
    bench.send()
    bench.settle()
    assert bench.run.state is RunState.COMPLETED
    assert bench.run.executed == 20
    assert bench.states == [RunState.FINISHING, RunState.COMPLETED]


def test_the_gate_stops_at_every_wait(make_bench):
    bench = make_bench(["G28", "M190 S60", "M109 S200", "G1 X1", "M109 S200", "G1 X2"])
    sent = []
    for _ in range(20):
        bench.send()
        sent.append(bench.run.sent)
        bench.time()
    assert sorted(set(sent)) == [2, 3, 5, 6]


def test_a_wait_is_not_over_before_the_heat_is_there(make_bench):
    bench = make_bench(["M109 S200", "G1 X1"])
    bench.send()
    for _ in range(10):
        bench.time(150.0)
    assert bench.run.sent == 1
    assert report_of(bench.run).waiting_for == "the hotend to reach 200 °C"
    bench.time(200.0)
    assert bench.run.wait is None
    bench.send()
    assert bench.run.sent == 2


def test_paused_at_a_wait_and_resumed(make_bench):
    bench = make_bench(["M109 S200", "G1 X1"])
    bench.send()
    bench.time(20.0)
    bench.run.pause([])
    bench.send()
    bench.settle()
    assert bench.run.state is RunState.PAUSED
    bench.run.resume([])
    bench.settle()
    bench.time(20.0)
    bench.send()
    assert bench.run.sent == 1, "it still waits for heat"
    bench.time(200.0)
    bench.send()
    assert bench.run.sent == 2


@pytest.mark.parametrize("is_paused", [True, False])
def test_a_wait_that_had_not_begun_when_it_was_paused_is_not_left_out(make_bench, is_paused):
    bench = make_bench(["M109 S200", "G1 X1"])
    bench.send()
    bench.run.pause([])
    if is_paused:
        bench.settle()
    bench.run.resume([])
    bench.settle()
    bench.time(20.0)
    bench.send()
    assert bench.run.sent == 1
    bench.time(200.0)
    bench.time(200.0)
    bench.send()
    assert bench.run.sent == 2


@pytest.mark.parametrize("is_paused", [True, False])
@pytest.mark.parametrize("command", ["M601", "M600"])
def test_a_pause_of_the_file_is_made_although_it_was_paused_just_there(make_bench, command, is_paused):
    bench = make_bench(["G28", command, "G1 X1"])
    bench.send()
    bench.run.pause([])
    if is_paused:
        bench.settle()
    bench.run.resume([])
    bench.run.file_pauses.unknown_at = 1 if command == "M600" else -1
    bench.settle()
    bench.time()
    bench.settle()
    assert bench.run.state is RunState.PAUSED
    assert command in bench.run.reason
    assert bench.run.sent == 2
    bench.run.resume([])
    bench.settle()
    bench.time()
    bench.send()
    assert bench.run.sent == 3


def test_nothing_of_the_job_goes_out_while_it_is_paused(make_bench):
    bench = make_bench()
    bench.time()
    bench.send(5)
    bench.run.pause([])
    bench.send()
    assert bench.run.sent == 5
    bench.settle()
    bench.time()
    bench.send()
    assert bench.run.sent == bench.run.executed == 5
    bench.run.resume([])
    bench.send()
    assert bench.run.sent == 5, "the position is not known yet"
    bench.settle()
    bench.send()
    assert bench.run.sent == 20


def test_a_barrier_of_before_the_continuation_means_nothing(make_bench):
    bench = make_bench()
    bench.send(5)
    bench.run.pause([])
    token = bench.run._barrier._token
    bench.run.resume([])
    bench.run.command_done(token, [])
    assert bench.run.state is RunState.PRINTING
    assert bench.run.executed == 0


def test_an_answer_to_an_older_question_is_no_barrier(make_bench):
    bench = make_bench()
    bench.send(5)
    bench.run.pause([])
    bench.run.command_done(bench.run._barrier._token, [])
    assert bench.run.state is RunState.PAUSING
    bench.settle()
    assert bench.run.state is RunState.PAUSED


def test_a_firmware_without_position_reports_can_be_paused(make_bench):
    bench = make_bench()
    bench.run.pause([])
    for _ in range(3):
        assert bench.run.state is RunState.PAUSING
        bench.run.command_done(bench.run._barrier._token, [])
    assert bench.run.state is RunState.PAUSED


def test_cancelling_withdraws_what_has_not_gone_out(make_bench):
    bench = make_bench()
    bench.run.pause(["M109 S200"])
    bench.run.cancel(["M104 S0"])
    assert bench.protocol.injected == [b"M104 S0", b"M400 S0", *BARRIER]


def test_the_interval_in_which_the_truth_lies(make_bench):
    bench = make_bench(["; a comment", *[f"G1 X{index}" for index in range(400)]])
    bench.send(300)
    assert place_of(bench.run) == Place(
        executed=172, acknowledged=300, sent=300, executed_line=173, acknowledged_line=301, sent_line=301
    )
    bench.run.executed = 250
    assert place_of(bench.run).executed_line == 251


def test_the_line_of_the_file_is_that_before_it_while_a_start_script_is_sent(make_bench, make_job, tmp_path):
    job, source = make_job(3), tmp_path / "part.gcode"
    source.write_text("; a comment\nG1 X0\n\nG1 X1 F600\nG1 X2\n")
    write_spool(source, job.path, options=SpoolOptions(prelude=("G21", "G90"), epilogue=("G91",)))
    bench = make_bench(job)
    lines = []
    for _ in range(6):
        lines.append(report_of(bench.run).file_line)
        bench.send(1)
    assert lines == [0, 0, 0, 2, 4, 5]


def test_the_counts_of_an_ended_job_stay(make_bench):
    bench = make_bench()
    bench.send(7)
    place = place_of(bench.run)
    bench.run.fail("x" * 5000, FailureReason.POWER_LOSS)
    bench.ledger.restart(1)
    data = report_of(bench.run)
    assert (data.failure, data.place) == ("POWER_LOSS", place)
    assert (data.sent, data.acknowledged, data.state) == (7, 7, "failed")
    assert len(data.reason) == 300


@pytest.fixture
def heating_job(make_job):
    return make_job(["G28", "M109 S200", *[f"G1 X{index}" for index in range(5)]])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(events=st.lists(st.sampled_from(EVENTS), max_size=30))
def test_random_orders_never_break_the_table(make_bench, heating_job, events):
    bench = make_bench(heating_job)
    allowed = {(state, target) for (state, _), target in TRANSITIONS.items()}
    for event in events:
        before = bench.run.state
        try:
            bench.do(event)
        except PortError:
            assert bench.run.state is before, "a refused order changes nothing"
            assert (before, event) not in TRANSITIONS
        after = bench.run.state
        assert after is before or (before, after) in allowed
        assert before not in ENDED or after is before
        assert bench.run.executed <= bench.run.sent <= len(bench.spool)
        assert bench.run.active == (after not in ENDED)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(events=st.lists(st.sampled_from(EVENTS), max_size=12))
def test_a_successor_ends_where_the_predecessor_would(make_bench, heating_job, events):
    """Whatever the state, all that was not sent is sent by the successor, and nothing twice."""
    bench = make_bench(heating_job)
    for event in events:
        with contextlib.suppress(PortError):
            bench.do(event)
    waiting = [body for body in bench.protocol.injected if body not in QUESTIONS]
    state, job_line, kept = bench.run.state, bench.run.sent, bench.run.kept()
    bench.protocol.injected.clear()
    run = bench.new_run(heating_job)
    bench.run = run
    run.resume_after_restart(kept, 0)
    assert run.state is state
    assert run.sent == job_line
    if run.active:
        assert [body for body in bench.protocol.injected if body not in QUESTIONS] == waiting
        asked = run.returning if state is RunState.PRINTING else state is not RunState.PAUSED
        assert run._barrier.asked == asked


def test_every_state_can_end():
    for state in set(RunState) - ENDED:
        assert (state, "fail") in TRANSITIONS
        assert any(source is state and target in ENDED for (source, _), target in TRANSITIONS.items())
    assert not [source for source, _ in TRANSITIONS if source in ENDED]
