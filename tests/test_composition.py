"""`serve` and `demo` as the real programs, killed and started again."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from serving import Server, end_port, gcode_file, is_running, parent_of, port_pid
from simulated import SimulatedPrinter, commands_of, short_folder, wait_until

from lezerprint.base.enums import JobState
from lezerprint.port.channel import Channel
from lezerprint.port.paths import PortPaths, port_paths


@pytest.fixture
def folder():
    path = short_folder()
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def printer():
    with SimulatedPrinter("--latency-ms", "1") as simulated:
        yield simulated


@pytest.fixture
def make_server(folder):
    """Servers on one folder; their port process ends with the test."""
    made = []

    def make(device, *words, **options):
        server = Server(folder, device, *words, **options)
        made.append(server)
        return server

    yield make
    for server in made:
        end_port(server.paths)


def wait_line(server, line):
    def there():
        job, known = server.status()["currentJob"], server.recorded()
        is_there = job is not None and job["linesAcknowledged"] >= line
        return is_there or (known is not None and known.has_ended)

    wait_until(there, f"line {line}")


def snapshot(paths):
    with closing(Channel(paths.socket)) as channel:
        return channel.snapshot()


def test_a_file_is_printed_at_once(make_server, printer, folder):
    file = gcode_file(folder, 300)
    with make_server(printer.link, "--print", file) as server:
        job = server.wait_recorded(JobState.COMPLETED)
        (listed,) = server.get("/api/jobs")[1]["data"]["jobs"]
        assert (listed["id"], listed["name"], listed["status"]) == (str(job.id), file.name, "COMPLETED")
        (stored,) = server.get("/api/files")[1]["data"]["files"]
        assert (stored["id"], stored["originalName"]) == (listed["fileId"], file.name)
        found = server.get(f"/api/jobs/{job.id}")[1]["data"]
        assert [event["eventType"] for event in found["events"]] == ["JOB_STARTED", "JOB_COMPLETED"]
        assert server.get("/api/analytics/dashboard")[1]["data"]["completed"] == 1
        assert server.get("/api/admin/actors")[1]["data"]["state"] == "up"
    assert printer.streamed() == commands_of(file)


def test_the_server_is_killed_in_mid_print_and_started_again(make_server, printer, folder):
    file = gcode_file(folder, 4000)
    with make_server(printer.link, "--print", file) as server:
        wait_line(server, 50)
        pid = port_pid(server.paths)
    with make_server(printer.link) as server:
        assert server.status()["printer"] == "default"
        wait_line(server, 60)
        assert server.wait_recorded(JobState.PRINTING, JobState.COMPLETED)
        assert server.wait_recorded(JobState.COMPLETED, JobState.FAILED).state is JobState.COMPLETED
        assert port_pid(server.paths) == pid
    assert printer.streamed() == commands_of(file)


def test_the_print_ends_while_the_server_is_away(make_server, printer, folder):
    file = gcode_file(folder, 4000)
    with make_server(printer.link, "--print", file) as server:
        wait_line(server, 20)
        server.wait_recorded(JobState.PRINTING)
    assert server.recorded().state is JobState.PRINTING
    wait_until(lambda: snapshot(server.paths).job.state == "completed", "the end of the print")
    assert printer.streamed() == commands_of(file)
    with make_server(printer.link) as server:
        assert server.wait_recorded(JobState.COMPLETED, JobState.FAILED).state is JobState.COMPLETED


def test_the_host_lost_the_print(make_server, printer, folder):
    """As after a power loss: no port process, no journal."""
    file = gcode_file(folder, 100_000)
    with make_server(printer.link, "--print", file) as server:
        wait_line(server, 50)
        server.wait_recorded(JobState.PRINTING)
    end_port(server.paths)
    server.paths.journal.unlink()
    with make_server(printer.link) as server:
        job = server.wait_recorded(JobState.COMPLETED, JobState.FAILED)
        assert job.state is JobState.FAILED
        assert "lost the print" in job.reason


def test_server_and_port_process_are_killed(make_server, printer, folder):
    file = gcode_file(folder, 1500)
    with make_server(printer.link, "--print", file) as server:
        wait_line(server, 50)
    end_port(server.paths)
    with make_server(printer.link) as server:
        assert server.wait_recorded(JobState.COMPLETED, JobState.FAILED).state is JobState.COMPLETED
    assert printer.streamed() == commands_of(file)


@pytest.mark.parametrize(("signal_number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_ends_in_order_and_leaves_the_print_alone(signal_number, code, make_server, printer, folder):
    file = gcode_file(folder, 1500)
    with make_server(printer.link, "--print", file) as server:
        wait_line(server, 50)
        server.process.send_signal(signal_number)
        assert server.process.wait(30) == code
    said = server.output.read_text()
    assert "Traceback" not in said
    assert f"The print of {file.name} on default goes on without the server" in said
    assert "to stop the print: lezerprint cancel\n" in said
    assert server.recorded().state is JobState.PRINTING
    wait_until(lambda: printer.streamed() == commands_of(file), "the whole print")


def test_it_is_restarted_and_ended_over_the_api_while_the_print_goes_on(make_server, printer, folder):
    file = gcode_file(folder, 3000)
    with make_server(printer.link, "--print", file) as server:
        wait_line(server, 50)
        assert server.request("POST", "/api/admin/server/restart", {})[0] == 409
        assert server.request("POST", "/api/admin/server/restart", {"force": True})[0] == 202

        def connections():
            return server.output.read_text().count("default: connected (")

        wait_until(lambda: connections() == 2, "the next start")
        wait_until(server._answers, "its answers")
        assert server.wait_recorded(JobState.COMPLETED, JobState.FAILED).state is JobState.COMPLETED
        assert printer.streamed() == commands_of(file)
        assert server.request("POST", "/api/admin/server/shutdown", {})[0] == 202
        assert server.process.wait(30) == 0
    assert "Traceback" not in server.output.read_text()


def test_it_ends_while_a_request_is_on_its_way_for_ever(make_server, printer):
    with make_server(printer.link) as server, socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(
            b"POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            b"Expect: 100-continue\r\nContent-Length: 20\r\n\r\n"
        )
        assert client.recv(100).startswith(b"HTTP/1.1 100 ")
        server.process.send_signal(signal.SIGTERM)
        assert client.recv(100).startswith(b"HTTP/1.1 503 ")
        assert server.process.wait(20) == 0
    assert "Traceback" not in server.output.read_text()


def test_a_backup_is_restored_by_a_restart_over_the_api(make_server, printer, folder):
    with make_server(printer.link) as server:
        wait_until(lambda: server.status()["connection"]["state"] == "ready", "the printer")
        server.sign_in("admin@example.com", "correct horse")
        assert server.request("POST", "/api/admin/backup")[0] == 202
        wait_until(lambda: server.get("/api/admin/backups")[1]["data"]["backups"], "the backup")
        [backup] = server.get("/api/admin/backups")[1]["data"]["backups"]
        account = {"email": "ben@example.com", "username": "ben", "password": "correct horse"}
        assert server.request("POST", "/api/users", account)[0] == 201
        path = f"/api/admin/backups/{backup['name']}/restore"
        assert server.request("POST", path, {"confirm": backup["name"]})[0] == 202

        def restored():
            with suppress(OSError):
                status, answer = server.get("/api/admin/backups")
                return status == 200 and answer["data"]["lastRestore"]
            return None

        wait_until(restored, "the server's return")
        assert restored()["error"] is None
        listed = server.get("/api/users")[1]["data"]["users"]
        assert [user["username"] for user in listed] == ["admin"]
    assert server.process.returncode is not None


def test_it_listens_on_this_machine_only(make_server, folder):
    with make_server("/dev/no-such-device") as server:
        listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        assert f"0100007F:{server.port:04X}" in listening
        assert f"00000000:{server.port:04X}" not in listening
        wait_until(lambda: server.status()["connection"]["state"] == "absent", "the port process")


def test_a_port_that_is_taken(make_server, printer, folder):
    """One line, and nothing was begun: the printer belongs to whoever has the port."""
    file = gcode_file(folder, 50)
    server = make_server(printer.link, "--print", file)
    with socket.create_server(("127.0.0.1", server.port)):
        assert server.launch().wait(30) == 1
    said = server.output.read_text().splitlines()
    assert said == [f"lezerprint: cannot listen on 127.0.0.1:{server.port}: Address already in use"]
    assert not (folder / "data").exists()
    assert not server.paths.socket.exists()
    assert printer.streamed() == []


def test_a_printer_that_another_server_has(make_server, printer):
    with make_server(printer.link) as first:
        wait_until(lambda: first.status()["connection"]["state"] == "ready", "the port process")
        second = make_server(printer.link)
        assert second.launch().wait(30) == 1
        said = second.output.read_text().splitlines()[-1]
        assert f"another server (process {first.process.pid}) uses the data directory" in said
        assert first.status()["connection"]["state"] == "ready"
        first.kill()
        with second:
            wait_until(lambda: second.status()["connection"]["state"] == "ready", "the port process")


def test_two_servers_on_one_data_directory_with_two_runtime_folders(make_server, printer, folder):
    with make_server(printer.link) as first:
        second = make_server(printer.link, LEZERPRINT_RUNTIME_DIR=str(folder / "other"))
        assert second.launch().wait(30) == 1
        assert "another server" in second.output.read_text().splitlines()[-1]
        assert first.process.poll() is None


def test_two_data_directories_have_a_printer_each_though_both_are_called_default(
    make_server, printer, folder
):
    file = gcode_file(folder, 4000)
    with SimulatedPrinter() as other, make_server(printer.link, "--print", file) as first:
        wait_line(first, 20)
        (folder / "b").mkdir()
        second = Server(folder / "b", other.link, LEZERPRINT_RUNTIME_DIR=str(first.runtime))
        second.paths = port_paths("default", first.runtime, second.folder / "data")
        try:
            with second:
                wait_until(lambda: second.status()["connection"]["state"] == "ready", "the other printer")
                assert second.status()["currentJob"] is None
                assert snapshot(second.paths).connection.device == str(other.link)
                assert first.wait_recorded(JobState.COMPLETED, JobState.FAILED).state is JobState.COMPLETED
        finally:
            end_port(second.paths)
    assert printer.streamed() == commands_of(file)


def test_an_end_of_the_root_is_an_error_for_whoever_starts_it_again(make_server, printer):
    with make_server(printer.link, LEZERPRINT_CHAOS="1") as server:
        wait_until(lambda: server.status()["connection"]["state"] == "ready", "the port process")
        assert server.request("POST", "/api/admin/actors/root/crash")[0] == 200
        assert server.process.wait(30) == 70


def test_the_demonstration_prints_by_itself_and_leaves_nothing_behind(make_server, folder):
    server = make_server("/dev/no-such-device", command="demo", printer="demo", TMPDIR=str(folder))
    with server:
        wait_until(lambda: "0 %" in server.output.read_text(), "the first line of progress")
        account = re.search(r"Account +(\S+), password (\S+)", server.output.read_text())
        server.sign_in(*account.groups())
        status, entered = server.request("POST", "/api/auth/demo")
        assert (status, entered["data"]["user"]["email"]) == (200, account[1])
        wait_until(lambda: server.status()["currentJob"], "the job")
        status = server.status()
        assert status["state"] == "printing"
        assert status["currentJob"]["name"] == "sample.gcode"
        socket_name = next(server.runtime.glob("demo.*.sock"))
        server.paths = PortPaths(server.runtime, socket_name.stem)
        pid = port_pid(server.paths)
        mine = {pid, parent_of(pid), *children_of(pid)}
        assert len(mine) == 3
        began = time.monotonic()
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(30) == 130
        wait_until(
            lambda: not [process for process in mine if is_running(process)], "the end of its processes"
        )
        assert time.monotonic() - began < 15.0
    said = server.output.read_text()
    assert set(re.findall(r"http://127\.0\.0\.1:(\d+)/", said)) == {str(server.port)}
    assert "Traceback" not in said
    assert list(folder.glob("lezerprint-demo-*")) == []


def test_the_demonstration_keeps_its_jobs_where_it_is_told_to(make_server, folder):
    """And its account, which has another password each time."""
    jobs, files = set(), set()
    for number in (1, 2):
        server = make_server(
            "/dev/no-such-device", command="demo", printer="demo", LEZERPRINT_RUNTIME_DIR=str(folder / "run")
        )
        server.output = folder / f"output {number}"
        with server:
            wait_until(lambda said=server.output: "password" in said.read_text(), "its account")
            account = re.search(r"Account +(\S+), password (\S+)", server.output.read_text())
            server.sign_in(*account.groups())
            wait_until(lambda on=server: on.status()["currentJob"], "the job")
            listed = server.get("/api/jobs")[1]["data"]["jobs"]
            assert len(listed) == number
            assert listed[0]["name"] == "sample.gcode"
            jobs |= {job["id"] for job in listed}
            files |= {job["fileId"] for job in listed}
            server.process.send_signal(signal.SIGINT)
            assert server.process.wait(30) == 130
        with closing(sqlite3.connect(next(folder.rglob("lezerprint.db")))) as database:
            assert database.execute("SELECT DISTINCT status FROM print_jobs").fetchall() == [("CANCELLED",)]
    assert (len(jobs), len(files)) == (2, 1)


def children_of(pid):
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
