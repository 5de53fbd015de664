"""Wires and their faults."""

from __future__ import annotations

import math

import pytest

from lezerprint.virtual.emergency import EmergencyParser, Urgent
from lezerprint.virtual.faults import Faults
from lezerprint.virtual.wire import Wire


def test_a_wire_without_properties_delivers_at_once():
    wire = Wire()
    wire.put(b"abc", 1.0)
    assert wire.next_arrival() == 1.0
    assert wire.take(1.0) == b"abc"
    assert wire.next_arrival() == math.inf


def test_latency_delays_every_byte():
    wire = Wire(0.5)
    wire.put(b"a", 1.0)
    wire.put(b"b", 1.2)
    assert wire.take(1.49) == b""
    assert wire.take(1.5) == b"a"
    assert wire.take(1.8) == b"b"


def test_a_uart_paces_bytes():
    wire = Wire(0.0, 1000)
    wire.put(b"abcde", 0.0)
    wire.put(b"f\ng", 0.01)
    assert wire.take(0.0051) == b""
    assert wire.take(0.0301) == b"abc"
    assert wire.next_arrival() == pytest.approx(0.05)
    assert wire.take(0.0501) == b"de"
    assert wire.next_arrival() == pytest.approx(0.07)
    assert wire.take(1.0) == b"f\ng"


def test_a_printer_behind_latency_and_pace_answers_as_late_as_it_must(bench):
    printer = bench(speed=0, latency_seconds=0.1, baud_rate=10_000)
    assert printer.send(b"M400\n") == []
    heard, seconds = printer.run_until("ok")
    assert heard == ["ok"]
    assert seconds == pytest.approx(0.1 + 0.005 + 0.1 + 0.003, abs=0.0005)


def test_a_cut_swallows_bytes_both_ways(bench):
    printer = bench(speed=1)
    printer.send("G4 S1")
    printer.simulator.cut(printer.now + 2)
    assert printer.send("M117 lost") == []
    assert printer.run(2.5) == []
    assert printer.board.message == ""
    assert printer.send("M400") == ["ok"]


def test_noise_spoils_at_most_one_byte_of_a_line_and_no_line_end():
    text = b"N1234 G1 X10.123 Y20.456 E0.01234*77\n"
    faults = Faults(7, noise_ppm=50_000)
    spoiled = 0
    for _ in range(2000):
        arrived = faults.spoil(text)
        wrong = [(a, b) for a, b in zip(text, arrived, strict=True) if a != b]
        assert len(wrong) <= 1
        assert arrived.count(b"\n") == 1
        assert all((a ^ b).bit_count() == 1 for a, b in wrong)
        spoiled += len(wrong)
    assert 1500 < spoiled < 1900
    assert faults.spoiled_bytes == spoiled


def test_the_same_seed_gives_the_same_noise():
    runs = [Faults(3, noise_ppm=100_000).spoil(b"G1 X1\n" * 50) for _ in range(2)]
    assert runs[0] == runs[1] != b"G1 X1\n" * 50


def test_a_print_with_noise_and_lost_oks_arrives_whole_one_line_at_a_time(bench, line):
    printer = bench(speed=0, noise_ppm=3000, drop_ok_ppm=20_000, seed=5)
    commands = [f"G1 X{n % 200}.{n % 10} Y{n % 150}" for n in range(1500)]
    for number, command in enumerate(commands, 1):
        while printer.board.receiver.last_line_number < number:
            printer.send(b"\n" + line(number, command))
    ran = [command for command in printer.files.executed if command.startswith("G")]
    assert ran == commands
    assert printer.board.receiver.refused_lines > 50
    assert printer.board.faults.dropped_oks > 10


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"M108\n", [Urgent("M108")]),
        (b"  N12 M112*33\r\n", [Urgent("M112")]),
        (b"N12M410*33\n", [Urgent("M410")]),
        (b"M876 S1\nM876S0\n", [Urgent("M876", 1), Urgent("M876", 0)]),
        (b"M876\n", []),
        (b"M117 M112\n", []),
        (b"G1 M112\n", []),
        (b"M112", []),
    ],
)
def test_the_emergency_parser_finds_commands_however_they_are_cut(text, found):
    assert EmergencyParser().feed(text) == found
    by_bytes = EmergencyParser()
    assert [urgent for byte in text for urgent in by_bytes.feed(bytes((byte,)))] == found
