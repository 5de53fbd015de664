"""What new connections ask for is done in order, and a little in each round of the event loop."""

from __future__ import annotations

import asyncio
import time

from web.turns import turns


def run(play):
    return asyncio.run(play())


async def rounds_until(done):
    """How many rounds of the loop it takes."""
    rounds = 0
    while not done():
        await asyncio.sleep(0)
        rounds += 1
    return rounds


def test_all_is_done_in_order_and_little_at_once():
    async def play():
        done = []
        for number in range(100):
            turns().put(lambda number=number: done.append(number))
        await asyncio.sleep(0)
        first = len(done)
        rounds = await rounds_until(lambda: len(done) == 100)
        return first, rounds, done

    first, rounds, done = run(play)
    assert done == list(range(100))
    assert first <= 8
    assert rounds >= 100 / 8 - 2


def test_what_takes_long_is_alone_in_its_round():
    async def play():
        done = []
        for _ in range(5):
            turns().put(lambda: (time.sleep(0.003), done.append(None)))
        await asyncio.sleep(0)
        return len(done), await rounds_until(lambda: len(done) == 5)

    first, rounds = run(play)
    assert first <= 1
    assert rounds >= 4


def test_it_gives_way_to_connections_that_arrive_but_not_for_ever():
    async def play():
        done = []
        turns().put(lambda: done.append(None))
        await rounds_until(lambda: done)
        turns().put(lambda: done.append(None))
        begun = time.monotonic()
        rounds = 0
        while len(done) < 2:
            turns().connection_arrived()
            await asyncio.sleep(0)
            rounds += 1
        return time.monotonic() - begun, rounds

    seconds, rounds = run(play)
    assert rounds > 1
    assert 0.02 < seconds < 5


def test_who_no_longer_waits_for_a_turn_holds_up_nobody():
    async def play():
        gone = asyncio.ensure_future(turns().turn())
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.wait_for(turns().turn(), 5)
        return gone.cancelled()

    assert run(play)
