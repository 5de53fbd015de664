"""The order of the checks on a line, and what the host hears of it: PROTOCOL facts, verbatim."""

from __future__ import annotations

import pytest

from lezerprint.virtual.options import ResendOk
from lezerprint.virtual.receiver import Receiver, Refusal

CHECKSUM = "Error:checksum mismatch, Last Line: 5"


@pytest.fixture
def at_five(bench, line):
    """A printer whose last accepted line is 5."""
    printer = bench(speed=0)
    assert printer.send(line(5, "M110 N5")) == ["ok"]
    return printer


def test_a_wrong_checksum_is_refused_and_the_right_line_accepted_after(at_five, line):
    assert at_five.send(b"N6 G1 X11*1\n") == [CHECKSUM, "Resend: 6", "ok"]
    assert at_five.send(line(6, "G1 X11")) == ["ok"]
    assert at_five.files.executed == ["G1 X11"]


def test_an_altered_value_passes_the_checksum_once(at_five, line):
    at_five.board.receiver.alter_next = "F"
    assert at_five.send(line(6, "G1 X11")) == ["ok"]
    assert at_five.send(line(7, "G1 X11 F3000")) == ["ok"]
    at_five.board.receiver.alter_next = "Y"
    assert at_five.send(line(8, "G1 Y66 F3000")) == ["ok"]
    assert at_five.files.executed == ["G1 X11", "G1 X11 F3  0", "G1 Y6&0F3000"]
    assert at_five.board.machine.logical["Y"] == 6
    assert at_five.board.receiver.altered_lines == 2


def test_a_number_too_high_is_refused_before_its_checksum_is_looked_at(at_five, line):
    at_five.send(line(6, "G1 X11"))
    answer = ["Error:Line Number is not Last Line Number+1, Last Line: 6", "Resend: 7", "ok"]
    assert at_five.send(b"N9 G1 X12*90\n") == answer
    assert at_five.send(line(9, "G1 X12")) == answer
    assert at_five.send(b"N4 G1 X12\n") == answer


def test_a_number_without_checksum_is_refused(at_five, line):
    at_five.send(line(6, "G1 X11"))
    assert at_five.send(b"N7 G1 X12\n") == [
        "Error:No Checksum with line number, Last Line: 6",
        "Resend: 7",
        "ok",
    ]


def test_the_last_line_and_the_one_before_are_ignored_without_an_answer(at_five, line):
    at_five.send(line(6, "G1 X11"))
    assert at_five.send(line(6, "G1 X11")) == []
    assert at_five.send(line(5, "G1 X99")) == []
    assert at_five.send(b"N6 rubbish\n") == []
    assert at_five.board.receiver.ignored_lines == 3
    assert at_five.files.executed == ["G1 X11"]


def test_an_unnumbered_line_with_a_checksum_runs_unchecked(at_five):
    assert at_five.send(b"G1 X7*255\n") == ["ok"]
    assert at_five.board.machine.native.x == 7
    assert at_five.board.receiver.unchecked_lines == 1


def test_an_error_empties_the_ring_so_that_lines_in_flight_are_lost(at_five, line):
    assert at_five.send(b"N6 G1 X1*0\n" + line(7, "G1 X2") + line(8, "G1 X3")) == [
        CHECKSUM,
        "Resend: 6",
        "ok",
    ]
    assert at_five.files.executed == []
    assert at_five.send(line(6, "G1 X1")) == ["ok"]


def test_the_tail_of_a_line_that_was_arriving_comes_as_a_line_of_its_own(at_five, line):
    late = line(7, "G1 X2")
    at_five.send(b"N6 G1 X1*0\n" + late[:3])
    assert at_five.send(late[3:]) == ["ok"]
    assert at_five.files.executed == ["G1 X2"]
    assert at_five.board.receiver.last_line_number == 5


