"""What happens, told: in order, whole, and to slow clients as well as can be."""

from __future__ import annotations

import contextlib
import shutil
import socket as sockets
import threading
import time
from urllib.parse import urlsplit

import pytest
from api import Api
from live import Socket, has_mark, marked
from serving import Server
from simulated import SimulatedPrinter, short_folder, wait_until

from web.live import client

LARGE = "x" * 20_000


@pytest.fixture(scope="module")
def api():
    with SimulatedPrinter() as printer, Api(printer.link) as api:
        yield api


@pytest.fixture
def user(api):
    with Socket(api.url, api.key("VIEWER")) as socket:
        yield socket


def happens(api, count, name="print:started", **more):
    """So many lasting events; the number of the last."""
    for number in range(count):
        api.events.publish(name, {"number": number, **more}, printer="default", lasting=True)
    return api.events.sequence


def numbers_of(messages):
    return [one["sequence"] for one in messages if "sequence" in one]


def slow_socket(api):
    """A client that takes almost nothing as long as the test does not ask."""
    parts = urlsplit(api.url)
    raw = sockets.socket()
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    raw.connect((parts.hostname, parts.port))
    return Socket(api.url, api.key("VIEWER"), sock=raw, max_queue=1, ping_interval=None, close_timeout=0.1)


def is_behind(api):
    clients = api.services.live.hub._clients()
    return any(not one.connection.is_writable for one in clients)


