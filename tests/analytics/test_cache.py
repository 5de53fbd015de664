"""What was reckoned before a job ended is never found after, wherever answers are kept."""

from __future__ import annotations

import logging
import random
import shutil
import threading
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest
import tasks
from proxy import Proxy
from services import require

from lezerprint.analytics.cache import KEPT_SECONDS, Cache, OwnStore
from lezerprint.analytics.shared_store import SharedStore
from lezerprint.errors import SettingsError
from lezerprint.settings import Settings


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def shared(url=None, database=None, **more):
    return SharedStore(url or require("redis"), database or f"sqlite:///{uuid4()}", 60.0, **more)


@pytest.fixture(params=["own", "redis"])
def cache(request):
    made = Cache(OwnStore() if request.param == "own" else shared())
    yield made
    made.close()


class Counted:
    """Makes another answer each time."""

    def __init__(self):
        self.count = 0

    def __call__(self):
        self.count += 1
        return b"%d" % self.count


def test_an_answer_is_kept_under_its_key_until_a_job_ends(cache):
    make = Counted()
    assert [cache.answer(key, make) for key in "aabab"] == [b"1", b"1", b"2", b"1", b"2"]
    cache.invalidate()
    assert [cache.answer(key, make) for key in "aab"] == [b"3", b"3", b"4"]


def test_what_began_before_the_end_of_a_job_is_not_kept(cache):
    def make():
        cache.invalidate()
        return b"of before"

    assert cache.answer("a", make) == b"of before"
    assert cache.answer("a", lambda: b"of after") == b"of after"
    assert cache.answer("a", lambda: b"another") == b"of after"


def test_an_error_is_not_kept(cache):
    with pytest.raises(ZeroDivisionError):
        cache.answer("a", lambda: 1 // 0)
    assert cache.answer("a", lambda: b"good") == b"good"


def test_many_threads_never_see_what_was_before_an_end_that_they_saw(cache):
    """`truth` is the database: it changes, and then the cache is told."""
    truth, told, wrong = [0], [0], []
    stop = threading.Event()

    def ask(seed):
        chance = random.Random(seed)
        while not stop.is_set():
            least = told[0]
            found = int(cache.answer(chance.choice("ab"), lambda: b"%d" % truth[0]))
            if found < least:
                wrong.append((found, least))

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 200):
        truth[0] = number
        cache.invalidate()
        told[0] = number
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_answer_of_this_process_grows_old_and_too_many_are_forgotten():
    clock, make = Clock(), Counted()
    cache = Cache(OwnStore(clock))
    cache.answer("a", make)
    clock.now += KEPT_SECONDS - 1
    assert cache.answer("a", make) == b"1"
    clock.now += 2
    assert cache.answer("a", make) == b"2"
    for number in range(1000):
        cache.answer(f"{number}", make)
    assert len(cache._store._answers) <= 256


def test_servers_share_answers_and_their_ends_and_other_databases_do_not():
    database = f"sqlite:///{uuid4()}"
    one, other = Cache(shared(database=database)), Cache(shared(database=database))
    stranger = Cache(shared())
    assert one.answer("a", lambda: b"mine") == b"mine"
    assert other.answer("a", lambda: b"theirs") == b"mine"
    assert stranger.answer("a", lambda: b"strange") == b"strange"
    other.invalidate()
    assert one.answer("a", lambda: b"new") == b"new"
    assert stranger.answer("a", lambda: b"another") == b"strange"


def test_the_settings_say_where(tmp_path):
    assert isinstance(Cache.of(Settings(data_dir=tmp_path))._store, OwnStore)
    assert isinstance(Cache.of(Settings(data_dir=tmp_path, redis_url="redis://h"))._store, SharedStore)
    with pytest.raises(SettingsError, match="redis_url"):
        shared("redis://host:port")


@pytest.fixture
def own_redis():
    if shutil.which("redis-server") is None:
        pytest.skip("there is no redis-server")
    server = tasks.OwnRedis()
    server.start()
    yield server
    server.kill()


def test_redis_that_goes_away_and_comes_back_fails_nothing_and_hides_no_end(own_redis, caplog):
    clock, make = Clock(), Counted()
    cache = Cache(shared(own_redis.url, pause_seconds=5, clock=clock))
    with caplog.at_level(logging.INFO, "lezerprint.base.gate"):
        assert [cache.answer("a", make) for _ in range(2)] == [b"1", b"1"]
        own_redis.kill()
        assert [cache.answer("a", make) for _ in range(3)] == [b"2", b"3", b"4"]
        cache.invalidate()
        own_redis.start()
        assert cache.answer("a", make) == b"5"  # it is left alone for a while
        clock.now += 6
        assert [cache.answer("a", make) for _ in range(2)] == [b"6", b"6"]
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_an_end_that_redis_did_not_hear_of_is_told_before_anything_is_read():
    """The same Redis, with all that it kept, behind a wire that is cut meanwhile."""
    database, clock, make = f"sqlite:///{uuid4()}", Clock(), Counted()
    parts = urlsplit(require("redis"))
    with Proxy(parts.hostname, parts.port) as proxy:
        account = "".join(parts.netloc.rpartition("@")[:2])
        url = urlunsplit(parts._replace(netloc=f"{account}127.0.0.1:{proxy.port}"))
        cache = Cache(shared(url, database, pause_seconds=5, clock=clock))
        assert cache.answer("a", make) == b"1"
        proxy.cut()
        cache.invalidate()
        proxy.mend()
        clock.now += 6
        assert [cache.answer("a", make) for _ in range(2)] == [b"2", b"2"]
        cache.close()
