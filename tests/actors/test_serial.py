"""The server's end of the line to the port process: attaching, losing it, and waiting for nobody."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

import pytest
from serving import Tree, port_pid
from simulated import SimulatedPrinter, commands_of, wait_until

from actors.errors import AskTimeout
from actors.messages.job import Pause
from actors.messages.serial import Introduce, LinkDown, LinkUp, PortReport, SendCommand, SendOrder
from actors.messages.telemetry import JobPrepared
from actors.supervision import ChildSpec, SupervisedActor, SupervisorSpec
from actors.tree import printer_tree
from lezerprint.base.enums import JobState
from lezerprint.errors import PortError
from lezerprint.port.channel import Channel, PortGoneError
from lezerprint.port.contract import orders


class Witness(SupervisedActor):
    """A telemetry in the real one's place, which keeps what it is told."""

    def __init__(self, context, heard):
        super().__init__(context)
        self._heard = heard

    def on_receive(self, message):
        if not isinstance(message, JobPrepared):
            self._heard.append(message)


@pytest.fixture
def heard():
    return []


@pytest.fixture
def witnessed(heard):
    """A printer's tree in which what SerialActor tells is kept."""

    def tree(printers, parts):
        spec = printer_tree(printers[0], parts)
        witness = ChildSpec("telemetry", partial(Witness.start, heard=heard))
        children = [witness if child.name == "telemetry" else child for child in spec.children]
        return SupervisorSpec("root", children=(SupervisorSpec(spec.name, children=tuple(children)),))

    return tree


@pytest.fixture
def printer():
    with SimulatedPrinter("--latency-ms", "1") as simulated:
        yield simulated


@pytest.fixture
def tree(printer):
    with Tree(printer.link) as tree:
        yield tree.wait_ready()


def of_kind(heard, *kinds):
    return [message for message in list(heard) if isinstance(message, kinds)]


def test_what_is_told_when_the_link_comes_and_goes(printer, heard, witnessed):
    with Tree(printer.link, witnessed) as tree:
        wait_until(lambda: of_kind(heard, PortReport), "a report")
        assert isinstance(heard[0], LinkUp)
        assert heard[0].snapshot.printer == "default"
        tree.kill_port()
        wait_until(lambda: len(of_kind(heard, LinkUp)) == 2, "the next link")
        links = [type(message) for message in of_kind(heard, LinkUp, LinkDown)]
        assert links == [LinkUp, LinkDown, LinkUp]
        assert {message.generation for message in heard} == {1}
        tree.crash("serial")
        wait_until(lambda: len(of_kind(heard, LinkUp)) == 3, "the link of the next life")
        assert of_kind(heard, LinkUp)[-1].generation == 2


def test_a_link_that_stays_down_is_told_once(heard, witnessed):
    """No port process can start where the runtime folder is a file."""
    tree = Tree("/dev/no-such-device", witnessed)
    tree.paths.folder.rmdir()
    tree.paths.folder.write_text("in the way")
    with tree:
        wait_until(lambda: of_kind(heard, LinkDown), "the bad notice")
        time.sleep(1.0)  # the listener tries three more times meanwhile
        assert len(of_kind(heard, LinkDown)) == 1
        with pytest.raises(PortGoneError, match="runtime folder"):
            tree.ask("serial", SendCommand("M105"))
        tree.paths.folder.unlink()
        wait_until(lambda: of_kind(heard, LinkUp), "the link")


def test_a_newcomer_is_told_how_things_stand(printer, heard, witnessed):
    with Tree(printer.link, witnessed) as tree:
        wait_until(lambda: of_kind(heard, PortReport), "a report")
        before = len(of_kind(heard, LinkUp))
        tree.address("serial").tell(Introduce(tree.address("telemetry")))
        wait_until(lambda: len(of_kind(heard, LinkUp)) > before, "the introduction")


def test_a_command_and_its_answer(tree):
    assert any("FIRMWARE_NAME" in line for line in tree.ask("serial", SendCommand("M115")))
    assert tree.ask("serial", SendCommand("M106 S100", wait=False)) == []


