"""The local socket: who may, what is read, and who is cut off."""

from __future__ import annotations

import select
import socket
import stat

import pytest

from lezerprint.port import control_server
from lezerprint.port.contract.messages import VERSION, Answer, Greeting, answer_line, parsed
from lezerprint.port.control_server import ControlServer

GREETING = Greeting(VERSION, 17, 16, "p")


class Bench:
    """A server and what it was told."""

    def __init__(self, path):
        self.path = path
        self.server = ControlServer(path, GREETING)
        self.told = []
        self.peers = []

    def connect(self):
        peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        peer.connect(str(self.path))
        peer.settimeout(5.0)
        self.peers.append(peer)
        self.turn()
        return peer

    def turn(self):
        while ready := select.select(self.server.readers(), [], [], 0.01)[0]:
            self.server.serve(ready, self.handle)

    def handle(self, client, message):
        self.told.append(message)
        client.send(answer_line(Answer(message.get("id"))))

    def lines(self, peer):
        self.turn()
        return [parsed(line) for line in peer.recv(65536).splitlines()]

    def close(self):
        for peer in self.peers:
            peer.close()
        self.server.close()


@pytest.fixture
def bench(folder):
    bench = Bench(folder / "socket")
    yield bench
    bench.close()


def test_the_greeting_carries_a_version(bench):
    assert bench.lines(bench.connect()) == [GREETING]
    assert stat.S_IMODE(bench.path.stat().st_mode) == 0o600


def test_orders_however_they_are_split(bench):
    peer = bench.connect()
    bench.lines(peer)
    for part in (b'{"id":', b'1}\n{"id":2}\n{"i', b'd":3}\n'):
        peer.sendall(part)
        bench.turn()
    assert bench.told == [{"id": 1}, {"id": 2}, {"id": 3}]
    assert [answer.id for answer in bench.lines(peer)] == [1, 2, 3]


@pytest.mark.parametrize("line", [b"", b"nonsense", b"[1]", b'"attach"', b"\xff\xfe", b"{", b"[" * 100000])
def test_what_is_no_order_is_answered_and_does_no_harm(bench, line):
    peer = bench.connect()
    bench.lines(peer)
    peer.sendall(line + b'\n{"id":1}\n')
    bad, good = bench.lines(peer)
    assert bad.error.code == "BAD_ORDER"
    assert good == Answer(1)


def test_one_that_never_ends_its_line_is_cut_off(bench, monkeypatch):
    monkeypatch.setattr(control_server, "_LONGEST_ORDER_BYTES", 1000)
    peer = bench.connect()
    bench.lines(peer)
    peer.sendall(b"x" * 2000)
    bench.turn()
    assert peer.recv(10) == b""
    assert bench.server.clients == []


def test_one_that_does_not_read_is_cut_off(bench, monkeypatch):
    monkeypatch.setattr(control_server, "_MOST_UNSENT_BYTES", 100_000)
    slow, quick = bench.connect(), bench.connect()
    clients = list(bench.server.clients)
    for _ in range(1000):
        for client in clients:
            if not client.closed:
                client.send(b"x" * 1000 + b"\n")
        quick.recv(65536)
        bench.server.flush(bench.server.writers())
    assert [client.closed for client in clients] == [True, False]
    bench.turn()
    assert bench.server.clients == [clients[1]]
    assert slow.recv(100)


def test_what_waits_for_room_is_written_later(bench):
    peer = bench.connect()
    client = bench.server.clients[0]
    for _ in range(500):
        client.send(b"x" * 1000 + b"\n")
    assert bench.server.writers() == [client]
    received = b""
    while received.count(b"\n") < 501:
        received += peer.recv(65536)
        bench.server.flush(bench.server.writers())
    assert not client.wants_to_write


def test_a_client_that_was_closed_is_waited_for_no_more(bench):
    bench.connect()
    bench.server.clients[0].close()
    assert len(bench.server.readers()) == 1
    bench.turn()


def test_a_peer_that_is_gone(bench):
    peer = bench.connect()
    client = bench.server.clients[0]
    peer.close()
    client.send(b"1\n")
    client.send(b"2\n")
    bench.turn()
    assert client.closed
    assert bench.server.clients == []


def test_so_many_that_select_could_not_wait_for_them(bench):
    holder = bench.connect()
    bench.server.clients[0].epoch = 1
    for _ in range(control_server._MOST_CLIENTS + 10):
        bench.connect()
    assert len(bench.server.readers()) <= control_server._MOST_CLIENTS + 1
    holder.sendall(b'{"id":9}\n')
    assert bench.lines(holder)[-1] == Answer(9)


def test_a_socket_left_by_a_killed_process_is_no_hindrance(folder):
    left = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    left.bind(str(folder / "socket"))
    left.close()
    bench = Bench(folder / "socket")
    assert bench.lines(bench.connect())
    bench.close()
    assert not (folder / "socket").exists()
