"""The terminal over the WebSocket, joined with its history."""

from __future__ import annotations

import pytest
from answers import data_of
from api import Api
from live import ReplyError, Socket
from serving import moves
from simulated import SimulatedPrinter, wait_until
from uploading import file_part, form, post

from web.live.messages import LinesMessage, Message
from web.live.send_queue import SendQueue


@pytest.fixture(scope="module")
def printer():
    with SimulatedPrinter("--latency-ms", "1") as printer:
        yield printer


@pytest.fixture(scope="module")
def api(printer):
    with Api(printer.link) as api:
        yield api


def command(api, text):
    return data_of(api.admin.post("/api/printer/command", json={"command": text}))


def history(api, query=""):
    return data_of(api.admin.get(f"/api/printer/terminal{query}"))["lines"]


def heard(socket, api, wanted):
    """All lines up to one with this text."""
    lines = []
    while not any(line["text"] == wanted for line in lines):
        lines += socket.next("terminal:lines")["data"]["lines"]
    return lines


def test_what_is_said_is_told_and_kept(api):
    with Socket(api.url, api.key("OPERATOR")) as socket:
        socket.ask("subscribe:terminal")
        command(api, "M117 first")
        command(api, "M115")
        command(api, "M117 last")
        lines = heard(socket, api, "M117 last")
        by_text = {line["text"]: line for line in lines}
        assert (by_text["M117 first"]["direction"], by_text["M117 first"]["kind"]) == ("sent", "command")
        assert any(line["text"].startswith("FIRMWARE_NAME:") for line in lines)
        numbers = [line["sequence"] for line in lines]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        kept = history(api, f"?since={numbers[0] - 1}")
        assert kept[: len(lines)] == lines


def test_reports_are_marked(api):
    command(api, "M105")
    command(api, "M114")
    wait_until(
        lambda: {"temperature", "position", "poll"} <= {one["kind"] for one in history(api)}, "all kinds"
    )


def test_the_stream_is_a_sample(api):
    content = ("\n".join(moves(3000)) + "\n").encode()
    file = post(api, form(file_part(content, "part.gcode")), "OPERATOR").json()["data"]["file"]
    data_of(api.admin.post("/api/jobs/start", json={"fileId": file["id"]}))
    wait_until(lambda: any(one["kind"] == "stream" and one["lines"] > 1 for one in history(api)), "a sample")


def test_the_history_outlives_the_actor(api):
    command(api, "M117 before")
    wait_until(lambda: any(one["text"] == "M117 before" for one in history(api)), "the line")
    api.tree.crash("serial")
    wait_until(lambda: api.admin.get("/api/printer/terminal").status_code == 200, "the actor")
    texts = [one["text"] for one in history(api)]
    assert texts.count("M117 before") == 1


def test_only_operators_see_it(api):
    with Socket(api.url, api.key("VIEWER")) as socket, pytest.raises(ReplyError) as refused:
        socket.ask("subscribe:terminal")
    assert refused.value.code == "FORBIDDEN"


def lines(first, count):
    return LinesMessage("default", [{"sequence": number} for number in range(first, first + count)], 0)


def test_a_slow_client_loses_lines_and_is_told_how_many():
    queue = SendQueue()
    for batch in range(20):
        queue.add(lines(100 * batch, 100))
    queue.add(Message({"event": "alert"}))
    first, second = queue.take(10)
    assert b"alert" in first.frame
    assert b'"lost":1500' in second.frame
    assert b'"sequence":1500' in second.frame
    assert b'"sequence":1499' not in second.frame


def test_the_commands_that_the_firmware_knows(api):
    told = data_of(api.admin.get("/api/printer/known-commands"))
    assert told["family"] == "marlin"
    by_code = {one["code"]: one for one in told["commands"]}
    assert by_code["M290"]["parameters"][0] == {"name": "Z", "meaning": "distance in mm"}
