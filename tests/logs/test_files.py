"""Log files: one a day, no larger than allowed, kept as long as promised; a bad disk harms nobody."""

from __future__ import annotations

import logging
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from lezerprint.logs.files import DatedFileHandler


class Clock:
    def __init__(self):
        self.now = datetime.fromisoformat("2026-11-22T23:59:59+00:00")

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def make(tmp_path, clock):
    made = []

    def handler(**options):
        made.append(DatedFileHandler(tmp_path / "logs", "application", 14, now=clock, **options))
        return made[-1]

    yield handler
    for one in made:
        one.close()


def say(handler, text):
    handler.handle(logging.LogRecord("x", logging.INFO, "", 0, text, (), None))


def contents(folder):
    return {path.name: path.read_text() for path in sorted((folder / "logs").iterdir())}


def test_a_new_file_at_midnight(make, clock, tmp_path):
    handler = make()
    say(handler, "before")
    clock.now += timedelta(seconds=2)
    say(handler, "after")
    assert contents(tmp_path) == {
        "application-2026-11-22.log": "before\n",
        "application-2026-11-23.log": "after\n",
    }


def test_a_new_file_when_one_is_full_and_no_line_is_split(make, tmp_path):
    handler = make(largest_bytes=10)
    for text in ("123456789", "1", "12345678", "longer than a file may be", "z"):
        say(handler, text)
    expected = ["123456789\n", "1\n", "12345678\n", "longer than a file may be\n", "z\n"]
    names = ["application-2026-11-22.log"] + [f"application-2026-11-22.{n}.log" for n in range(1, 5)]
    assert contents(tmp_path) == dict(zip(names, expected, strict=True))


def test_a_program_that_starts_again_goes_on_in_the_last_file(make, tmp_path):
    say(make(largest_bytes=10), "123456789")
    say(make(largest_bytes=10), "a")
    say(make(largest_bytes=10), "b")
    assert contents(tmp_path)["application-2026-11-22.1.log"] == "a\nb\n"


def test_files_are_kept_for_fourteen_days_and_others_for_ever(make, clock, tmp_path):
    handler = make()
    folder = tmp_path / "logs"
    folder.mkdir()
    foreign = [
        "application-2020-99-99.log",
        "error-2020-01-01.log",
        "application-2020-01-01.log.bak",
        "notes",
    ]
    old = ["application-2026-11-08.log", "application-2026-11-08.3.log", "application-2020-01-01.log"]
    kept = ["application-2026-11-09.log", "application-2026-11-10.1.log"]
    for name in foreign + old + kept:
        (folder / name).write_text("")
    say(handler, "now")
    assert set(contents(tmp_path)) == {*foreign, *kept, "application-2026-11-22.log"}
    clock.now += timedelta(days=1)
    say(handler, "next day")
    assert "application-2026-11-09.log" not in contents(tmp_path)


def test_a_clock_that_is_set_back_does_no_harm(make, clock, tmp_path):
    handler = make()
    say(handler, "first")
    clock.now -= timedelta(days=400)
    say(handler, "second")
    clock.now += timedelta(days=400)
    say(handler, "third")
    assert contents(tmp_path)["application-2026-11-22.log"] == "first\nthird\n"


def test_a_file_that_was_removed_is_made_again(make, tmp_path):
    handler = make()
    say(handler, "first")
    (tmp_path / "logs" / "application-2026-11-22.log").unlink()
    say(handler, "second")
    assert contents(tmp_path) == {"application-2026-11-22.log": "second\n"}


def test_a_folder_that_cannot_be_made_costs_lines_and_says_how_many(make, tmp_path, monkeypatch):
    monkeypatch.setattr("lezerprint.logs.files._RETRY_SECONDS", 0.0)
    handler = make()
    (tmp_path / "logs").write_text("in the way")
    say(handler, "lost")
    say(handler, "lost too")
    (tmp_path / "logs").unlink()
    say(handler, "back")
    lines = contents(tmp_path)["application-2026-11-22.log"].splitlines()
    assert lines == ["2 log lines were lost", "back"]


FULL = """
import logging, resource, sys
from pathlib import Path
from lezerprint.logs import files
from lezerprint.logs.background import BackgroundHandler
files._RETRY_SECONDS = 0.0
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
file = files.DatedFileHandler(Path(sys.argv[1]), "application", 14)
console = logging.StreamHandler(sys.stdout)
background = BackgroundHandler([file, console])
logging.basicConfig(level="INFO", handlers=[background])
for number in range(100):
    logging.info("line %d ...............", number)
background.flush()
background.flush()  # what the first found out is behind it in the queue
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
logging.info("room again")
"""


def test_a_full_disk_neither_raises_nor_stops_the_console_and_ends(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FULL, tmp_path], capture_output=True, text=True, timeout=60, check=True
    )
    assert "line 99" in done.stdout
    assert done.stdout.count("cannot be written") == 1
    assert done.stderr == ""
    (file,) = tmp_path.iterdir()
    *before, lost, last = file.read_text().splitlines()
    assert last == "room again"
    assert lost.endswith("log lines were lost")
    whole = [line for line in before if line.endswith("...............")]
    # A torn line and the warning about the disk are lost too.
    assert len(whole) + int(lost.split()[0]) == 101
