"""The whole stack around small applications, over real ASGI calls."""

from __future__ import annotations

import asyncio
import json
import logging

import httpx
import pytest
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from lezerprint.errors import SettingsError
from lezerprint.logs.context import request_id
from web.errors import RequestError, answer_to, http_error
from web.metrics.http import HttpMetrics
from web.middleware import StackOptions, allow_body, stack

ID = "x-request-id"


async def hello(request):
    request.scope["state"]["user"] = "ann"
    return PlainTextResponse(request_id.get())


async def own_headers(_request):
    return Response(headers={"X-Frame-Options": "DENY", "Cache-Control": "max-age=5"})


async def echo_length(request):
    if "max" in request.query_params:
        allow_body(request.scope, int(request.query_params["max"]))
    try:
        return PlainTextResponse(str(len(await request.body())))
    except Exception as error:  # noqa: BLE001 - as the dispatcher does
        return answer_to(error)


async def careless_length(request):
    return PlainTextResponse(str(len(await request.body())))


async def ignore_body(_request):
    return Response(status_code=401)


async def stream(_request):
    async def chunks():
        for _ in range(3):
            yield b"x" * 10
            await asyncio.sleep(0.01)

    return StreamingResponse(chunks())


async def socket(websocket):
    if "no" in websocket.query_params:
        await websocket.close()
        return
    await websocket.accept()
    await websocket.send_text(request_id.get())
    await websocket.receive_text()
    await websocket.close()


class Served:
    def __init__(self, app=None, **options):
        self.registry = CollectorRegistry()
        routes = [
            Route("/api/hello/{name}", hello),
            Route("/api/own", own_headers),
            Route("/page", hello),
            Route("/length", echo_length, methods=["POST"]),
            Route("/careless", careless_length, methods=["POST"]),
            Route("/ignore", ignore_body, methods=["POST"]),
            Route("/stream", stream),
            WebSocketRoute("/socket", socket),
        ]
        self.app = stack(
            app or Starlette(routes=routes, exception_handlers={RequestError: http_error}),
            StackOptions(**options),
            HttpMetrics(self.registry),
        )

    def request(self, method, path, peer="198.51.100.9", scheme="http", **options):
        async def play():
            transport = httpx.ASGITransport(self.app, client=(peer, 50000))
            async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://host") as client:
                return await client.request(method, path, **options)

        return asyncio.run(play())

    def count(self, method, route, status):
        labels = {"method": method, "route": route, "status": str(status)}
        return self.registry.get_sample_value("http_request_duration_seconds_count", labels)

    def sockets(self):
        return self.registry.get_sample_value("websocket_connections_active")


@pytest.fixture
def served():
    return Served()


# Ids.


def test_each_answer_has_an_id_of_its_own_which_the_request_has_too(served):
    answers = [served.request("GET", "/page") for _ in range(50)]
    assert len({answer.headers[ID] for answer in answers}) == 50
    assert all(answer.text == answer.headers[ID] for answer in answers)
    assert request_id.get() is None


@pytest.mark.parametrize("identifier", ["abc-DEF_123", "x" * 64])
def test_a_harmless_id_of_the_client_is_kept(served, identifier):
    assert served.request("GET", "/page", headers={ID: identifier}).headers[ID] == identifier


@pytest.mark.parametrize("identifier", ["", "x" * 65, "a b", "a\u00e9".encode(), "<script>", "a;b", b"\xff"])
def test_any_other_id_is_replaced(served, identifier):
    answer = served.request("GET", "/page", headers=[(ID.encode(), identifier)])
    assert len(answer.headers[ID]) == 16
    assert answer.headers[ID] != identifier


# Headers.


def test_helmets_headers_are_in_every_answer(served):
    for path in ("/page", "/api/hello/x", "/nothing"):
        headers = served.request("GET", path).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["img-src"] == "'self' data: blob:"
        assert policy["media-src"] == "'self' blob:"
        assert policy["connect-src"] == "'self'"
        assert policy["object-src"] == "'none'"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert headers["x-xss-protection"] == "0"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["origin-agent-cluster"] == "?1"
        assert headers["x-dns-prefetch-control"] == "off"
        assert headers["x-download-options"] == "noopen"
        assert headers["x-permitted-cross-domain-policies"] == "none"


def test_only_over_https_a_browser_is_told_to_stay_there(served):
    plain, secure = (served.request("GET", "/page", scheme=scheme) for scheme in ("http", "https"))
    assert "strict-transport-security" not in plain.headers
    assert "upgrade-insecure-requests" not in plain.headers["content-security-policy"]
    assert secure.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_what_an_answer_sets_itself_stays_and_comes_once(served):
    headers = served.request("GET", "/api/own").headers
    assert headers.get_list("x-frame-options") == ["DENY"]
    assert headers.get_list("cache-control") == ["max-age=5"]