def test_a_wrong_command_is_refused_and_changes_nothing(tree, printer):
    for command in ("", "invalid command!", "M105\nM112", "M110 N1", "G1 " + "X1 " * 60, 7, None):
        with pytest.raises(PortError):
            tree.ask("serial", SendCommand(command))
    assert printer.streamed() == []
    assert tree.restarts("serial") == 0


def test_an_order_without_a_reader_of_its_answer(tree, printer):
    tree.address("serial").tell(SendOrder(orders.Inject("M117 hello")))
    wait_until(lambda: printer.state()["message"] == "hello", "the message")


def test_the_next_life_attaches_with_a_higher_lease(tree):
    def epoch():
        with closing(Channel(tree.paths.socket)) as channel:
            return channel.ask(orders.Attach()).epoch

    pid = port_pid(tree.paths)
    first = epoch()
    tree.crash("serial")
    tree.wait_ready()
    assert epoch() > first + 1
    assert port_pid(tree.paths) == pid
    tree.wait_ready()


def test_two_servers_on_one_printer_do_not_make_a_storm(tree):
    """A mistake, in which each takes the lease from the other; the longer, the slower."""
    taken = 0
    until = time.monotonic() + 2.0
    while time.monotonic() < until:
        with closing(Channel(tree.paths.socket)) as channel:
            channel.ask(orders.Attach())
            taken += 1
            with contextlib.suppress(PortGoneError):
                while time.monotonic() < until:
                    channel.messages(0.05)
    assert 1 < taken < 8
    tree.wait_ready()
    assert tree.restarts("serial") == 0


def test_a_stopped_port_process_holds_up_nobody(tree, printer):
    """What it is asked gets timed out; what it is not asked is answered at once; then all goes on."""
    file = tree.file(1500)
    tree.print(file)
    tree.wait_line(100)
    pid = port_pid(tree.paths)
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(AskTimeout):
            tree.ask("job", Pause(), 0.5)
        for _ in range(20):
            before = time.monotonic()
            assert tree.job.state is JobState.PRINTING
            assert tree.status["currentJob"]["linesAcknowledged"] >= 100
            assert time.monotonic() - before < 2.0
    finally:
        os.kill(pid, signal.SIGCONT)
    tree.wait_job(JobState.PAUSED)
    tree.address("serial").tell(SendOrder(orders.Resume()))
    assert tree.wait_ended().state is JobState.COMPLETED
    assert printer.streamed() == commands_of(file)
    assert [tree.restarts(name) for name in ("serial", "job", "telemetry", "streamer")] == [0] * 4


def test_a_port_process_that_stays_silent_is_given_up_and_found_again(tree, printer, monkeypatch):
    monkeypatch.setattr("actors.serial._SILENT_SECONDS", 0.5)
    monkeypatch.setattr("actors.serial._PING_SECONDS", 0.2)
    tree.crash("serial")
    tree.wait_ready()
    pid = port_pid(tree.paths)
    with ThreadPoolExecutor() as askers:
        os.kill(pid, signal.SIGSTOP)
        try:
            waiting = [askers.submit(tree.ask, "serial", SendCommand("M105"), 30) for _ in range(3)]
            tree.wait_connection("unknown")
            for reply in waiting:
                with pytest.raises(PortGoneError):
                    reply.result()
        finally:
            os.kill(pid, signal.SIGCONT)
    tree.wait_ready()
    assert port_pid(tree.paths) == pid


def test_a_listener_that_ended_is_noticed(tree, monkeypatch):
    """Whatever ended it: the actor goes down with it, and the next one has a new one."""
    monkeypatch.setattr("actors.serial._PING_SECONDS", 0.1)
    tree.crash("serial")
    tree.wait_ready()
    before = tree.restarts("serial")
    for thread in threading.enumerate():
        if thread.name == "printer/default/serial listener":
            thread._target.__self__.stop()
    tree.wait_restarted("serial", before)
    tree.wait_ready()