def test_m110_renumbers_anywhere_in_a_numbered_line(at_five, line):
    assert at_five.send(line(5, "M117 M110 N9")) == ["ok"]
    assert at_five.board.receiver.last_line_number == 9
    assert at_five.send(line(10, "G1 X1")) == ["ok"]


def test_m110_renumbers_once_more_as_it_runs(bench, line):
    printer = bench(speed=1)
    printer.send("G4 P500")
    printer.send(line(50, "M110 N50") + line(51, "G1 X1"))
    assert printer.board.receiver.last_line_number == 51
    printer.run_until("ok")
    assert printer.board.receiver.last_line_number == 50


def test_the_question_for_the_last_line_is_answered_by_a_resend(at_five, line):
    assert at_five.send(line(1005, "M105"))[1] == "Resend: 6"


def test_empty_lines_are_nothing_and_carriage_returns_end_lines(bench):
    assert bench().send(b"\n\r\n\rM400\r\nM400\r") == ["ok", "ok"]


@pytest.mark.parametrize(
    ("variant", "oks"), [("always", range(40, 41)), ("never", range(1)), ("sometimes", range(5, 36))]
)
def test_the_ok_after_a_resend_depends_on_the_firmware(bench, variant, oks):
    printer = bench(resend_ok=ResendOk(variant))
    said = [answer for _ in range(40) for answer in printer.send(b"N1 G1*0\n")]
    assert said.count("Resend: 1") == 40
    assert said.count("ok") in oks


def test_bytes_past_the_ring_are_lost(bench):
    printer = bench(speed=1)
    printer.send("G4 S100")
    printer.send(b"M400\n" * 3)
    assert printer.send(b"x" * 127) == []
    assert printer.board.receiver.overflow_bytes == 0
    printer.send(b"yz")
    assert printer.board.receiver.overflow_bytes == 2


def test_a_host_with_at_most_127_bytes_in_flight_loses_none(bench, line):
    printer = bench(speed=1)
    printer.send("G4 S1")
    block = b"".join(line(n, f"G1 X{n}") for n in range(1, 8))
    assert len(block) < 128
    printer.send(block)
    printer.run(3)
    assert len(printer.files.executed) == 8
    assert printer.board.receiver.overflow_bytes == 0


@pytest.mark.parametrize(
    ("raw", "command"),
    [
        (b"G1 X1 ; comment", "G1 X1 "),
        (b"G1 (inline) X1", "G1  X1"),
        (b'M117 "a;b"', 'M117 "a;b"'),
        (b"M117 a\\;b", "M117 a;b"),
        (b"G1 X12\x083", "G1 X13"),
        (b"G1 X1\x00 Y2", "G1 X1"),
        (b"M117 " + b"a" * 200, "M117 " + "a" * 90),
    ],
)
def test_what_is_left_of_a_line(raw, command):
    receiver = Receiver(256)
    receiver.store(raw + b"\n")
    assert receiver.take() == command


@pytest.mark.parametrize("body", ["G1 X1 ; note", "M117 (note)", "M117 a\x00b", "M117 " + "a" * 95])
def test_comments_parentheses_nuls_and_long_lines_break_the_checksum(body, line):
    receiver = Receiver(256)
    receiver.store(line(1, body))
    assert isinstance(receiver.take(), Refusal)


def test_a_line_may_arrive_byte_by_byte(line):
    receiver = Receiver(128)
    taken = []
    for byte in line(1, "G1 X1"):
        receiver.store(bytes((byte,)))
        taken.append(receiver.take())
    assert taken[:-1] == [None] * (len(taken) - 1)
    assert taken[-1].startswith("N1 G1 X1*")


def test_a_forced_resend_refuses_the_next_numbered_lines_once(at_five, line):
    at_five.board.receiver.refuse_next = 1
    assert at_five.send("M400") == ["ok"]
    assert at_five.send(line(6, "M400")) == [CHECKSUM, "Resend: 6", "ok"]
    assert at_five.send(line(6, "M400")) == ["ok"]
