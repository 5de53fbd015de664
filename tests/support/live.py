"""A client of the WebSocket."""

from __future__ import annotations

import contextlib
import itertools
import json
import time
import uuid

import jwt
from simulated import DEADLINE_SECONDS, wait_until
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from lezerprint.secret_files import load_secrets

QUIET_SECONDS = 0.3
"""So long nothing may come where nothing is to come."""


class ReplyError(Exception):
    """What the server answered instead of a reply."""

    def __init__(self, data):
        super().__init__(data)
        self.code = data["code"]
        self.data = data


class Socket:
    """One connection, from `with` on until its end.

    Args:
        url: The server's, `http://…`.
        token: What to authenticate with at once, in the first message.
        query: Such as `?demo=true`.
        options: Of `websockets.sync.client.connect`.
    """

    def __init__(self, url, token=None, query="", **options):
        self._numbers = itertools.count(1)
        self._kept = []
        settings = {"compression": None, "proxy": None, "max_size": None, **options}
        self._ends = contextlib.ExitStack()
        connecting = connect(f"{url.replace('http', 'ws', 1)}/ws{query}", **settings)
        self.raw = self._ends.enter_context(connecting)
        self.hello = None
        if token is not None:
            self.send("authenticate", {"token": token})
            self.hello = self.next("hello")["data"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._ends.close()

    def send(self, event, data=None, **more):
        """A message, unless what it ends has ended before."""
        body = {"event": event, **({} if data is None else {"data": data}), **more}
        with contextlib.suppress(ConnectionClosed):
            self.raw.send(json.dumps(body))

    def ask(self, event, data=None):
        """What the server replies; what comes meanwhile is kept."""
        number = next(self._numbers)
        self.send(event, data, id=number)
        answer = self._first(lambda one: one.get("id") == number)
        if answer["event"] == "error":
            raise ReplyError(answer["data"])
        return answer["data"]

    def refused(self, event, data=None):
        """The code of the error that the server answers with."""
        try:
            answer = self.ask(event, data)
        except ReplyError as error:
            return error.code
        raise AssertionError(f"it was answered: {answer}")

    def next(self, *events, where=lambda _: True):
        """The next message with one of these names, of those that `where` takes by their data."""
        return self._first(lambda one: one["event"] in events and where(one["data"]))

    def until(self, event):
        """All messages that came, up to one of this name."""
        seen = []
        while not seen or seen[-1]["event"] != event:
            seen.append(self._first(lambda _: True))
        return seen

    def quiet(self, *events):
        """Nothing of these names comes."""
        before = time.monotonic()
        while (rest := before + QUIET_SECONDS - time.monotonic()) > 0:
            with contextlib.suppress(TimeoutError):
                self._kept.append(json.loads(self.raw.recv(timeout=rest)))
        return not any(one["event"] in events for one in self._kept)

    def closed(self):
        """With which code and reason the server closed the connection."""
        while True:
            try:
                self._kept.append(json.loads(self.raw.recv(timeout=DEADLINE_SECONDS)))
            except ConnectionClosed as error:
                return error.rcvd.code, error.rcvd.reason

    def _first(self, takes):
        for index, one in enumerate(self._kept):
            if takes(one):
                return self._kept.pop(index)
        deadline = time.monotonic() + DEADLINE_SECONDS
        while True:
            one = json.loads(self.raw.recv(timeout=max(0.0, deadline - time.monotonic())))
            if takes(one):
                return one
            self._kept.append(one)


def marked(number):
    """Temperatures that no printer has, to tell those of a test."""
    hotend = {"actual": float(number), "target": 0.0}
    tools = [{"tool": 0, **hotend}]
    return {"hotend": hotend, "bed": None, "chamber": None, "tool": 0, "tools": tools}


def has_mark(number):
    return lambda data: (data["hotend"] or {}).get("actual") == float(number)


def wait_for_sockets(api, count):
    """Until so many are open."""
    gauge = api.services.metrics.http.websocket_connections
    wait_until(lambda: gauge._value.get() == count, f"{count} sockets")


def claims_of(token):
    return jwt.decode(token, options={"verify_signature": False})


def lasting(api, token, seconds):
    """The same token, good for so long from now."""
    changed = {**claims_of(token), "exp": int(time.time()) + seconds}
    return jwt.encode(changed, load_secrets(api.settings).access, "HS256")


def hears(api, socket):
    """Whether it is told what happens."""
    number = uuid.uuid4().int % 10**9
    api.events.publish("temperature:update", marked(number), printer="default")
    return socket.next("temperature:update", where=has_mark(number))
