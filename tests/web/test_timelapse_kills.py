"""kill -9 of a whole server in the middle of a time-lapse: no frame twice, none of another job."""

from __future__ import annotations

import shutil
from uuid import UUID

import httpx
import pytest
from mjpeg_server import IpCamera, all_frames
from serving import Server, end_port
from simulated import SimulatedPrinter, short_folder, wait_until
from videos import probed

from lezerprint.base.enums import FrameMark
from lezerprint.timelapse.store import TimelapseStore

LAYERS = 9
CONFIG = '[[printers]]\nname = "default"\ndevice = "{device}"\n[printers.timelapse]\nmode = "{mode}"\n'


@pytest.fixture
def printer():
    with SimulatedPrinter(speed=20.0) as printer:
        yield printer


@pytest.fixture
def source():
    with IpCamera() as source:
        yield source


@pytest.fixture
def make_server(printer, source):
    folder = short_folder()
    servers = []

    def make(mode):
        config = folder / "lezerprint" / "lezerprint.toml"
        config.parent.mkdir()
        config.write_text(CONFIG.format(device=printer.link, mode=mode))
        servers.append(Server(folder, printer.link, CAMERA_URL=source.url()))
        return servers[-1]

    yield make
    for server in servers:
        end_port(server.paths)
    shutil.rmtree(folder, ignore_errors=True)


def printed(server, name):
    """The id of a job that is being printed."""
    commands = ["G28", "G90", "M83"]
    for layer in range(LAYERS):
        commands += [f";LAYER:{layer}", f"M117 layer {layer}", f"G1 X{20 + layer} Y50 E1 F900", "G4 P40000"]
    base = f"http://127.0.0.1:{server.port}/api"
    content = ("\n".join([*commands, f"; {name}"]) + "\n").encode()
    sent = httpx.post(f"{base}/files/upload", files={"file": (name, content)}, headers=server.headers)
    assert sent.status_code == 201, sent.text
    file_id = sent.json()["data"]["file"]["id"]
    wait_until(lambda: server.status()["connection"]["state"] == "ready", "the printer")
    status, answer = server.request("POST", "/api/jobs/start", {"fileId": file_id})
    assert status == 200, answer
    return UUID(answer["data"]["job"]["id"])


def film_of(server, job_id):
    def there():
        status, answer = server.get(f"/api/jobs/{job_id}/timelapse")
        return answer["data"]["timelapse"] if status == 200 else None

    return wait_until(there, "the film")


def check(server, store, job_id):
    """Each layer once, pictures that the camera sent, and a film of just these."""
    film = film_of(server, job_id)
    frames = store.frames(job_id)
    assert [one.number for one in frames] == list(range(1, len(frames) + 1))
    assert [one.layer for one in frames] == list(range(1, LAYERS + 1))
    assert [one.is_last for one in frames] == [False] * (LAYERS - 1) + [True]
    taken = [one for one in frames if one.mark is not FrameMark.MISSING]
    assert {store.frame_path(job_id, one.number).read_bytes() for one in taken} <= all_frames()
    assert len(list(store.folder_of(job_id).glob("[0-9]*.jpg"))) == len(taken)
    marked = sum(one.mark is not FrameMark.GOOD for one in taken)
    assert film["frameCount"] == (len(taken) if marked * 3 > len(taken) else len(taken) - marked)
    video = probed(store.film_path(job_id))
    assert (video.codec, video.pixel_format, video.starts_fast, video.errors) == ("h264", "yuv420p", True, "")
    assert video.frames == film["frameCount"] + 19
    return [one.layer for one in frames if one.mark is FrameMark.MISSING]


@pytest.mark.parametrize("mode", ["layer", "layer_parked"])
def test_a_killed_server_goes_on_with_the_next_layer(make_server, printer, mode):
    server = make_server(mode)
    store = TimelapseStore(server.folder / "data" / "timelapses")
    with server:
        first = printed(server, "first.gcode")
        wait_until(lambda: len(store.frames(first)) >= 2, "two frames")
        server.kill()
        seen = max(one.layer for one in store.frames(first))
        wait_until(lambda: f"M117 layer {seen + 2}" in printer.accepted(), "two layers without a server")
        server.launch()
        wait_until(server._answers, "the server's start")
        missing = check(server, store, first)
        assert set(missing) <= set(range(seen, LAYERS + 1))
        if mode == "layer_parked":
            assert seen + 1 in missing
        status, answer = server.request("POST", "/api/printer/bed-clear")
        assert status == 200, answer
        second = printed(server, "second.gcode")
        check(server, store, second)
        assert [one.number for one in store.frames(first)] == list(range(1, LAYERS + 1))
