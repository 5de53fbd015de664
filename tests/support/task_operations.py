"""Operations for tests; workers import this module as a plugin."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

from lezerprint.errors import GcodeFileError
from lezerprint.storage.models import SystemEvent
from lezerprint.tasks.errors import TryLaterError
from lezerprint.tasks.operations import OPERATIONS, Operation, Queue


def note(arguments, word):
    """A line, whole, in the file of the test."""
    descriptor = os.open(arguments["notes"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(descriptor, f"{word}\n".encode())
    os.close(descriptor)


def write(context, arguments):
    note(arguments, f"begun {os.getpid()}")
    result = context.scratch / "result"
    result.write_text("all of it")
    time.sleep(arguments.get("seconds", 0))
    context.progress(50, "half")
    context.publish(result, Path(arguments["out"]))
    context.on_finish(lambda: SystemEvent.create(event_type="written", description=arguments["out"]))
    return {"bytes": 9}


def slowly(context, arguments):
    note(arguments, f"begun {os.getpid()}")
    (context.scratch / "half").write_text("half")
    while not (arguments.get("polite") and context.cancelled()):
        time.sleep(0.02)
    note(arguments, "polite")
    context.check()


def with_programs(context, arguments):
    """Programs in its group, in a session of their own, and left behind by a parent that is gone."""
    word = "import time; time.sleep(300)"
    begin = f"subprocess.Popen([sys.executable, '-c', {word!r}], start_new_session=True)"
    orphan = f"import subprocess, sys; {begin}"
    one = subprocess.Popen([sys.executable, "-c", word])
    two = subprocess.Popen([sys.executable, "-c", word], start_new_session=True)
    subprocess.run([sys.executable, "-c", orphan], check=True)
    note(arguments, f"{one.pid} {two.pid}")
    one.wait()


def die(context, arguments):
    note(arguments, "begun")
    os.kill(os.getpid(), signal.SIGKILL)


def fail(context, arguments):
    note(arguments, "begun")
    raise {"bug": ValueError("oh\nno"), "bad": GcodeFileError("no G-code"), "later": TryLaterError("away")}[
        arguments["how"]
    ]


def fork_more(context, arguments):
    context.enqueue("test-note", {"notes": arguments["notes"]})


def fill_disk(context, arguments):
    """Two files are handed over; at the second the disk is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for size in (10, 9_000_000):
        (context.scratch / "part").write_bytes(b"x" * 10)
        context.publish(context.scratch / "part", Path(arguments["out"]).with_name(str(size)))
        resource.setrlimit(resource.RLIMIT_FSIZE, (8_000_000, resource.RLIM_INFINITY))
        (context.scratch / "part").write_bytes(b"x" * size)
    raise AssertionError("it fitted")


def only_note(context, arguments):
    note(arguments, f"nice {os.nice(0)}")


for name, function, more in (
    ("write", write, {"retry_seconds": 0.01}),
    ("slowly", slowly, {}),
    ("quick-timeout", slowly, {"timeout_seconds": 0.5}),
    ("programs", with_programs, {}),
    ("die", die, {"retry_seconds": 0.01}),
    ("die-once", die, {"idempotent": False}),
    ("fail", fail, {"retry_seconds": 0.01}),
    ("follow", fork_more, {}),
    ("fill-disk", fill_disk, {"retry_seconds": 0.01, "max_attempts": 2}),
    ("note", only_note, {"queue": Queue.NOTIFICATIONS}),
    ("told", only_note, {"max_attempts": 2, "on_failure": f"{__name__}:note"}),
):
    OPERATIONS[f"test-{name}"] = Operation(
        **{
            "name": f"test-{name}",
            "queue": Queue.FILES,
            "function": f"{__name__}:{function.__name__}",
            **more,
        }
    )
