"""`lezerprint ports`: what is there to print on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.port.device import serial_ports

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from serial.tools.list_ports_common import ListPortInfo

_HEADINGS = ("device", "VID:PID", "serial", "location", "description")


def run(_given: Namespace) -> int:
    """List the serial ports; the exit code."""
    ports = serial_ports()
    print("\n".join(table([_HEADINGS, *map(row, ports)])) if ports else "no serial port found")
    return 0


def row(port: ListPortInfo) -> tuple[str, ...]:
    """What is known of a port, `-` for what is not; as the columns of the table."""
    identity = f"{port.vid:04x}:{port.pid:04x}" if port.vid is not None else ""
    description = "" if port.description == "n/a" else port.description
    cells = (port.device, identity, port.serial_number, port.location, description)
    return tuple(cell or "-" for cell in cells)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as lines, with columns as wide as their widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, line, widths)).rstrip() for line in rows]
