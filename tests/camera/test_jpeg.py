"""Frames out of a stream of bytes."""

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mjpeg_server import LARGE, SMALL, frames

from lezerprint.camera.jpeg import FrameParser

FRAMES = [*frames(SMALL)[:3], *frames(LARGE)[:3]]
PART = b"\r\n--b\r\nContent-Type: image/jpeg\r\n\r\n"


def segment(marker, body=b""):
    return b"\xff" + bytes((marker,)) + struct.pack("!H", len(body) + 2) + body


def made(thumbnail=b"", table=b"", scan=b"\x12\x00\xff\x00\xff\xd3\x40"):
    """The least that has a frame's structure."""
    return (
        b"\xff\xd8" + segment(0xE1, b"Exif" + thumbnail) + segment(0xDB, table)
        + segment(0xC0, b"\x08") + segment(0xDA, b"\x01") + scan + b"\xff\xd9"
    )  # fmt: skip


def parsed(data, sizes=None):
    """What comes out of this data, fed in pieces of these sizes; all at once without."""
    parser, found = FrameParser(), []
    while data:
        size = next(sizes) if sizes else len(data)
        found += parser.feed(data[:size])
        data = data[size:]
    return found


@given(st.lists(st.integers(1, 4000), min_size=1, max_size=20), st.integers(0, 2**32))
def test_frames_are_the_same_however_they_are_cut(sizes, seed):
    dice = random.Random(seed)
    sent = dice.choices(FRAMES, k=4)
    stream = b"".join(PART + frame for frame in sent)
    assert parsed(stream, iter(lambda: dice.choice(sizes), None)) == sent


def test_byte_by_byte():
    assert parsed(PART + FRAMES[0] + PART + FRAMES[3], iter(lambda: 1, None)) == [FRAMES[0], FRAMES[3]]


def test_an_end_of_image_inside_a_segment_is_none():
    inner = made()
    for frame in (made(thumbnail=inner), made(table=b"\xff\xd9\xff\xd8\xff")):
        assert parsed(frame + frame) == [frame, frame]


def test_several_scans_are_one_frame():
    progressive = made(scan=b"\x12" + segment(0xC4, b"\xff\xd9") + segment(0xDA, b"\x02") + b"\x34")
    assert parsed(progressive) == [progressive]


@given(st.binary(max_size=3000), st.integers(0, len(FRAMES) - 1))
def test_after_garbage_the_next_frames_are_whole(noise, number):
    after = FRAMES[number]
    found = parsed(noise + PART + after + PART + after + PART + after)
    assert found[-1] == after
    assert len(found) >= 1


@given(st.integers(0, len(FRAMES[0]) - 1), st.integers(1, 5000))
def test_a_frame_that_is_cut_is_dropped_and_the_next_one_is_whole(length, size):
    stream = PART + FRAMES[0][:length] + PART + FRAMES[1] + PART + FRAMES[2]
    found = parsed(stream, iter(lambda: size, None))
    assert found[-1] == FRAMES[2]
    assert set(found) <= {FRAMES[1], FRAMES[2]}


def test_the_end_of_one_and_the_start_of_another_are_no_frame():
    half = made()[:-2] + made()[2:]
    assert parsed(half + made()) == [made()]


@pytest.mark.parametrize("limit", [1000, 5000])
def test_what_is_too_long_is_dropped_and_memory_is_bounded(limit):
    parser, found = FrameParser(limit), []
    long = made(scan=b"\x55" * 50_000)
    stream = long + made() + b"\x00" * 50_000 + made()
    for at in range(0, len(stream), 700):
        found += parser.feed(stream[at : at + 700])
        assert len(parser._buffer) <= limit + 700
    assert found == [made(), made()]
    assert parser.dropped_bytes == len(stream) - 2 * len(made())
