"""`lezerprint status|pause|resume|cancel|heaters-off|stop`: orders straight to the port process.

So it works whoever began the print, and while the server hangs or is gone; a server that is there sees what
happens and records it.
"""

from __future__ import annotations

import contextlib
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING, Final

from lezerprint.cli.found import ANSWER_SECONDS, MOST_AT_ONCE, FoundPrinter, find_all, find_printers
from lezerprint.cli.wording import standing
from lezerprint.errors import PortError, SettingsError
from lezerprint.port.channel import Channel, PortGoneError, emergency_stop, kill_hung
from lezerprint.port.contract import orders
from lezerprint.port.contract.states import ENDED, RunState
from lezerprint.settings import load_settings

if TYPE_CHECKING:
    from argparse import Namespace

    from lezerprint.port.contract.snapshot import Snapshot
    from lezerprint.settings import Settings

_LOOK_SECONDS: Final = 0.1
_PATIENCE_SECONDS: Final = 10.0
"""How long an order may take until its effect is shown; it is carried out all the same."""

_ORDERS: Final[dict[str, orders.Order]] = {
    "pause": orders.Pause(),
    "resume": orders.Resume(),
    "cancel": orders.Cancel(),
}
_REACHED: Final = {
    "pause": frozenset({RunState.PAUSED}),
    "resume": frozenset({RunState.PRINTING, RunState.FINISHING}),
    "cancel": frozenset({RunState.CANCELLED}),
}


def run(given: Namespace) -> int:
    """Carry out the command; the exit code.

    Raises:
        PortError: There is no such printer, it is not clear which one is meant, or the order was refused.
        SettingsError: The settings cannot be read; a stop is carried out in spite of that.
    """
    if given.command == "stop":
        return _stop(given)
    found = find_printers(_settings(given))
    if given.command == "status":
        return _show(_named(found, given.printer) if given.printer else found)
    if given.command == "heaters-off":
        return _switch_off(_named(found, given.printer) if given.printer else found)
    return _steer(_one(found, given.printer), given.command)


def _settings(given: Namespace) -> Settings:
    return load_settings(given.config, {"data_dir": given.data_dir})


# Which printer.


def _named(found: list[FoundPrinter], name: str) -> list[FoundPrinter]:
    named = [printer for printer in found if printer.is_called(name)]
    if not named:
        raise PortError(f"no port process is running for the printer {name!r} ({_names(found)})")
    return named


def _one(found: list[FoundPrinter], name: str | None) -> FoundPrinter:
    if name:
        return _named(found, name)[0]
    meant = [printer for printer in found if printer.printing or printer.snapshot is None]
    if not meant:
        raise PortError(f"nothing is being printed ({_names(found)})")
    if len(meant) > 1:
        raise PortError(f"more than one printer is printing: choose one with --printer ({_names(meant)})")
    return meant[0]


def _names(found: list[FoundPrinter]) -> str:
    return f"there: {', '.join(printer.name for printer in found)}" if found else "none is running"


# What is done.


def _show(found: list[FoundPrinter]) -> int:
    for printer in found:
        print(_words(printer.name, printer.snapshot))
    if not found:
        print("no printer has a port process")
    return 0


def _words(name: str, snapshot: Snapshot | None) -> str:
    return f"{name}: {standing(snapshot) if snapshot else 'its port process does not answer'}"


def _steer(printer: FoundPrinter, order: str) -> int:
    """Give the order, and show how things stand once it is carried out, or after a while."""
    with closing(Channel(printer.paths.socket, answer_seconds=ANSWER_SECONDS)) as channel:
        channel.ask(_ORDERS[order])
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not _reached(snapshot := channel.snapshot(), order):
            if time.monotonic() > deadline:
                break
            time.sleep(_LOOK_SECONDS)
    print(_words(printer.name, snapshot))
    return 0


def _switch_off(found: list[FoundPrinter]) -> int:
    """All heaters of these printers; 1 where one of them could not be reached."""
    if not found:
        raise PortError("no printer has a port process: no printer is connected")
    return max(_switch_one_off(printer) for printer in found)


def _switch_one_off(printer: FoundPrinter) -> int:
    try:
        with closing(Channel(printer.paths.socket, answer_seconds=ANSWER_SECONDS)) as channel:
            message = channel.ask(orders.HeatersOff()).message
    except PortError as error:
        print(f"{printer.name}: {error}; stop it, or switch it off by hand", file=sys.stderr)
        return 1
    print(f"{printer.name}: {message}")
    return 0


def _reached(snapshot: Snapshot, order: str) -> bool:
    if (printed := snapshot.sd_print) is not None:
        return printed.paused == (order == "pause") and order != "cancel"
    return snapshot.job is None or snapshot.job.state in _REACHED[order] | ENDED


# The stop.


def _stop(given: Namespace) -> int:
    """Stop the printer that is named, or every one that is there; 1 where that could not be confirmed."""
    try:
        settings = _settings(given)
    except SettingsError as error:
        print(f"lezerprint: {error}: stopping all that are connected", file=sys.stderr)
        found, absent = find_all(), []
    else:
        found = find_printers(settings)
        there = {printer.name for printer in found}
        absent = [one for one in settings.printers if one.name == given.printer and one.name not in there]
    if given.printer and not absent:
        found = _named(found, given.printer)
    for one in absent:  # its next port process does it before all else
        emergency_stop(one.port_options(settings.data_dir))
        print(f"{one.name}: stopped")
    if absent:
        return 0
    if not found:
        raise PortError("no printer has a port process: no printer is connected")
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:  # one that hangs must not delay the others' stop
        return max(pool.map(_stop_one, found))


def _stop_one(printer: FoundPrinter) -> int:
    with contextlib.suppress(OSError):  # a full disk must not keep it from being ordered
        printer.paths.leave_stop_order()
    try:
        with closing(Channel(printer.paths.socket, answer_seconds=ANSWER_SECONDS)) as channel:
            written = channel.ask(orders.EmergencyStop(), ANSWER_SECONDS).written
    except PortGoneError:
        written = False
    except PortError:
        return _stop_past_hung(printer)
    if written:
        print(f"{printer.name}: stopped; the firmware is off until it is reset")
        return 0
    print(f"{printer.name}: not connected; the emergency stop is sent as soon as it is")
    return 1


def _stop_past_hung(printer: FoundPrinter) -> int:
    """A port process that does not answer is killed: the next one finds the order, and writes it first."""
    if not kill_hung(printer.paths):
        print(
            f"{printer.name}: its port process does not answer; the next one sends the emergency stop first"
        )
        return 1
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while printer.paths.stop_order.exists():
        if time.monotonic() > deadline:
            print(
                f"{printer.name}: its port process was killed, and no successor has sent the emergency stop"
            )
            return 1
        time.sleep(_LOOK_SECONDS)
    print(f"{printer.name}: stopped by a new port process, as the old one did not answer")
    return 0
