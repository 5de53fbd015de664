"""Feed and flow factors that somebody sets at the printer are those of the print after a pause."""

from __future__ import annotations

import re

import pytest
from simulated import SimulatedPrinter, wait_until

from lezerprint.virtual.dialects import DIALECTS

ASKED = {"marlin", "prusa", "reprapfirmware", "smoothieware"}
FILE = ["G28", "M220 S90", "M221 S95", *(f"G1 X{index % 200}.{index:04} F6000" for index in range(2000))]
PAUSE = ["M220 S100", "M221 S100"]


def questions(written):
    return [len(re.findall(code + rb"\*", written)) for code in (b"M220", b"M221")]


@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_the_knob_counts_where_the_firmware_tells(make_bench, make_job, name):
    bench = make_bench(dialect=name, connect_seconds=5.0, orphan_timeout_seconds=1e6)
    bench.controller.start("j", str(make_job(FILE).path), 0)
    bench.run(0.5, 0.02)
    machine = bench.board.machine
    assert (machine.feed_factor, machine.flow_factor) == (0.9, 0.95)
    bench.order("feed 50")
    bench.order("flow 110")
    run = bench.controller.active_run()
    for pauses in (1, 2):
        run.pause(PAUSE)
        bench.run(2.0)
        assert run.state == "paused"
        assert (machine.feed_factor, machine.flow_factor) == (1.0, 1.0)
        run.resume([])
        bench.run(0.3, 0.02)
        assert run.state == "printing"
        assert questions(bench.written) == ([pauses, pauses] if name in ASKED else [0, 0])
        expected = (0.5, 1.1) if name in ASKED else (0.9, 0.95)
        assert (machine.feed_factor, machine.flow_factor) == expected


def test_a_successor_asks_once_too(make_host, make_job):
    with SimulatedPrinter("--latency-ms", "1") as printer:
        host = make_host(printer.link).open().start(make_job(FILE))
        host.wait_acknowledged(100)
        printer.order("feed 50")
        printer.order("flow 110")
        printer.order("cut 0.3")
        host.ask("pause", script=PAUSE)
        host.kill_port()
        host.open()
        host.wait_job("paused")
        assert printer.state()["feed_factor"] == 1.0
        host.kill_port()
        host.open()
        host.ask("resume", script=[])
        host.wait_job("printing")
        wait_until(lambda: printer.state()["flow_factor"] == 1.1, "the flow factor")
        assert printer.state()["feed_factor"] == 0.5
