"""The command line of the simulated printer."""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lezerprint.virtual.dialects import DIALECTS
from lezerprint.virtual.equipment import Chamber, Nozzles
from lezerprint.virtual.options import BoardOptions, ResendOk

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Arguments:
    """What the command line says; without `order`, `link` is there, and with it, `control` is."""

    board: BoardOptions
    link: Path = Path()
    control: Path | None = None
    log: Path | None = None
    eeprom: Path | None = None
    latency_seconds: float = 0.0
    baud_rate: int = 0
    reset_on_open: bool = False
    exit_when_unused_seconds: float = math.inf
    order: str | None = None


def parse_arguments(argv: list[str] | None) -> Arguments:
    """Read the command line; ends the process with code 2 and a clear line when it is wrong."""
    parser = _parser()
    given = parser.parse_args(argv)
    if given.order is not None and given.control is None:
        parser.error("--order needs --control")
    if given.order is None and given.link is None:
        parser.error("--link is required")
    differing = {
        "receive_ring_bytes": given.rx_buffer,
        "command_queue_size": given.command_queue,
        "emergency_parser": given.emergency_parser,
        "autoreport": given.autoreport,
        "keepalive": given.keepalive,
    }
    board = BoardOptions.of_dialect(
        given.dialect,
        **{name: value for name, value in differing.items() if value is not None},
        speed=given.speed,
        planner_blocks=given.planner_blocks,
        advanced_ok=given.advanced_ok,
        job_timer_autostart=given.job_timer_autostart,
        runout_sensor=given.runout_sensor,
        command_seconds=given.command_ms / 1000,
        resend_ok=ResendOk(given.resend_ok),
        noise_ppm=given.noise,
        drop_ok_ppm=given.drop_ok,
        seed=given.seed,
        tools=given.tools,
        nozzles=given.nozzles,
        chamber=Chamber(given.chamber),
    )
    return Arguments(
        board=board,
        link=given.link or Path(),
        control=given.control,
        log=given.log,
        eeprom=given.eeprom,
        latency_seconds=given.latency_ms / 1000,
        baud_rate=given.baudrate,
        reset_on_open=given.reset_on_open,
        exit_when_unused_seconds=given.exit_when_unused,
        order=given.order,
    )


def _whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """An argument type: a whole number within bounds."""

    def convert(text: str) -> int:
        number = int(text)
        if number < least or (most is not None and number > most):
            raise argparse.ArgumentTypeError(f"{number} is out of range")
        return number

    return convert


def _not_negative(text: str) -> float:
    number = float(text)
    if not 0 <= number < math.inf:
        raise argparse.ArgumentTypeError(f"{number} is out of range")
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lezerprint virtual-printer",
        description="A simulated printer, of one of several firmwares, on a real pseudo-terminal.",
        epilog="Orders: noise PPM, drop-ok PPM, drop-ok-once [COUNT], resend [COUNT], alter LETTER, reset, "
        "power-loss, hang, unhang, slow MS, cut SECONDS, unplug [SECONDS], replug, reset-on-replug on|off, "
        "runaway HEATER, heater-fault HEATER [on|off], runout, feed PERCENT, flow PERCENT, button, continue, "
        "say TEXT, state, quit.",
    )
    add = parser.add_argument
    add("--link", type=Path, metavar="PATH", help="link to the device, for the host to open")
    add("--control", type=Path, metavar="PATH", help="Unix socket for orders at run time")
    add("--order", metavar="TEXT", help="send one order to the printer at --control, print its reply")
    add("--log", type=Path, metavar="FILE", help="write down every command in the order executed")
    add("--eeprom", type=Path, metavar="FILE", help="keep the settings of M500 here")
    _add_board_options(parser)
    _add_equipment_options(parser)
    _add_link_options(parser)
    return parser


def _add_board_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("board").add_argument
    add(
        "--speed",
        type=_not_negative,
        default=1.0,
        metavar="FACTOR",
        help="time runs so fast; 0: no motion time",
    )
    add(
        "--dialect",
        choices=list(DIALECTS),
        default="marlin",
        help="the firmware's family (default marlin); sets what the options below do not",
    )
    add("--rx-buffer", type=_whole(2), metavar="BYTES", help="receive ring (Marlin: 128)")
    add("--command-queue", type=_whole(1), metavar="N", help="command queue (Marlin: 4)")
    add("--planner-blocks", type=_whole(2), default=16, metavar="N", help="planner blocks (default 16)")
    add("--advanced-ok", action="store_true", help="ok with line number and free places")
    add(
        "--command-ms", type=_not_negative, default=0.0, metavar="MS", help="how long it takes over a command"
    )
    switch = argparse.BooleanOptionalAction
    add("--emergency-parser", action=switch, help="whether M108, M112, M410 act as they arrive")
    add("--autoreport", action=switch, help="whether there are M154, M155")
    add("--keepalive", action=switch, help="whether there are busy messages")
    add("--job-timer-autostart", action=switch, default=True, help="whether M109, M190 start the job timer")
    add("--runout-sensor", action=switch, default=True, help="whether there are a runout sensor and M412")
    variants = [variant.value for variant in ResendOk]
    add("--resend-ok", choices=variants, default="always", help="whether an ok follows a Resend")


def _add_equipment_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("tools and chamber").add_argument
    add("--tools", type=_whole(1, 8), default=1, metavar="N", help="extruders, T0 and up (default 1)")
    add(
        "--single-nozzle",
        dest="nozzles",
        action="store_const",
        const=Nozzles.SHARED,
        default=Nozzles.EACH,
        help="one nozzle for all tools; otherwise two have M605, each on a carriage of its own",
    )
    add(
        "--mmu",
        dest="nozzles",
        action="store_const",
        const=Nozzles.MMU,
        help="one nozzle behind a unit that changes the filament at T; M104 knows tool 0 only",
    )
    add(
        "--chamber",
        nargs="?",
        choices=[chamber.value for chamber in Chamber],
        const=Chamber.HEATED.value,
        default=Chamber.HEATED.value,
        help="what the chamber has (default heated)",
    )


def _add_link_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("link and its faults").add_argument
    ppm = _whole(0, _MOST_PPM)
    add(
        "--baudrate",
        type=_whole(0),
        default=0,
        metavar="N",
        help="pace bytes as a UART does (default: no pace)",
    )
    add("--latency-ms", type=_not_negative, default=0.0, metavar="MS", help="travel time of bytes, each way")
    add("--noise", type=ppm, default=0, metavar="PPM", help="chance of a spoiled byte, at most one a line")
    add("--drop-ok", type=ppm, default=0, metavar="PPM", help="chance of a lost ok")
    add("--seed", type=_whole(0), default=1, metavar="N", help="of all that is random (default 1)")
    add("--reset-on-open", action="store_true", help="the board resets when the device is opened")
    add(
        "--exit-when-unused",
        type=_not_negative,
        default=math.inf,
        metavar="SECONDS",
        help="exit when nobody has had the device open for so long",
    )
