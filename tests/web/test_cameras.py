"""Cameras over HTTP, from a real IP camera to real viewers."""

import http.client
import io
import re
import time
from contextlib import closing, contextmanager
from urllib.parse import urlencode, urlsplit

import pytest
from api import Api
from mjpeg_server import PASSWORD, SMALL, USER, IpCamera, frames
from PIL import Image, ImageChops, ImageOps, ImageStat
from simulated import SimulatedPrinter, wait_until

from lezerprint.camera.jpeg import FrameParser
from lezerprint.camera.states import CameraState
from web import camera_stream

CAMERA = "/api/camera"


@pytest.fixture(scope="module")
def source():
    with IpCamera() as camera:
        yield camera


@pytest.fixture(scope="module")
def api(source):
    cameras = [
        {"name": "turned", "url": source.url(), "rotation": 90, "flip_horizontal": True, "idle_seconds": 1},
        {"name": "page", "url": source.url("page", f"{USER}:hunter2@"), "idle_seconds": 0},
        {"name": "gone", "url": "http://127.0.0.1:9/stream", "idle_seconds": 0},
    ]
    with (
        SimulatedPrinter() as printer,
        Api(printer.link, camera_url=source.url(), cameras=cameras, public_camera=True) as api,
    ):
        yield api


@contextmanager
def watching(api, path=f"{CAMERA}/stream", headers=None):
    """An open stream, past the client's own buffers."""
    parts = urlsplit(api.url)
    with closing(http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)) as connection:
        connection.request(
            "GET", path, headers={"X-Api-Key": api.key("VIEWER")} if headers is None else headers
        )
        yield connection.getresponse()


def pictures(answer, count):
    parser, found = FrameParser(), []
    while len(found) < count:
        found += parser.feed(answer.read1(65_536))
    return found[:count]


def camera_of(api, name="default"):
    return api.services.cameras.get(name).camera


def error_of(answer):
    return answer.status_code, answer.json()["error"]["code"], answer.json()["error"]["message"]


def opened(jpeg):
    picture = Image.open(io.BytesIO(jpeg))
    picture.load()
    return picture


def difference(one, other):
    """By how much two pictures differ where they do most, on the average of a tile."""
    tiles = ImageChops.difference(one, other).reduce(20)
    return max(high for _, high in ImageStat.Stat(tiles).extrema)


class TestStream:
    def test_pictures_are_passed_through(self, api):
        with watching(api) as answer:
            assert answer.status == 200
            assert answer.headers["Content-Type"].startswith("multipart/x-mixed-replace; boundary=")
            assert answer.headers["Cache-Control"] == "no-store"
            assert set(pictures(answer, 10)) <= set(frames())

    def test_each_part_is_told_by_its_length_and_ends_with_the_boundary(self, api):
        with watching(api) as answer:
            boundary = answer.headers.get_param("boundary").encode()
            assert answer.readline() == b"--" + boundary + b"\r\n"
            for _ in range(3):
                head = dict(iter(lambda: tuple(answer.readline().strip().partition(b": ")[::2]), (b"", b"")))
                assert head[b"Content-Type"] == b"image/jpeg"
                assert abs(float(head[b"X-Timestamp"]) - time.time()) < 10
                assert answer.read(int(head[b"Content-Length"])) in frames()
                assert answer.readline() == b"\r\n"
                assert answer.readline() == b"--" + boundary + b"\r\n"

    def test_one_reader_for_all_and_off_when_the_last_has_left(self, api):
        camera = camera_of(api, "turned")
        with (
            watching(api, "/api/cameras/turned/stream") as one,
            watching(api, "/api/cameras/turned/stream") as two,
        ):
            pictures(one, 2)
            pictures(two, 2)
            assert camera.feed.viewers == 2
        wait_until(lambda: camera.feed.viewers == 0, "nobody")
        wait_until(lambda: camera.status.state is CameraState.IDLE, "its end")

    def test_who_reads_nothing_slows_nobody_and_gets_new_pictures(self, api):
        with watching(api) as slow, watching(api) as quick:
            first = pictures(slow, 1)
            begun = time.monotonic()
            assert len(pictures(quick, 60)) == 60
            assert time.monotonic() - begun < 20
            assert set(first + pictures(slow, 5)) <= set(frames())

    def test_who_takes_nothing_for_long_is_let_go(self, api, monkeypatch):
        monkeypatch.setattr(camera_stream, "_STALL_SECONDS", 0.5)
        camera = camera_of(api)
        camera.settings = camera.settings.model_copy(
            update={"url": camera.settings.url.replace("stream", "huge")}
        )
        try:
            with watching(api):
                wait_until(lambda: camera.feed.viewers == 0, "its end")
        finally:
            camera.settings = camera.settings.model_copy(
                update={"url": camera.settings.url.replace("huge", "stream")}
            )
        wait_until(lambda: camera.status.state is CameraState.IDLE, "that it is off")

    def test_the_session_ends(self, api, monkeypatch):
        monkeypatch.setattr(camera_stream, "_RECHECK_SECONDS", 0.2)
        token = {"Authorization": f"Bearer {api.token('VIEWER')}"}
        with watching(api, headers=token) as answer:
            pictures(answer, 1)
            assert api.client.post("/api/auth/logout", headers=token).status_code == 200
            while answer.read1(65_536):
                pass

    def test_a_failed_source_is_told_at_once(self, api):
        status, code, message = error_of(api.admin.get("/api/cameras/gone/stream"))
        assert (status, code) == (503, "CAMERA_UNAVAILABLE")
        assert "cannot connect to 127.0.0.1:9" in message
        status, code, message = error_of(api.admin.get("/api/cameras/page/snapshot"))
        assert (status, code) == (503, "CAMERA_UNAVAILABLE")
        assert "set the address of its stream" in message
        assert "hunter2" not in message

    def test_it_goes_on_when_the_source_comes_back(self, api, source):
        with watching(api) as answer:
            pictures(answer, 2)
            source.kill()
            camera = camera_of(api)
            wait_until(lambda: camera.status.state is CameraState.FAILED, "the failure")
            source.start()
            since = time.monotonic()
            wait_until(lambda: camera.status.state is CameraState.LIVE, "the recovery")
            assert set(pictures(answer, 5)) <= set(frames())
            assert time.monotonic() - since < 10


