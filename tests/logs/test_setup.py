"""The log as the server sets it up: what is in a record, where it goes, and what it costs who logs."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
import threading
from datetime import datetime

import pytest
from plain_environment import without_settings

from lezerprint.logs.background import BackgroundHandler
from lezerprint.logs.context import request_id
from lezerprint.logs.sentry import start_sentry
from lezerprint.logs.setup import configure_logging
from lezerprint.settings import load_settings

logger = logging.getLogger("lezerprint.somewhere")


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def log(monkeypatch, tmp_path):
    """Sets up the log; afterwards all is as before."""
    without_settings(monkeypatch, tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]

    def configure(console=None, **flags):
        settings = load_settings(None, {"data_dir": tmp_path, **flags})
        return configure_logging(settings, console or io.StringIO())

    yield configure
    for handler in [one for one in root.handlers if one not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def lines(tmp_path, stem="application"):
    (file,) = (tmp_path / "logs").glob(f"{stem}-*.log")
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_a_record_is_a_line_of_json_with_all_that_is_known(log, tmp_path):
    handler = log()
    token = request_id.set("r-1")
    logging.getLogger("lezerprint.http").info(
        "GET %s", "/api", extra={"method": "GET", "status": 200, "duration_ms": 1.5}
    )
    request_id.reset(token)
    try:
        int("broken")
    except ValueError:
        logger.exception("it failed")
    handler.flush()
    first, second = lines(tmp_path)
    assert datetime.fromisoformat(first.pop("timestamp")).tzinfo is not None
    assert first == {
        "level": "info",
        "logger": "lezerprint.http",
        "message": "GET /api",
        "pid": os.getpid(),
        "thread": threading.current_thread().name,
        "request_id": "r-1",
        "service": "lezerprint",
        "method": "GET",
        "status": 200,
        "duration_ms": 1.5,
    }
    assert second["request_id"] is None
    assert second["stack"].startswith("Traceback")
    assert second["stack"].endswith("with base 10: 'broken'")
    assert [one["message"] for one in lines(tmp_path, "error")] == ["it failed"]


def test_what_json_does_not_know_is_logged_all_the_same(log, tmp_path):
    handler = log()
    probe = logging.Logger("probe")  # noqa: LOG001 - apart from pytest's handlers, which keep the text
    probe.addHandler(handler)
    probe.info("odd \ud800", extra={"huge": 2**100, "thing": object(), "by": {1: b"\xff"}})
    handler.flush()
    assert lines(tmp_path)[0]["message"] == "odd \ud800"
    assert lines(tmp_path)[0]["huge"] in {2**100, str(2**100)}


def test_the_level_is_the_settings_and_statements_of_the_database_are_never_logged(log, tmp_path):
    handler = log(log_level="debug")
    logger.debug("shown")
    logging.getLogger("peewee").debug("INSERT …")
    handler.flush()
    assert [one["message"] for one in lines(tmp_path)] == ["shown"]


def test_the_console_has_colours_on_a_terminal_only_and_json_in_production(log, monkeypatch):
    plain, terminal, forbidden, production = io.StringIO(), Terminal(), Terminal(), Terminal()
    for console, env, no_color in (
        (plain, None, ""),
        (terminal, None, ""),
        (forbidden, None, "1"),
        (production, "production", ""),
    ):
        monkeypatch.setenv("NO_COLOR", no_color)
        log(console, env=env)
        logger.error("hot")
    log()
    assert "ERROR   lezerprint.somewhere: hot" in plain.getvalue()
    assert "\x1b[31mERROR\x1b[0m" in terminal.getvalue()
    assert "\x1b" not in plain.getvalue() + forbidden.getvalue() + production.getvalue()
    assert json.loads(production.getvalue())["message"] == "hot"


def test_set_up_again_each_line_comes_once(log, tmp_path):
    log()
    handler = log()
    logger.info("once")
    handler.flush()
    assert len(lines(tmp_path)) == 1


def test_no_secret_reaches_a_file(log, tmp_path):
    handler = log()
    logger.error(
        "refused %s",
        "/api/x?token=hunter2&a=1",
        extra={"password": "hunter2", "headers": {"x-api-key": "hunter2"}},
    )
    handler.flush()
    text = json.dumps(lines(tmp_path))
    assert "hunter2" not in text
    assert "a=1" in text


class Held(logging.Handler):
    """Writes only when it is let."""

    def __init__(self):
        super().__init__()
        self.let = threading.Event()
        self.seen = []

    def emit(self, record):
        self.let.wait(30)
        self.seen.append((record.levelname, record.getMessage()))


def test_who_logs_never_waits_and_when_all_is_full_the_unimportant_is_dropped_and_counted():
    held = Held()
    handler = BackgroundHandler([held], largest_backlog=10)
    own = logging.getLogger("lezerprint.logs.background")
    own.addHandler(handler)
    probe = logging.Logger("probe")  # noqa: LOG001 - apart from all others
    probe.addHandler(handler)
    try:
        probe.error("taken")  # this one the thread has in hand, or it is the first in the queue
        for number in range(50):
            probe.info("%d", number)
        probe.error("important")
        held.let.set()
        handler.flush()
        handler.flush()
    finally:
        own.removeHandler(handler)
        handler.close()
    infos = [text for level, text in held.seen if level == "INFO"]
    assert infos == [str(number) for number in range(len(infos))]
    assert len(infos) in {9, 10}
    assert ("ERROR", "important") in held.seen
    assert held.seen[-1] == ("WARNING", f"{50 - len(infos)} log lines were dropped: too many at once")


def test_a_record_that_cannot_be_formatted_harms_nobody(log, tmp_path, capsys):
    handler = log()
    probe = logging.Logger("probe")  # noqa: LOG001 - apart from pytest's handlers, which raise
    probe.addHandler(handler)
    probe.info("%d", "no number")
    probe.info("after")
    handler.flush()
    assert [one["message"] for one in lines(tmp_path)] == ["after"]


AT_EXIT = """
import logging, os, sys
from lezerprint.logs.setup import configure_logging
from lezerprint.settings import load_settings
configure_logging(load_settings(None, {"data_dir": sys.argv[1]}))
for number in range(2000):
    logging.info("line %d", number)
