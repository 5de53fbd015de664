"""The built dashboard as the server gives it."""

from __future__ import annotations

import gzip
import os
import re

import httpx
import pytest
from api import Api, served
from prometheus_client import CollectorRegistry
from simulated import SimulatedPrinter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from web.built_files import built_files
from web.errors import http_error
from web.metrics.http import HttpMetrics
from web.middleware import StackOptions, stack
from web.pages import Pages

SCRIPT = "/assets/index-a1b2c3.js"
PAGE = "<!doctype html><title>LezerPrint</title>"


@pytest.fixture
def dist(tmp_path):
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    write(folder, "index.html", PAGE)
    write(folder, SCRIPT[1:], "let a = 1;")
    write(folder, SCRIPT[1:] + ".br", "as brotli")
    (folder / (SCRIPT[1:] + ".gz")).write_bytes(gzip.compress(b"let a = 1;"))
    write(folder, "manifest.webmanifest", "{}")
    write(folder, "sw.js", "self;")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


def write(folder, name, text):
    (folder / name).write_text(text)


@pytest.fixture
def client(dist):
    app = Starlette(
        routes=[Route("/api/known", lambda _: PlainTextResponse("known"), methods=["POST"])],
        exception_handlers={HTTPException: http_error},
    )
    app.router.redirect_slashes = False
    app.router.default = Pages(dist, ["/api/known", "/ws"], app.router.not_found)
    with (
        served(stack(app, StackOptions(), HttpMetrics(CollectorRegistry()))) as url,
        httpx.Client(base_url=url, headers={"Accept-Encoding": ""}) as client,
    ):
        yield client


@pytest.mark.parametrize("path", ["/", "/jobs/3f2b", "/files/a/b", "/index.html"])
def test_every_path_of_the_client_is_the_page(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (200, PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    known = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(PAGE))


def test_a_page_may_have_a_point_in_its_path(client):
    assert client.get("/files/gear.gcode").status_code == 404
    assert client.get("/files/gear.gcode", headers={"Accept": "text/html,*/*;q=0.8"}).text == PAGE


def test_what_has_a_hash_in_its_name_is_kept_for_ever(client):
    answer = client.get(SCRIPT)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    for path in ("/sw.js", "/manifest.webmanifest"):
        assert client.get(path).headers["cache-control"] == "no-cache"
    assert client.get("/manifest.webmanifest").headers["content-type"] == "application/manifest+json"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("GZIP; q=1.0", "gzip"),
        ("*", "br"),
        ("br;q=0.000, *;q=0", None),
        ("zstd, identity", None),
        ("", None),
        (";;=,,q", None),
    ],
)
def test_the_best_encoding_that_the_client_takes(client, dist, accepted, coding):
    with client.stream("GET", SCRIPT, headers={"Accept-Encoding": accepted}) as answer:
        content = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    suffix = {"br": ".br", "gzip": ".gz", None: ""}[coding]
    assert content == (dist / (SCRIPT[1:] + suffix)).read_bytes()


@pytest.mark.parametrize("path", ["/api", "/api/unknown", "/api/known/", "/ws/x", "/assets/gone.js"])
def test_what_is_no_page_is_told_so_in_the_envelope(client, path):
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "NOT_FOUND"


def test_other_methods_are_those_of_the_api(client):
    assert client.post("/api/known").text == "known"
    assert client.get("/api/known").status_code == 405
    assert client.post("/jobs").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *("/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"),
        *("/link.txt", "/assets//etc/passwd", f"{SCRIPT}.br", "/\\..\\secret.txt", "/%00", "//secret.txt"),
    ],
)
def test_nothing_outside_of_its_folder(client, path):
    request = client.build_request("GET", client.base_url.copy_with(raw_path=path.encode()))
    answer = client.send(request)
    assert answer.status_code == 404 or answer.text == PAGE


def test_what_is_built_anew_is_served_at_once(client, dist):
    assert client.get("/").text == PAGE
    (dist / SCRIPT[1:]).unlink()
    write(dist, "assets/index-d4e5f6.js", "let b = 2;")
    write(dist, "index.html", "<!doctype html><title>new</title>")
    os.utime(dist / "index.html", (1, 1))
    assert "new" in client.get("/").text
    assert client.get("/assets/index-d4e5f6.js").text == "let b = 2;"
    assert client.get(SCRIPT).status_code == 404


def test_without_a_build_a_page_says_how_to_make_one(client, dist):
    (dist / "index.html").unlink()
    answer = client.get("/jobs")
    assert "make dashboard" in answer.text
    assert 'href="/api/docs"' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert re.fullmatch(r"default-src 'none'; style-src 'sha256-[^']+'; frame-ancestors 'self'", policy)


def test_a_folder_that_is_not_there(tmp_path):
    assert built_files(tmp_path / "none") == {}


def test_the_server_has_it_beside_its_api(dist):
    with SimulatedPrinter() as printer, Api(printer.link, dashboard=dist) as api:
        assert api.client.get("/jobs").text == PAGE
        assert api.client.get("/api/nothing").json()["error"]["code"] == "NOT_FOUND"
        assert api.client.get("/webcam/x", headers={"Accept": "text/html"}).status_code == 404
        assert api.client.get("/metrics").headers["content-type"].startswith("text/plain")
        assert 'route="/{page}",status="200"' in api.client.get("/metrics").text
