"""Orders are checked before anything is done; a wrong one changes nothing."""

from __future__ import annotations

import socket

import pytest

from lezerprint.errors import PortError
from lezerprint.port.contract.messages import Answer, Refusal, Replaced, parsed
from lezerprint.port.control_server import Client
from lezerprint.port.controller import PortController
from lezerprint.port.options import PortOptions
from lezerprint.port.orders import LEASE_SECONDS, Orders, checked_command
from lezerprint.port.paths import port_paths


class Bench:
    """A controller whose printer is not there, and its clients."""

    def __init__(self, folder):
        options = PortOptions("p", str(folder / "no-such-device"), folder=folder)
        self.controller = PortController(options, port_paths("p", folder), 0.0)
        self.orders = Orders(self.controller)
        self._sockets = []
        self._peers = {}

    def client(self, *, attach=False):
        ours, theirs = socket.socketpair()
        client = Client(ours)
        self._sockets += [ours, theirs]
        self._peers[client] = theirs
        if attach:
            assert self.give(client, "attach").error is None
        return client

    def give(self, client, order, now=1.0, **arguments):
        self.orders.handle(client, {"id": 7, "order": order, **arguments}, now)
        return self.heard(client)[-1]

    def heard(self, client):
        return [parsed(line) for line in self._peers[client].recv(1 << 20).splitlines()]

    def close(self):
        for one in self._sockets:
            one.close()
        self.controller.close()


@pytest.fixture
def bench(folder):
    bench = Bench(folder)
    yield bench
    bench.close()


def test_every_new_lease_is_higher_and_closes_the_older_connection(bench):
    first, second = bench.client(attach=True), bench.client()
    answer = bench.give(second, "attach")
    assert answer.epoch == first.epoch + 1
    assert answer.snapshot.job is None
    assert bench.heard(first) == [Replaced()]
    assert first.closed
    assert bench.orders.holder is second


def test_who_attaches_is_told_whether_events_are_missing(bench):
    client = bench.client(attach=True)
    assert bench.give(client, "attach").missed is False
    assert bench.give(client, "attach", since=bench.controller.event_log.sequence).missed is False
    assert bench.give(client, "attach", since=0).missed is True


def test_the_diagnosis_is_for_everybody(bench):
    answer = bench.give(bench.client(), "diagnosis", now=30.0)
    assert answer.error is None
    assert [minute.lines for minute in answer.history.minutes] == [0]
    assert answer.history.planner_reported is False


def test_a_printer_that_is_not_there_is_let_go_of_and_looked_for_again(bench):
    client = bench.client(attach=True)
    assert bench.give(client, "disconnect").error is None
    assert bench.give(client, "status").snapshot.connection.state == "disconnected"
    assert bench.give(client, "connect").error is None
    assert bench.give(client, "status").snapshot.connection.state == "absent"
    assert bench.give(client, "connect", device="/dev/other", baudrate=9600).error is None
    connection = bench.give(client, "status").snapshot.connection
    assert (connection.device, connection.baudrate) == ("/dev/other", 9600)
    assert bench.controller.emergency_stop(1.0) is False
    assert "emergency stop is under way" in bench.give(client, "disconnect").error.message


def test_a_lease_survives_in_the_journal(folder):
    epochs = []
    for _ in range(3):
        bench = Bench(folder)
        epochs.append(bench.client(attach=True).epoch)
        bench.close()
    assert epochs == [1, 2, 3]


@pytest.mark.parametrize(
    "order",
    [
        *("start", "inject", "urgent", "answer", "cool", "reset", "quit"),
        *("connect", "disconnect"),
    ],
)
def test_who_is_not_attached_may_not(bench, order):
    bench.client(attach=True)
    answer = bench.give(bench.client(), order, command="M105", job="j", spool="/s", choice=0)
    assert answer == Answer(7, Refusal("PORT", "this connection is not attached"))


def test_anybody_may_ask_and_stop(bench):
    assert bench.give(bench.client(), "status").snapshot.connection.state == "absent"
    assert bench.give(bench.client(), "emergency_stop").written is False
    assert bench.controller.emergency.ordered


def test_anybody_may_switch_the_heaters_off(bench):
    answer = bench.give(bench.client(), "heaters_off")
    assert answer.error is None
    assert answer.message == "the printer is absent: its heaters are switched off as soon as it answers"
    assert bench.controller.heat.wanted


def test_a_server_that_says_nothing_is_taken_for_gone(bench):
    client = bench.client(attach=True)
    bench.give(client, "ping", now=20.0)
    bench.orders.on_time(20.0 + LEASE_SECONDS)
    assert bench.orders.holder is client
    bench.orders.on_time(20.1 + LEASE_SECONDS)
    assert bench.orders.holder is None
    assert client.closed
    assert bench.controller.watchdog.alone_seconds(60.1 + LEASE_SECONDS) == pytest.approx(40.0)


