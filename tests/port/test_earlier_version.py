"""A port process of a version that did not name its files by the data directory, and what follows it."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from simulated import wait_until

from lezerprint.port.channel import Channel, PortGoneError, emergency_stop, has_done_its_part, open_channel
from lezerprint.port.contract import orders

MOVES = 3000


@pytest.fixture
def earlier(make_host, slow_printer, make_job):
    """It prints a job of a data directory whose server is gone."""
    host = make_host(slow_printer.link).open().start(make_job(MOVES))
    host.close()
    return host


@pytest.fixture
def options(earlier, folder):
    """Of the server that comes back in a newer version; what it starts ends with the test."""
    options = replace(earlier.options, data_dir=folder.resolve())
    yield options
    with (
        contextlib.suppress(PortGoneError),
        contextlib.closing(Channel(options.paths().socket)) as channel,
    ):
        channel.ask(orders.Attach())
        channel.ask(orders.Quit())
        # Its folder is removed next, and it removes its own files there.
        wait_until(lambda: not earlier.is_running(channel.greeting.pid), "its end")


def test_it_is_controlled_while_it_prints_our_job_and_replaced_then(earlier, options, slow_printer):
    with contextlib.closing(open_channel(options)) as channel:
        assert channel.greeting.pid == earlier.pid
        channel.ask(orders.Attach())
        assert not has_done_its_part(channel, options, channel.messages(1.0))
        channel.ask(orders.Cancel())
        wait_until(lambda: has_done_its_part(channel, options, channel.messages(1.0)), "the job's end")
    with contextlib.closing(open_channel(options)) as channel:
        assert channel.greeting.pid != earlier.pid
        wait_until(lambda: not earlier.is_running(earlier.pid), "its end")
        wait_until(
            lambda: channel.snapshot().connection.state == "ready",
            "the printer in other hands",
        )


def test_an_emergency_stop_reaches_its_printer_and_is_not_left_for_the_next(earlier, options, slow_printer):
    emergency_stop(options)
    wait_until(lambda: slow_printer.state()["killed"], "the firmware's end")
    assert not options.paths().stop_order.exists()
    wait_until(lambda: not earlier.paths.stop_order.exists(), "the order's end")


def test_that_of_another_data_directory_is_left_alone(earlier, options, tmp_path):
    other = replace(options, data_dir=tmp_path)
    with contextlib.closing(open_channel(other)) as channel:
        assert channel.greeting.pid != earlier.pid
        wait_until(lambda: channel.snapshot().connection.state == "busy", "the device in use")
        channel.ask(orders.Attach())
        channel.ask(orders.Quit())
    assert earlier.is_running(earlier.pid)
