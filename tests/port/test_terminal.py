"""The conversation with the firmware, as the port process keeps it."""

from __future__ import annotations

import pytest

from lezerprint.marlin.transcript import Transcript
from lezerprint.port.terminal import Terminal

MOVES = [f"G1 X{index % 200}.{index:04} F6000" for index in range(900)]


@pytest.fixture
def bench(make_bench):
    return make_bench(connect_seconds=5.0, orphan_timeout_seconds=1e6)


def texts(bench, since=0):
    told = bench.controller.terminal.since(since)
    return [] if told is None else [(line.sent, line.text) for line in told.lines]


def test_commands_and_what_is_said_to_them(bench):
    before = bench.controller.terminal.sequence
    bench.controller.inject(b"M114", lambda _: [])
    bench.run(0.5)
    said = texts(bench, before)
    assert (True, "M114") in said
    assert any(not sent and text.startswith("X:") for sent, text in said)
    assert (False, "ok") in said


def test_the_file_is_a_sample_each_second(bench, make_job):
    bench.controller.start("j", str(make_job(MOVES).path), 0)
    before = bench.controller.terminal.sequence
    bench.run(1.5, 0.02)
    told = bench.controller.terminal.since(before)
    samples = [line for line in told.lines if line.of_stream]
    assert 1 <= len(samples) <= 3
    assert all(line.text in MOVES for line in samples)
    assert not any(line.sent and line.text in MOVES and not line.of_stream for line in told.lines)


def terminal_with(count):
    transcript = Transcript()
    terminal = Terminal(transcript)
    for number in range(count):
        transcript.heard(f"line {number}")
    terminal.on_time(None, 1.0, 1.8e9)
    return terminal


def test_lines_are_numbered_without_a_gap():
    terminal = terminal_with(300)
    told = terminal.since(0)
    assert [line.sequence for line in told.lines] == list(range(1, 301))
    assert told.lost == 0
    assert terminal.since(terminal.sequence) is None
    assert [line.text for line in terminal.since(298).lines] == ["line 298", "line 299"]


def test_of_a_flood_the_last_lines_are_told_and_how_many_are_lost():
    told = terminal_with(10_000).since(0)
    assert len(told.lines) == 500
    assert told.lines[-1].text == "line 9999"
    assert told.lost == 9500


def test_a_number_of_another_life_is_none_of_ours():
    assert len(terminal_with(10).since(1 << 40).lines) == 10
