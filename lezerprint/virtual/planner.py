"""The motion planner: a ring of blocks, look-ahead, and how long each move takes.

Speeds are mm/s, accelerations mm/s², lengths mm. Every block is a trapezoid (speed up, cruise, slow down)
between the speeds that the junctions with its neighbours allow, after Marlin's planner.cpp.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

JUNCTION_DEVIATION_MM = 0.013
STRAIGHT_ON = 0.999999
"""Sine of half the angle at a junction above which the formula's denominator vanishes."""
START_DELAY_SECONDS = 0.1
"""The first move into an empty planner waits so long for company (BLOCK_DELAY_FOR_1ST_MOVE) ..."""
START_WITHOUT_DELAY = 3
"""... unless so many moves are there (planner.cpp, get_current_block)."""
LONGEST_TRAIL_MOVES = 50_000


class Point(NamedTuple):
    """Where the machine is, in mm of its own coordinates; e is filament pushed."""

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    e: float = 0.0

    def to(self, other: Point) -> Point:
        """The way from here to another position."""
        return Point(other.x - self.x, other.y - self.y, other.z - self.z, other.e - self.e)

    def toward(self, other: Point, share: float) -> Point:
        """The point at this share of the straight way to another position."""
        return Point(*(a + (b - a) * share for a, b in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class Block:
    """One planned move.

    Attributes:
        end: Where it ends.
        length_mm: Length of its path; of the filament when nothing else moves.
        speed_mm_s: Cruising speed.
        acceleration_mm_s2: Rate of speeding up and slowing down.
        direction: Unit vector over the four axes, for the junctions.
    """

    end: Point
    length_mm: float
    speed_mm_s: float
    acceleration_mm_s2: float
    direction: Point


def junction_speed(before: Block, after: Block) -> float:
    """How fast the corner between two blocks may be taken, by junction deviation."""
    cosine = -sum(a * b for a, b in zip(before.direction, after.direction, strict=True))
    sine_of_half = math.sqrt(max(0.0, 0.5 * (1.0 - cosine)))
    acceleration = min(before.acceleration_mm_s2, after.acceleration_mm_s2)
    limit = min(before.speed_mm_s, after.speed_mm_s)
    if sine_of_half > STRAIGHT_ON:
        return limit
    return min(limit, math.sqrt(acceleration * JUNCTION_DEVIATION_MM * sine_of_half / (1.0 - sine_of_half)))


def trapezoid_seconds(block: Block, entry_mm_s: float, exit_mm_s: float) -> float:
    """How long a block takes between two speeds."""
    acceleration = block.acceleration_mm_s2
    peak = math.sqrt((2 * acceleration * block.length_mm + entry_mm_s**2 + exit_mm_s**2) / 2)
    top = max(min(peak, block.speed_mm_s), entry_mm_s, exit_mm_s)
    ramps = max(0.0, 2 * top**2 - entry_mm_s**2 - exit_mm_s**2) / (2 * acceleration)
    cruise = max(0.0, block.length_mm - ramps) / top
    return (2 * top - entry_mm_s - exit_mm_s) / acceleration + cruise


class Trail:
    """Where the head has been since it was homed, for who draws it.

    Attributes:
        first: The number of the move before the oldest one that belongs to this print; moves count from one.
        last: The number of the newest move.
    """

    def __init__(self) -> None:
        self.first = 0
        self.last = 0
        self._moves: deque[tuple[float, float, float, bool]] = deque(maxlen=LONGEST_TRAIL_MOVES)

    def add(self, block: Block) -> None:
        """A move was executed."""
        self.last += 1
        end = block.end
        self._moves.append((round(end.x, 2), round(end.y, 2), round(end.z, 2), block.direction.e > 0))

    def clear(self) -> None:
        """Another print begins."""
        self.first = self.last
        self._moves.clear()

    def since(self, number: int) -> list[tuple[float, float, float, bool]]:
        """The moves after this one that are still known: end in mm, and whether they extrude."""
        new = min(max(0, self.last - number), len(self._moves))
        return list(islice(self._moves, len(self._moves) - new, None))


class Planner:
    """The ring of blocks on its way to the motors.

    Args:
        blocks: BLOCK_BUFFER_SIZE; one place stays empty, as in Marlin.
        speed: How fast simulated time runs; 0 makes every move end as it is added.
    """

    def __init__(self, blocks: int, speed: float) -> None:
        self._capacity = blocks - 1
        self._speed = speed
        self._blocks: deque[tuple[Block, float]] = deque()
        self._from = Point()
        self._begins_at = math.inf
        self._ends_at = math.inf
        self._entry_speed = 0.0
        self._exit_speed = 0.0
        self.trail = Trail()

    @property
    def free_blocks(self) -> int:
        """How many moves could be added (the P of ADVANCED_OK)."""
        return self._capacity - len(self._blocks)

    @property
    def idle(self) -> bool:
        """Whether nothing is moving or waiting to move."""
        return not self._blocks

    @property
    def next_event(self) -> float:
        """When the current block ends or the first one starts; infinity when idle."""
        return self._ends_at if self._ends_at < math.inf else self._begins_at

    def add(self, block: Block, now: float) -> None:
        """Take a move; there must be room for it."""
        if not self._speed:
            self._from = block.end
            self._executed(block)
            return
        previous = self._blocks[-1][0] if self._blocks else None
        entry_limit = junction_speed(previous, block) if previous else 0.0
        self._blocks.append((block, entry_limit))
        if previous is None:
            self._begins_at = now + START_DELAY_SECONDS / self._speed
        elif len(self._blocks) >= START_WITHOUT_DELAY:
            self._begins_at = min(self._begins_at, now)
        self.advance(now)

    def advance(self, now: float) -> None:
        """Let motion go on until now."""
        while self._blocks:
            if self._ends_at == math.inf:
                if self._begins_at > now:
                    return
                self._start()
            if self._ends_at > now:
                return
            self._finish()

    def position(self, now: float) -> Point:
        """Where the motors are, by the time passed in the current block."""
        if not self._blocks or self._ends_at == math.inf:
            return self._from
        share = (now - self._begins_at) / max(self._ends_at - self._begins_at, 1e-9)
        return self._from.toward(self._blocks[0][0].end, min(max(share, 0.0), 1.0))

    def stop(self, now: float) -> Point:
        """Stop at once and forget all moves; where that was."""
        self._from = self.position(now)
        self._blocks.clear()
        self._begins_at = self._ends_at = math.inf
        self._entry_speed = 0.0
        return self._from

    def place(self, position: Point) -> None:
        """Call the present place by another position, as homing and G92 do."""
        self._from = position

    def _start(self) -> None:
        """Give the first block its times, with the exit speed that the blocks behind it allow."""
        block, _ = self._blocks[0]
        limit = 0.0
        for later, entry_limit in list(self._blocks)[:0:-1]:
            limit = min(entry_limit, math.sqrt(limit**2 + 2 * later.acceleration_mm_s2 * later.length_mm))
        reachable = math.sqrt(self._entry_speed**2 + 2 * block.acceleration_mm_s2 * block.length_mm)
        self._exit_speed = min(limit, reachable)
        seconds = trapezoid_seconds(block, self._entry_speed, self._exit_speed)
        self._ends_at = self._begins_at + seconds / self._speed

    def _finish(self) -> None:
        block, _ = self._blocks.popleft()
        self._from = block.end
        self._entry_speed = self._exit_speed
        self._begins_at = self._ends_at
        self._ends_at = math.inf
        self._executed(block)
        if not self._blocks:
            self._begins_at = math.inf
            self._entry_speed = 0.0

    def _executed(self, block: Block) -> None:
        self.trail.add(block)
