"""Who is let through, in memory and over a real Redis that comes and goes."""

from __future__ import annotations

import asyncio
import shutil
import signal
import socket
import subprocess
import time
import uuid

import pytest
import redis
from services import require

from lezerprint.errors import SettingsError
from web.errors import RateLimitedError
from web.rate_limits import LoginLimiter, RateClass, RateLimiter
from web.rate_limits.limiter import client_key
from web.rate_limits.uploads import UploadAllowance
from web.rate_limits.windows import MovingWindows

DEFAULTS = {
    RateClass.API: "600/minute",
    RateClass.VISITORS: "100/minute",
    RateClass.AUTH: "5/15 minutes",
    RateClass.UPLOAD: "5 GB/hour",
    RateClass.CONTROL: "30/minute",
}
PAUSE_SECONDS = 0.2
TIMEOUT_SECONDS = 0.5
DEADLINE_SECONDS = 10.0


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def limiter(clock):
    return RateLimiter(DEFAULTS, clock=clock)


async def passed(limiter, rate_class, key, tries):
    """How many of so many tries were let through."""
    return [await limiter.hit(rate_class, key) for _ in range(tries)].count(None)


@pytest.mark.parametrize(
    ("rate_class", "amount", "window_seconds"),
    [
        (RateClass.API, 600, 60),
        (RateClass.VISITORS, 100, 60),
        (RateClass.AUTH, 5, 900),
        (RateClass.CONTROL, 30, 60),
    ],
)
def test_each_class_lets_through_just_its_figure(limiter, clock, rate_class, amount, window_seconds):
    async def play():
        assert await passed(limiter, rate_class, "ann", amount + 7) == amount
        assert await limiter.hit(rate_class, "ann") == window_seconds
        assert await limiter.hit(rate_class, "bob") is None
        clock.now += window_seconds - 0.5
        assert await limiter.hit(rate_class, "ann") == 1
        clock.now += 0.5
        assert await passed(limiter, rate_class, "ann", amount + 7) == amount

    asyncio.run(play())


def test_no_window_of_time_holds_more_than_the_figure_wherever_it_begins(limiter, clock):
    async def play():
        let_through = []
        for _ in range(4000):
            clock.now += 0.1
            if await limiter.hit(RateClass.VISITORS, "ann") is None:
                let_through.append(clock.now)
        return let_through

    times = asyncio.run(play())
    assert len(times) >= 600
    assert all(later - earlier >= 60 - 1e-6 for earlier, later in zip(times, times[100:], strict=False))


def test_who_goes_on_knocking_waits_no_longer_for_it(limiter, clock):
    async def play():
        await passed(limiter, RateClass.AUTH, "ann", 5)
        waits = []
        for _ in range(899):
            clock.now += 1
            waits.append(await limiter.hit(RateClass.AUTH, "ann"))
        clock.now += 1
        return waits, await limiter.hit(RateClass.AUTH, "ann")

    waits, after = asyncio.run(play())
    assert waits == list(range(899, 0, -1))
    assert after is None


def test_classes_do_not_count_against_each_other_and_exempt_is_never_refused(limiter):
    async def play():
        assert await passed(limiter, RateClass.EXEMPT, "ann", 1000) == 1000
        assert await passed(limiter, RateClass.AUTH, "ann", 9) == 5
        assert await passed(limiter, RateClass.VISITORS, "ann", 109) == 100

    asyncio.run(play())


def test_several_limits_of_one_class_all_hold(clock):
    limiter = RateLimiter(DEFAULTS | {RateClass.API: "2/second;3/minute"}, clock=clock)

    async def play():
        assert await passed(limiter, RateClass.API, "ann", 5) == 2
        assert await limiter.hit(RateClass.API, "ann") == 1
        clock.now += 1
        assert await passed(limiter, RateClass.API, "ann", 5) == 1
        assert await limiter.hit(RateClass.API, "ann") == 59

    asyncio.run(play())


@pytest.mark.parametrize("text", ["", "many", "5", "0/minute", "-1/minute", "5 per fortnight", None])
def test_a_limit_that_cannot_be_read_is_named(text):
    with pytest.raises(SettingsError, match="rate_limit_auth"):
        RateLimiter(DEFAULTS | {RateClass.AUTH: text})


