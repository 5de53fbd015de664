"""A program that is watched: what it says, what it may take, and that nothing of it stays."""

from __future__ import annotations

import os
import signal
import time

import pytest
from profiles import wait_until_empty

from lezerprint.slicing import running
from lezerprint.slicing.errors import SlicingCancelledError, SlicingTimeoutError
from lezerprint.slicing.running import Bounds, run


@pytest.fixture
def shell(tmp_path):
    """Run a script; its status and what it said. The test's folder is in its command line."""
    said = []

    def start(script, bounds=None, told=said.append):
        order = ["/bin/sh", "-c", script, str(tmp_path)]
        return run(order, tmp_path, bounds or Bounds(timeout_seconds=20), told), said

    return start


def test_lines_come_as_they_are_said_and_the_status_at_last(shell):
    assert shell("echo one; printf 'two\\nthree'; echo four >&2; exit 7") == (7, ["one", "two", "threefour"])


def test_the_end_by_a_signal_is_a_negative_status(shell):
    assert shell("kill -ABRT $$")[0] == -signal.SIGABRT


def test_a_line_without_end_and_bytes_that_are_no_text_do_no_harm(shell):
    script = "head -c 3000000 /dev/zero | tr '\\0' x; printf '\\377\\n'; echo end"
    status, said = shell(script)
    assert status == 0
    assert said[-1] == "end"
    assert max(map(len, said)) <= 4096


def test_progress_is_heard_before_the_program_ends(shell, tmp_path):
    """The program waits for a file that is made when its first line is heard."""

    def told(line):
        (tmp_path / "heard").touch()

    script = "echo first; while ! [ -e heard ]; do sleep 0.01; done; echo second"
    assert shell(script, told=told)[0] == 0


def test_it_is_nice_and_bounded(shell):
    bounds = Bounds(timeout_seconds=20, memory_bytes=1 << 30)
    _, said = shell("nice; ulimit -v; ulimit -c", bounds)
    assert said == [str(min(os.nice(0) + 10, 19)), str((1 << 30) // 1024), "0"]


def test_a_file_of_any_size_is_not_written(shell, monkeypatch):
    monkeypatch.setattr(running, "LARGEST_FILE_BYTES", 1 << 20)
    status, _ = shell("exec head -c 3000000 /dev/zero > large")
    assert status == -signal.SIGXFSZ


def test_it_has_no_input_and_a_bare_environment(shell, monkeypatch):
    monkeypatch.setenv("JWT_SECRET", "hidden")
    assert shell("cat; echo x$JWT_SECRET$DISPLAY")[1] == ["x"]


def test_a_program_that_is_not_there(tmp_path):
    said = []
    status = run(["/nowhere/slicer"], tmp_path, Bounds(timeout_seconds=20), said.append)
    assert (status, said) == (127, ["cannot start /nowhere/slicer: No such file or directory"])


@pytest.mark.parametrize("script", ["sleep 60", "sleep 60 & sleep 60", "exec >&- 2>&-; sleep 60"])
def test_a_time_out_ends_the_whole_group(shell, tmp_path, script):
    with pytest.raises(SlicingTimeoutError, match=r"longer than 0\.3 s"):
        shell(f"{script}; : {tmp_path}", Bounds(timeout_seconds=0.3))
    wait_until_empty(tmp_path)


def test_a_cancel_ends_a_program_that_ignores_signals(shell, tmp_path):
    begun = time.monotonic()
    bounds = Bounds(timeout_seconds=60, cancelled=lambda: time.monotonic() > begun + 0.3)
    with pytest.raises(SlicingCancelledError):
        shell("trap '' TERM HUP INT; while :; do sleep 0.1; done", bounds)
    wait_until_empty(tmp_path)


def test_an_error_of_who_listens_ends_it_too(shell, tmp_path):
    with pytest.raises(ZeroDivisionError):
        shell("echo line; sleep 60", told=lambda _: 1 / 0)
    wait_until_empty(tmp_path)
