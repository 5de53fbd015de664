"""Offers, passed on to a stand-in for media servers."""

import json
import time

import pytest
from whep_server import ANSWER, PASSWORD, USER, whep_server

from lezerprint.camera.errors import SourceError
from lezerprint.camera.webrtc import MediaServer, answer_of

OFFER = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\n"


@pytest.fixture(scope="module")
def media():
    with whep_server() as server:
        yield server


def server_at(media, path, kind="whep", credentials=""):
    return MediaServer(f"http://{credentials}127.0.0.1:{media.server_port}/{path}", kind)


def refusal(server, **settings):
    with pytest.raises(SourceError) as raised:
        answer_of(server, OFFER, **settings)
    return str(raised.value)


def test_whep(media):
    assert answer_of(server_at(media, "whep"), OFFER) == ANSWER
    assert media.asked[-1] == ("application/sdp", OFFER)


def test_camera_streamer_has_it_in_json(media):
    assert answer_of(server_at(media, "streamer", "camera-streamer"), OFFER) == ANSWER
    assert json.loads(media.asked[-1][1]) == {"type": "offer", "sdp": OFFER}


def test_with_a_password_that_nobody_is_shown(media):
    assert answer_of(server_at(media, "password", credentials=f"{USER}:{PASSWORD}@"), OFFER) == ANSWER
    assert "asks for a password" in refusal(server_at(media, "password"))
    wrong = server_at(media, "password", credentials="me:wrong@")
    assert "refuses the user name or the password" in refusal(wrong)
    assert "wrong" not in repr(wrong) + refusal(wrong)


@pytest.mark.parametrize(
    ("path", "kind", "said"),
    [
        ("moved", "whep", "redirects, which is refused"),
        ("page", "whep", "is no SDP"),
        ("page", "camera-streamer", "is no SDP"),
        ("whep", "camera-streamer", "is no SDP"),
        ("huge", "whep", "is no SDP"),
        ("absent", "whep", "HTTP status 404: check the camera's webrtc_url"),
    ],
)
def test_what_is_wrong_is_told(media, path, kind, said):
    before = len(media.asked)
    assert said in refusal(server_at(media, path, kind))
    assert len(media.asked) == before + 1


def test_the_whole_conversation_has_a_limit(media):
    begun = time.monotonic()
    assert "longer than 1 seconds" in refusal(server_at(media, "dripping"), limit_seconds=1)
    assert time.monotonic() - begun < 4


def test_addresses_are_those_that_sources_may_have():
    assert "link-local or metadata" in refusal(MediaServer("http://169.254.169.254/whep"))
    assert "cannot connect" in refusal(MediaServer("http://127.0.0.1:9/whep"))
