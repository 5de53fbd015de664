"""What tests need beside them: PostgreSQL, Redis, PrusaSlicer, GStreamer's RTSP server, Node.js and Chromium.

Where one is absent its tests skip with the reason; where LEZERPRINT_TEST_REQUIRE names it
(`postgres,redis,prusa-slicer,rtsp,node,chromium`), they fail.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import redis

from lezerprint.slicing.errors import SlicerUnavailableError
from lezerprint.slicing.slicer import find_slicer

_DEFAULTS = {
    "postgres": ("LEZERPRINT_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres"),
    "redis": ("LEZERPRINT_TEST_REDIS", "redis://127.0.0.1:6379/15"),
}
_PROGRAMS = {"node": ("node",), "chromium": ("chromium", "chromium-browser", "google-chrome")}
_PROBE_SECONDS = 3


def require(service):
    """The URL of a server that answers, or a program's path; without it the test is skipped, or fails."""
    url, problem = _probed(service)
    if problem is None:
        return url
    reason = f"{service} is not to be had: {problem}"
    required = os.environ.get("LEZERPRINT_TEST_REQUIRE", "").split(",")
    if service in (one.strip() for one in required):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@functools.cache
def _probed(service):
    if service == "prusa-slicer":
        return _found_slicer()
    if service == "rtsp":
        return _found_rtsp_server()
    if service in _PROGRAMS:
        return _found_program(*_PROGRAMS[service])
    variable, default = _DEFAULTS[service]
    url = os.environ.get(variable) or default
    try:
        if service == "postgres":
            psycopg2.connect(url, connect_timeout=_PROBE_SECONDS).close()
        else:
            with closing(redis.Redis.from_url(url, socket_connect_timeout=_PROBE_SECONDS)) as client:
                client.ping()
    except (psycopg2.Error, redis.RedisError) as error:
        return url, " ".join(str(error).split())
    return url, None


def _found_slicer():
    try:
        return str(find_slicer().path), None
    except SlicerUnavailableError as error:
        return "", str(error)


def _found_program(*names):
    path = next(filter(None, map(shutil.which, names)), None)
    return (path, None) if path else ("", f"{names[0]} is not on the PATH")


def _found_rtsp_server():
    """The Python that has GStreamer's, which comes with the system (Debian: gir1.2-gst-rtsp-server-1.0)."""
    python = "/usr/bin/python3"
    try:
        subprocess.run(
            [python, str(Path(__file__).with_name("rtsp_server.py")), "--check"],
            check=True,
            capture_output=True,
            timeout=_PROBE_SECONDS * 5,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return "", f"{python} has no GstRtspServer: {type(error).__name__}"
    return python, None
