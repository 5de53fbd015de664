"""The program: which command is meant, and how its errors are told. Nothing heavy is imported here."""

from __future__ import annotations

import argparse
import gc
import math
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lezerprint.cli.account_arguments import add_account_arguments
from lezerprint.errors import LezerPrintError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FAILED: Final = 1
_INTERRUPTED: Final = 130
_MOST_PROCESSES: Final = 64
_SIMULATED_PRINTER: Final = "virtual-printer"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code.

    Args:
        argv: The arguments without the program's name; those of the process by default.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments[:1] == [_SIMULATED_PRINTER]:
            code = import_module("lezerprint.virtual.program").main(arguments[1:])
        else:
            given = _parser(arguments[0] if arguments else "").parse_args(arguments)
            code = _loaded(given.module).run(given)
    except (LezerPrintError, OSError) as error:
        print(f"lezerprint: {error}", file=sys.stderr)
        return _FAILED
    except KeyboardInterrupt:
        return _INTERRUPTED
    return int(code)


def _loaded(name: str) -> Any:
    """A command's module; what is loaded stays, so that the collector would find nothing meanwhile."""
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.enable()


class _Version(argparse.Action):
    """Prints the version; it is looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"lezerprint {import_module('importlib.metadata').version('lezerprint')}")
        parser.exit()


def _parser(wanted: str) -> argparse.ArgumentParser:
    """All commands; only the wanted one takes arguments."""
    parser = argparse.ArgumentParser(
        prog="lezerprint", description="A print host for 3D printers with Marlin firmware."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(
        name: str, module: str, summary: str, arguments: Callable[[argparse.ArgumentParser], None]
    ) -> None:
        command = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        command.set_defaults(command=name, module=f"lezerprint.cli.{module}")
        if name == wanted:
            arguments(command)

    add("print", "printing", "print a file without a server", _add_print_arguments)
    add("serve", "serving", "run the server", _add_serve_arguments)
    add(
        "demo",
        "serving",
        "run the server with a simulated printer that prints a sample",
        _add_server_arguments,
    )
    add(
        "port",
        "port_process",
        "run the port process of one printer (for service managers)",
        _add_port_arguments,
    )
    add("status", "controlling", "show what the printers are doing", _add_control_arguments)
    add("pause", "controlling", "pause the print", _add_control_arguments)
    add("resume", "controlling", "resume the print", _add_control_arguments)
    add("cancel", "controlling", "cancel the print, and switch the heaters off", _add_control_arguments)
    add(
        "heaters-off",
        "controlling",
        "switch all heaters off, in every state; this cancels a print",
        _add_control_arguments,
    )
    add(
        "stop",
        "controlling",
        "emergency stop of the named printer, or of all connected printers",
        _add_control_arguments,
    )
    add("ports", "ports", "list the serial ports of this machine", lambda _: None)
    add("config", "configuring", "show the settings in use, or check them", _add_config_arguments)
    add("migrate", "migrating", "migrate the database to this version, or back", _add_migrate_arguments)
    add("worker", "working", "process background tasks from Redis", _add_worker_arguments)
    add("backup", "backing_up", "back up the database and all files to an archive", _add_backup_arguments)
    add("restore", "backing_up", "restore a backup", _add_restore_arguments)
    add("user", "accounts", "manage accounts", add_account_arguments)
    # Only for the help: what follows its name is read by the simulated printer itself.
    add(_SIMULATED_PRINTER, "", "run a simulated printer on a pseudo-terminal", lambda _: None)
    return parser


def _add_print_arguments(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("file", type=Path, metavar="FILE", help="the G-code file")
    add(
        "--device",
        help="path, VID:PID[/SERIAL[/LOCATION]], socket:// or rfc2217:// URL, auto or virtual "
        "(default: PRINTER_PORT, or else auto)",
    )
    add("--baudrate", type=int, metavar="N", help="default: detected automatically")
    add(
        "--orphan-timeout",
        type=_not_negative,
        metavar="SECONDS",
        help="seconds a paused or idle printer stays hot after this program has ended (default: 300)",
    )
    add(
        "--virtual-speed",
        type=_not_negative,
        metavar="FACTOR",
        help="speed of the simulated printer, as a multiple of real time",
    )
    add("--virtual-dialect", metavar="FAMILY", help="the simulated printer's firmware: klipper, prusa …")
    _add_files(command)


def _add_serve_arguments(command: argparse.ArgumentParser) -> None:
    _add_server_arguments(command)
    command.add_argument(
        "--print", type=Path, metavar="FILE", dest="file", help="print this file immediately"
    )


def _add_server_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", help="the address to listen on (default: 127.0.0.1)")
    command.add_argument("--port", type=int, help="the port to listen on (default: PORT, or else 3001)")
    _add_files(command)


def _add_port_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--printer", metavar="NAME", help="name of the printer in the settings (default: the first)"
    )
    _add_files(command)


def _add_control_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--printer", metavar="NAME", help="name or device of the printer, if there are several"
    )
    _add_files(command)


def _add_config_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "action",
        choices=("check", "show"),
        help="check: find mistakes; show: list all settings except secrets",
    )
    _add_files(command)


def _add_migrate_arguments(command: argparse.ArgumentParser) -> None:
    what = command.add_mutually_exclusive_group()
    what.add_argument("--down", metavar="TARGET", help="revert all migrations down to and including this one")
    what.add_argument("--status", action="store_true", help="list the migrations and when they were applied")
    _add_files(command)


def _add_worker_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--processes", type=_count, metavar="N", help="how many (default: task_workers)")
    _add_files(command)


def _add_backup_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help="default: a new file in backup_dir, where the oldest are deleted",
    )
    command.add_argument("--database-only", action="store_true", help="leave the files out")
    _add_files(command)


def _add_restore_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="archive written by `lezerprint backup`")
    command.add_argument("--yes", action="store_true", help="replace the current data without asking")
    command.add_argument("--no-copy", action="store_true", help="do not back up the data that is replaced")
    _add_files(command)


def _add_files(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data-dir", type=Path, metavar="FOLDER", help="data directory")
    command.add_argument("--config", type=Path, metavar="FILE", help="TOML file with settings")


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= _MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"{text} is out of range")
    return number


def _not_negative(text: str) -> float:
    number = float(text)
    if not 0 <= number < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is out of range")
    return number