def test_an_address_of_redis_that_is_none_is_refused_without_showing_its_password():
    with pytest.raises(SettingsError, match="redis_url") as refused:
        RateLimiter(DEFAULTS, "http://:secret@host")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not:an:address", "not:an:address"),
        ("x:" * 1000, "x:" * 1000),
    ],
)
def test_a_client_is_its_ipv4_address_or_its_ipv6_network(address, key):
    assert client_key(address) == key


def test_one_household_shares_one_allowance(limiter):
    async def play():
        hits = [await limiter.hit(RateClass.AUTH, f"2001:db8::{number:x}") for number in range(50)]
        assert hits.count(None) == 5
        assert await limiter.hit(RateClass.AUTH, "2001:db8:0:1::1") is None

    asyncio.run(play())


def test_a_flood_of_clients_leaves_a_bounded_memory_and_forgets_the_longest_silent():
    windows = MovingWindows(2, 60, most_keys=100)
    for number in range(1000):
        assert windows.wait_seconds("busy", 1.0) == (0.0 if number < 2 else 60.0)
        if number < 2:
            windows.count("busy", 1.0)
        windows.count(f"client {number}", 1.0)
    assert len(windows) == 100


def test_clients_whose_window_has_passed_make_room():
    windows = MovingWindows(2, 60)
    for number in range(1000):
        windows.count(f"early {number}", 1.0)
    for number in range(600):
        windows.count(f"late {number}", 62.0)
    assert len(windows) == 600


def test_a_high_limit_keeps_no_more_than_its_window():
    windows = MovingWindows(10**9, 60)
    for number in range(5000):
        assert windows.wait_seconds("ann", float(number)) == 0.0
        windows.count("ann", float(number))
    assert len(windows._used["ann"].hits) <= 61


def test_an_account_cannot_be_guessed_from_many_addresses_and_its_owner_comes_in_from_a_known_one(limiter):
    logins = LoginLimiter(limiter)

    async def play():
        assert await logins.hit("Ann@home", "192.0.2.1") is None
        await logins.succeeded("Ann@home", "192.0.2.1", limiter.now())
        guesses = [await logins.hit(" ann@HOME ", f"198.51.100.{number}") for number in range(100)]
        assert guesses.count(None) == 5
        assert guesses[-1] == 900
        assert await logins.hit("ann@home", "192.0.2.1") is None
        assert await logins.hit("bob@home", "198.51.100.1") is None
        assert await logins.hit("bob@home", "192.0.2.1") is None

    asyncio.run(play())


def test_guesses_at_once_all_count(limiter):
    logins = LoginLimiter(limiter)

    async def play():
        return await asyncio.gather(*(logins.hit("ann", f"198.51.100.{number}") for number in range(50)))

    assert asyncio.run(play()).count(None) == 5


def test_who_signs_in_does_not_count_against_the_next(limiter, clock):
    logins = LoginLimiter(limiter)

    async def play():
        for number in range(50):
            clock.now += 1
            begun = limiter.now()
            assert await logins.hit("ann", f"198.51.100.{number}") is None
            await logins.succeeded("ann", f"198.51.100.{number}", begun)
        assert await passed(limiter, RateClass.AUTH, "192.0.2.1", 9) == 5
        assert [await logins.hit("ann", f"203.0.113.{number}") for number in range(9)].count(None) == 5

    asyncio.run(play())


def test_uploads_count_by_bytes(limiter, clock):
    async def play():
        assert await limiter.hit(RateClass.UPLOAD, "ann", 3_000_000_000) is None
        clock.now += 60
        assert await limiter.hit(RateClass.UPLOAD, "ann", 1_500_000_000) is None
        assert await limiter.hit(RateClass.UPLOAD, "ann", 500_000_001) == 3540
        assert await limiter.hit(RateClass.UPLOAD, "ann", 500_000_000) is None
        assert await limiter.hit(RateClass.UPLOAD, "ann", 3_000_000_001) == 3600
        assert await limiter.hit(RateClass.UPLOAD, "bob", 5_000_000_000) is None

    asyncio.run(play())


