"""A print is controlled by whoever sits at the machine, whoever began it and whoever has died since."""

from __future__ import annotations

import contextlib
import os
import signal

import pytest
from serving import Server, end_port, gcode_file
from simulated import SimulatedPrinter, wait_until

from lezerprint.base.enums import JobState
from lezerprint.cli.found import FoundPrinter
from lezerprint.errors import PortError
from lezerprint.port.channel import Channel
from lezerprint.port.contract.link import ConnectionReport
from lezerprint.port.contract.snapshot import Snapshot
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.paths import PortPaths

LONG = 40_000


def begun(desk, count=1):
    """Wait until so many printers have printed something."""

    def there():
        lines = []
        for path in desk.runtime.glob("*.sock"):
            with contextlib.suppress(PortError), contextlib.closing(Channel(path)) as channel:
                job = channel.snapshot().job
                lines.append(job.acknowledged if job else 0)
        return sum(line > 20 for line in lines) == count

    wait_until(there, "the print")


@pytest.fixture
def killed(desk, slow_printer):
    """A print whose command line was killed; the printer."""
    command = desk.start_print(gcode_file(desk.folder, LONG), slow_printer.link)
    begun(desk)
    command.process.kill()
    command.process.wait()
    return slow_printer


@pytest.fixture
def server(desk, slow_printer):
    """A server in mid-print, whose runtime folder is the desk's."""
    file = gcode_file(desk.folder, LONG)
    with Server(desk.folder, slow_printer.link, "--print", file) as server:

        def is_under_way():
            job = server.status()["currentJob"]
            return job is not None and job["linesAcknowledged"] > 20

        wait_until(is_under_way, "the print")
        server.wait_recorded(JobState.PRINTING)
        yield server
    end_port(server.paths)


def said(desk, *words):
    """What a command says that succeeds."""
    command = desk.start(*words)
    assert command.wait() == 0, command.err
    return command.out


def refused(desk, *words):
    """What a command says that fails."""
    command = desk.start(*words)
    assert command.wait() == 1
    return command.err


def test_nothing_is_there(desk):
    assert said(desk, "status") == "no printer has a port process\n"
    assert "nothing is being printed (none is running)" in refused(desk, "pause")
    assert "no port process is running for the printer 'other'" in refused(
        desk, "cancel", "--printer", "other"
    )
    assert "no printer is connected" in refused(desk, "stop")
    assert "no printer is connected" in refused(desk, "heaters-off")


def test_a_print_whose_command_line_was_killed(desk, killed):
    assert ": printing: job.gcode, " in said(desk, "status")
    assert ": paused: job.gcode, " in said(desk, "pause")
    accepted = len(killed.streamed())
    assert "is paused" in refused(desk, "pause")
    assert len(killed.streamed()) == accepted
    assert ": printing: job.gcode" in said(desk, "resume", "--printer", str(killed.link))
    said(desk, "cancel")
    assert killed.target_celsius() == 0
    assert "idle" in said(desk, "status")


def test_its_heaters_are_switched_off(desk, killed):
    assert "the print is cancelled; all heaters are switched off" in said(desk, "heaters-off")
    wait_until(lambda: "idle" in said(desk, "status"), "the end of the print")
    assert killed.target_celsius() == 0


def test_it_is_stopped(desk, killed):
    assert "stopped; the firmware is off until it is reset" in said(desk, "stop")
    wait_until(lambda: killed.state()["killed"], "the firmware's end")
    assert "halted: " in said(desk, "status")


def test_it_is_stopped_though_its_port_process_hangs(desk, killed):
    ((process, _launcher),) = desk.port_processes()
    os.kill(process, signal.SIGSTOP)
    assert "its port process does not answer" in said(desk, "status")
    assert "by a new port process" in said(desk, "stop")
    wait_until(lambda: killed.state()["killed"], "the firmware's end")


def test_a_stop_does_not_need_the_settings(desk, killed):
    desk.config.write_text("colour = 3")
    command = desk.start("stop", "--config", desk.config)
    assert command.wait() == 0, command.err
    assert "stopping all that are connected" in command.err
    wait_until(lambda: killed.state()["killed"], "the firmware's end")


def test_two_prints(desk, killed):
    with SimulatedPrinter("--latency-ms", "1") as other:
        command = desk.start_print(gcode_file(desk.folder, LONG), other.link)
        begun(desk, 2)
        assert "choose one with --printer" in refused(desk, "pause")
        assert ": paused: " in said(desk, "pause", "--printer", str(other.link))
        said(desk, "stop")
        wait_until(lambda: killed.state()["killed"] and other.state()["killed"], "both firmwares' end")
        command.wait()


def test_a_server_sees_and_records_it(desk, server):
    assert "default: printing: job.gcode" in said(desk, "status")
    said(desk, "pause", "--printer", "default")
    server.wait_recorded(JobState.PAUSED)
    said(desk, "resume")
    server.wait_recorded(JobState.PRINTING)
    said(desk, "cancel")
    server.wait_recorded(JobState.CANCELLED)


def test_a_server_that_hangs_is_not_needed(desk, server, slow_printer):
    os.kill(server.process.pid, signal.SIGSTOP)
    try:
        assert ": paused: " in said(desk, "pause")
        said(desk, "stop")
        wait_until(lambda: slow_printer.state()["killed"], "the firmware's end")
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
    server.wait_recorded(JobState.FAILED)


def test_a_printer_is_found_by_its_name_in_the_settings_by_its_files_and_by_its_device(tmp_path):
    connection = ConnectionReport(ConnectionState.READY, device="/dev/x")
    known = Snapshot("default", connection)
    found = FoundPrinter("default.0a1b2c3d", PortPaths(tmp_path, "default.0a1b2c3d"), known)
    assert all(found.is_called(name) for name in ("default", "default.0a1b2c3d", "/dev/x"))
    assert not found.is_called("other")