@pytest.mark.parametrize(
    ("order", "arguments", "message"),
    [
        ("print", {}, "there is no order 'print'"),
        (None, {}, "there is no order None"),
        (["start"], {}, "there is no order"),
        ("start", {}, "Start has no job"),
        ("start", {"job": "j", "spool": "/s", "first_line": "x"}, "'x' is no int"),
        ("start", {"job": "j", "spool": "/s", "first_line": float("inf")}, "inf is no int"),
        ("start", {"job": "j", "spool": "/s"}, "the printer is absent"),
        ("inject", {"command": "M105"}, "the printer is absent"),
        ("urgent", {"command": "M108"}, "the printer is absent"),
        ("urgent", {"command": "M104 S0"}, "only M108, M410 and M876"),
        ("answer", {}, "AnswerPrompt has no choice"),
        ("answer", {"choice": "0"}, "'0' is no int"),
        ("answer", {"choice": True}, "True is no int"),
        ("answer", {"choice": 0}, "the printer is absent"),
        ("inject", {}, "Inject has no command"),
        ("inject", {"command": 5}, "5 is no str"),
        ("inject", {"command": "\ud800"}, "UnicodeEncodeError"),
        ("pause", {}, "nothing is being printed"),
        ("pause", {"script": 5}, "5 is no list"),
        ("resume", {}, "nothing is being printed"),
        ("cancel", {"script": "M104 S0"}, "'M104 S0' is no list"),
        ("cancel", {}, "nothing is being printed"),
        ("reset", {}, "the printer is absent"),
        ("attach", {"since": "yesterday"}, "'yesterday' is no int"),
        ("connect", {"device": 5}, "5 is no str"),
        ("connect", {"device": ""}, "1 to 1000 characters"),
        ("connect", {"device": "x" * 1001}, "1 to 1000 characters"),
        ("connect", {"baudrate": "fast"}, "'fast' is no int"),
        ("connect", {"baudrate": True}, "True is no int"),
        ("connect", {"baudrate": 0}, "above zero"),
    ],
)
def test_wrong_orders(bench, order, arguments, message):
    client = bench.client(attach=True)
    answer = bench.give(client, order, **arguments)
    assert answer.error is not None
    assert message in answer.error.message
    assert bench.orders.holder is client
    assert bench.controller.run is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a G-code"),
        ("hello", "not a G-code"),
        ("invalid command!", "not a G-code"),
        ("; a comment", "not a G-code"),
        ("G28\nG1 X1", "one command at a time"),
        ("G28\r", "one command at a time"),
        ("M117 a\x00b", "control characters"),
        ("M117\ta", "control characters"),
        ("M117 \x1b[31m", "control characters"),
        ("M117 \x7f", "control characters"),
        ("M117 \x85", "control characters"),
        ("M110 N5", "M110"),
        ("m110 N5", "M110"),
        ("M 110 N5", "M110"),
        ("M0110 N5", "M110"),
        ("M117 M110 N9", "M110"),
        ("M117 " + "x" * 90, "longer than"),
    ],
)
def test_commands_that_are_refused(text, message):
    with pytest.raises(PortError, match=message):
        checked_command(text)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("G28 X", b"G28 X"),
        ("M117 Hello", b"M117 Hello"),
        ("  g1 x1 ; move", b"G1 X1"),
        ("M117 grün", b"M117 gruen"),
        ("N5 G28*99", b"G28"),
    ],
)
def test_commands_that_are_taken(text, command):
    assert checked_command(text) == command


def test_names_that_the_journal_cannot_keep_are_refused(bench):
    for job, spool in (("x" * 10000, "/s"), ("j", "/" + "ä" * 3000)):
        with pytest.raises(PortError, match="too long"):
            bench.controller.journal.check_names(job, spool)
    bench.controller.journal.check_names("x" * 200, "/" + "s" * 4000)


def test_an_emergency_stop_for_an_absent_printer_is_kept(bench, folder):
    client = bench.client(attach=True)
    assert bench.give(client, "inject", command="M112").written is False
    assert (folder / "p.stop").exists()
    bench.controller.on_time(0.1)
    bench.controller.on_time(20.0)
    assert (folder / "p.stop").exists()
    assert bench.controller.connection.state == "absent"


def test_a_printer_that_is_not_there_is_cooled_once_it_is(bench):
    client = bench.client(attach=True)
    assert bench.give(client, "cool").error is None
    assert bench.controller.heat.wanted
