"""What each kind of source gives, read in the test's own process."""

import socket
from contextlib import closing
from itertools import islice
from urllib.parse import quote

import pytest
from mjpeg_server import LARGE, PASSWORD, SMALL, USER, all_frames, frames, huge_frames
from simulated import SimulatedPrinter

from lezerprint.camera.errors import SourceError
from lezerprint.camera.setup import ReaderSetup
from lezerprint.camera.sources import frames_of

CREDENTIALS = f"{USER}:{quote(PASSWORD, safe='')}@"


def read(url, count, **settings):
    with closing(frames_of(ReaderSetup(url, **settings))) as source:
        return list(islice(source, count))


def failure(url, **settings):
    with pytest.raises(SourceError) as raised:
        read(url, 1000, **settings)
    return str(raised.value)


def test_a_stream_is_passed_through(ip_camera):
    assert read(ip_camera.url(), 5) == list(frames()[:5])


@pytest.mark.parametrize("kind", ["basic", "digest"])
def test_a_password(ip_camera, kind):
    assert read(ip_camera.url(kind, CREDENTIALS), 2) == list(frames()[:2])
    assert "asks for a password" in failure(ip_camera.url(kind))
    wrong = failure(ip_camera.url(kind, "me:hunter2@"))
    assert "refuses the user name or the password" in wrong
    assert "hunter2" not in wrong


def test_a_still_picture_is_fetched_again(ip_camera):
    assert set(read(ip_camera.url("still"), 2)) <= set(frames())


def test_garbage_and_cut_pictures_are_passed_over(ip_camera):
    assert read(ip_camera.url("garbage"), 5) == list(frames()[:5])
    source = frames_of(ReaderSetup(ip_camera.url("cut")))
    found = []
    with pytest.raises(SourceError, match="ended its stream"):
        found.extend(source)
    assert set(frames()[1::2]) <= set(found) <= all_frames()


def test_another_resolution_and_large_pictures(ip_camera):
    assert read(ip_camera.url("switching"), 2) == [frames(SMALL)[0], frames(LARGE)[0]]
    assert read(ip_camera.url("huge"), 1) == [huge_frames()[0]]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("page", "text/html, not with pictures: set the address of its stream"),
        ("nowhere", "HTTP status 404"),
        ("noise", "no JPEG pictures"),
        ("elsewhere", "another host, camera.invalid, which is refused"),
        ("metadata", "another host, 169.254.169.254, which is refused"),
    ],
)
def test_what_is_no_camera_is_told_with_what_to_do(ip_camera, kind, words):
    assert words in failure(ip_camera.url(kind))


def test_a_redirect_of_its_own_is_followed(ip_camera):
    assert read(ip_camera.url("here"), 1) == [frames()[0]]


def test_nobody_is_there():
    assert "cannot connect to 127.0.0.1:9: Connection refused" in failure("http://127.0.0.1:9/x")
    assert "link-local or metadata" in failure("http://169.254.169.254/x")


def test_a_file_is_played_again_and_again(tmp_path):
    file = tmp_path / "pictures"
    file.write_bytes(b"".join(frames()[:2]))
    assert read(file.as_uri(), 4, fps=60) == [*frames()[:2], *frames()[:2]]
    file.write_bytes(b"nothing")
    assert "has no JPEG" in failure(file.as_uri())
    assert "cannot be read" in failure((tmp_path / "absent").as_uri())


def test_a_device_that_is_not_there():
    assert failure("/dev/video99") == "there is no /dev/video99: is the camera plugged in?"


def test_an_ffmpeg_that_is_not_there():
    with socket.create_server(("127.0.0.1", 0)) as camera:
        url = f"rtsp://127.0.0.1:{camera.getsockname()[1]}/x"
        assert "set ffmpeg_path" in failure(url, ffmpeg="/nowhere/ffmpeg")


def test_ffmpeg_says_what_is_wrong_without_the_password(ip_camera):
    said = failure(ip_camera.url(credentials="me:hunter2@").replace("http", "rtsp"))
    assert "ffmpeg cannot read the camera" in said
    assert "hunter2" not in said


def test_the_simulated_printer_is_drawn():
    with SimulatedPrinter() as printer:
        setup = {"virtual_control": str(printer.control), "width": 320, "height": 240}
        first, second = read("virtual", 2, **setup)
        assert first.startswith(b"\xff\xd8")
        assert second.endswith(b"\xff\xd9")
    assert "not running" in failure("virtual", **setup)
    assert "not simulated" in failure("virtual")
