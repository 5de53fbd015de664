"""Spools that have more, less, or something else than their file."""

from __future__ import annotations

import hashlib

import pytest

from lezerprint.errors import GcodeFileError
from lezerprint.gcode.spool_options import Beginning, SpoolOptions, Targets
from lezerprint.gcode.spooling import write_spool
from lezerprint.port.spool import SpoolReader

LINES = [
    "M140 S60",
    "M190 S60",
    "M104 S205 T0",
    "G28",
    ";LAYER_CHANGE",
    ";Z:0.2",
    "G1 Z0.2 F600",
    "G1 X10 E1",
    ";LAYER_CHANGE",
    ";Z:0.4",
    "G1 Z0.4",
    "G1 X0 E2",
    "M104 S0",
]
TEXT = "\n".join(LINES) + "\n"


@pytest.fixture
def spooled(tmp_path):
    """Makes a spool of the file, opened for reading."""
    source = tmp_path / "part.gcode"
    source.write_text(TEXT)
    opened = []

    def make(**options):
        write_spool(source, tmp_path / "commands.spool", options=SpoolOptions(**options))
        opened.append(SpoolReader.open(tmp_path / "commands.spool"))
        return opened[-1]

    yield make
    for spool in opened:
        spool.close()


def bodies(spool):
    return [body.decode() for body, _ in spool.bodies(0, len(spool))]


def commands():
    return [line.replace("M190", "M140") for line in LINES if not line.startswith(";")]


def test_commands_before_and_after(spooled):
    spool = spooled(prelude=["G29", "M190 S50"], epilogue=["M84"])
    assert bodies(spool) == ["G29", "M140 S50", *commands(), "M84"]
    assert spool.wait_at(1).target_celsius == 50
    assert [spool.source_line(index) for index in (0, 1, 2)] == [1, 1, 1]
    assert spool.source_offset(len(spool) - 1) == len(TEXT)
    assert spool.state_before(len(spool)).z == pytest.approx(0.4)


def test_scripts_and_values_travel_with_it(spooled):
    spool = spooled(scripts={"pause": ["G1 X{park_x}"]}, values={"park_x": 3.0})
    assert (spool.scripts, spool.values) == ({"pause": ["G1 X{park_x}"]}, {"park_x": 3.0})


def test_other_targets(spooled):
    spool = spooled(targets=Targets(hotend_celsius=215.5, bed_celsius=50))
    assert bodies(spool)[:3] == ["M140 S50", "M140 S50", "M104 S215.5 T0"]
    assert bodies(spool)[-1] == "M104 S0"
    assert spool.wait_at(1).target_celsius == 50
    shown = {(one.original, one.sent) for one in spool.substitutions}
    assert ("M104 S205 T0", "M104 S215.5 T0") in shown
    assert ("M190 S60", "M140 S50") in shown


def test_the_rest_of_a_file(spooled):
    byte = TEXT.index("G1 X10")
    spool = spooled(prelude=["G92 Z0.2"], beginning=Beginning(byte, 8, 0, 0.2))
    assert bodies(spool) == ["G92 Z0.2", "G1 X10 E1", "G1 Z0.4", "G1 X0 E2", "M104 S0"]
    assert [spool.source_line(index) for index in range(5)] == [8, 8, 11, 12, 13]
    assert spool.source_offset(1) == byte
    assert [spool.layer_at(index) for index in (0, 1, 2)] == [None, (0, 0.2), (1, 0.4)]
    assert spool.layer_count == 2
    assert spool.header.source_sha256 == hashlib.sha256(TEXT.encode()).digest()
    assert spool.header.source_bytes == len(TEXT)


def test_the_rest_is_read_as_the_whole_file_was(tmp_path):
    """Whichever of two kinds of markers came first in the file counts, and its head tells the time."""
    lines = [";TIME:600", "G28"]
    for layer in range(4):
        lines += [";LAYER_CHANGE", f"G1 Z{layer + 1}", ";BEFORE_LAYER_CHANGE", f"G1 X{layer} Y1 E{layer + 1}"]
    text = "\n".join(lines) + "\n"
    (tmp_path / "part.gcode").write_text(text)
    begin = Beginning(text.index("G1 Z2"), lines.index("G1 Z2") + 1, 1, 2.0)
    for name, options in (("whole", SpoolOptions()), ("rest", SpoolOptions(beginning=begin))):
        write_spool(tmp_path / "part.gcode", tmp_path / name, options=options)
    with SpoolReader.open(tmp_path / "whole") as whole, SpoolReader.open(tmp_path / "rest") as rest:
        assert (rest.layer_count, rest.estimated_seconds) == (whole.layer_count, whole.estimated_seconds)
        skipped = len(whole) - len(rest)
        for index in range(len(rest)):
            assert rest.layer_at(index) is not None
            assert rest.layer_at(index).layer_index == whole.layer_at(index + skipped).layer_index
            assert rest.source_offset(index) == whole.source_offset(index + skipped)
            assert rest.body(index) == whole.body(index + skipped)


def test_a_long_head_is_passed_over(tmp_path):
    """Also where the rest begins in the midst of a block that was read at once."""
    line = "G1 X10.123 Y20.456 E0.12345\n"
    count = (9 << 20) // len(line)
    (tmp_path / "part.gcode").write_text(line * count + "G1 X1\nG1 X2\n")
    options = SpoolOptions(prelude=["G28"], beginning=Beginning(len(line) * count, count + 1))
    summary = write_spool(tmp_path / "part.gcode", tmp_path / "rest", options=options)
    assert summary.source_sha256 == hashlib.sha256((tmp_path / "part.gcode").read_bytes()).hexdigest()
    with SpoolReader.open(tmp_path / "rest") as rest:
        assert [body for body, _ in rest.bodies(0, 9)] == [b"G28", b"G1 X1", b"G1 X2"]
        assert [rest.source_line(index) for index in range(3)] == [count + 1, count + 1, count + 2]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"expected_sha256": "00"}, "hash has changed"),
        ({"prelude": ["hello"]}, "not a G-code command"),
        ({"beginning": Beginning(10_000, 9)}, "shorter"),
        ({"beginning": Beginning(len(TEXT), 14)}, "no G-code commands"),
    ],
)
def test_what_cannot_be(spooled, tmp_path, options, message):
    with pytest.raises(GcodeFileError, match=message):
        spooled(**options)
    assert [path.name for path in tmp_path.iterdir()] == ["part.gcode"]


def test_the_file_that_is_expected(spooled):
    assert len(spooled(expected_sha256=hashlib.sha256(TEXT.encode()).hexdigest())) == len(commands())
