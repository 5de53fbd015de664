"""RTSP from a real server, by ffmpeg."""

import io
import subprocess
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from PIL import Image
from services import require
from serving import free_port

from lezerprint.camera.errors import SourceError
from lezerprint.camera.setup import ReaderSetup
from lezerprint.camera.sources import frames_of

PROGRAM = Path(__file__).parents[1] / "support" / "rtsp_server.py"


@pytest.fixture(scope="module")
def url():
    port = free_port()
    words = [require("rtsp"), str(PROGRAM), str(port)]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        yield f"rtsp://127.0.0.1:{port}"
        process.kill()


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
