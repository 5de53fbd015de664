"""What is loaded before anybody asks for it: time at each start, and memory for as long as it runs."""

import re
import shutil
import subprocess
import sys
from contextlib import closing, suppress

import pytest
from serving import Server, end_port
from simulated import short_folder, wait_until

from lezerprint.port.channel import Channel, PortGoneError

IMPORTED = re.compile(r"^import time: +\d+ \| +\d+ \| *(\S+)$", re.MULTILINE)

HEAVY = {
    *("numpy", "stl", "PIL", "imageio_ffmpeg", "redis", "rq", "limits", "rich", "jwt", "cryptography"),
    *("smtplib", "http.cookiejar", "tarfile", "sentry_sdk", "web.openapi", "lezerprint.notify.delivery"),
    *("lezerprint.gcode.analysis", "lezerprint.gcode.spooling", "lezerprint.mesh.triangles"),
    *("lezerprint.port.controller", "lezerprint.port.run"),
    *("lezerprint.camera.camera", "actors.camera"),
    *("lezerprint.backup.archive", "lezerprint.tasks.runner", "lezerprint.virtual"),
}
"""What a server needs later, or never: its workers and its first print load them."""

NOT_IN_A_PORT = HEAVY - {"lezerprint.port.controller", "lezerprint.port.run"} | {
    *("asyncio", "ssl", "email", "http", "urllib.request", "concurrent", "multiprocessing", "sqlite3"),
    *("pydantic", "pykka", "starlette", "uvicorn", "peewee", "lezerprint.settings", "actors", "web"),
}


@pytest.fixture
def server():
    folder = short_folder()
    server = Server(folder, "virtual", PYTHONPROFILEIMPORTTIME="1")
    yield server
    if server.process is not None:
        server.kill()
    end_port(server.paths)
    shutil.rmtree(folder, ignore_errors=True)


def imported(log):
    return set(IMPORTED.findall(log.read_text()))


def is_ready(paths):
    with suppress(PortGoneError), closing(Channel(paths.socket)) as channel:
        return channel.snapshot().connection.state == "ready"
    return False


def test_a_start_imports_what_it_needs(server):
    server.launch()
    wait_until(server._answers, "the server's start")
    wait_until(lambda: is_ready(server.paths), "the printer")
    of_server, of_port = imported(server.output), imported(server.paths.log)
    assert {"uvicorn", "web.app", "actors.tree"} <= of_server
    assert HEAVY & of_server == set()
    assert len(of_server) <= 1015
    assert {"lezerprint.port.controller", "serial"} <= of_port
    assert NOT_IN_A_PORT & of_port == set()
    assert len(of_port) <= 250


def test_help_imports_next_to_nothing():
    words = [sys.executable, "-X", "importtime", "-m", "lezerprint", "--help"]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    loaded = set(IMPORTED.findall(done.stderr))
    assert "argparse" in loaded
    assert not {"pydantic", "serial", "asyncio", "lezerprint.settings"} & loaded
    assert len(loaded) <= 100
