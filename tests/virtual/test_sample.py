"""The sample model prints as it should."""

from __future__ import annotations

import itertools
import re

import pytest

from lezerprint.virtual.heaters import AMBIENT_CELSIUS
from lezerprint.virtual.sample import sample_gcode, write_sample


def commands(layers):
    bare = (text.partition(";")[0].rstrip() for text in sample_gcode(layers))
    return [command for command in bare if command]


def test_it_has_layers_and_a_few_thousand_lines():
    lines = list(sample_gcode())
    assert 3000 < len(lines) < 8000
    assert lines.count(";LAYER_CHANGE") == 30
    heights = [float(text[3:]) for text in lines if text.startswith(";Z:")]
    assert heights == pytest.approx([0.2 * layer for layer in range(1, 31)])
    assert max(len(text) for text in lines) < 90
    assert any(re.fullmatch(r"; estimated printing time \(normal mode\) = \d+m \d+s", text) for text in lines)


def test_it_is_written_to_a_file(tmp_path):
    write_sample(tmp_path / "sample.gcode", layers=2)
    assert (tmp_path / "sample.gcode").read_text().splitlines() == list(sample_gcode(2))


def test_a_print_needs_a_layer():
    with pytest.raises(ValueError, match="layer"):
        list(sample_gcode(0))


def test_every_command_is_known_and_the_end_is_cold_and_high(bench):
    printer = bench(speed=0)
    heard = []
    for command in commands(4):
        said = printer.send(command)
        heard += said if "ok" in said else [*said, *printer.run_until("ok")[0]]
    assert [text for text in heard if "Unknown" in text or "cold" in text or text.startswith("Error")] == []
    board = printer.board
    assert [heater.target_celsius for heater in board.heaters.all] == [0, 0, 0]
    assert board.machine.native.z == pytest.approx(10.8)
    assert (board.machine.fan, board.machine.motors_on, board.message) == (0, False, "Done")
    printer.run(60)
    assert board.heaters.hotend.celsius == pytest.approx(AMBIENT_CELSIUS, abs=0.1)


def test_its_walls_stay_on_the_bed_and_its_lines_are_evenly_thick():
    moves = [re.fullmatch(r"G1 X([\d.]+) Y([\d.]+) E([\d.]+)", text) for text in sample_gcode(5)]
    points = [(float(move[1]), float(move[2]), float(move[3])) if move else None for move in moves]
    for before, here in itertools.pairwise(points):
        if before and here:
            length = ((here[0] - before[0]) ** 2 + (here[1] - before[1]) ** 2) ** 0.5
            assert here[2] == pytest.approx(length * 0.0338, abs=0.0002)
            assert 80 < here[0] < 140
            assert 80 < here[1] < 140
