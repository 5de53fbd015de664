"""The credentials of many connections."""

from __future__ import annotations

from web.live.identity import IdentityWatch


class Connected:
    def __init__(self, credential):
        self.credential = credential

    def recheck(self, _):
        raise AssertionError("nothing was looked up")


def test_each_has_its_turn_once_however_many_connections_it_has():
    watch = IdentityWatch()
    bearers = [Connected(f"c{number // 2}") for number in range(900)]
    for bearer in [*bearers, Connected(None)]:
        watch.add(bearer)
    turns = [watch._due() for _ in range(3)]
    assert all(len(set(turn)) == len(turn) == 200 for turn in turns)
    assert {one for turn in turns for one in turn} == {f"c{number}" for number in range(450)}
    for bearer in bearers[10:]:
        watch.remove(bearer)
    assert sorted(watch._due()) == [f"c{number}" for number in range(5)]
    for bearer in bearers[:10]:
        watch.remove(bearer)
    assert watch._due() == []
