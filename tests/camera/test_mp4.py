"""Segments of what a real ffmpeg writes."""

import pytest
from h264 import FPS, SECONDS, segments, stream
from videos import decoded_frames, fragment_seconds

from lezerprint.camera.mp4 import InvalidMp4Error, SegmentKind, SegmentParser, codec_of


@pytest.fixture(scope="module")
def data():
    return stream("-bf", "0", "-profile:v", "main", "-level", "3.1")


@pytest.mark.parametrize("step", [1, 777, 10_000_000])
def test_nothing_is_lost_however_it_is_cut(data, step):
    found = segments(data, step)
    assert data.startswith(b"".join(one.data for one in found))
    assert decoded_frames(b"".join(one.data for one in found)) == FPS * SECONDS


def test_an_init_segment_comes_first_and_keys_where_pictures_need_no_other(data):
    init, *fragments = segments(data)
    assert init.kind is SegmentKind.INIT
    keys = [number for number, one in enumerate(fragments) if one.kind is SegmentKind.KEY]
    assert len(keys) == SECONDS
    for number in keys:
        rest = b"".join(one.data for one in fragments[number:])
        assert decoded_frames(init.data + rest) == FPS * (SECONDS - keys.index(number))


@pytest.mark.parametrize("fps", [5, 7, 12, 25, 30, 60])
def test_no_fragment_is_long(fps):
    init, *fragments = segments(stream("-bf", "2", fps=fps))
    assert max(fragment_seconds(init.data, [one.data for one in fragments])) <= 0.250


def test_the_codec_is_told_as_players_want_it(data):
    assert codec_of(segments(data)[0].data) == "avc1.4D401F"


@pytest.mark.parametrize(
    "wrong",
    [
        b"\0\0\0\1moov",
        b"\xff\xff\xff\xffmoof",
        b"\0\0\0\x08mdat",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"\0\0\0\x08moof",
        b"\0\0\0\x20moof\0\0\0\x18traf\0\0\0\x08tfhd\0\0\0\x08trun",
    ],
)
def test_what_is_no_mp4_is_refused(wrong):
    with pytest.raises(InvalidMp4Error):
        SegmentParser().feed(wrong)


def test_an_init_segment_without_h264_has_no_codec(data):
    with pytest.raises(InvalidMp4Error):
        codec_of(segments(data)[0].data.replace(b"avc1", b"hvc1"))
    with pytest.raises(InvalidMp4Error):
        codec_of(b"")
