import pytest

from lezerprint.errors import SpoolError
from lezerprint.gcode.spooling import write_spool
from lezerprint.marlin.commands import Wait
from lezerprint.marlin.framing import checksum
from lezerprint.marlin.motion import MachineState
from lezerprint.port.spool import HEADER_BYTES, Layer, SkippedLine, SpoolHeader, SpoolReader, Substitution

GCODE = """\
; estimated printing time (normal mode) = 1m 5s
START_PRINT
M190 S60 ; bed
M109 R200 T1
G28
;LAYER_CHANGE
;Z:0.2
G1 Z0.2 F600
G1 X10 E1 ; first
;LAYER_CHANGE
;Z:0.4
G1 Z0.4
M117 Grüße
M110 N0
"""
BODIES = ["M140 S60", "M104 S200 T1", "G28", "G1 Z0.2 F600", "G1 X10 E1", "G1 Z0.4", "M117 Gruesse"]


@pytest.fixture
def path(tmp_path):
    source = tmp_path / "part.gcode"
    source.write_text(GCODE)
    write_spool(source, tmp_path / "part.spool")
    return tmp_path / "part.spool"


@pytest.fixture
def reader(path):
    with SpoolReader.open(path) as reader:
        yield reader


def test_the_commands_and_their_checksums(reader):
    bodies = [body.encode() for body in BODIES]
    assert len(reader) == len(BODIES)
    assert reader.bodies(0, 256) == [(body, checksum(body)) for body in bodies]
    assert reader.bodies(2, 4) == [(body, checksum(body)) for body in bodies[2:4]]
    assert [reader.body(index) for index in range(len(reader))] == bodies
    assert [reader.xor(index) for index in range(len(reader))] == [checksum(body) for body in bodies]
    assert reader.bodies(7, 9) == reader.bodies(3, 3) == []


def test_the_way_back_to_the_file(reader):
    rows = GCODE.splitlines()
    content = GCODE.encode()
    assert [reader.source_line(index) for index in range(len(reader))] == [3, 4, 5, 8, 9, 12, 13]
    for index in range(len(reader)):
        row = rows[reader.source_line(index) - 1].encode()
        assert content[reader.source_offset(index) :].startswith(row)


@pytest.mark.parametrize("index", [-1, len(BODIES)])
def test_an_index_outside_is_refused(reader, index):
    for ask in (reader.body, reader.xor, reader.source_line, reader.source_offset):
        with pytest.raises(IndexError):
            ask(index)
    with pytest.raises(IndexError):
        reader.state_before(index * 2)


def test_waits_and_layers(reader):
    assert reader.wait_at(0) == Wait("bed", None, 60.0, cooling=False)
    assert reader.wait_at(1) == Wait("hotend", 1, 200.0, cooling=True)
    assert reader.wait_at(2) is None
    layers = [reader.layer_at(index) for index in range(len(reader))]
    assert layers == [None, None, None, Layer(0, 0.2), Layer(0, 0.2), Layer(1, 0.4), Layer(1, 0.4)]
    assert reader.layer_count == 2


def test_what_is_told_of_the_job(reader):
    assert (reader.name, reader.estimated_seconds) == ("part.gcode", 65)
    assert reader.skipped_count == 2
    assert reader.skipped_examples == [SkippedLine(2, "START_PRINT"), SkippedLine(14, "M110 N0")]
    assert reader.substitutions == [
        Substitution(0, "M190 S60", "M140 S60"),
        Substitution(1, "M109 R200 T1", "M104 S200 T1"),
        Substitution(6, "M117 Grüße", "M117 Gruesse"),
    ]


def test_the_state_before_a_line(reader):
    assert reader.state_before(0) == MachineState()
    state = reader.state_before(5)
    assert (state.x, state.z, state.e, state.hotend_targets_celsius) == (10, 0.2, 1, {1: 200})
    assert reader.state_before(len(reader)).z == 0.4


def test_the_state_is_taken_from_the_nearest_snapshot(tmp_path):
    source = tmp_path / "long.gcode"
    source.write_text("M83\n" + "".join(f"G1 X{index} E.01\n" for index in range(3000)))
    write_spool(source, tmp_path / "long.spool")
    with SpoolReader.open(tmp_path / "long.spool") as reader:
        state = MachineState()
        for index in range(len(reader)):
            if index in {1, 999, 1000, 1001, 2500, 3000}:
                found = reader.state_before(index)
                assert (found.x, found.absolute_extruder) == (state.x, state.absolute_extruder)
                assert found.e == pytest.approx(state.e)
            state.apply(reader.body(index))


def test_a_whole_spool_verifies(reader):
    reader.verify()


def test_damage_in_the_content_is_found(path):
    content = bytearray(path.read_bytes())
    content[HEADER_BYTES + 3] ^= 1
    path.write_bytes(content)
    with (
        SpoolReader.open(path) as reader,
        pytest.raises(SpoolError, match=r"part\.spool: the content is damaged"),
    ):
        reader.verify()


def test_what_is_no_whole_spool_is_refused(path, tmp_path):
    content = path.read_bytes()
    cases = {
        "this is not a spool": [b"", b"G28\n", content[:20], b"x" + content[1:]],
        "the header is damaged": [content[:9] + b"\xff" + content[10:]],
        "it has": [content[:-1], content + b" "],
    }
    for message, damaged in cases.items():
        for index, data in enumerate(damaged):
            victim = tmp_path / f"{message} {index}"
            victim.write_bytes(data)
            with pytest.raises(SpoolError, match=message):
                SpoolReader.open(victim)


def test_damaged_notes_are_refused(path):
    content = path.read_bytes()
    header = SpoolHeader.unpack(content)
    for notes in (b"{" * header.notes_bytes, b"{}".ljust(header.notes_bytes)):
        path.write_bytes(content[: header.notes_at] + notes)
        with pytest.raises(SpoolError, match="the notes are damaged"):
            SpoolReader.open(path)


def test_a_spool_that_is_absent(tmp_path):
    with pytest.raises(SpoolError, match="No such file"):
        SpoolReader.open(tmp_path / "absent.spool")


def test_closing_twice_does_no_harm(path):
    reader = SpoolReader.open(path)
    reader.close()
    reader.close()
