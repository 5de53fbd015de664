"""The file that every sender prints: moves as a slicer writes them."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from lezerprint.gcode.spooling import write_spool
from lezerprint.marlin.commands import clean, command_code
from lezerprint.port.spool import SpoolReader

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_LINES: Final = 12_000

_MOVES: Final = frozenset({("G", 0), ("G", 1)})
_LEFT_OUT: Final = frozenset(
    {("G", number) for number in (4, 28, 29)}
    | {("M", number) for number in (0, 1, 104, 109, 140, 190, 400, 600)}
)
"""What makes a firmware wait, or hot: it would be timed along with the stream."""

_MOVES_PER_LOOP: Final = 120
_LOOPS_PER_LAYER: Final = 4
_EXTRUSION_MM_PER_MM: Final = 0.0332  # a 0.4 mm wide, 0.2 mm high line from 1.75 mm filament


@dataclass(frozen=True, slots=True)
class Work:
    """One file, ready to be sent.

    Attributes:
        spool: The file's spool, for the port process.
        commands: The same commands, each with the XOR of its bytes.
        moves: How many of them are moves (G0, G1), which is what a firmware counts.
    """

    spool: Path
    commands: list[tuple[bytes, int]]
    moves: int


def sliced_moves(count: int) -> list[str]:
    """So many commands of a round model: short extrusions, travels, retractions, a layer now and then."""
    chance = random.Random(1)
    commands: list[str] = ["G90", "M83"]
    loop = 0
    while len(commands) < count:
        if loop % _LOOPS_PER_LAYER == 0:
            commands.append(f"G1 Z{0.2 * (1 + loop // _LOOPS_PER_LAYER):.2f} F9000")
        commands += _loop(10.0 + 9.0 * (loop % _LOOPS_PER_LAYER), chance)
        loop += 1
    return commands[:count]


def _loop(radius_mm: float, chance: random.Random) -> list[str]:
    """Once around, from a travel to a retraction."""
    points = []
    for step in range(_MOVES_PER_LOOP):
        angle = step * math.tau / _MOVES_PER_LOOP
        wave = radius_mm + chance.uniform(-0.3, 0.3)
        points.append((110 + wave * math.cos(angle), 110 + wave * math.sin(angle)))
    start_x, start_y = points[0]
    commands = [f"G1 X{start_x:.3f} Y{start_y:.3f} F9000", "G1 E0.80000 F2100", "G1 F1800"]
    for before, after in pairwise(points):
        extruded_mm = _EXTRUSION_MM_PER_MM * math.dist(before, after)
        commands.append(f"G1 X{after[0]:.3f} Y{after[1]:.3f} E{extruded_mm:.5f}")
    return [*commands, "G1 E-0.80000 F2100"]


def prepare(file: Path | None, line_count: int | None, folder: Path) -> Work:
    """The user's file without what waits or heats, or generated moves; `line_count` None: all of it.

    Raises:
        LezerPrintError: The file is no G-code.
        OSError: The file cannot be read.
    """
    source, spool = folder / "benchmark.gcode", folder / "benchmark.spool"
    if file is None:
        commands = sliced_moves(line_count or DEFAULT_LINES)
    else:
        lines = file.read_text(errors="replace").splitlines()
        commands = [line for line in lines if command_code(clean(line.encode())) not in _LEFT_OUT]
    source.write_text("\n".join(commands[:line_count]) + "\n")
    write_spool(source, spool)
    with SpoolReader.open(spool) as reader:
        bodies = reader.bodies(0, len(reader))
    moves = sum(command_code(body) in _MOVES for body, _ in bodies)
    return Work(spool, bodies, moves)
