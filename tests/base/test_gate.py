"""Whether a service that went away is asked."""

import logging

from lezerprint.base.gate import Gate


def test_after_a_failure_one_caller_in_each_pause_finds_out_whether_it_is_back(caplog):
    now = [100.0]
    gate = Gate("Redis", meanwhile="we count", usually="it counts", pause_seconds=5, clock=lambda: now[0])
    with caplog.at_level(logging.INFO, "lezerprint.base.gate"):
        assert [gate.may_ask() for _ in range(3)] == [True, True, True]
        gate.failed(ConnectionError("gone"))
        gate.failed(ConnectionError("gone"))
        now[0] += 4
        assert not gate.may_ask()
        now[0] += 1
        assert [gate.may_ask() for _ in range(3)] == [True, False, False]
        gate.answered()
        gate.answered()
        assert [gate.may_ask() for _ in range(2)] == [True, True]
    assert [record.getMessage() for record in caplog.records] == [
        "Redis is unavailable (ConnectionError): we count",
        "Redis is available again: it counts",
    ]
