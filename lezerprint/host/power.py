"""Shutting the computer down and starting it again, as far as systemd or elogind lets this user."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from lezerprint.errors import LezerPrintError

_SECONDS: Final = 10.0
_NOBODY: Final = "this computer is not run by systemd or elogind: shut it down or reboot it by hand"
_NOT_SET: Final = "the settings do not allow it: set LEZERPRINT_HOST_CONTROL=true"
_FORBIDDEN: Final = "the system does not let the server's user do that: allow it by a polkit rule"
_LOGIN1: Final = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")


class HostOrder(StrEnum):
    """What the computer is to do; the values are the verbs of systemctl and loginctl."""

    SHUTDOWN = "poweroff"
    REBOOT = "reboot"


_QUESTIONS: Final = {HostOrder.SHUTDOWN: "CanPowerOff", HostOrder.REBOOT: "CanReboot"}


class HostRefusedError(LezerPrintError):
    """The computer does not do it, for this reason."""


@dataclass(frozen=True, slots=True)
class HostPower:
    """Orders the computer, without a shell.

    Attributes:
        allowed: Whether the settings allow it.
        run_folder: Where systemd and elogind leave their marks.
    """

    allowed: bool
    run_folder: Path = Path("/run/systemd")

    def check(self, order: HostOrder) -> None:
        """Make sure, as far as can be known, that the order would be carried out. May take seconds.

        Raises:
            HostRefusedError: It would not.
        """
        self._program()
        busctl = shutil.which("busctl")
        if busctl is None:
            return
        asked = _run([busctl, "call", *_LOGIN1, _QUESTIONS[order]])
        if asked.returncode == 0 and asked.stdout.split()[-1:] not in (['"yes"'], []):
            raise HostRefusedError(_FORBIDDEN)

    def order(self, order: HostOrder) -> None:
        """Have the computer do it; it ends this program soon. May take seconds.

        Raises:
            HostRefusedError: It does not.
        """
        done = _run([self._program(), "--no-ask-password", order.value])
        if done.returncode:
            said = " ".join(done.stderr.split()) or f"exit code {done.returncode}"
            raise HostRefusedError(f"the system refuses: {said}")

    def _program(self) -> str:
        if not self.allowed:
            raise HostRefusedError(_NOT_SET)
        marks = (("systemctl", self.run_folder / "system"), ("loginctl", self.run_folder / "seats"))
        for name, mark in marks:
            if mark.exists() and (program := shutil.which(name)) is not None:
                return program
        raise HostRefusedError(_NOBODY)


def _run(words: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            words, capture_output=True, text=True, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HostRefusedError(f"the system does not answer: {error}") from error