def test_an_upload_beyond_the_whole_allowance_needs_an_empty_window_and_fills_it(limiter, clock):
    async def play():
        assert await limiter.hit(RateClass.UPLOAD, "ann", 1) is None
        assert await limiter.hit(RateClass.UPLOAD, "ann", 6_000_000_000) == 3600
        clock.now += 3600
        assert await limiter.hit(RateClass.UPLOAD, "ann", 6_000_000_000) is None
        assert await limiter.hit(RateClass.UPLOAD, "ann", 1) == 3600

    asyncio.run(play())


def test_an_upload_counts_what_came(limiter):
    async def play():
        broken = UploadAllowance(limiter, "ann")
        await broken.begin(4_000_000_000)
        with pytest.raises(RateLimitedError):
            await UploadAllowance(limiter, "ann").begin(4_000_000_000)
        await broken.received(1_000_000_000)
        await broken.end()
        assert await limiter.hit(RateClass.UPLOAD, "ann", 4_000_000_001) is not None
        undeclared = UploadAllowance(limiter, "ann")
        await undeclared.begin(0)
        for _ in range(4000):
            await undeclared.received(1_000_000)
        with pytest.raises(RateLimitedError):
            await undeclared.received(1)

    asyncio.run(play())


def test_what_is_given_back_late_does_not_take_from_what_came_later(clock):
    windows = MovingWindows(10, 60)
    windows.count("ann", 0.0, 4)
    windows.count("ann", 50.0, 5)
    assert windows.wait_seconds("ann", 61.0, 6) == 49.0
    windows.give_back("ann", 3, 50.0)
    assert windows.wait_seconds("ann", 61.0, 8) == 0.0
    windows.give_back("ann", 9, 51.0)
    windows.give_back("bob", 9, 0.0)
    assert windows.wait_seconds("ann", 61.0, 9) == 49.0


# With Redis.


class RedisServer:
    """One of our own, that can be killed."""

    def __init__(self, folder):
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process = None

    def start(self):
        options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self._folder)]
        command = [shutil.which("redis-server"), "--port", str(self._port), *options]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + DEADLINE_SECONDS
        with redis.Redis.from_url(self.url) as client:
            while True:
                try:
                    client.ping()
                except redis.ConnectionError:
                    assert time.monotonic() < deadline
                    time.sleep(0.02)
                else:
                    return

    def kill(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self):
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self._process.send_signal(signal.SIGCONT)

    def stored(self):
        with redis.Redis.from_url(self.url) as client:
            return client.keys()


@pytest.fixture
def own_redis(tmp_path):
    require("redis")
    if shutil.which("redis-server") is None:
        pytest.skip("there is no redis-server to start")
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()


def shared(url, **options):
    return RateLimiter(
        DEFAULTS, url, redis_timeout_seconds=TIMEOUT_SECONDS, redis_pause_seconds=PAUSE_SECONDS, **options
    )


def test_two_servers_share_the_allowance():
    url, key = require("redis"), uuid.uuid4().hex

    async def play():
        one, other = shared(url), shared(url)
        assert await passed(one, RateClass.AUTH, key, 3) == 3
        assert await passed(other, RateClass.AUTH, key, 9) == 2
        assert 890 < await one.hit(RateClass.AUTH, key) <= 900
        assert await other.hit(RateClass.AUTH, key + "x") is None
        await one.aclose()
        await other.aclose()

    asyncio.run(play())


def test_what_is_given_back_is_given_back_to_all_servers():
    url, key = require("redis"), uuid.uuid4().hex

    async def play():
        one, other = shared(url), shared(url)
        for _ in range(9):
            begun = one.now()
            assert await one.hit(RateClass.AUTH, key) is None
            await one.give_back(RateClass.AUTH, key, begun)
        assert await passed(other, RateClass.AUTH, key, 9) == 5
        begun = one.now()
        assert await one.hit(RateClass.UPLOAD, key, 5_000_000_000) is None
        assert 3590 < await other.hit(RateClass.UPLOAD, key, 1) <= 3600
        await one.give_back(RateClass.UPLOAD, key, begun, 2_000_000_000)
        assert await other.hit(RateClass.UPLOAD, key, 2_000_000_001) is not None
        assert await other.hit(RateClass.UPLOAD, key, 2_000_000_000) is None
        await one.aclose()
        await other.aclose()

    asyncio.run(play())


