import hashlib
import re

import pytest

from lezerprint.errors import GcodeFileError, SpoolError
from lezerprint.gcode import source as gcode_source
from lezerprint.gcode.source import BLOCK_BYTES
from lezerprint.gcode.spooling import SpoolSummary, write_spool
from lezerprint.marlin.commands import clean, prepare
from lezerprint.port.spool import Layer, SpoolReader


@pytest.fixture
def spool(tmp_path):
    """Spools a content, and opens what came of it."""
    opened = []

    def write(content, progress=None):
        source = tmp_path / "part.gcode"
        source.write_bytes(content)
        summary = write_spool(source, tmp_path / "part.spool", progress)
        reader = SpoolReader.open(tmp_path / "part.spool")
        opened.append(reader)
        reader.verify()
        return summary, reader

    yield write
    for reader in opened:
        reader.close()


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def lines_of(reader):
    return [body for body, _ in reader.bodies(0, len(reader))]


def test_the_summary(spool):
    content = b"; LAYER_COUNT:7\n;TIME:90\nG28\nhello\nM109 S200\nG1 X1"
    summary, reader = spool(content)
    digest = hashlib.sha256(content)
    assert summary == SpoolSummary(3, 0, 0, len(content), digest.hexdigest(), 1, 1, 7, 90.0)
    assert reader.header.source_sha256 == digest.digest()
    assert lines_of(reader) == [b"G28", b"M104 S200", b"G1 X1"]


def test_many_batches_are_as_one(spool, monkeypatch):
    row = ";LAYER_CHANGE\r\n;Z:%d.5\r\nG1 X%d Y1 E.5 ; move\r\n\r\nM117 %d\\%d\r\nM109 S%d\n; nothing\n"
    content = b"M83\n" + "".join(row % ((index,) * 5) for index in range(700)).encode()
    whole_summary, whole = spool(content)
    seen = []
    monkeypatch.setattr(gcode_source.GcodeText.blocks, "__defaults__", (1000,))
    summary, parted = spool(content, seen.append)
    assert summary == whole_summary
    assert len(seen) > 20
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert lines_of(parted) == lines_of(whole)
    assert lines_of(whole) == [prepare(body).body for body in map(clean, content.split(b"\n")) if body]
    for index in range(0, len(whole), 97):
        assert parted.source_line(index) == whole.source_line(index)
        assert parted.source_offset(index) == whole.source_offset(index)
        assert parted.layer_at(index) == whole.layer_at(index)
        assert parted.wait_at(index) == whole.wait_at(index)
        assert parted.xor(index) == whole.xor(index)
    assert parted.state_before(2000).e == pytest.approx(whole.state_before(2000).e)
    assert parted.substitutions == whole.substitutions


def test_a_file_longer_than_a_block_keeps_its_order(spool):
    count = BLOCK_BYTES // 10
    content = b"".join(b"G1 X%d\n" % index for index in range(count, 2 * count))
    assert len(content) > BLOCK_BYTES
    _, reader = spool(content)
    assert len(reader) == count
    assert b"\n".join(lines_of(reader)) + b"\n" == content
    assert reader.source_line(count - 1) == count
    assert reader.state_before(count).x == 2 * count - 1


def test_layers_without_a_height_get_that_of_their_first_printing_move(spool):
    _, reader = spool(
        b"G28\n;LAYER:0\nG0 X5 Z2\nG1 Z.3 F600\nG1 X6 E2\n"
        b";LAYER:1\nG0 X1 Z2.6\nG0 Z.6\nG1 X5 E3\n;LAYER:2\nM107\n"
    )
    assert [reader.layer_at(index) for index in (1, 5, 8)] == [Layer(0, 0.3), Layer(1, 0.6), Layer(2, None)]


def test_a_layer_without_commands_at_the_end_is_none(spool):
    summary, _ = spool(b"G28\n;LAYER:0\nG1 X1 E1\n;LAYER:1\n")
    assert summary.layer_count == 1


def test_examples_of_skipped_lines_are_bounded(spool):
    summary, reader = spool(b"G28\n" + b"PRINT_START\n" * 500)
    assert summary.skipped_count == reader.skipped_count == 500
    assert [example.source_line for example in reader.skipped_examples] == list(range(2, 22))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"; only comments\n\n", "it contains no G-code commands"),
        (b"just some text\nof a letter\n", "it contains no G-code commands"),
        (b"GCDE\x01\x00", "the binary G-code is cut short: it ends within its header"),
        (bytes(1000), "contains only zeros"),
        (b"G28\n\nG1 X" + b"1" * 100 + b"\n", r"line 3: a command of 104 bytes does not fit"),
        (b"G28\n" + b"x" * 70_000 + b"\nG1 X1\n", r"line 2 is longer than 64 KiB"),
    ],
)
def test_a_file_that_cannot_be_printed_leaves_nothing(tmp_path, content, message):
    source = tmp_path / "part.gcode"
    source.write_bytes(content)
    with pytest.raises(GcodeFileError, match=rf"^{re.escape(str(source))}:? {message}"):
        write_spool(source, tmp_path / "part.spool")
    assert names_in(tmp_path) == ["part.gcode"]


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(GcodeFileError, match="No such file"):
        write_spool(tmp_path / "missing.gcode", tmp_path / "part.spool")
    with pytest.raises(GcodeFileError, match="is a directory"):
        write_spool(tmp_path, tmp_path / "part.spool")
    source = tmp_path / "part.gcode"
    source.write_bytes(b"G28\n")
    with pytest.raises(SpoolError, match=r"cannot write .*part\.spool: No such file"):
        write_spool(source, tmp_path / "missing" / "part.spool")
    (tmp_path / "folder.spool").mkdir()
    with pytest.raises(SpoolError, match=r"cannot write .*folder\.spool"):
        write_spool(source, tmp_path / "folder.spool")
    assert names_in(tmp_path) == ["folder.spool", "part.gcode"]


def test_a_spool_is_replaced_only_by_a_whole_one(tmp_path):
    source = tmp_path / "part.gcode"
    spool = tmp_path / "part.spool"
    source.write_bytes(b"G28\n")
    write_spool(source, spool)
    before = spool.read_bytes()
    source.write_bytes(b"G28\nG1 X" + b"1" * 100)
    with pytest.raises(GcodeFileError):
        write_spool(source, spool)
    assert spool.read_bytes() == before


def test_an_abandoned_spool_leaves_nothing(tmp_path):
    source = tmp_path / "part.gcode"
    source.write_bytes(b"G28\n")

    def abandon(_done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_spool(source, tmp_path / "part.spool", abandon)
    assert names_in(tmp_path) == ["part.gcode"]


def test_pauses_and_what_the_firmware_may_not_know_are_stops(spool):
    _, reader = spool(b"G28\nM601\nG1 X1\n@pause\nM900 K1\nG1 X2\nM900 K2\nM600\nG1 X3\nM25 S1\nM104 S1\n")
    assert lines_of(reader)[1] == lines_of(reader)[3] == b"M400"
    assert [reader.pause_at(line) for line in range(5)] == [None, "M601", None, "@pause", None]
    assert [reader.source_line(line) for line in (1, 3)] == [2, 4]
    stops, line = [], reader.next_stop(0)
    while line is not None:
        stops.append(line)
        line = reader.next_stop(line + 1)
    assert stops == [1, 3, 4, 7, 9]
