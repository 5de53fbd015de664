"""The moves of random programs against a plain interpreter, line by line."""

import math
import re
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from lezerprint.gcode.extents import Extent
from lezerprint.gcode.limits import MachineLimits
from lezerprint.gcode.moves import BlockStart, read_moves
from lezerprint.gcode.timeline import initial_values
from lezerprint.gcode.tokens import read_words

WORD = re.compile(r"([A-Z])([-+]?(?:\d+\.?\d*|\.\d+))?")


@dataclass
class Plain:
    """A G-code interpreter as one would write it down."""

    logical: dict = field(default_factory=lambda: dict.fromkeys("XYZE", 0.0))
    shift: dict = field(default_factory=lambda: dict.fromkeys("XYZ", 0.0))
    absolute: bool = True
    absolute_e: bool = True
    unit: float = 1.0
    feed: float = 1500.0
    factor: float = 100.0
    retracted: bool = False
    retraction: float = 3.0
    tool: int = 0
    all_round: bool = True
    moves: list = field(default_factory=list)
    boxes: list = field(default_factory=list)

    def run(self, line):
        (letter, number), *words = WORD.findall(line.upper().replace(" ", ""))
        values = {axis: float(value) for axis, value in words if value}
        command = letter + str(int(number))
        if command in {"G0", "G1", "G2", "G3"}:
            self.move(command, values)
        elif command == "G92":
            for axis in values.keys() & self.logical.keys():
                if axis in self.shift:
                    self.shift[axis] += self.logical[axis] - values[axis] * self.unit
                self.logical[axis] = values[axis] * self.unit
        elif command == "G28":
            named = [axis for axis, _ in words if axis in "XYZ"] or list("XYZ")
            for axis in named:
                self.logical[axis] = self.shift[axis] = 0.0
        elif command in {"G10", "G11"}:
            self.retract(command == "G10")
        else:
            self.set_mode(command, values)

    def set_mode(self, command, values):
        match command:
            case "G20" | "G21":
                self.unit = 25.4 if command == "G20" else 1.0
            case "G90" | "G91":
                self.absolute = self.absolute_e = command == "G90"
            case "M82" | "M83":
                self.absolute_e = command == "M82"
            case "M220":
                self.factor = values.get("S", self.factor)
            case "M207":
                self.retraction = values.get("S", self.retraction)
            case "T0" | "T1":
                self.tool = int(command[1])

    def retract(self, back):
        if back != self.retracted:
            self.moves.append((self.machine(), 0.0, -self.retraction if back else self.retraction, None))
        self.retracted = back

    def machine(self):
        return tuple(self.logical[axis] + self.shift[axis] for axis in "XYZ")

    def move(self, command, values):
        start = dict(self.logical)
        for axis in values.keys() & self.logical.keys():
            absolute = self.absolute_e if axis == "E" else self.absolute
            self.logical[axis] = values[axis] * self.unit + (0.0 if absolute else start[axis])
        if values.get("F", 0) > 0:
            self.feed = values["F"] * self.unit
        way = [self.logical[axis] - start[axis] for axis in "XYZ"]
        length, points = math.hypot(*way), [[0.0, 0.0], way[:2]]
        if command in {"G2", "G3"}:
            length, points = self.arc(command == "G2", values, way)
        fed = self.logical["E"] - start["E"]
        if length > 1e-9 or abs(fed) > 1e-9:
            self.moves.append((self.machine(), length, fed, self.feed / 60 * self.factor / 100))
            end = self.machine()
            origin = [end[0] - way[0], end[1] - way[1]]
            self.boxes += [(origin[0] + x, origin[1] + y) for x, y in points] if length > 1e-9 else []

    def arc(self, clockwise, values, way):
        i, j = values.get("I", 0.0) * self.unit, values.get("J", 0.0) * self.unit
        if radius := values.get("R", 0.0) * self.unit:
            half = math.hypot(*way[:2]) / 2
            i = j = 0.0
            if half > 1e-6:
                height = math.sqrt(max(radius**2 - half**2, 0.0)) * (-1 if clockwise != (radius < 0) else 1)
                i = way[0] / 2 - way[1] / 2 / half * height
                j = way[1] / 2 + way[0] / 2 / half * height
        if math.hypot(i, j) < 1e-6:
            return math.hypot(*way), [[0.0, 0.0], way[:2]]
        begin, end = math.atan2(-j, -i), math.atan2(way[1] - j, way[0] - i)
        sweep = (begin - end if clockwise else end - begin) % math.tau
        if math.hypot(*way[:2]) < 1e-5:
            sweep = math.tau
        elif min(sweep, math.tau - sweep) < 1e-6 or (math.hypot(way[0] - i, way[1] - j) < 1e-6):
            reject()  # a hair's breadth decides between no turn and a full one
        steps = [begin + (-sweep if clockwise else sweep) * step / 2000 for step in range(2001)]
        radius = math.hypot(i, j)
        self.all_round &= abs(math.hypot(way[0] - i, way[1] - j) - radius) < 1e-4
        points = [[i + radius * math.cos(angle), j + radius * math.sin(angle)] for angle in steps]
        return math.hypot(radius * sweep, way[2]), [*points, way[:2]]


