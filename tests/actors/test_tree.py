"""The tree of the server: who stands where, and what one printer's trouble costs the other."""

from __future__ import annotations

import contextlib

from serving import Tree, parts_in
from simulated import SimulatedPrinter, commands_of, wait_until

from actors.errors import Unavailable
from actors.messages.telemetry import GetStatus
from actors.supervision import OnExhausted, State, Strategy, System
from actors.tree import server_tree
from lezerprint.base.enums import JobState
from lezerprint.port.options import PortOptions

ACTORS = ["telemetry", "job", "streamer", "serial"]


def test_its_shape(tmp_path):
    parts = parts_in(tmp_path)
    tree = server_tree([PortOptions(name, "virtual") for name in ("one", "two")], parts)
    parts.close()
    assert tree.strategy is Strategy.ONE_FOR_ONE
    assert tree.on_exhausted is OnExhausted.ESCALATE
    assert [child.name for child in tree.children] == ["storage", "printer/one", "printer/two"]
    for printer in tree.children[1:]:
        assert printer.on_exhausted is OnExhausted.PARK
        assert [child.name for child in printer.children] == ACTORS


def test_all_is_up_and_nobody_was_restarted():
    with SimulatedPrinter() as printer, Tree(printer.link) as tree:
        tree.wait_ready()
        view = tree.system.inspect("printer/default")
        assert [child.path for child in view.children] == [f"printer/default/{name}" for name in ACTORS]
        assert {child.state for child in view.children} == {State.UP}
        assert sum(child.restarts for child in view.children) == 0


def test_the_port_process_outlives_the_tree_and_the_print_goes_on():
    with SimulatedPrinter("--latency-ms", "1") as printer, Tree(printer.link) as tree:
        file = tree.file(1500)
        tree.print(file)
        tree.wait_line(50)
        assert tree.system.stop(10)
        wait_until(lambda: printer.streamed() == commands_of(file), "the whole print")
        tree.system = System(server_tree([tree.options], tree.parts))
        tree.system.start()
        assert tree.wait_ended().state is JobState.COMPLETED


def test_a_printer_that_is_parked_leaves_the_other_alone():
    more = {"other": "/dev/no-such-device"}
    with SimulatedPrinter() as printer, Tree(printer.link, more=more) as tree:
        tree.wait_ready()
        telemetry = tree.system.address("printer/other/telemetry")
        wait_until(
            lambda: telemetry.ask(GetStatus(), 5)["connection"]["state"] == "absent", "the other's port"
        )
        while tree.system.inspect("printer/other").state is not State.PARKED:
            with contextlib.suppress(Unavailable):
                tree.system.crash("printer/other/telemetry")
        assert tree.ask("telemetry", GetStatus())["state"] == "idle"
        assert tree.system.inspect("printer/default").restarts == 0
        assert tree.system.failure is None