if os.fork() == 0:
    logging.info("of the child")
    os._exit(0)
os.wait()
"""


def test_all_is_written_at_the_end_and_a_forked_child_logs_too(tmp_path, monkeypatch):
    without_settings(monkeypatch, tmp_path)
    subprocess.run(
        [sys.executable, "-c", AT_EXIT, tmp_path], capture_output=True, text=True, timeout=60, check=True
    )
    messages = [one["message"] for one in lines(tmp_path)]
    assert [text for text in messages if text != "of the child"] == [f"line {n}" for n in range(2000)]
    assert messages.count("of the child") == 1


CLOSED = """
import logging, os, sys
from lezerprint.logs.setup import configure_logging
from lezerprint.settings import load_settings
configure_logging(load_settings(None, {"data_dir": sys.argv[1]}), open("/dev/full", "w", buffering=1))
logging.info("to the files all the same")
"""


def test_a_console_that_takes_nothing_does_not_stop_the_files(tmp_path, monkeypatch):
    without_settings(monkeypatch, tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", CLOSED, tmp_path], capture_output=True, timeout=60, check=False
    )
    assert lines(tmp_path)[0]["message"] == "to the files all the same"
    assert done.returncode in {0, 120}  # 120: Python itself could not flush


def test_without_its_package_sentry_is_a_warning(caplog, monkeypatch):
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    assert start_sentry("https://key@sentry.example/1", "production") is False
    assert "lezerprint[sentry]" in caplog.text
    assert "key@" not in caplog.text
