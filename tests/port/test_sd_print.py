"""A print from the printer's own SD card is seen, shown, left alone, and can be paused and cancelled."""

from __future__ import annotations

import pytest

from lezerprint.errors import PortError
from lezerprint.marlin.firmware import Family
from lezerprint.port.contract.snapshot import CardPrint
from lezerprint.port.snapshot import snapshot_of

LINES = 200
SECONDS_A_LINE = 0.05


@pytest.fixture
def bench(make_bench):
    """A printer with a file on its card that takes ten seconds."""
    bench = make_bench(board={"command_seconds": SECONDS_A_LINE})
    bench.order("sd put part.g 200")
    return bench


def sd_print(bench):
    return snapshot_of(bench.controller, bench.now).sd_print


def events(bench):
    return [
        (event.state, event.name) for event in bench.controller.event_log.since(0) if event.kind == "sd_print"
    ]


def test_nothing_is_printed(bench):
    bench.run(3.0)
    assert sd_print(bench) is None
    assert bench.written.count(b"M27") == 1  # as it was connected


def test_begun_at_the_screen(bench, make_job):
    bench.order("sd print part.g")
    bench.run(0.2)
    assert sd_print(bench).name == "part.g"
    job = make_job(10)
    with pytest.raises(PortError, match=r"printing part\.g from its SD card"):
        bench.controller.start("job", str(job.path), 0)
    bench.run(7.0)
    assert 20 < sd_print(bench).percent < 80
    bench.run(10.0)
    assert sd_print(bench) is None
    assert events(bench) == [("begun", "part.g"), ("over", "part.g")]
    bench.controller.start("job", str(job.path), 0)


def test_it_tells_where_it_is_by_itself(bench):
    bench.order("sd print part.g")
    bench.run(6.0)
    asked = bench.written.count(b"M27*") + bench.written.count(b"M27 S5*")
    seen = sd_print(bench).percent
    bench.run(2.0)
    assert sd_print(bench).percent >= seen
    assert bench.written.count(b"M27*") + bench.written.count(b"M27 S5*") == asked


@pytest.mark.parametrize("autoreport", [True, False])
def test_begun_before_we_came(make_bench, autoreport):
    bench = make_bench(board={"command_seconds": SECONDS_A_LINE, "autoreport": autoreport})
    bench.order("sd put part.g 200")
    bench.board.card.select("part.g")
    bench.board.card.resume()
    bench.controller.connect(bench.now)
    bench.run(2.0)
    assert sd_print(bench).percent is not None
    bench.run(14.0)
    assert sd_print(bench) is None


def test_begun_by_commands_of_a_user(bench):
    for command in (b"M23 part.g", b"M24"):
        bench.controller.inject(command, None)
    bench.run(2.0)
    assert sd_print(bench).name.lower() == "part.g"


def test_a_file_that_is_only_selected_is_no_print(bench):
    bench.controller.inject(b"M23 part.g", None)
    bench.run(3.0)
    assert sd_print(bench) is None


def test_paused_resumed_and_stopped_at_the_screen(bench):
    bench.order("sd print part.g")
    bench.run(1.0)
    bench.order("sd pause")
    bench.run(3.0)
    assert sd_print(bench).paused
    bench.order("sd resume")
    bench.run(1.0)
    assert not sd_print(bench).paused
    bench.order("sd stop")
    bench.run(2.0)
    assert sd_print(bench) is None


def test_paused_resumed_and_cancelled_by_the_host(bench):
    bench.order("sd print part.g")
    bench.run(1.0)
    bench.controller.pause_print()
    bench.run(1.0)
    assert bench.board.card.paused
    assert sd_print(bench).paused
    bench.controller.resume_print()
    bench.run(1.0)
    assert bench.board.card.printing
    with pytest.raises(PortError, match="is not paused"):
        bench.controller.resume_print()
    bench.board.heaters.hotend.target_celsius = 200.0
    bench.controller.cancel_print(None, bench.now)
    bench.run(2.0)
    assert sd_print(bench) is None
    assert bench.board.heaters.hotend.target_celsius == 0


def test_a_firmware_before_marlin_2_1_says_of_a_paused_print_that_there_is_none(bench):
    bench.order("sd print part.g")
    bench.run(1.0)
    bench.order("sd pause")
    bench.run(1.0)
    bench.board.say("Not SD printing")
    bench.run(1.0)
    assert sd_print(bench).paused


def test_nobody_cools_it_and_the_port_process_stays(make_bench):
    bench = make_bench(board={"command_seconds": SECONDS_A_LINE}, orphan_timeout_seconds=2.0)
    bench.order("sd put part.g 200")
    bench.order("sd print part.g")
    bench.board.heaters.hotend.target_celsius = 200.0
    bench.run(0.2)
    bench.controller.exit_policy.order(cool=True)
    bench.run(5.0)
    assert bench.board.heaters.hotend.target_celsius == 200
    assert not bench.controller.exit_policy.due
    bench.run(15.0)
    assert bench.controller.exit_policy.due
    assert bench.board.heaters.hotend.target_celsius == 0


def test_a_reset_ends_it(bench):
    bench.order("sd print part.g")
    bench.run(1.0)
    bench.order("reset")
    bench.run(3.0)
    assert sd_print(bench) is None


def test_prusas_words(bench):
    known = bench.controller.interpreter
    known.firmware = {"FIRMWARE_NAME": "Prusa-Firmware 3.14.1 based on Marlin"}
    assert known.family is Family.PRUSA
    for line in ('echo:enqueing "M24"', "part.g", "SD printing byte 5/10"):
        bench.board.say(line)
    bench.run(0.2)
    assert sd_print(bench) == CardPrint("part.g", 50.0)
    bench.board.say("SD print paused")
    bench.run(0.2)
    assert sd_print(bench).paused
    bench.board.card.files["part.g"] = ["G1 X1"]
    bench.controller.cancel_print(None, bench.now)
    bench.run(1.0)
    assert b"M603*" in bench.written


def test_a_printer_is_not_ready_before_it_is_known_whether_it_prints_from_its_card(make_bench):
    bench = make_bench(board={"command_seconds": SECONDS_A_LINE})
    bench.order("sd put part.g 200")
    bench.board.card.select("part.g")
    bench.board.card.resume()
    bench.controller.connect(bench.now)
    seen = []
    for _ in range(40):
        bench.run(0.05)
        known = snapshot_of(bench.controller, bench.now)
        seen.append((known.connection.state, known.sd_print is not None))
    assert ("ready", False) not in seen
    assert seen[-1] == ("ready", True)


def test_a_card_print_of_a_printer_that_was_unplugged_keeps_nobody(bench):
    bench.order("sd print part.g")
    bench.run(1.0)
    bench.controller.let_go("by force")
    assert sd_print(bench) is None