def test_only_the_apis_answers_are_kept_from_caches(served):
    assert served.request("GET", "/api/hello/x").headers["cache-control"] == "no-store"
    assert served.request("GET", "/api").headers["cache-control"] == "no-store"
    assert "cache-control" not in served.request("GET", "/page").headers
    assert "cache-control" not in served.request("GET", "/apiary").headers


# Bodies.


@pytest.fixture
def narrow():
    return Served(max_body_bytes=100)


async def in_chunks(count, size=10):
    for _ in range(count):
        yield b"x" * size


def refused(answer):
    assert answer.status_code == 413
    error = answer.json()["error"]
    assert error["code"] == "PAYLOAD_TOO_LARGE"
    assert error["requestId"] == answer.headers[ID]
    return True


@pytest.mark.parametrize("path", ["/length", "/careless"])
def test_a_body_is_bounded_whether_its_length_is_told_or_not(narrow, path):
    assert narrow.request("POST", path, content=b"x" * 100).text == "100"
    assert narrow.request("POST", path, content=in_chunks(10)).text == "100"
    assert refused(narrow.request("POST", path, content=b"x" * 101))
    assert refused(narrow.request("POST", path, content=in_chunks(11)))
    assert narrow.request("POST", path).text == "0"


@pytest.mark.parametrize("length", ["5", "0", "-1", "abc", "9" * 5000])
def test_a_length_that_lies_lets_nothing_more_through(narrow, length):
    headers = {"content-length": length}
    answer = narrow.request("POST", "/length", content=in_chunks(50), headers=headers)
    assert refused(answer)


def test_an_endpoint_can_allow_more_or_less(narrow):
    assert narrow.request("POST", "/length?max=500", content=in_chunks(50)).text == "500"
    assert refused(narrow.request("POST", "/length?max=500", content=in_chunks(51)))
    assert refused(narrow.request("POST", "/length?max=9", content=b"x" * 10))


def test_who_may_not_call_is_told_so_whatever_the_body(narrow):
    assert narrow.request("POST", "/ignore", content=b"x" * 1000).status_code == 401


# Other origins.

PREFLIGHT = {"origin": "https://panel.example", "access-control-request-method": "PATCH"}


def test_a_preflight_is_answered_for_the_origins_set_and_no_others():
    served = Served(cors_origins=("https://Panel.example:443/",))
    answer = served.request(
        "OPTIONS",
        "/api/hello/x",
        headers=PREFLIGHT | {"access-control-request-headers": "authorization,x-api-key"},
    )
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "https://panel.example"
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert "PATCH" in answer.headers["access-control-allow-methods"]
    assert ID in answer.headers
    other = served.request("OPTIONS", "/page", headers=PREFLIGHT | {"origin": "https://evil.example"})
    assert other.status_code == 400
    assert "access-control-allow-origin" not in other.headers


def test_other_origins_see_the_headers_that_they_need_also_in_errors():
    served = Served(cors_origins=("https://panel.example",), max_body_bytes=5)
    headers = {"origin": "https://panel.example"}
    for answer in (
        served.request("GET", "/page", headers=headers),
        served.request("GET", "/nothing", headers=headers),
        served.request("POST", "/careless", headers=headers, content=b"too long"),
    ):
        assert answer.headers["access-control-allow-origin"] == "https://panel.example"
        exposed = {name.strip() for name in answer.headers["access-control-expose-headers"].split(",")}
        assert exposed == {"X-Request-Id", "Retry-After", "ETag", "Content-Disposition"}
        assert "Origin" in answer.headers["vary"]
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


def test_without_origins_set_no_other_page_gets_in(served):
    assert "access-control-allow-origin" not in served.request("OPTIONS", "/page", headers=PREFLIGHT).headers


def test_any_origin_gets_in_without_the_browsers_own_credentials():
    served = Served(cors_origins=("*",))
    answer = served.request("OPTIONS", "/page", headers=PREFLIGHT)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "authorization" in answer.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    ["https://*.example", "panel.example", "https://a/b", "https://", "ftp://a", "http://a:b", ""],
)
def test_what_is_no_single_origin_is_refused(origin):
    with pytest.raises(SettingsError, match="cors_origin"):
        Served(cors_origins=(origin,))


# Failures.


async def broken(_scope, _receive, _send):
    raise ValueError("secret words")


