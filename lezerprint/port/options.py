"""What a port process is told when it is started."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lezerprint.port.paths import port_paths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.port.paths import PortPaths

ALREADY_RUNNING: Final = 3
"""The exit code of a port process whose printer has one already."""

CANNOT_START: Final = 4
"""The exit code where no port process can run; its log says why."""

DEFAULT_ORPHAN_TIMEOUT_SECONDS: Final = 300.0
DEFAULT_RESIDENCY_SECONDS: Final = 3.0
DEFAULT_HANG_TIMEOUT_SECONDS: Final = 90.0

DEFAULT_MOTOR_TIMEOUT_SECONDS: Final = 120
"""As in Marlin's own configuration."""

DEFAULT_VIRTUAL_DIALECT: Final = "marlin"


_SETTINGS: Final = (
    "device",
    "baudrate",
    "orphan_timeout_seconds",
    "residency_seconds",
    "hang_timeout_seconds",
    "motor_timeout_seconds",
    "virtual_speed",
    "virtual_dialect",
)


@dataclass(frozen=True, slots=True)
class PortOptions:
    """One printer's port process.

    Attributes:
        baudrate: None: find out.
        folder: For socket and journal; None: the runtime directory.
        data_dir: Of the server whose printer it is; None: the command line's.
        supervised: Whether `lezerprint port` runs it: nobody else starts it, and it stays when it is alone.
    """

    printer: str
    device: str
    baudrate: int | None = None
    folder: Path | None = None
    data_dir: Path | None = None
    supervised: bool = False
    orphan_timeout_seconds: float = DEFAULT_ORPHAN_TIMEOUT_SECONDS
    residency_seconds: float = DEFAULT_RESIDENCY_SECONDS
    hang_timeout_seconds: float = DEFAULT_HANG_TIMEOUT_SECONDS
    motor_timeout_seconds: int = DEFAULT_MOTOR_TIMEOUT_SECONDS
    virtual_speed: float = 1.0
    virtual_dialect: str = DEFAULT_VIRTUAL_DIALECT

    def paths(self) -> PortPaths:
        """Its files. Raises PortError where they can be nowhere."""
        return port_paths(self.printer, self.folder, self.data_dir)

    def settings(self) -> dict[str, str | float | None]:
        """What a port process must have been started with to serve these options, ready for JSON."""
        return {name: getattr(self, name) for name in _SETTINGS}

    def differences(self, wanted: Mapping[str, str | float | None]) -> str:
        """How these differ from the settings of another, in words; empty where they do not.

        What `wanted` does not name is not compared: a server of another version does not know it.
        """
        return ", ".join(
            f"{name} is {have!r}, the settings say {wanted[name]!r}"
            for name, have in self.settings().items()
            if name in wanted and wanted[name] != have
        )

    def arguments(self) -> list[str]:
        """The same on a command line."""
        given = {
            "--printer": self.printer,
            "--device": self.device,
            "--baudrate": self.baudrate,
            "--folder": self.folder,
            "--data-dir": self.data_dir,
            "--orphan-timeout": self.orphan_timeout_seconds,
            "--residency": self.residency_seconds,
            "--hang-timeout": self.hang_timeout_seconds,
            "--motor-timeout": self.motor_timeout_seconds,
            "--virtual-speed": self.virtual_speed,
            "--virtual-dialect": self.virtual_dialect,
        }
        words = [word for name, value in given.items() if value is not None for word in (name, str(value))]
        return [*words, "--supervised"] if self.supervised else words


def parse_options(arguments: list[str] | None = None) -> PortOptions:
    """Read the command line; ends the program where it is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m lezerprint.port", description="Own a printer's serial port."
    )
    parser.add_argument("--printer", required=True, help="the printer's name")
    parser.add_argument("--device", required=True, help="path, VID:PID, URL, auto or virtual")
    parser.add_argument("--baudrate", type=int, help="default: detected automatically")
    parser.add_argument("--folder", type=Path, help="for socket and journal; default: the runtime directory")
    parser.add_argument("--data-dir", type=Path, help="of the server whose printer it is")
    parser.add_argument("--supervised", action="store_true", help="stay when nobody needs it")
    parser.add_argument(
        "--orphan-timeout",
        type=float,
        default=DEFAULT_ORPHAN_TIMEOUT_SECONDS,
        metavar="SECONDS",
        help="seconds a paused or idle printer stays hot while no server is attached (default: %(default)s)",
    )
    parser.add_argument("--residency", type=float, default=DEFAULT_RESIDENCY_SECONDS, metavar="SECONDS")
    parser.add_argument(
        "--hang-timeout",
        type=float,
        default=DEFAULT_HANG_TIMEOUT_SECONDS,
        metavar="SECONDS",
        help="seconds of silence after which a job has failed (default: %(default)s)",
    )
    parser.add_argument(
        "--motor-timeout",
        type=int,
        default=DEFAULT_MOTOR_TIMEOUT_SECONDS,
        metavar="SECONDS",
        help="seconds after which idle motors are disabled outside of jobs; 0: never (default: %(default)s)",
    )
    parser.add_argument("--virtual-speed", type=float, default=1.0, metavar="FACTOR")
    parser.add_argument("--virtual-dialect", default=DEFAULT_VIRTUAL_DIALECT, metavar="FAMILY")
    given = parser.parse_args(arguments)
    return PortOptions(
        printer=given.printer,
        device=given.device,
        baudrate=given.baudrate,
        folder=given.folder,
        data_dir=given.data_dir,
        supervised=given.supervised,
        orphan_timeout_seconds=given.orphan_timeout,
        residency_seconds=given.residency,
        hang_timeout_seconds=given.hang_timeout,
        motor_timeout_seconds=given.motor_timeout,
        virtual_speed=given.virtual_speed,
        virtual_dialect=given.virtual_dialect,
    )
