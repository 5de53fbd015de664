"""Another firmware than the simulated printer, by the command that starts it."""

from __future__ import annotations

import contextlib
import shlex
import shutil
import signal
import subprocess

from simulated import DEADLINE_SECONDS, INJECTED, short_folder, wait_until

_SETTERS = {"hotend": "M104 S", "bed": "M140 S"}


class OtherFirmware:
    """Runs from `with` on until its end, as `SimulatedPrinter` does, but takes no orders.

    Args:
        command: With `{link}`, the device that it makes, and `{log}`, where it writes what it accepted.
    """

    def __init__(self, command):
        self.folder = short_folder()
        self.link = self.folder / "tty"
        self.log = self.folder / "log"
        self._words = shlex.split(command.format(link=self.link, log=self.log))
        self._process = None

    def __enter__(self):
        self._process = subprocess.Popen(
            self._words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(self.link.exists, "the firmware's device")
        return self

    def __exit__(self, *_):
        self._process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(DEADLINE_SECONDS)
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def streamed(self):
        """What it accepted of a file's moves and targets; it may log reports too."""
        commands = self.log.read_text(errors="replace").splitlines()
        return [one for one in commands if not one.startswith((*INJECTED, "M105", "M110", "M11", "M155"))]

    def target_celsius(self, heater="hotend"):
        """What a heater was told last."""
        told = [one for one in self.streamed() if one.startswith(_SETTERS[heater])]
        return float(told[-1].removeprefix(_SETTERS[heater])) if told else 0.0