async def breaks_late(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise ValueError("late")


async def leaves(_scope, _receive, _send):
    return


def test_what_nobody_caught_is_an_answer_in_the_envelope(caplog):
    served = Served(broken)
    answer = served.request("GET", "/x")
    assert answer.status_code == 500
    assert answer.json()["error"] == {
        "code": "INTERNAL_ERROR",
        "message": "internal error",
        "requestId": answer.headers[ID],
    }
    assert served.count("GET", "unmatched", 500) == 1
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_failure_after_the_answer_began_is_left_to_the_server():
    served = Served(breaks_late)
    with pytest.raises(ValueError, match="late"):
        served.request("GET", "/x")
    assert served.count("GET", "unmatched", 200) == 1


def test_a_client_that_left_before_its_answer_counts_as_that():
    served = Served(leaves)

    async def call():
        scope = {"type": "http", "method": "GET", "path": "/x", "scheme": "http", "headers": []}
        await served.app(scope, None, None)

    asyncio.run(call())
    assert served.count("GET", "unmatched", 499) == 1


# The log and the figures.


def lines(caplog):
    return [record for record in caplog.records if record.name == "lezerprint.http"]


def test_one_line_a_request_says_all_but_the_query(served, caplog):
    with caplog.at_level(logging.INFO, "lezerprint.http"):
        served.request("GET", "/api/hello/x?token=secret")
    (line,) = lines(caplog)
    assert line.getMessage().startswith("GET /api/hello/x 200 in ")
    assert (line.method, line.path, line.route) == ("GET", "/api/hello/x", "/api/hello/{name}")
    assert (line.status, line.client, line.user) == (200, "198.51.100.9", "ann")
    assert line.complete is True
    assert line.duration_ms > 0
    assert "secret" not in json.dumps(line.__dict__, default=str)


def test_a_path_cannot_forge_a_line_of_the_log(served, caplog):
    with caplog.at_level(logging.INFO, "lezerprint.http"):
        served.request("GET", "/a%0AGET%20/forged%1b%5b31m")
        served.request("GET", "/" + "y" * 5000)
    first, second = lines(caplog)
    assert first.getMessage().isprintable()
    assert first.path == "/a%0AGET%20/forged%1b%5b31m"
    assert len(second.path) == 300


def test_a_level_that_hides_the_line_leaves_none(served, caplog):
    with caplog.at_level(logging.WARNING, "lezerprint.http"):
        served.request("GET", "/page")
    assert not lines(caplog)


def test_requests_count_by_template_and_what_clients_make_up_collapses(served):
    for number in range(30):
        served.request("GET", f"/api/hello/{number}")
        served.request("GET", f"/nothing/{number}")
        served.request(f"M{number}", "/page")
    assert served.count("GET", "/api/hello/{name}", 200) == 30
    assert served.count("GET", "unmatched", 404) == 30
    assert served.count("other", "/page", 405) == 30
    assert len(served.app._app._metrics._series) == 3


def test_a_stream_counts_once_with_the_time_to_its_end(served, caplog):
    with caplog.at_level(logging.INFO, "lezerprint.http"):
        served.request("GET", "/stream")
    labels = {"method": "GET", "route": "/stream", "status": "200"}
    assert served.count(**labels) == 1
    assert served.registry.get_sample_value("http_request_duration_seconds_sum", labels) >= 0.02
    assert lines(caplog)[0].complete is True


def test_a_stream_that_its_client_left_counts_with_its_status_and_shows_in_the_log(served, caplog):
    async def call():
        sent = []

        async def send(message):
            sent.append(message)
            if len(sent) > 2:
                raise OSError("gone")

        async def receive():
            await asyncio.Event().wait()

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/stream",
            "scheme": "http",
            "headers": [],
            "query_string": b"",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
        }
        await served.app(scope, receive, send)

    with caplog.at_level(logging.INFO, "lezerprint.http"):
        asyncio.run(call())
    assert served.count("GET", "/stream", 200) == 1
    assert lines(caplog)[-1].complete is False


class Socket:
    """A WebSocket connection as a server hands it to the application."""

    def __init__(self, served, query=b""):
        self._scope = {
            "type": "websocket",
            "path": "/socket",
            "scheme": "ws",
            "headers": [],
            "query_string": query,
        }
        self._app = served.app
        self.received, self.sent = asyncio.Queue(), asyncio.Queue()
        self.received.put_nowait({"type": "websocket.connect"})

    async def run(self):
        await self._app(self._scope, self.received.get, self.sent.put)

    async def next(self):
        return await asyncio.wait_for(self.sent.get(), 5)


def test_websockets_count_while_they_are_open_and_have_an_id(served, caplog):
    async def play():
        sockets = [Socket(served), Socket(served)]
        tasks = [asyncio.create_task(one.run()) for one in sockets]
        texts = []
        for one in sockets:
            assert (await one.next())["type"] == "websocket.accept"
            texts.append((await one.next())["text"])
        assert len({*texts}) == 2
        assert {len(text) for text in texts} == {16}
        assert served.sockets() == 2
        sockets[0].received.put_nowait({"type": "websocket.receive", "text": "end"})
        await tasks[0]
        assert served.sockets() == 1
        sockets[1].received.put_nowait({"type": "websocket.disconnect", "code": 1006})
        with pytest.raises(WebSocketDisconnect):
            await tasks[1]
        await Socket(served, b"no=1").run()

    with caplog.at_level(logging.INFO, "lezerprint.http"):
        asyncio.run(play())
    assert served.sockets() == 0
    assert [line.status for line in lines(caplog)] == [101, 101, 403]
    assert lines(caplog)[0].method == "WEBSOCKET"