class TestOrder:
    def test_all_in_order_from_many_threads(self, api, user):
        begin = api.events.sequence
        threads = [threading.Thread(target=happens, args=(api, 200)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        happens(api, 1, "print:completed")
        assert numbers_of(user.until("print:completed")) == list(range(begin + 1, begin + 802))

    def test_the_newest_is_known_at_once(self, api, user):
        api.events.publish("progress:update", {"percentage": 1}, printer="default")
        api.events.publish("position:update", {"x": 7.0}, printer="default")
        user.next("progress:update")
        user.ask("subscribe:status")
        assert user.next("position:update")["data"] == {"x": 7.0}
        with Socket(api.url, api.key("VIEWER")) as other:
            other.ask("subscribe:progress")
            assert other.next("progress:update")["data"] == {"percentage": 1}
            happens(api, 1, "print:completed")
            other.next("print:completed")
        with Socket(api.url, api.key("VIEWER")) as late:
            late.ask("subscribe:progress")
            assert late.quiet("progress:update")

    def test_what_nobody_asked_for(self, api, user):
        user.ask("subscribe:temperature")
        assert user.ask("unsubscribe:temperature")["subscriptions"] == [
            {"topic": "progress", "printer": "default"}
        ]
        api.events.publish("temperature:update", marked(3), printer="default")
        api.events.publish("position:update", {}, printer="default")
        happens(api, 1, "print:paused")
        assert not any(
            has_mark(3)(one["data"]) for one in user.until("print:paused") if "hotend" in one["data"]
        )
        assert not any(one["event"] == "position:update" for one in user._kept)

    def test_what_is_no_json_keeps_nothing_back(self, api, user):
        api.events.publish("alert", {"odd": object()}, lasting=True)
        happens(api, 1, "print:resumed")
        assert user.next("print:resumed")


class TestResuming:
    def test_what_was_missed_comes_once_and_in_order(self, api):
        with Socket(api.url, api.key("VIEWER")) as before:
            stream, since = before.hello["stream"], happens(api, 1)
            before.next("print:started", where=lambda data: data["number"] == 0)
        last = happens(api, 3000)
        with Socket(api.url, api.key("VIEWER")) as after:
            assert after.hello["sequence"] == last
            happens(api, 1, "print:paused")
            assert after.next("print:paused")["sequence"] == last + 1
            reply = after.ask("resume", {"stream": stream, "since": since})
            assert reply == {"events": last - since, "sequence": last}
            came = [one for one in after._kept if "sequence" in one]
            assert numbers_of(came) == list(range(since + 1, last + 1))
            assert after.ask("resume", {"stream": stream, "since": last})["events"] == 0

    def test_only_what_one_may_see(self, api):
        since = api.events.sequence
        api.events.publish("actor:change", {"path": "p"}, lasting=True)
        api.events.publish("unknown", {}, lasting=True)
        happens(api, 1)
        for role, count in (("VIEWER", 1), ("ADMIN", 2)):
            with Socket(api.url, api.key(role)) as socket:
                reply = socket.ask("resume", {"stream": socket.hello["stream"], "since": since})
                assert reply["events"] == count

    def test_a_gap_is_told(self, api, user):
        stream = user.hello["stream"]
        assert user.refused("resume", {"stream": "of another start", "since": 0}) == "GAP"
        assert user.refused("resume", {"stream": stream, "since": 10**9}) == "GAP"
        happens(api, 10_050)
        assert user.refused("resume", {"stream": stream, "since": 0}) == "GAP"


class TestSlowClients:
    def test_states_are_superseded_and_the_rest_arrives_whole(self, api):
        superseded = api.services.metrics.live.superseded
        before, begin = superseded._value.get(), api.events.sequence
        with slow_socket(api) as slow:
            slow.send("subscribe:status", id="c")
            slow.next("reply")
            number = 0
            while superseded._value.get() < before + 50:
                number += 1
                api.events.publish("position:update", {"n": number, "large": LARGE}, printer="default")
                if number % 10 == 0:
                    happens(api, 1)
                time.sleep(0.001)
            last = happens(api, 1, "print:completed")
            wait_until(lambda: api.services.live.hub.sequence == last, "the last event")
            seen = slow.until("print:completed")
            assert numbers_of(seen) == list(range(begin + 1, last + 1))
            newest = slow.next("position:update", where=lambda data: data.get("n") == number)
            assert newest
            frames = [one["data"]["n"] for one in seen if "n" in one["data"]]
            assert frames == sorted(frames)
            assert len(frames) < number

    def test_who_takes_nothing_is_disconnected_and_harms_nobody(self, api, user, monkeypatch):
        monkeypatch.setattr(client, "STALL_SECONDS", 0.5)
        slow_clients = api.services.metrics.live.slow_clients
        before, begin = slow_clients._value.get(), api.events.sequence
        with slow_socket(api):
            count = 0
            while slow_clients._value.get() == before:
                count += 1
                happens(api, 1, padding=LARGE)
                assert user.next("print:started")["sequence"] == begin + count
                assert count < 100_000
        assert api.services.live.hub.sequence == begin + count

    def test_who_takes_too_little_learns_it(self, api, monkeypatch):
        monkeypatch.setattr(client, "STALL_SECONDS", 0.5)
        with slow_socket(api) as slow:
            begin = api.events.sequence
            while not is_behind(api):
                happens(api, 10, padding=LARGE)
                time.sleep(0.001)
            wait_until(lambda: not is_behind(api), "the end of the slow client")
            code, reason = slow.closed()
            assert code == 1013
            assert "resume" in reason
            came = numbers_of(slow._kept)
            assert came == list(range(begin + 1, begin + len(came) + 1))
            with Socket(api.url, api.key("VIEWER")) as again:
                reply = again.ask("resume", {"stream": slow.hello["stream"], "since": came[-1]})
                assert reply["events"] == api.events.sequence - came[-1]

    @pytest.mark.parametrize(
        "farewell",
        [b"\x88\x80\0\0\0\0", b"\xf1\x80\0\0\0\0", b"\x81\x81\0\0\0\0\xff"],
        ids=["close", "broken frame", "no UTF-8"],
    )
    def test_who_leaves_and_never_reads_is_not_kept(self, api, farewell):
        with slow_socket(api) as slow:
            slow.ask("subscribe:status")
            while not is_behind(api):
                happens(api, 10, padding=LARGE)
                time.sleep(0.001)
            (left,) = (one.connection for one in api.services.live.hub._clients() if one.connection.paused_at)
            slow.raw.socket.sendall(farewell)
            wait_until(lambda: left.disconnected, "the end of the connection")

    def test_who_sends_and_never_reads(self, api, user):
        with slow_socket(api) as slow:
            slow.raw.socket.settimeout(1)
            with contextlib.suppress(Exception):
                for number in range(50_000):
                    slow.raw.ping(f"{number:0100}".encode())
            assert user.ask("subscribe:status")


def test_what_was_sent_is_counted(api, user):
    def sent():
        lines = api.admin.get("/metrics").text.splitlines()
        return next(
            float(line.split()[1]) for line in lines if line.startswith("websocket_messages_sent_total")
        )

    before = sent()
    happens(api, 20)
    user.next("print:started", where=lambda data: data["number"] == 19)
    assert sent() >= before + 20


def test_two_servers_know_nothing_of_each_other(api, user):
    folder = short_folder()
    try:
        with SimulatedPrinter() as printer, Server(folder, printer.link) as server:
            key, url = (folder / "api-key").read_text(), f"http://127.0.0.1:{server.port}"
            with Socket(url, key) as guest:
                assert guest.hello["stream"] != user.hello["stream"]
                happens(api, 1, "print:cancelled")
                assert user.next("print:cancelled")
                assert guest.quiet("print:cancelled")
                assert guest.refused("resume", {"stream": user.hello["stream"], "since": 0}) == "GAP"
            with Socket(url) as stranger:
                assert stranger.refused("authenticate", {"token": api.token("ADMIN")}) == "INVALID_TOKEN"
    finally:
        shutil.rmtree(folder)
