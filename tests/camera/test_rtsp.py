"""RTSP from a real server, by ffmpeg."""

import io
from contextlib import closing
from itertools import islice

import pytest
from PIL import Image
from rtsp_source import rtsp_server

from lezerprint.camera.errors import SourceError
from lezerprint.camera.setup import ReaderSetup
from lezerprint.camera.sources import frames_of


@pytest.fixture(scope="module")
def url():
    with rtsp_server() as url:
        yield url


@pytest.mark.parametrize("kind", ["h264", "mjpeg"])
def test_pictures_come(url, kind):
    with closing(frames_of(ReaderSetup(f"{url}/{kind}"))) as source:
        for jpeg in islice(source, 5):
            with Image.open(io.BytesIO(jpeg)) as picture:
                picture.load()
                assert picture.size == (320, 240)


def test_what_it_has_not_is_told(url):
    with pytest.raises(SourceError, match="404 Not Found"):
        next(frames_of(ReaderSetup(f"{url}/nothing")))
    with pytest.raises(SourceError, match="has no 640x480: it gives 320x240, set that"):
        next(frames_of(ReaderSetup(f"{url}/h264", width=640, height=480)))