number = st.decimals(-60, 60, places=2).map(lambda value: f"{value:f}")
axes = st.dictionaries(st.sampled_from("XYZE"), number, min_size=1, max_size=4)
speeds = st.sampled_from(["", " F600", "F1200.5", " F0", " F-5"])
lines = st.tuples(
    st.sampled_from(["G0", "G1", "G01", "g1"]),
    axes.map(lambda words: "".join(map("".join, words.items()))),
    speeds,
).map("".join)
arcs = st.one_of(
    st.tuples(
        st.sampled_from(["G2", "G3"]), axes, st.dictionaries(st.sampled_from("IJ"), number, min_size=1)
    ),
    st.tuples(st.sampled_from(["G2", "G3"]), axes, st.fixed_dictionaries({"R": number})),
    st.tuples(st.sampled_from(["G2", "G3"]), st.just({}), st.fixed_dictionaries({"I": number, "J": number})),
).map(lambda arc: " ".join([arc[0], *(map("".join, (*arc[1].items(), *arc[2].items())))]))
shifts = axes.map(lambda words: "G92 " + " ".join(map("".join, words.items())))
modes = st.sampled_from(
    [
        *(
            "G20",
            "G21",
            "G90",
            "G91",
            "M82",
            "M83",
            "G28",
            "G28 X",
            "G28 Y0 Z",
            "G92",
            "G10",
            "G11",
            "T0",
            "T1",
        ),
        *("M207 S1.5", "M220 S50", "M220 S100", "M117 X9 E5"),
    ]
)
programs = st.lists(st.one_of(lines, lines, arcs, shifts, modes), min_size=1, max_size=40)


def read(program, cut):
    position = BlockStart(initial_values(MachineLimits()))
    for start in range(0, len(program), cut):
        block = "".join(line + "\n" for line in program[start : start + cut])
        yield read_moves(read_words(block.encode()), position)


@settings(deadline=None, max_examples=400)
@given(programs, st.integers(1, 15))
def test_moves_are_those_of_a_plain_interpreter_however_the_program_is_cut(program, cut):
    plain = Plain()
    for line in program:
        plain.run(line)
    found = []
    box = Extent()
    for block in read(program, cut):
        moves = block.moves
        box.add(block, np.flatnonzero(moves.distance > 0))
        firsts = np.flatnonzero(np.diff(moves.commands, prepend=-1))
        lasts = np.append(firsts[1:], len(moves)) - 1
        for first, last in zip(firsts.tolist(), lasts[: len(firsts)].tolist(), strict=True):
            part = slice(first, last + 1)
            end = (moves.x[last], moves.y[last], moves.z[last])
            found.append((end, moves.distance[part].sum(), moves.de[part].sum(), moves.feed[last]))
    assert len(found) == len(plain.moves)
    for (end, length, fed, feed), expected in zip(found, plain.moves, strict=True):
        assert end == pytest.approx(expected[0], abs=1e-6)
        assert length == pytest.approx(expected[1], abs=1e-6)
        assert fed == pytest.approx(expected[2], abs=1e-6)
        assert expected[3] is None or feed == pytest.approx(expected[3])
    if not plain.all_round:
        return  # where an arc misses its end, how it goes there is the firmware's choice
    if (
        plain.boxes
    ):  # of points so near each other that a circle of 2 m sags 3 thousandths of a mm between them
        found_box = box.box
        for side, values in (("x", [x for x, _ in plain.boxes]), ("y", [y for _, y in plain.boxes])):
            assert getattr(found_box, f"min_{side}") == pytest.approx(min(values), abs=5e-3)
            assert getattr(found_box, f"max_{side}") == pytest.approx(max(values), abs=5e-3)
    else:
        assert box.box is None


def moves_of(text):
    (block,) = read(text.split("\n"), 1000)
    return block.moves


def test_chords_of_an_arc_follow_it():
    moves = moves_of("G1 X10 Y0\nG3 X-10 Y0 Z4 I-10 E8")
    chords = moves.taken(np.flatnonzero(moves.commands == 1))
    assert len(chords) == 32
    assert np.hypot(chords.x, chords.y) == pytest.approx(np.full(32, 10.0))
    assert chords.y[:-1].min() > 0
    assert chords.z == pytest.approx(np.arange(1, 33) / 8)
    assert chords.de == pytest.approx(np.full(32, 0.25))
    assert chords.distance.sum() == pytest.approx(math.hypot(10 * math.pi, 4))


def test_an_arc_as_wide_as_the_world_is_no_more_than_a_thousand_chords():
    assert len(moves_of("G2 X1 Y1 I1e5 J123456789012")) == 1000


def test_a_tool_with_an_offset_is_no_retraction():
    assert len(moves_of("G10 P1 S200\nG10 L2 X5\nG11")) == 0


def test_a_retraction_counts_once_until_it_is_recovered():
    moves = moves_of("M207 S2 F1800\nG10\nG10\nG11\nG11")
    assert moves.de.tolist() == [-2.0, 2.0]
    assert moves.feed.tolist() == [30.0, 8.0]
