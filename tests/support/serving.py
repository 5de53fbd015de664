"""The real tree over a real port process, inside the test or as a server process of its own."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from port_orders import port_order
from simulated import DEADLINE_SECONDS, short_folder, wait_until

from actors.errors import SupervisionError
from actors.messages.job import GetJob, Print
from actors.messages.telemetry import GetReport, GetStatus
from actors.supervision import State, System
from actors.tree import server_tree
from lezerprint.database_setup import prepare
from lezerprint.errors import PortError
from lezerprint.jobs.preparation import Preparation
from lezerprint.jobs.states import ENDED
from lezerprint.jobs.store import JobStore
from lezerprint.parts import parts_of
from lezerprint.port import channel as channels
from lezerprint.port.channel import Channel
from lezerprint.port.options import PortOptions
from lezerprint.port.paths import port_paths
from lezerprint.settings import PrinterSettings, Settings
from lezerprint.storage.database import Storage

ASK_SECONDS = 5.0


def moves(count):
    """Commands of which no two are alike; none extrudes."""
    return [f"G1 X{index % 200}.{index:05} Y{index % 7} F9000" for index in range(count)]


def gcode_file(folder, commands, name="job.gcode"):
    """A file with these commands, or with so many moves."""
    path = folder / name
    path.write_text("\n".join(moves(commands) if isinstance(commands, int) else commands) + "\n")
    return path


def is_running(pid):
    """Whether it is there, and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def parent_of(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def port_pid(paths):
    """The process number of the port process that answers there."""
    with contextlib.closing(Channel(paths.socket)) as channel:
        return channel.greeting.pid


def has_port(paths):
    """Whether a port process is there: it holds the lock, busy or not.

    The kernel is asked who does; to try the lock would take it from one that is just being started.
    """
    try:
        node = (paths.folder / f"{paths.printer}.lock").stat().st_ino
    except FileNotFoundError:
        return False
    locks = (line.split() for line in Path("/proc/locks").read_text().splitlines())
    return any("FLOCK" in words and words[-3].endswith(f":{node}") for words in locks)


def end_port(paths):
    """Kill the port process and its launcher, if they are there."""

    def gone():
        if not has_port(paths):
            return True
        with contextlib.suppress(PortError, OSError):
            pid = port_pid(paths)
            launcher = parent_of(pid)
            if launcher > 1 and b"lezerprint.port" in Path(f"/proc/{launcher}/cmdline").read_bytes():
                os.kill(launcher, signal.SIGKILL)
            os.kill(pid, signal.SIGKILL)
        return not has_port(paths)

    wait_until(gone, "the port process's end")
    for process in channels._started:
        if str(paths.folder) in process.args:
            process.kill()
            process.wait()


def parts_in(folder, *names, **settings):
    """The parts of a server of printers with these names, with its data in this folder.

    Jobs have no scripts of the settings, so that what a printer gets is what the file has.
    """
    printers = tuple(PrinterSettings(name=name) for name in names or ("default",))
    made = Settings.model_validate({"data_dir": folder, "printers": printers, **settings})
    storage = Storage(made.database_url)
    prepare(storage)
    parts = parts_of(made, storage)
    return replace(parts, preparation=Preparation(parts.jobs))


class Tree:
    """One printer's tree, from `with` on until its end; its port process ends with it.

    `more` has the devices of further printers by name; what is asked here is asked of the first.
    """

    def __init__(self, device, tree=server_tree, folder=None, parts=None, more=None, **options):
        settings = {"residency_seconds": 0.0, "orphan_timeout_seconds": 60.0, **options}
        self.folder = folder or short_folder()
        self.all_options = [
            PortOptions(name, str(path), folder=self.folder / "run", **settings)
            for name, path in {"default": device, **(more or {})}.items()
        ]
        self.options = self.all_options[0]
        self.paths = port_paths("default", self.options.folder)
        self.parts = parts or parts_in(self.folder, "default", *(more or {}))
        self.store = self.parts.jobs
        self.close = self.parts.close
        self.system = System(tree(self.all_options, self.parts))

    def __enter__(self):
        self.system.start()
        assert self.system.wait_until_up(DEADLINE_SECONDS)
        return self

    def __exit__(self, *_):
        self.system.stop(DEADLINE_SECONDS)
        self.close()
        for options in self.all_options:
            end_port(port_paths(options.printer, options.folder))
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, name):
        return self.system.address(f"printer/default/{name}")

    def ask(self, name, message, timeout_seconds=ASK_SECONDS):
        return self.address(name).ask(message, timeout_seconds)

    def file(self, commands, name="job.gcode"):
        return gcode_file(self.folder, commands, name)

    # Printing.

    def print(self, file):
        return self.ask("job", Print(str(file), file.name))

    @property
    def job(self):
        """The newest job; asked again while its actor is being restarted."""
        return self._asked("job", GetJob())

    @property
    def status(self):
        return self._asked("telemetry", GetStatus())

    def _asked(self, name, message):
        answer = []

        def answered():
            with contextlib.suppress(SupervisionError):
                answer.append(self.ask(name, message))
            return answer

        wait_until(answered, f"an answer of {name}")
        return answer[0]

    def wait_job(self, *states):
        """Wait until the job is in one of these states; the job."""
        wait_until(lambda: self.job is not None and self.job.state in states, f"a job that is {states}")
        return self.job

    def wait_ended(self):
        return self.wait_job(*ENDED)

    def wait_ready(self):
        return self.wait_connection("ready")

    def wait_connection(self, state):
        """Wait until the printer's connection is in this state; the tree."""
        seen = {}

        def there():
            seen.update(self.status["connection"])
            return seen["state"] == state

        try:
            wait_until(there, f"the connection {state}")
        except AssertionError as error:
            log = self.paths.log.read_text() if self.paths.log.is_file() else "nothing"
            raise AssertionError(f"{error}; it was {seen}, and the port process says: {log}") from error
        return self

    def wait_line(self, line):
        """Wait until the printer has acknowledged so many commands of the job."""

        def there():
            report = self.ask("telemetry", GetReport())
            job = report and report.job
            return bool(job) and job.acknowledged >= line

        wait_until(there, f"line {line}")

    # Breaking.

    def restarts(self, name):
        return self.system.inspect(f"printer/default/{name}").restarts

    def crash(self, name):
        """Crash an actor and wait until the next one is there."""
        before = self.restarts(name)
        with contextlib.suppress(SupervisionError):
            self.system.crash(f"printer/default/{name}")
        self.wait_restarted(name, before)

    def wait_restarted(self, name, before):
        def there():
            view = self.system.inspect(f"printer/default/{name}")
            return view.restarts > before and view.state is State.UP

        wait_until(there, f"the next {name}")

    def kill_port(self):
        """kill -9 of the port process; its launcher starts another."""
        os.kill(port_pid(self.paths), signal.SIGKILL)

    def order(self, name, **arguments):
        """An order to the port process past the tree, without a lease."""
        with contextlib.closing(Channel(self.paths.socket)) as channel:
            return channel.ask(port_order(name, **arguments))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`lezerprint serve` or `demo` as a process of its own, on files that outlive it."""

    def __init__(self, folder, device, *words, command="serve", printer="default", **environment):
        self.folder = folder
        self.port = free_port()
        self.runtime = folder / "run"
        self.paths = port_paths(printer, self.runtime, folder / "data")
        self.output = folder / "output"
        self._words = [
            *(sys.executable, "-m", "lezerprint", command),
            *("--port", str(self.port), "--data-dir", str(folder / "data"), *map(str, words)),
        ]
        self._environment = os.environ | {
            "BCRYPT_ROUNDS": "4",
            "LEZERPRINT_RUNTIME_DIR": str(folder / "run"),
            "RATE_LIMIT_API": "100000/second",
            "RATE_LIMIT_VISITORS": "100000/second",
            "PRINTER_PORT": str(device),
            "XDG_CONFIG_HOME": str(folder),
            **environment,
        }
        self.process = None
        self.headers = {}
        """What requests carry: of the administrator, who is made at the first start."""

    def __enter__(self):
        self.launch()
        try:
            wait_until(self._answers, "the server's start")
            self._register()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_):
        self.kill()

    def launch(self):
        """Start it and wait for nothing."""
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                self._words, env=self._environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        return self.process

    def kill(self):
        """kill -9 of the server alone."""
        self.process.kill()
        self.process.wait()

    def _answers(self):
        assert self.process.poll() is None, self.output.read_text()
        with contextlib.suppress(OSError):
            return self.get("/api/health")[0] in {200, 503}  # 503: the database may be away
        return False

    def _register(self):
        """As the administrator, with a key that is good for all servers on these files."""
        kept = self.folder / "api-key"
        if not kept.exists():
            account = {"email": "admin@example.com", "username": "admin", "password": "correct horse"}
            status, made = self.request("POST", "/api/auth/register", account)
            if status != 201:  # it has accounts of its own
                return
            self.headers = {"Authorization": f"Bearer {made['data']['accessToken']}"}
            kept.write_text(self.request("POST", "/api/api-keys", {"name": "test"})[1]["data"]["key"])
        self.headers = {"X-Api-Key": kept.read_text()}

    def sign_in(self, email, password):
        """From now on ask as this account."""
        status, made = self.request("POST", "/api/auth/login", {"email": email, "password": password})
        assert status == 200, made
        self.headers = {"Authorization": f"Bearer {made['data']['accessToken']}"}

    def get(self, path):
        return self.request("GET", path)

    def request(self, method, path, body=None):
        """Its status and the decoded body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE_SECONDS)
        sent = None if body is None else json.dumps(body)
        kind = {} if body is None else {"Content-Type": "application/json"}
        try:
            connection.request(method, path, sent, self.headers | kind)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def status(self):
        """The printer's status."""
        return self.get("/api/printer/status")[1]["data"]

    def recorded(self):
        """The newest job on disk, whoever wrote it."""
        store = JobStore(self.folder / "data" / "jobs")
        try:
            return store.latest("default")
        finally:
            store.close()

    def wait_recorded(self, *states):
        def there():
            time.sleep(0.05)  # each look is a store of its own
            job = self.recorded()
            return job is not None and job.state in states

        wait_until(there, f"a record of {states}")
        return self.recorded()