class TestSnapshot:
    def test_it_is_not_older_than_the_request(self, api):
        with watching(api) as answer:
            pictures(answer, 3)
            before = time.time()
            got = api.admin.get(f"{CAMERA}/snapshot")
        assert got.content in frames()
        assert got.headers["content-type"] == "image/jpeg"
        assert got.headers["cache-control"] == "no-store"
        assert float(got.headers["x-timestamp"]) >= before - 0.001
        assert 0 <= float(got.headers["x-frame-age"]) < 5

    def test_it_is_turned_as_the_camera_hangs(self, api):
        got = api.admin.get("/api/cameras/turned/snapshot").content
        with Image.open(io.BytesIO(got)) as picture:
            assert picture.size == (SMALL[1], SMALL[0])
            differences = [
                difference(picture, ImageOps.mirror(opened(one)).rotate(-90, expand=True)) for one in frames()
            ]
            others = [difference(picture, opened(one).rotate(-90, expand=True)) for one in frames()]
        assert min(differences) < 2 < min(others)

    def test_another_name(self, api):
        assert error_of(api.admin.get("/api/cameras/nothing/snapshot"))[:2] == (404, "NOT_FOUND")


class TestWhoMaySee:
    def test_a_signed_address(self, api):
        for path in (f"{CAMERA}/snapshot", "/webcam/?action=snapshot"):
            signed = api.admin.post("/api/media/sign", json={"path": path}).json()["data"]["url"]
            assert api.client.get(signed).content in frames()
            assert api.client.get(signed[:-1] + ("0" if signed[-1] != "0" else "1")).status_code == 401

    def test_an_api_key_in_the_query_and_no_token(self, api):
        for path in (f"{CAMERA}/snapshot", "/webcam/"):
            query = {"apikey": api.key("VIEWER"), **({"action": "snapshot"} if path == "/webcam/" else {})}
            assert api.client.get(f"{path}?{urlencode(query)}").content in frames()
            query["apikey"] = api.lasting_token("VIEWER")
            assert api.client.get(f"{path}?{urlencode(query)}").status_code == 401
        assert api.client.get(f"{CAMERA}/settings?apikey={api.key('VIEWER')}").status_code == 401

    def test_the_address_of_other_software(self, api):
        with watching(api, "/webcam/?action=stream&1234567") as answer:
            assert set(pictures(answer, 2)) <= set(frames())

    def test_visitors_where_the_settings_allow_it(self, api):
        assert api.client.get("/api/public/camera/snapshot").content in frames()
        with watching(api, "/api/public/camera/stream", headers={}) as answer:
            assert set(pictures(answer, 1)) <= set(frames())