def test_requests_at_once_get_no_more_than_the_figure_from_redis():
    url, key = require("redis"), uuid.uuid4().hex

    async def play():
        limiter = shared(url)
        hits = await asyncio.gather(*(limiter.hit(RateClass.CONTROL, key) for _ in range(80)))
        await limiter.aclose()
        return hits

    assert asyncio.run(play()).count(None) == 30


def test_without_redis_the_limit_holds_in_memory_and_goes_back_to_redis_when_it_is_there(own_redis, caplog):
    async def play():
        limiter, stranger = shared(own_redis.url), shared(own_redis.url)
        assert await passed(limiter, RateClass.AUTH, "ann", 3) == 3
        own_redis.kill()
        assert await passed(limiter, RateClass.AUTH, "ann", 9) == 2  # nobody gets a new allowance
        assert await passed(limiter, RateClass.AUTH, "bob", 9) == 5
        own_redis.start()
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not own_redis.stored():
            assert time.monotonic() < deadline
            await limiter.hit(RateClass.API, "carl")
            await asyncio.sleep(0.02)
        assert await passed(limiter, RateClass.AUTH, "bob", 9) == 0
        assert await passed(limiter, RateClass.AUTH, "dora", 2) == 2
        assert await passed(stranger, RateClass.AUTH, "dora", 9) == 3
        await limiter.aclose()
        await stranger.aclose()

    with caplog.at_level("INFO", "lezerprint.base.gate"):
        asyncio.run(play())
    said = [record.getMessage() for record in caplog.records]
    assert [line.split(":")[0].split(" (")[0] for line in said] == [
        "Redis is unavailable",
        "Redis is available again",
    ]


def test_connections_are_not_used_up_by_a_redis_that_is_slow_for_a_while(own_redis):
    async def play():
        limiter = RateLimiter(DEFAULTS, own_redis.url, redis_timeout_seconds=0.1, redis_pause_seconds=0)
        await limiter.hit(RateClass.API, "ann")
        own_redis.freeze()
        for _ in range(3):
            hits = await asyncio.gather(*(limiter.hit(RateClass.API, "ann") for _ in range(25)))
            assert hits.count(None) == 25
        assert await passed(limiter, RateClass.API, "ann", 3) == 3
        own_redis.thaw()
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not any(b"new one" in key for key in own_redis.stored()):
            assert time.monotonic() < deadline
            await limiter.hit(RateClass.API, "new one")
        await limiter.aclose()

    asyncio.run(play())


def test_a_redis_that_does_not_answer_costs_one_request_its_time_and_the_others_nothing():
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"redis://127.0.0.1:{deaf.getsockname()[1]}"

        async def play():
            limiter = RateLimiter(DEFAULTS, url, redis_timeout_seconds=0.05, redis_pause_seconds=60)
            begun = time.monotonic()
            hits = await passed(limiter, RateClass.VISITORS, "ann", 150)
            seconds = time.monotonic() - begun
            await limiter.aclose()
            return hits, seconds

        hits, seconds = asyncio.run(play())
    assert hits == 100
    assert 0.04 < seconds < 2  # 150 requests that each waited would take 7.5 s


def test_a_wall_clock_that_was_put_back_locks_nobody_out(own_redis):
    async def play():
        limiter = shared(own_redis.url)
        await limiter.hit(RateClass.AUTH, "ann")
        (key,) = own_redis.stored()
        with redis.Redis.from_url(own_redis.url) as client:
            client.delete(key)
            client.lpush(key, *[time.time() + 86400] * 5)
        fresh = shared(own_redis.url)
        hits = await passed(fresh, RateClass.AUTH, "ann", 9)
        await limiter.aclose()
        await fresh.aclose()
        return hits

    assert asyncio.run(play()) == 5
