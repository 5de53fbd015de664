"""What earlier versions said between their processes, and kept in their data directories, is understood."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest
from serving import Server
from simulated import SimulatedPrinter, short_folder

from lezerprint.port.contract.messages import Answer, Events, Greeting, Report, parsed
from lezerprint.port.contract.orders import parsed_order

VERSIONS = sorted((Path(__file__).parent / "recorded").iterdir())


def conversation(folder, whose):
    lines = [json.loads(line) for line in (folder / "conversation.jsonl").read_text().splitlines()]
    return [one["line"] for one in lines if one["from"] == whose]


@pytest.mark.parametrize("version", VERSIONS, ids=lambda folder: folder.name)
def test_a_port_process_of_that_version_is_understood(version):
    messages = [parsed(json.dumps(line).encode()) for line in conversation(version, "port")]
    assert {Greeting, Answer, Events, Report} <= {type(message) for message in messages}
    assert all(message.error is None for message in messages if isinstance(message, Answer))
    states = [one.report.job.state for one in messages if isinstance(one, Report) and one.report.job]
    assert {"printing", "paused", "completed"} <= set(states)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda folder: folder.name)
def test_a_server_of_that_version_is_understood(version):
    orders = {parsed_order(line).name for line in conversation(version, "server")}
    assert {"attach", "start", "pause", "resume", "inject", "heaters_off"} <= orders


@pytest.mark.parametrize("version", VERSIONS, ids=lambda folder: folder.name)
def test_the_data_of_that_version_is_opened(version):
    folder = short_folder()
    with tarfile.open(version / "data.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    with SimulatedPrinter() as printer, Server(folder, printer.link) as server:
        (job,) = server.get("/api/jobs")[1]["data"]["jobs"]
        assert (job["name"], job["status"], job["progress"]) == ("part.gcode", "COMPLETED", 100.0)
        assert server.get(f"/api/files/{job['fileId']}")[1]["data"]["file"]["printCount"] == 1
        assert server.get("/api/analytics/dashboard")[1]["data"]["completed"] == 1
        assert server.recorded().id.hex == job["id"].replace("-", "")
