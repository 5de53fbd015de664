"""What health says of what the server needs, and who waits for workers that are not there."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time

import numpy as np
import pytest
import tasks
from answers import data_of
from api import Api
from simulated import SimulatedPrinter, wait_until
from stl import mesh


@pytest.fixture
def printer():
    with SimulatedPrinter() as printer:
        yield printer


def health(api):
    answer = api.client.get("/api/health")
    return answer.status_code, answer.json()["data"]


def parts_in_trouble(api):
    return {problem["part"] for problem in health(api)[1]["problems"]}


def a_model():
    model = mesh.Mesh(np.zeros(1, dtype=mesh.Mesh.dtype))
    model.vectors[:] = [[[0, 0, 0], [9, 0, 0], [0, 9, 9]]]
    out = io.BytesIO()
    model.save("model.stl", fh=out)
    return out.getvalue()


def test_all_is_well(printer):
    with Api(printer.link) as api:
        status, found = health(api)
        assert (status, found["status"], found["problems"]) == (200, "ok", [])
        assert found["database"]["kind"] == "sqlite"
        assert found["redis"] == {"status": "unused"}
        assert (found["workers"]["status"], found["workers"]["place"]) == ("ok", "server")
        assert found["tasks"]["waiting"] == 0
        assert [disk["directory"] for disk in found["disks"]] == ["data", "uploads"]
        assert all(disk["freeBytes"] > 0 for disk in found["disks"])
        assert found["printers"] == [{"name": "default", "status": "ok", "state": "idle"}]


def test_with_redis_and_no_worker_nobody_waits_in_vain(printer):
    redis = tasks.OwnRedis()
    redis.start()
    try:
        with Api(printer.link, redis_url=redis.url) as api:
            status, found = health(api)
            assert (status, found["status"], found["workers"]["status"]) == (200, "degraded", "missing")
            assert "lezerprint worker" in found["problems"][0]["message"]
            answer = api.admin.post("/api/files/upload", files={"file": ("a.stl", a_model())})
            file_id = answer.json()["data"]["file"]["id"]
            begun = time.monotonic()
            answer = api.admin.post(f"/api/files/{file_id}/slice", params={"wait": "true"}, json={})
            assert (answer.status_code, answer.json()["error"]["code"]) == (503, "NO_WORKER")
            assert time.monotonic() - begun < 10
            task = data_of(api.admin.get(f"/api/tasks/{answer.json()['error']['details']['taskId']}"))["task"]
            assert task["status"] == "QUEUED"
            with worker(api, redis) as process:
                wait_until(lambda: health(api)[1]["status"] == "ok", "the worker")
                process.kill()
            wait_until(lambda: health(api)[1]["workers"]["status"] == "missing", "the loss of the worker")
            redis.kill()
            wait_until(lambda: parts_in_trouble(api) == {"redis"}, "the loss of Redis")
            assert health(api)[0] == 200
    finally:
        redis.kill()


def worker(api, redis):
    environment = os.environ | {"REDIS_URL": redis.url, "DATABASE_URL": api.settings.database_url}
    words = [sys.executable, "-m", "lezerprint", "worker", "--processes", "1", "--data-dir"]
    return subprocess.Popen([*words, str(api.settings.data_dir)], env=environment, stdout=subprocess.DEVNULL)


def test_a_raspberry_pi_with_a_weak_supply(printer, tmp_path, monkeypatch):
    program = tmp_path / "vcgencmd"
    program.write_text("#!/bin/sh\necho throttled=0x50005\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with Api(printer.link) as api:
        status, found = health(api)
        assert (status, found["status"]) == (200, "degraded")
        assert found["power"]["underVoltage"]
        assert [problem["part"] for problem in found["problems"]] == ["power"]
        diagnosis = data_of(api.admin.get("/api/printer/diagnosis"))
        assert diagnosis["verdict"] == "power"
        assert "4.63 V" in diagnosis["words"]
