"""What is kept of a camera's video, and what goes to whom."""

import pytest
from h264 import segments, stream

from lezerprint.camera import video
from lezerprint.camera.mp4 import Segment, SegmentKind
from lezerprint.camera.video import LATE_SECONDS, VideoFeed

INIT, KEY, DELTA = SegmentKind


@pytest.fixture(scope="module")
def init():
    return segments(stream("-bf", "0"))[0]


@pytest.fixture
def feed(init):
    """Two groups of an init segment, a key and two more each, the last one at 2.25 seconds."""
    feed = VideoFeed()
    put = feed.begin()
    put(init, 0.0)
    for arrived, kind in enumerate((KEY, DELTA, DELTA, KEY, DELTA, DELTA)):
        put(Segment(kind, kind.encode()), arrived / 4 + 1)
    return feed


def sent(feed, number, now=2.25):
    """The kinds of all that goes to who has this number, and the number of the last one."""
    kinds = []
    while (segment := feed.after(number, now)) is not None:
        kinds.append(segment.kind)
        number = segment.number
    return kinds, number


def test_who_comes_new_begins_at_the_newest_key(feed):
    assert sent(feed, 0) == ([INIT, KEY, DELTA, DELTA], 7)


def test_who_keeps_up_gets_each(feed):
    assert sent(feed, 3)[0] == [DELTA, KEY, DELTA, DELTA]
    assert sent(feed, 5) == ([DELTA, DELTA], 7)
    assert sent(feed, 7) == ([], 7)


def test_who_is_late_goes_on_at_the_newest_key(feed):
    assert sent(feed, 3, now=1.5 + LATE_SECONDS + 0.1)[0] == [KEY, DELTA, DELTA]
    assert sent(feed, 2, now=1.3 + LATE_SECONDS)[0] == [KEY, DELTA, DELTA]


def test_nothing_goes_before_a_key(init):
    feed = VideoFeed()
    put = feed.begin()
    assert sent(feed, 0) == ([], 0)
    put(Segment(KEY, b""), 0.0)
    assert sent(feed, 0) == ([], 0)
    put(init, 0.0)
    put(Segment(DELTA, b""), 0.0)
    assert sent(feed, 0) == ([INIT], 1)


def test_a_new_stream_begins_with_its_own_init_segment(feed, init):
    put = feed.begin()
    put(init, 4.0)
    put(Segment(KEY, b""), 4.0)
    assert sent(feed, 7)[0] == [INIT, KEY]


def test_what_came_of_an_ended_reader_is_not_taken(feed, init):
    put = feed.begin()
    feed.end()
    feed.clear()
    put(init, 5.0)
    assert sent(feed, 0) == ([], 0)
    assert feed.is_offered
    assert feed.codec.startswith("avc1.")
    feed.forget()
    assert feed.is_offered is None


def test_what_is_kept_is_bounded_though_no_key_comes(feed, monkeypatch):
    monkeypatch.setattr(video, "MAX_KEPT_BYTES", 10_000)
    put = feed.begin()
    _, number = sent(feed, 0)
    for count in range(100):
        put(Segment(DELTA, bytes(1000)), 10.0 + count)
        kinds, number = sent(feed, number, now=10.0 + count)
        assert kinds == [DELTA]  # who keeps up has each all the same
    assert len(feed._kept) <= 10
    assert sent(feed, 0)[0] == [INIT]
    put(Segment(KEY, b""), 200.0)
    assert sent(feed, 0, now=200.0)[0] == [INIT, KEY]
    assert sent(feed, 3, now=200.0)[0] == [KEY]


def test_what_is_no_h264_is_not_offered(feed):
    feed.begin()(Segment(INIT, b"\0\0\0\x08moov"), 4.0)
    assert feed.is_offered is False
    assert sent(feed, 7)[0] == []
