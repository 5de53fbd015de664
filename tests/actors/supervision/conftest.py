"""Real actors that do what a test tells them, in real systems that leave nothing behind."""

import threading
import time
from functools import partial

import pytest
from pykka import ActorRegistry

from actors.supervision import ChildSpec, SupervisedActor, System

DEADLINE_SECONDS = 20.0


class Worker(SupervisedActor):
    """Calls any callable that it is sent, with itself, and keeps a journal of its life."""

    def __init__(self, context, journal, at_start=None, at_stop=None, at_release=None):
        super().__init__(context)
        self.journal = journal
        self.at_start, self.at_stop, self.at_release = at_start, at_stop, at_release

    def on_start(self):
        self.note("start", self.at_start)

    def on_receive(self, message):
        return message(self) if callable(message) else super().on_receive(message)

    def on_stop(self):
        self.note("stop", self.at_stop)

    def release(self):
        self.note("release", self.at_release)

    def note(self, event, hook):
        self.journal.append((event, self.context.path, self.generation))
        if hook is not None:
            hook(self)


@pytest.fixture
def journal():
    return []


@pytest.fixture
def worker(journal):
    """Make a spec of a worker: hooks by keyword, all else goes to the spec."""

    def make(name, at_start=None, at_stop=None, at_release=None, **settings):
        hooks = {"at_start": at_start, "at_stop": at_stop, "at_release": at_release}
        return ChildSpec(name, partial(Worker.start, journal=journal, **hooks), **settings)

    return make


@pytest.fixture
def eventually():
    """Wait for a condition, with a deadline that only a failure comes near."""

    def wait(condition, what="the condition"):
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not (result := condition()):
            assert time.monotonic() < deadline, f"{what} never came"
            time.sleep(0.002)
        return result

    return wait


@pytest.fixture
def gate():
    """An event for actors to hang on, opened at the end of the test."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def run(gate, eventually):
    """Start systems and stop them at the end; no actor may be left in pykka's registry."""
    systems = []

    def start(spec, *, wait=True, **settings):
        system = System(spec, tick_seconds=0.02, **settings)
        systems.append(system)
        system.start()
        assert not wait or system.wait_until_up(DEADLINE_SECONDS)
        return system

    yield start
    gate.set()
    for system in systems:
        system.stop(DEADLINE_SECONDS)
    eventually(lambda: not ActorRegistry.get_all(), "an empty registry")


@pytest.fixture
def generation():
    """Ask a worker which life of it answers; 0 while there is none to ask."""

    def ask(system, path):
        try:
            return system.address(path).ask(lambda actor: actor.generation, DEADLINE_SECONDS)
        except Exception:  # noqa: BLE001 - whatever stands in the way, nobody answered
            return 0

    return ask


def crash(_actor):
    raise ValueError("ordered by a test")


@pytest.fixture
def boom():
    """A message that makes a worker crash."""
    return crash
