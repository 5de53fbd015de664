"""A print on a real server, and what can go wrong around it, in an order that a seed decides."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import time
from datetime import datetime
from itertools import pairwise

import httpx
from proxy import Proxy
from serving import Server, end_port, free_port, has_port, moves, port_pid
from simulated import SimulatedPrinter, commands_of, short_folder, wait_until

from lezerprint.errors import PortError
from lezerprint.port.channel import Channel

LATENCY_MS = 1
ORPHAN_SECONDS = 3.0
ACTORS = [f"printer/default/{name}" for name in ("telemetry", "job", "streamer", "serial")] + [
    "storage",
    "tasks",
]

_CLOCK = """
import os, time
_real = time.time
def _shifted():
    try:
        with open(os.environ["CHAOS_CLOCK"]) as file:
            return _real() + float(file.read() or 0)
    except (OSError, ValueError):
        return _real()
time.time = _shifted
"""


class World:
    """From `with` on until its end: a printer, a server on files of its own, and a print.

    Args:
        seed: Decides what happens when.
        lines: How long the print is.
        database: Its URL, behind a proxy; None: SQLite.
        redis: Whether there is a Redis, one of its own.
    """

    def __init__(self, seed, *, lines=9000, database=None, redis=False, printer=()):
        self.chance = random.Random(seed)
        self.seed = seed
        self.told = [f"seed {seed}"]
        self.pauses = 0
        self.absences = []
        self.folder = short_folder()
        self.lines = lines
        self._database = database
        self._with_redis = redis
        self._redis = None
        self._redis_port = free_port()
        self.proxy = None
        self.printer = SimulatedPrinter("--latency-ms", LATENCY_MS, "--seed", seed, *printer)
        self._clock = self.folder / "clock"
        self._config = self.folder / "lezerprint.toml"
        self._cleanup = contextlib.ExitStack()

    def __enter__(self):
        with self._cleanup as cleanup:
            cleanup.enter_context(self.printer)
            environment = self._environment(cleanup)
            self.server = Server(self.folder, self.printer.link, "--config", self._config, **environment)
            cleanup.callback(self._end)
            self.server.__enter__()
            self.commands = ["M140 S60", "M104 S200", "G28", *moves(self.lines), "M104 S0", "M140 S0"]
            self.file = self.folder / "part.gcode"
            self.file.write_text("\n".join(self.commands) + "\n")
            self._cleanup = cleanup.pop_all()
        return self

    def __exit__(self, *_):
        self._cleanup.close()

    def _environment(self, cleanup):
        site = self.folder / "site"
        site.mkdir()
        (site / "sitecustomize.py").write_text(_CLOCK)
        environment = {
            "LEZERPRINT_CHAOS": "1",
            "PYTHONPATH": str(site),
            "CHAOS_CLOCK": str(self._clock),
            "RATE_LIMIT_CONTROL": "100000/second",
            "LEZERPRINT_TEMPERATURE_LOG_SECONDS": "0.5",
        }
        self._config.write_text(
            f'[[printers]]\nname = "default"\ndevice = "{self.printer.link}"\nresidency_seconds = 0\n'
            f"orphan_timeout_seconds = {ORPHAN_SECONDS}\n"
            "[printers.printing]\npause_script = []\nresume_script = []\ncancel_script = []\n"
        )
        if self._database is not None:
            host, _, rest = self._database.partition("@")[2].partition(":")
            port, _, name = rest.partition("/")
            self.proxy = cleanup.enter_context(Proxy(host, int(port)))
            account = self._database.partition("@")[0]
            environment["DATABASE_URL"] = f"{account}@127.0.0.1:{self.proxy.port}/{name}"
        if self._with_redis:
            self._start_redis()
            cleanup.callback(self._stop_redis)
            environment["REDIS_URL"] = f"redis://127.0.0.1:{self._redis_port}/0"
        return environment

    def _end(self):
        self.server.kill()
        end_port(self.server.paths)
        shutil.rmtree(self.folder, ignore_errors=True)

    # The print.

    def client(self):
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.server.port}", headers=self.server.headers, timeout=30
        )

    def start(self):
        """Upload the file and print it."""
        with self.client() as client:
            answer = client.post("/api/files/upload", files={"file": ("part.gcode", self.file.read_bytes())})
            assert answer.status_code == 201, answer.text
            body = {"fileId": answer.json()["data"]["file"]["id"]}
            answer = client.post("/api/jobs/start", json=body)
            assert answer.status_code == 200, answer.text
        self.job_id = answer.json()["data"]["job"]["id"]

    def order(self, name):
        with self.client() as client:
            return client.post(f"/api/jobs/{self.job_id}/{name}")

    def details(self):
        with self.client() as client:
            return client.get(f"/api/jobs/{self.job_id}").json()["data"]

    def run(self):
        """What the port process says of the job, asked past the server; None while it is not there."""
        with contextlib.suppress(PortError, OSError):
            channel = Channel(self.server.paths.socket)
            try:
                return channel.snapshot().job
            finally:
                channel.close()
        return None

    def reach(self, line):
        """Wait until so many commands are acknowledged, or the print has ended."""

        def there():
            time.sleep(0.02)  # each look is a connection of its own
            run = self.run()
            return run is not None and (run.acknowledged >= line or run.state in ("completed", "failed"))

        wait_until(there, f"line {line}; {self.told}")

    def wait(self, seconds):
        """For time to pass: of an outage, which has no other end."""
        time.sleep(seconds)

    # What goes wrong.

    def do(self, name):
        """Let it happen; `absences` has from when until when the server may not have been there."""
        self.told.append(name)
        began = time.time()
        getattr(self, name)()
        self.absences.append((began, time.time()))

    def kill_server(self):
        """And start it again, a while later."""
        self.server.kill()
        time.sleep(self.chance.uniform(0, 1.0))
        self._start_server()

    def end_server(self):
        """In order, as an upgrade does."""
        self.server.process.send_signal(signal.SIGTERM)
        self.server.process.wait(30)
        self._start_server()

    def _start_server(self):
        self.server.launch()
        wait_until(self.server._answers, f"the server's return; {self.told}")

    def kill_port(self):
        with contextlib.suppress(PortError, OSError):
            os.kill(port_pid(self.server.paths), signal.SIGKILL)
        wait_until(lambda: has_port(self.server.paths), f"the next port process; {self.told}")

    def kill_both(self):
        """Where the print has ended, or the launcher too, no port process comes before the next server."""
        self.server.kill()
        with contextlib.suppress(PortError, OSError):
            os.kill(port_pid(self.server.paths), signal.SIGKILL)
        self._start_server()

    def crash_actor(self):
        path = self.chance.choice(ACTORS)
        self.told[-1] += f" {path}"
        with self.client() as client:
            client.post(f"/api/admin/actors/{path}/crash")

    def noise(self):
        self.printer.order("noise 2000")
        time.sleep(self.chance.uniform(0.1, 0.5))
        self.printer.order("noise 0")

    def lose_oks(self):
        self.printer.order(f"drop-ok-once {self.chance.randrange(1, 4)}")

    def unplug(self):
        self.printer.order(f"unplug {self.chance.uniform(0.2, 1.0):.2f}")

    def pause(self):
        """And resume; refused where the server or the link is not there just now."""
        if self.order("pause").status_code == 200:
            wait_until(
                lambda: (run := self.run()) is not None and run.state != "pausing",
                f"it paused; {self.told}",
            )

            def resumed():
                time.sleep(0.05)
                return self.order("resume").status_code == 200 or self.run().state in (
                    "printing",
                    "completed",
                )

            wait_until(resumed, f"the resumption; {self.told}")
            self.pauses += 1

    def cut_database(self):
        if self.proxy is not None:
            self.proxy.cut()
            time.sleep(self.chance.uniform(0.5, 2.0))
            self.proxy.mend()

    def stall_database(self):
        if self.proxy is not None:
            self.proxy.stall()
            time.sleep(self.chance.uniform(0.5, 2.0))
            self.proxy.mend()

    def restart_redis(self):
        if self._redis is not None:
            self._stop_redis()
            time.sleep(self.chance.uniform(0.1, 1.0))
            self._start_redis()

    def jump_clock(self):
        """By days, in either direction."""
        self._clock.write_text(str(self.chance.uniform(-5, 5) * 86_400))

    def fill_disk(self):
        """Nothing can be written to the jobs' files for a while."""
        jobs, hidden = self.folder / "data" / "jobs", self.folder / "data" / "hidden"
        jobs.rename(hidden)
        jobs.write_text("in the way")
        time.sleep(self.chance.uniform(0.2, 1.5))
        jobs.unlink()
        hidden.rename(jobs)

    def _start_redis(self):
        words = ["redis-server", "--port", str(self._redis_port), "--bind", "127.0.0.1", "--save", ""]
        self._redis = subprocess.Popen(
            [*words, "--dir", str(self.folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def _stop_redis(self):
        self._redis.kill()
        self._redis.wait()


SURVIVED = (
    *("kill_server", "end_server", "kill_port", "kill_both", "crash_actor", "noise", "lose_oks", "unplug"),
    *("pause", "cut_database", "stall_database", "restart_redis", "jump_clock", "fill_disk"),
)
"""What no print may notice, but by its time."""


def check_complete(world):
    """Everything of a print that came to its end."""

    def settled():
        time.sleep(0.1)
        with contextlib.suppress(httpx.HTTPError, KeyError):
            return world.details()["job"]["status"] in ("COMPLETED", "FAILED", "CANCELLED")
        return False

    wait_until(settled, f"the end; {world.told}; {world.run()}")
    found = world.details()
    assert found["job"]["status"] == "COMPLETED", (found["job"], world.told)
    assert world.printer.streamed() == commands_of(world.file), world.told
    wait_until(lambda: kinds(world)[-1:] == ["JOB_COMPLETED"], f"its events; {world.told}")
    wanted = ["JOB_STARTED", *["JOB_PAUSED", "JOB_RESUMED"] * world.pauses, "JOB_COMPLETED"]
    assert sorted(kinds(world)) == sorted(wanted), (kinds(world), world.told)
    row = world.details()["job"]
    found = row["progress"], row["linesAcknowledged"], row["linesTotal"]
    assert found == (100.0, len(world.commands), len(world.commands)), (found, world.told)
    seen_seconds = row["actualTime"] - sum(end - begin for begin, end in world.absences)
    assert world.details()["temperatures"] or seen_seconds < 5, world.told
    assert (world.printer.target_celsius("hotend"), world.printer.target_celsius("bed")) == (0, 0)
    status, health = world.server.get("/api/health")
    problems = {problem["part"] for problem in health["data"]["problems"]}
    assert (status, problems) == (200, {"workers"} if world._with_redis else set()), (health, world.told)


def kinds(world):
    """The turns of the job, in order."""
    events = world.details()["events"]
    return [event["eventType"] for event in events if event["eventType"].startswith("JOB_")]


def longest_gap_seconds(details):
    """Between temperatures that follow each other."""
    times = [datetime.fromisoformat(one["timestamp"]) for one in details["temperatures"]]
    return max(((after - before).total_seconds() for before, after in pairwise(times)), default=0.0)
