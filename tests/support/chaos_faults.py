"""More that can go wrong around a print: processes killed in twos and threes, frozen ones, a full disk."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import httpx
import pytest
from chaos import ORPHAN_SECONDS, SURVIVED, World
from serving import end_port, has_port, parent_of, port_pid
from simulated import wait_until

from lezerprint.errors import PortError

_DISK_BYTES = 96 << 20
_WORKER = b"lezerprint.tasks.worker"


class HarsherWorld(World):
    """One that notes when what happened.

    `told` has each fault with the line at which it came and the seconds since the world's beginning.

    Args:
        seed: Decides what happens when.
        own_disk: Whether the data are on a file system of their own; skips where none can be mounted.
        firmware: Another printer than the simulated one.
        orphan_seconds: How long it stays hot alone.
        more: As `World` has it.
    """

    def __init__(self, seed, *, own_disk=False, firmware=None, orphan_seconds=60.0, **more):
        super().__init__(seed, **more)
        if firmware is not None:
            self.printer = firmware
        self.killed_workers = set()
        self._orphan_seconds = orphan_seconds
        self._own_disk = own_disk
        self._began = time.monotonic()

    def _environment(self, cleanup):
        if self._own_disk:
            cleanup.enter_context(_disk(self.folder / "data"))
        environment = super()._environment(cleanup)
        config = self._config.read_text()
        asked, given = (f"orphan_timeout_seconds = {one}" for one in (self._orphan_seconds, ORPHAN_SECONDS))
        assert given in config
        self._config.write_text(config.replace(given, asked))
        return environment

    def do(self, name):
        line = getattr(self.run(), "acknowledged", None)
        index = len(self.told)
        super().do(name)
        self.told[index] += f" at {line}, {time.monotonic() - self._began:.1f} s"

    # Processes.

    def kill_port_and_launcher(self):
        """The server has to notice, and to start the next."""
        end_port(self.server.paths)
        wait_until(lambda: has_port(self.server.paths), f"the next port process; {self.told}")

    def kill_all(self):
        """All of ours at once; only the next server starts a successor."""
        self.server.kill()
        end_port(self.server.paths)
        time.sleep(self.chance.uniform(0, 1.0))
        self._start_server()

    def kill_launcher(self):
        """Nobody will start the next port process, until this one has gone too."""
        with contextlib.suppress(PortError, OSError):
            launcher = parent_of(port_pid(self.server.paths))
            if launcher > 1 and b"lezerprint.port" in Path(f"/proc/{launcher}/cmdline").read_bytes():
                os.kill(launcher, signal.SIGKILL)

    def kill_workers(self):
        """The server starts them anew when there is work."""
        for process in _children(self.server.process.pid):
            with contextlib.suppress(OSError):
                if _WORKER in Path(f"/proc/{process}/cmdline").read_bytes():
                    os.kill(process, signal.SIGKILL)
                    self.killed_workers.add(process)

    def freeze_server(self):
        self._freeze(self.server.process.pid)

    def freeze_port(self):
        with contextlib.suppress(PortError, OSError):
            self._freeze(port_pid(self.server.paths))

    def kill_port_thrice(self):
        """The successor in the midst of taking over."""
        for _ in range(3):
            self.kill_port()

    def _freeze(self, process):
        os.kill(process, signal.SIGSTOP)
        time.sleep(self.chance.uniform(0.2, 1.5))
        os.kill(process, signal.SIGCONT)

    # Pauses, with something in them.

    def pause_and(self, fault):
        """Pause, let that happen while it comes to rest or rests, and resume."""
        if not self._ordered("pause", "pausing", "paused"):
            return
        if self.chance.random() < 0.5:
            self._wait_state("paused")
        self.do(fault)
        self._wait_state("paused")  # what is resumed before that was no pause
        self._ordered("resume", "printing", "finishing")
        self.pauses += 1

    def kill_server_in_a_pause(self):
        self.pause_and("kill_server")

    def kill_port_in_a_pause(self):
        self.pause_and("kill_port")

    def kill_all_in_a_pause(self):
        self.pause_and("kill_all")

    def unplug_in_a_pause(self):
        self.pause_and("unplug")

    def crash_actor_in_a_pause(self):
        self.pause_and("crash_actor")

    def _ordered(self, order, *states):
        """Order it until it is so; whether it was before the print's end."""

        def there():
            time.sleep(0.05)
            with contextlib.suppress(httpx.HTTPError):
                self.order(order)
            return self.run_state() in (*states, "completed", "failed")

        wait_until(there, f"to {order}; {self.told}")
        return self.run_state() not in ("completed", "failed")

    def _wait_state(self, state):
        wait_until(lambda: self.run_state() == state, f"it is {state}; {self.told}; {self.run()}")

    def run_state(self):
        """Where the port process says the job stands; None while it is not there."""
        time.sleep(0.02)  # each look is a connection of its own
        return getattr(self.run(), "state", None)

    # The host.

    def fill_own_disk(self):
        """Not a byte more, wherever the server writes."""
        ballast = self.folder / "data" / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(65536))
        with contextlib.suppress(OSError), ballast.open("ab", buffering=0) as file:
            while True:
                file.write(b"\0")
        time.sleep(self.chance.uniform(0.5, 2.0))
        ballast.unlink()

    # The printer.

    def hang(self):
        """Its firmware is busy with something, and says nothing."""
        self.printer.order("hang")
        time.sleep(self.chance.uniform(0.2, 3.0))
        self.printer.order("unhang")

    def cut(self):
        """What is on the wire is lost."""
        self.printer.order(f"cut {self.chance.uniform(0.1, 1.0):.2f}")

    def refuse(self):
        self.printer.order(f"resend {self.chance.randrange(1, 4)}")


HARSHER = (
    *("kill_port_and_launcher", "kill_all", "kill_launcher", "kill_workers", "freeze_server", "freeze_port"),
    *("kill_port_thrice", "kill_server_in_a_pause", "kill_port_in_a_pause", "kill_all_in_a_pause"),
    *("unplug_in_a_pause", "crash_actor_in_a_pause", "hang", "cut", "refuse"),
)
"""What no print may notice either."""

ALL = (*SURVIVED, *HARSHER)

_OF_THE_PRINTER = {"noise", "lose_oks", "unplug", "unplug_in_a_pause", "hang", "cut", "refuse"}

OF_OURS = tuple(name for name in ALL if name not in _OF_THE_PRINTER)
"""What needs no printer that takes orders."""


@contextlib.contextmanager
def _disk(folder):
    """A small file system of its own; without the right to mount one the test is skipped."""
    folder.mkdir()
    words = ["/bin/mount", "-t", "tmpfs", "-o", f"size={_DISK_BYTES}", "tmpfs", str(folder)]
    mounted = subprocess.run(words, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted: {mounted.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["/bin/umount", "-l", str(folder)], check=True)


def _children(process):
    """The numbers of all processes that this one started, zombies too."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if parent_of(int(path.name)) == process:
                found.append(int(path.name))
    return found


def zombies_of(process):
    """Children that nobody has waited for."""
    return [child for child in _children(process) if _is_zombie(child)]


def _is_zombie(process):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return False