class TestSettings:
    @pytest.fixture(autouse=True)
    def _as_before(self, api):
        cameras = [live.camera for live in api.services.cameras]
        before = [camera.settings for camera in cameras]
        yield
        for camera, settings in zip(cameras, before, strict=True):
            camera.settings = settings

    def change(self, api, name="default", **body):
        return api.admin.post(f"/api/cameras/{name}/settings", json=body)

    def test_what_is_set_is_shown_without_credentials(self, api, source):
        shown = api.admin.get("/api/cameras/page/settings").json()["data"]
        assert shown["source"] == source.url("page").replace("//", "//***@")
        assert (shown["fps"], shown["rotation"]) == (15.0, 0)

    def test_a_change_is_tried_stored_and_noted(self, api):
        answer = self.change(api, fps=5, rotation=180, title="Nozzle")
        assert answer.status_code == 200, answer.text
        assert (answer.json()["data"]["fps"], answer.json()["data"]["title"]) == (5, "Nozzle")
        stored = api.admin.get("/api/settings/camera.default").json()["data"]["value"]
        assert stored == {"fps": 5.0, "rotation": 180, "title": "Nozzle"}
        answer = self.change(api, flipVertical=True)
        assert answer.status_code == 200, answer.text
        stored = api.admin.get("/api/settings/camera.default").json()["data"]["value"]
        assert stored == {"fps": 5.0, "rotation": 180, "title": "Nozzle", "flip_vertical": True}
        api.write_backlog()
        assert "Camera default changed" in api.admin.get("/api/admin/events").text

    def test_what_the_source_cannot_do_is_refused_and_the_old_settings_stay(self, api, source):
        before = camera_of(api).settings
        for body, words in (
            ({"source": source.url("page")}, "text/html, not with pictures"),
            ({"source": source.url("basic", "me:hunter2@")}, "refuses the user name or the password"),
            ({"source": "/dev/video99"}, "is the camera plugged in?"),
            ({"source": "http://169.254.169.254/x"}, "link-local or metadata"),
            ({"source": "file:///etc/passwd"}, "must not be a file"),
            ({"source": "ftp://x/y"}, "must be a URL"),
            ({"resolution": "640x480"}, "set the resolution on the camera itself"),
        ):
            status, code, message = error_of(self.change(api, **body))
            assert (status, code) == (400, "VALIDATION_ERROR"), message
            assert words in message
            assert "hunter2" not in message
            assert camera_of(api).settings == before
        assert api.admin.get(f"{CAMERA}/snapshot").content in frames()

    def test_wrong_values_are_refused(self, api):
        for body in ({"fps": 0}, {"rotation": 45}, {"quality": 101}, {"resolution": "big"}, {"colour": 1}):
            assert self.change(api, **body).status_code == 400

    def test_a_source_that_is_away_can_be_set_on_purpose(self, api):
        assert self.change(api, "gone", source="http://127.0.0.1:9/other").status_code == 400
        assert self.change(api, "gone", source="http://127.0.0.1:9/other", force=True).status_code == 200
        assert camera_of(api, "gone").settings.url == "http://127.0.0.1:9/other"

    def test_another_source_with_a_password(self, api, source):
        url = source.url("basic", f"{USER}:{PASSWORD.replace('/', '%2F').replace('@', '%40')}@")
        answer = self.change(api, source=url)
        assert answer.status_code == 200, answer.text
        assert answer.json()["data"]["source"] == source.url("basic", "***@")
        listed = api.admin.get("/api/settings").text
        assert "%2F1@" not in listed
        assert source.url("basic", "***@") in listed
        # As it is shown, it is as before.
        assert self.change(api, source=source.url("basic", "***@"), quality=50).status_code == 200
        assert camera_of(api).settings.url == url


def test_all_cameras_are_listed(api):
    found = api.admin.get("/api/cameras").json()["data"]["cameras"]
    assert [one["name"] for one in found] == ["default", "turned", "page", "gone"]
    assert found[0]["isDefault"]
    assert found[0]["printers"] == ["default"]
    assert found[1]["streamUrl"] == "/api/cameras/turned/stream"
    assert "hunter2" not in str(found)
    assert "hunter2" not in api.admin.get("/api/settings").text
    (printer,) = api.admin.get("/api/printers").json()["data"]["printers"]
    assert printer["camera"] == "default"


def test_the_figures_for_prometheus(api):
    with watching(api) as answer:
        pictures(answer, 3)
        found = api.client.get("/metrics").text
    assert 'camera_state{camera="default",state="live"} 1.0' in found
    assert 'camera_state{camera="default",state="idle"} 0.0' in found
    assert re.search(r'camera_viewers\{camera="default"\} [1-9]', found)
    assert float(re.search(r'camera_frames_total\{camera="default"\} ([\d.]+)', found)[1]) >= 3


def test_a_server_without_a_camera_says_what_to_do():
    with SimulatedPrinter() as printer, Api(printer.link) as api:
        assert api.admin.get("/api/cameras").json()["data"] == {"cameras": []}
        assert error_of(api.admin.get(f"{CAMERA}/snapshot")) == (
            404,
            "NOT_FOUND",
            "there is no camera: set CAMERA_URL, or a [[cameras]] table",
        )


def test_visitors_see_none_by_default(source):
    with SimulatedPrinter() as printer, Api(printer.link, camera_url=source.url()) as api:
        assert api.client.get("/api/public/camera/snapshot").status_code == 404
