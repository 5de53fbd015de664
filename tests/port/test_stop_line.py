"""The emergency stop on a line of its own: at once where there is a port process, and else as a file."""

from __future__ import annotations

import contextlib
import os
import resource

import pytest
from simulated import SimulatedPrinter, wait_until

from lezerprint.port.controller import PortController
from lezerprint.port.options import PortOptions
from lezerprint.port.paths import port_paths
from lezerprint.port.stop_line import StopLine

MOST_DESCRIPTORS = 256


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


@contextlib.contextmanager
def no_descriptors():
    """As in a process that has opened too much: no file can be left, as on a disk without room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, MOST_DESCRIPTORS), hard))
    with contextlib.ExitStack() as opened:
        opened.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        with contextlib.suppress(OSError):
            while True:
                opened.callback(os.close, os.dup(0))
        yield


def test_without_its_file_it_is_sent_all_the_same(host, line, printer):
    host.wait_connection("ready")
    line.prepare()
    with no_descriptors():
        line.order()
    wait_until(lambda: printer.state()["killed"], "M112 at the printer")


def test_a_stop_that_cannot_be_kept_is_not_forgotten(folder):
    options = PortOptions("p", str(folder / "nothing"), folder=folder)
    controller = PortController(options, port_paths("p", folder), 0.0)
    with no_descriptors():
        assert not controller.emergency_stop(0.1)
    assert controller.emergency.ordered
    controller.close()
