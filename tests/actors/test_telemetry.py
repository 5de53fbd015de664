"""What is told of the printer, in the API's words."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import pytest
from serving import Tree
from simulated import SimulatedPrinter, wait_until

from actors.messages.job import Cancel, Pause
from actors.messages.serial import SendCommand
from actors.messages.telemetry import GetReport, GetTemperatureHistory
from actors.supervision import ChildSpec, SupervisorSpec
from actors.telemetry import TelemetryActor
from actors.tree import printer_tree
from lezerprint.base.enums import JobState

KEYS = {
    *("printer", "state", "connection", "temperatures", "position", "currentJob", "link", "firmware"),
    *("firmwareFamily", "firmwareLimits", "prompt", "sdPrint", "actions", "unavailable", "tuning"),
    "busyWith",
}
JOB_KEYS = {
    *("id", "name", "state", "reason", "progress", "linesAcknowledged", "fileLine", "linesTotal"),
    *("layer", "layersTotal", "heightMm", "waitingFor", "waits"),
    *("timeElapsed", "timeRemaining", "timeRemainingMargin", "estimatedEnd"),
    *("fileId", "slicedFileId", "filamentUsed", "filamentLeft"),
}


@pytest.fixture
def printer():
    with SimulatedPrinter("--latency-ms", "1") as simulated:
        yield simulated


@pytest.fixture
def tree(printer):
    with Tree(printer.link) as tree:
        yield tree.wait_ready()


def test_an_idle_printer(tree, printer):
    wait_until(lambda: tree.status["temperatures"]["bed"] and tree.status["firmware"], "its reports")
    status = tree.status
    assert set(status) == KEYS
    assert (status["printer"], status["state"], status["currentJob"]) == ("default", "idle", None)
    assert status["connection"]["device"] == str(printer.link)
    assert status["temperatures"]["hotend"]["actual"] == pytest.approx(20, abs=10)
    assert "Marlin" in status["firmware"]
    assert (status["firmwareFamily"], status["firmwareLimits"]) == ("marlin", [])


def test_printing_paused_and_idle_again(tree):
    tree.ask("serial", SendCommand("M104 S150"))
    file = tree.file([";LAYER_CHANGE", ";Z:0.2", *[f"G1 X{index % 150}.{index:04}" for index in range(3000)]])
    job = tree.print(file)
    tree.wait_line(100)
    status = tree.status
    assert status["state"] == "printing"
    current = status["currentJob"]
    assert set(current) == JOB_KEYS
    assert (current["id"], current["name"], current["linesTotal"]) == (str(job.id), "job.gcode", 3000)
    wait_until(lambda: 0 < tree.status["currentJob"]["progress"] < 100, "progress")
    wait_until(lambda: tree.status["temperatures"]["hotend"]["target"] == 150, "the target")
    tree.ask("job", Pause())
    wait_until(lambda: tree.status["state"] == "paused", "the pause")
    tree.ask("job", Cancel())
    wait_until(lambda: tree.status["state"] == "idle", "the end")
    assert tree.status["currentJob"] is None


def test_a_killed_firmware_is_an_error(tree, printer):
    printer.order("runaway hotend")
    wait_until(lambda: tree.status["state"] == "error", "the error")
    connection = tree.status["connection"]
    assert connection["state"] == "halted"
    assert "unaway" in connection["reason"]


def test_a_device_that_is_absent_and_comes_back(tree, printer):
    printer.order("unplug")
    tree.wait_connection("absent")
    assert tree.status["state"] == "error"
    printer.order("replug")
    tree.wait_ready()
    assert tree.status["state"] == "idle"


def test_a_print_whose_cable_is_pulled_for_a_moment_is_still_one(tree, printer):
    tree.print(tree.file(2000))
    tree.wait_line(100)
    printer.order("unplug 0.5")
    tree.wait_connection("absent")
    assert tree.status["state"] == "printing"
    assert tree.wait_ended().state is JobState.COMPLETED


@pytest.mark.parametrize(
    ("device", "words"), [("/dev/no-such-device", "does not exist"), ("/dev/null/x", "exist")]
)
def test_a_device_that_does_not_exist(device, words):
    with Tree(device) as tree:
        tree.wait_connection("absent")
        assert words in tree.status["connection"]["reason"]
        assert tree.status["state"] == "error"
        assert all(tree.restarts(name) == 0 for name in ("serial", "job", "telemetry", "streamer"))


def test_a_device_that_somebody_else_has(printer):
    with Tree(printer.link) as first:
        first.wait_ready()
        with Tree(printer.link) as second:
            second.wait_connection("busy")
            assert "default" in second.status["connection"]["reason"]


def test_it_knows_all_again_after_a_crash(tree):
    tree.ask("serial", SendCommand("M140 S40"))
    wait_until(lambda: (tree.status["temperatures"]["bed"] or {}).get("target") == 40, "the target")
    tree.crash("telemetry")
    tree.wait_connection("ready")
    assert tree.status["temperatures"]["bed"]["target"] == 40


def test_the_report_as_it_came(tree):
    assert tree.ask("telemetry", GetReport()).printer == "default"


def test_there_is_no_report_while_nobody_reports():
    tree = Tree("/dev/no-such-device")
    tree.paths.folder.rmdir()
    tree.paths.folder.write_text("in the way")
    with tree:
        wait_until(lambda: "runtime folder" in tree.status["connection"]["reason"], "the reason")
        assert tree.ask("telemetry", GetReport()) is None
        assert tree.status["state"] == "error"
        assert tree.status["connection"]["state"] == "unknown"
        tree.paths.folder.unlink()


def history_after_a_report(tree):
    """Whatever is sent changes the link's counts, so a report follows."""
    tree.ask("serial", SendCommand("M105"))
    return tree.ask("telemetry", GetTemperatureHistory())


def test_the_history_is_bounded_and_in_order(printer):
    def short_memory(printers, parts):
        spec = printer_tree(printers[0], parts)
        telemetry = partial(
            TelemetryActor.start,
            printer="default",
            events=parts.events,
            new_watcher=partial(parts.new_watcher, "default"),
            history_samples=5,
            sample_seconds=0.0,
        )
        children = [
            ChildSpec("telemetry", telemetry) if child.name == "telemetry" else child
            for child in spec.children
        ]
        return SupervisorSpec("root", children=(SupervisorSpec(spec.name, children=tuple(children)),))

    with Tree(printer.link, short_memory) as tree:
        tree.wait_ready()
        wait_until(lambda: len(history_after_a_report(tree)) == 5, "five samples")
        first = history_after_a_report(tree)[0].time
        wait_until(lambda: history_after_a_report(tree)[0].time > first, "the next sample")
        history = tree.ask("telemetry", GetTemperatureHistory())
        assert len(history) == 5
        times = [sample.time for sample in history]
        assert times == sorted(times)
        assert "tool0" in history[0].temperatures


def test_the_history_has_a_sample_a_second_at_most(tree):
    wait_until(lambda: len(history_after_a_report(tree)) >= 3, "three samples")
    times = [sample.time for sample in history_after_a_report(tree)]
    assert all(after - before > 0.9 for before, after in pairwise(times))
