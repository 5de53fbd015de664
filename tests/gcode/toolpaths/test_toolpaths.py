"""What a toolpath file has is what a plain reader of the G-code finds."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toolpath_reader import Toolpaths

from lezerprint.gcode import analysis as analysis_module
from lezerprint.gcode.analysis import analyse
from lezerprint.gcode.toolpaths import coarse as coarse_module
from lezerprint.gcode.toolpaths.line_kinds import LineKind

SLICED = Path(__file__).parent.parent / "data" / "prusaslicer_cube.gcode"


@pytest.fixture
def read(tmp_path):
    def run(content):
        path, out = tmp_path / "part.gcode", tmp_path / "part.lztp"
        path.write_bytes(content)
        return analyse(path, toolpaths=out), Toolpaths(out.read_bytes())

    return run


KINDS = {"External perimeter": LineKind.OUTER_WALL, "Internal infill": LineKind.INFILL}
NUMBERS = st.integers(-200, 2000).map(lambda tenths: tenths / 10)
COMMANDS = st.one_of(
    st.builds(
        lambda axes, e, f: "G1" + "".join(f" {axis}{value:g}" for axis, value in axes.items()) + e + f,
        st.dictionaries(st.sampled_from("XYZ"), NUMBERS, min_size=1),
        st.sampled_from(["", "", " E0.5", " E-0.8"]),
        st.sampled_from(["", "", " F600", " F3000"]),
    ),
    st.builds(lambda n: f"G92 X{n:g}", NUMBERS),
    st.sampled_from(
        ["G28", "G28 X", "G90\nM83", "G91\nM83", "T0", "T1", "M104 S210", "M104 T1 S190", "", "; a remark"]
    ),
    st.sampled_from([f";TYPE:{name}" for name in KINDS]),
    st.just(";LAYER_CHANGE"),
)


class Plain:
    """Reads line by line, E relative throughout."""

    def __init__(self, lines):
        self.place, self.shift, self.told = (
            dict.fromkeys("XYZ", 0.0),
            dict.fromkeys("XYZ", 0.0),
            dict.fromkeys("XYZ", 0.0),
        )
        self.relative, self.tool, self.heats, self.kind, self.feed, self.layer = (
            False,
            0,
            {},
            LineKind.OTHER,
            25.0,
            0,
        )
        self.moves = []
        for number, line in enumerate(lines, 1):
            self.take(line, number)

    def take(self, line, number):
        if line == ";LAYER_CHANGE":
            self.layer += 1
        elif line.startswith(";TYPE:"):
            self.kind = KINDS[line[6:]]
        elif line.startswith("G1 "):
            self.move({word[0]: float(word[1:]) for word in line.split()[1:]}, number)
        elif line.startswith("G92"):
            value = float(line[5:])
            self.shift["X"] += self.told["X"] - value
            self.told["X"] = value
        elif line.startswith("G28"):
            for axis in "X" if line.endswith("X") else "XYZ":
                self.told[axis] = self.shift[axis] = 0.0
        elif line in {"G90", "G91"}:
            self.relative = line == "G91"
        elif line.startswith("T"):
            self.tool = int(line[1:])
        elif line.startswith("M104"):
            words = {word[0]: int(word[1:]) for word in line.split()[1:]}
            self.heats[words.get("T", self.tool)] = words["S"]

    def machine(self):
        return tuple(self.told[axis] + self.shift[axis] for axis in "XYZ")

    def move(self, words, number):
        before = self.machine()
        self.feed = words.get("F", self.feed * 60) / 60
        for axis in "XYZ":
            if axis in words:
                self.told[axis] = words[axis] + (self.told[axis] if self.relative else 0.0)
        after = self.machine()
        if math.dist(before, after) < 1e-6:
            return
        prints = words.get("E", 0) > 0 and before[:2] != after[:2]
        kind = self.kind if prints else LineKind.TRAVEL
        heat = self.heats.get(self.tool, 0)
        self.moves.append((before, after, number, kind, self.tool, round(self.feed, 1), heat, self.layer))


@given(commands=st.lists(COMMANDS, max_size=60))
@settings(deadline=None, max_examples=150)
def test_every_move_is_there(commands, tmp_path_factory):
    lines = [";LAYER_CHANGE", "M83", "G28", *(line for command in commands for line in command.split("\n"))]
    path = tmp_path_factory.mktemp("toolpaths") / "part.gcode"
    path.write_text("".join(f"{line}\n" for line in lines))
    out = path.with_suffix(".lztp")
    analyse(path, toolpaths=out)
    found = Toolpaths(out.read_bytes())
    plain = Plain(lines)
    moves = [one for one in found.segments if one.kind != LineKind.JUMP]
    assert len(moves) == len(plain.moves)
    layers = [layer for layer in range(found.layer_count + 1) for one in found.of_layer(layer) if one.kind]
    for segment, layer, move in zip(moves, layers, plain.moves, strict=True):
        before, after, number, kind, tool, speed, heat, its_layer = move
        for axis in range(3):
            near = pytest.approx(after[axis], abs=found.step[axis] / 2 + 1e-4)
            assert segment.end[axis] == near or kind == LineKind.TRAVEL
            assert (
                segment.start[axis] == pytest.approx(before[axis], abs=found.step[axis] / 2 + 2.1e-3)
                or kind == 1
            )
        assert (segment.line, segment.kind, segment.tool, layer) == (number, kind, tool, its_layer)
        assert segment.speed_mm_s == pytest.approx(speed, abs=0.26)
        assert segment.celsius == heat


def test_a_file_of_prusaslicer(tmp_path):
    out = tmp_path / "cube.lztp"
    analysis = analyse(SLICED, toolpaths=out)
    found = Toolpaths(out.read_bytes())
    assert found.layer_count == analysis.layer_count == 20
    assert found.line_count == analysis.line_count
    assert found.flags == 3
    assert found.seconds == pytest.approx(analysis.seconds)
    assert [one[2] for one in found.layers[1:]] == analysis.layers.lines.tolist()
    assert [one[4] for one in found.layers[1:]] == analysis.layers.offsets.tolist()
    assert [one[5] for one in found.layers[1:]] == pytest.approx(analysis.layers.z_mm)
    assert [one[6] for one in found.layers[1:]] == pytest.approx([0.2] + [0.3] * 19)
    assert [one[8] for one in found.layers[1:]] == pytest.approx(analysis.layers.seconds)
    lines = SLICED.read_bytes().split(b"\n")
    for segment in found.segments[2:]:
        words = {word[:1]: word[1:] for word in lines[segment.line - 1].split(b";")[0].split()}
        assert words[b"G"] in {b"0", b"1"}
        for axis, letter in enumerate((b"X", b"Y", b"Z")):
            if letter in words:
                assert segment.end[axis] == pytest.approx(float(words[letter]), abs=0.002)
    walls = [one for one in found.of_layer(10) if one.kind == LineKind.OUTER_WALL]
    assert {(one.width_mm, one.height_mm, one.celsius) for one in walls} == {(0.45, 0.3, 210)}
    length = sum(math.dist(one.start, one.end) for one in found.segments if one.kind > LineKind.TRAVEL)
    assert length == pytest.approx(analysis.printing_mm, rel=1e-3)


def test_the_size_of_the_blocks_changes_nothing(monkeypatch, tmp_path):
    analyse(SLICED, toolpaths=tmp_path / "whole")
    monkeypatch.setattr(analysis_module, "_BLOCK_BYTES", 700)
    analyse(SLICED, toolpaths=tmp_path / "parted")
    whole, parted = (Toolpaths((tmp_path / name).read_bytes()) for name in ("whole", "parted"))
    assert whole.segments == parted.segments
    assert whole.coarse == parted.coarse
    assert [one[:4] for one in whole.layers] == [one[:4] for one in parted.layers]


def test_arcs_are_chords_of_one_line(read):
    _, found = read(b"M83\nG1 X10 Y0 F600\nG2 X20 Y0 I5 J0 E1\nG1 X30 E1\n")
    arc = [one for one in found.segments if one.line == 3]
    assert len(arc) > 8
    assert {one.line for one in found.segments} == {2, 3, 4}
    for chord in arc:
        assert math.dist(chord.end[:2], (15, 0)) == pytest.approx(5, abs=0.01)
    assert arc[-1].end[:2] == pytest.approx((20, 0), abs=0.001)


def test_widths_follow_from_the_filament_where_no_comment_says_so(read):
    # 0.45 by 0.2 mm with round ends: 0.0814 mm^2, of 1.75 mm filament 0.03385 mm a millimetre.
    _, found = read(b"M83\nG1 Z0.2 F600\nG1 X100 E3.385 F1800\n")
    assert [one.width_mm for one in found.segments] == [0, 0.45]


def test_what_is_seen_from_outside_is_coarse_too(read, monkeypatch):
    rings = []
    for layer in range(30):
        rings.append(
            f";LAYER_CHANGE\nG1 Z{0.2 + 0.2 * layer:g} F600\n;TYPE:External perimeter\nG1 X60 Y50 F3000\n"
        )
        rings += [
            f"G1 X{50 + 10 * math.cos(angle):.3f} Y{50 + 10 * math.sin(angle):.3f} E.02\n"
            for angle in (n / 100 * math.tau for n in range(1, 101))
        ]
        rings.append(";TYPE:Internal infill\nG1 X40 Y50 E1\nG1 X60 Y50 E1\n")
    content = ("M83\n" + "".join(rings)).encode()
    _, found = read(content)
    assert 0 < len(found.coarse) < len(found.segments) / 2
    shown = [one for one in found.coarse if one.kind]
    assert {one.kind for one in shown} == {LineKind.OUTER_WALL, LineKind.INFILL}
    assert {round(one.end[2], 2) for one in shown if one.kind == LineKind.INFILL} == {0.2}
    for one in shown:
        if one.kind == LineKind.OUTER_WALL:
            assert math.dist(one.end[:2], (50, 50)) == pytest.approx(10, abs=0.01)
    monkeypatch.setattr(coarse_module.Coarse.__init__, "__defaults__", (100,))
    _, coarser = read(content)
    assert len(coarser.coarse) <= 200
    assert coarser.layer_step > 1


@pytest.mark.parametrize("content", [b"M104 S200\nM140 S60\n", b"G28\nM83\nG1 E5 F300\n", b"G1 Z5 F600\n"])
def test_nothing_printed_is_a_whole_file(read, content):
    analysis, found = read(content)
    assert analysis.printed is None
    assert all(math.isnan(value) for value in found.printed)
    assert len(found.segments) <= 1


def test_a_stray_travel_does_not_make_all_coarse(read):
    _, found = read(b"M83\nG1 Z0.2 F600\nG1 X10 E1\nG1 X1000000\nG1 X20\nG1 Y10 E1\n")
    assert max(found.step) < 0.02
    assert found.segments[-1].end == pytest.approx((20, 10, 0.2), abs=0.01)
