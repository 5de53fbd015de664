"""What a predecessor wrote is read whole, or not at all, wherever a kill has torn it."""

from __future__ import annotations

import pytest

from lezerprint.marlin.ledger import Anchor
from lezerprint.port import journal as layout
from lezerprint.port.journal import Cursor, Journal


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal"


def reopened(path):
    journal = Journal(path)
    journal.close()
    return journal


def first_difference(before, after):
    """The range of bytes in which two files differ."""
    changed = [at for at, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    return changed[0], changed[-1] + 1


def torn(path, write):
    """What a reader finds for every number of bytes of one write that had reached the file."""
    before = path.read_bytes()
    journal = Journal(path)
    write(journal)
    journal.close()
    after = path.read_bytes()
    start, end = first_difference(before, after)
    for cut in range(start, end + 1):
        path.write_bytes(after[:cut] + before[cut:])
        yield cut == end, reopened(path)


def test_a_new_one_is_empty_and_has_its_full_size(path):
    journal = reopened(path)
    assert journal.state == {}
    assert journal.cursor == Cursor(0, 0, 0, 0)
    assert journal.anchors == []
    assert path.stat().st_size == path.stat().st_blocks * 512 == layout._SIZE_BYTES
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_was_written_is_found_again(path):
    journal = Journal(path)
    journal.write_state({"job": "ä"})
    journal.write_anchor(3, Anchor(1000, b"", 0))
    journal.write_anchor(3, Anchor(1001, b"M105", 0))
    journal.write_cursor(3, 1005, 1002, 2)
    journal.close()
    found = reopened(path)
    assert found.state == {"job": "ä"}
    assert found.cursor == Cursor(epoch=3, sent=1005, acknowledged=1002, executed=2)
    assert found.anchors == [Anchor(1000, b"", 0), Anchor(1001, b"M105", 0)]
    assert found.latest_epoch == 3


def test_the_newest_of_many(path):
    journal = Journal(path)
    for count in range(1, 20):
        journal.write_state({"count": count})
        journal.write_cursor(1, 1000 + count, count, count)
        journal.close()
        journal = Journal(path)
        assert journal.state == {"count": count}
        assert journal.cursor == Cursor(1, 1000 + count, count, count)
    journal.close()


def test_a_torn_cursor_leaves_the_one_before(path):
    journal = Journal(path)
    for sent in (1010, 1020, 0x1FFFF):
        journal.write_cursor(7, sent, sent - 5, sent - 7)
    journal.close()
    count = 0
    for whole, found in torn(path, lambda journal: journal.write_cursor(8, 0x2ABCD, 0x2ABC0, 0x2AB00)):
        assert found.cursor == (
            Cursor(8, 0x2ABCD, 0x2ABC0, 0x2AB00) if whole else Cursor(7, 0x1FFFF, 0x1FFFF - 5, 0x1FFFF - 7)
        )
        count += 1
    assert count > 20


def test_a_torn_state_leaves_the_one_before(path):
    journal = Journal(path)
    for state in ("one", "two", "three, which is longer than the next"):
        journal.write_state({"state": state})
    journal.close()
    for whole, found in torn(path, lambda journal: journal.write_state({"state": "four"})):
        assert found.state == {"state": "four" if whole else "three, which is longer than the next"}


def test_a_torn_anchor_is_none(path):
    journal = Journal(path)
    journal.write_anchor(1, Anchor(1000, b"", 0))
    journal.write_cursor(1, 2000, 2000, 0)
    journal.close()
    for whole, found in torn(path, lambda journal: journal.write_anchor(1, Anchor(1500, b"M114 some", 400))):
        expected = [Anchor(1000, b"", 0), Anchor(1500, b"M114 some", 400)]
        assert found.anchors == expected[: 2 if whole else 1]


def test_anchors_that_never_went_out_are_wiped(path):
    """A successor gives their numbers to other lines."""
    journal = Journal(path)
    journal.write_anchor(1, Anchor(1000, b"", 0))
    journal.write_anchor(1, Anchor(1011, b"M105", 10))
    journal.write_cursor(1, 1010, 1010, 0)
    journal.close()
    journal = Journal(path)
    assert journal.anchors == [Anchor(1000, b"", 0)]
    journal.write_cursor(1, 1020, 1010, 0)
    journal.close()
    assert reopened(path).anchors == [Anchor(1000, b"", 0)]


def test_of_two_anchors_at_one_number_the_newer_counts(path):
    journal = Journal(path)
    journal.write_anchor(1, Anchor(1000, b"M105", 0))
    journal.write_anchor(1, Anchor(1000, b"M105", 70))
    journal.write_cursor(1, 1000, 1000, 0)
    journal.close()
    assert reopened(path).anchors == [Anchor(1000, b"M105", 70)]


def test_anchors_of_another_numbering_do_not_count(path):
    journal = Journal(path)
    journal.write_anchor(1, Anchor(1000, b"", 0))
    journal.write_cursor(1, 1000, 1000, 0)
    journal.write_anchor(2, Anchor(900, b"", 5))
    journal.close()
    found = reopened(path)
    assert found.anchors == [Anchor(1000, b"", 0)]
    assert found.latest_epoch == 2, "the next numbering must not have the number of one that had begun"


def test_the_ring_keeps_the_last_anchors(path):
    journal = Journal(path)
    last = layout._ANCHOR_COUNT + 100
    for number in range(1, last + 1):
        journal.write_anchor(1, Anchor(number, b"M105", number))
    journal.write_cursor(1, last, last, 0)
    journal.close()
    numbers = [anchor.number for anchor in reopened(path).anchors]
    assert numbers == list(range(101, last + 1))


def test_a_state_that_is_too_long_changes_nothing(path):
    journal = Journal(path)
    journal.write_state({"short": 1})
    with pytest.raises(ValueError, match="too large"):
        journal.write_state({"long": "x" * layout._STATE_BYTES})
    assert journal.state == {"short": 1}
    journal.close()
    assert reopened(path).state == {"short": 1}


@pytest.mark.parametrize("content", [b"", b"rubbish", b"\xff" * layout._SIZE_BYTES])
def test_a_file_that_is_no_journal_is_begun_anew(path, content):
    path.write_bytes(content)
    assert reopened(path).state == {}
    assert path.stat().st_size == layout._SIZE_BYTES
