"""The emergency stop on a line of its own: at once where there is a port process, and else as a file."""

from __future__ import annotations

import pytest
from simulated import SimulatedPrinter, wait_until

from lezerprint.port.stop_line import StopLine


@pytest.fixture
def line(host):
    line = StopLine(host.options)
    yield line
    line.close()


def test_it_stops_the_printer(host, line, printer):
    host.wait_connection("ready")
    line.prepare()
    line.order()
    wait_until(lambda: printer.state()["killed"], "M112 at the printer")


def test_prepared_again_after_the_port_process_was_another(make_host):
    with SimulatedPrinter() as printer:
        host = make_host(printer.link).open()
        host.wait_connection("ready")
        line = StopLine(host.options)
        line.prepare()
        host.end()
        line.prepare()
        host.open()
        host.wait_connection("ready")
        line.prepare()
        line.order()
        wait_until(lambda: printer.state()["killed"], "M112 at the printer")
        line.close()


def test_without_a_port_process_the_next_one_finds_it(make_host):
    with SimulatedPrinter() as printer:
        host = make_host(printer.link)
        line = StopLine(host.options)
        line.prepare()
        line.order()
        host.open()
        wait_until(lambda: printer.state()["killed"], "M112 at the printer")
        line.close()
