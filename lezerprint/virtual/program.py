"""The program: command line, signals and the one loop that moves bytes and time."""

from __future__ import annotations

import json
import math
import os
import select
import signal
import sys
import time
from typing import TYPE_CHECKING

from lezerprint.virtual.arguments import Arguments, parse_arguments
from lezerprint.virtual.control import Orders
from lezerprint.virtual.control_socket import ControlSocket
from lezerprint.virtual.files import Files
from lezerprint.virtual.orders import OrderError, order
from lezerprint.virtual.simulator import Simulator
from lezerprint.virtual.terminal import LOOK_SECONDS, Terminal

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

_LONGEST_SLEEP_SECONDS = 60.0


class Program:
    """A printer on its terminal, with its control socket, until it is told to stop."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments
        self._files = Files(arguments.eeprom, arguments.log)
        self._simulator = Simulator(
            arguments.board,
            self._files,
            latency_seconds=arguments.latency_seconds,
            baud_rate=arguments.baud_rate,
        )
        self._terminal = Terminal(arguments.link)
        self._orders = Orders(self._simulator, self)
        self._control: ControlSocket | None = None
        self._stopping = False
        self._replug_at = math.inf
        self._used_at = time.monotonic()
        self._wake_read, self._wake_write = os.pipe()
        self.reset_on_replug = False

    @property
    def in_use(self) -> bool:
        """Whether somebody has the device open."""
        return self._terminal.in_use

    def run(self) -> None:
        """Serve until a signal, an order or loneliness ends it; cleans up behind itself.

        Raises:
            OSError: The link or the socket cannot be made.
        """
        try:
            self._terminal.plug()
            if self._arguments.control is not None:
                self._control = ControlSocket(self._arguments.control, self._answer)
            self._handle_signals()
            self._simulator.board.boot(time.monotonic())
            self._simulator.board.take_output()  # nobody can have heard the banner yet
            print(f"simulated printer on {self._arguments.link}", flush=True)
            while not self._stopping:
                self._turn()
        finally:
            self._close()

    def unplug(self, replug_at: float) -> None:
        """Pull the plug until then; the board stays powered."""
        self._terminal.unplug()
        self._simulator.disconnect()
        self._replug_at = replug_at

    def replug(self) -> None:
        """Put the plug back in, under the same link."""
        self._replug_at = math.inf
        if self._terminal.plugged:
            return
        self._terminal.plug()
        if self.reset_on_replug:
            self._simulator.reset(time.monotonic())

    def quit(self) -> None:
        """End the loop."""
        self._stopping = True

    def _turn(self) -> None:
        """One turn of the loop: everything that is due, then sleep until something is."""
        now = time.monotonic()
        if now >= self._replug_at:
            self.replug()
        self._look_at_terminal(now)
        if data := self._terminal.read():
            self._simulator.receive(data, now)
        self._speak(now)
        readable, writable = self._terminal.waits_for()
        readable.append(self._wake_read)
        if self._control is not None:
            readable += self._control.waits_for()
        ready, _, _ = select.select(readable, writable, [], self._sleep_seconds())
        if self._control is not None:
            self._control.serve(ready)

    def _speak(self, now: float) -> None:
        self._terminal.write(self._simulator.advance(now))

    def _answer(self, line: str) -> str:
        """Carry out an order; what the board says because of it goes out before the reply."""
        now = time.monotonic()
        reply = self._orders.carry_out(line, now)
        self._speak(now)
        return json.dumps(reply)

    def _look_at_terminal(self, now: float) -> None:
        was_in_use = self._terminal.in_use
        if self._terminal.look() and self._arguments.reset_on_open:
            self._simulator.reset(now)
        if self._terminal.in_use or was_in_use:
            self._used_at = now
        elif now - self._used_at >= self._arguments.exit_when_unused_seconds:
            self.quit()

    def _sleep_seconds(self) -> float:
        wake_at = min(self._simulator.next_event(), self._replug_at)
        sleep = min(wake_at - time.monotonic(), _LONGEST_SLEEP_SECONDS)
        if self._terminal.plugged and not self._terminal.in_use:
            sleep = min(sleep, LOOK_SECONDS)
        return 0.0 if self._stopping else max(sleep, 0.0)

    def _handle_signals(self) -> None:
        os.set_blocking(self._wake_write, False)
        signal.set_wakeup_fd(self._wake_write)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.quit()

    def _close(self) -> None:
        signal.set_wakeup_fd(-1)
        self._terminal.unplug()
        if self._control is not None:
            self._control.close()
        self._files.close()
        os.close(self._wake_read)
        os.close(self._wake_write)


def main(argv: list[str] | None = None) -> int:
    """Run the simulated printer, or with `--order` talk to one that runs; the exit code.

    Args:
        argv: The arguments without the program's name; those of the process by default.
    """
    arguments = parse_arguments(argv)
    try:
        if arguments.order is not None and arguments.control is not None:
            return _send_order(arguments.control, arguments.order)
        Program(arguments).run()
    except (OSError, OrderError) as error:
        print(f"lezerprint virtual-printer: {error}", file=sys.stderr)
        return 1
    return 0


def _send_order(control: Path, text: str) -> int:
    reply = order(control, text)
    print(json.dumps(reply, indent=1))
    return 0 if reply["ok"] else 1
