"""The printer, the port process or the wire."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lezerprint.base.enums import Severity


def test_a_printer_that_goes_away_in_mid_print_and_comes_back(world):
    world.prints().run()
    world.connection("absent", "the port has disappeared")
    assert world.run(4) == []
    (lost,) = world.run(60)
    assert (lost.kind, lost.severity) == ("link_lost", Severity.ERROR)
    assert lost.message == "the printer cannot be reached in mid-print: the port has disappeared"
    assert lost.data == {"connection": "absent"}
    assert world.connection("connecting").run(5) == []
    assert world.event("connection", state="ready", reason="", resumed_after=7) == []
    (back,) = world.connection("ready").run(5)
    assert (back.ended, back.data["recovered"]) == (True, True)
    assert back.data["seconds"] >= 60


def test_the_print_ends_without_its_printer(world):
    world.prints().connection("absent").run(10)
    (over,) = world.prints(state="failed").run(5)
    assert (over.kind, over.ended, over.data["recovered"]) == ("link_lost", True, False)
    assert world.run(100) == []


def test_a_printer_that_is_off_while_nothing_is_printed(world):
    assert world.connection("absent").run(100) == []
    assert world.prints(state="completed").run(100) == []


def test_a_printer_that_is_found_gone(world):
    world.prints().connection("absent", "unplugged")
    (found,) = world.run(60)
    assert found.data == {"connection": "absent", "found": True}


def test_short_interruptions_are_told_once_a_minute(world):
    world.prints().run()
    (first,) = world.event("connection", state="ready", reason="", resumed_after=7)
    assert (first.kind, first.severity) == ("link_interrupted", Severity.WARNING)
    for _ in range(3):
        assert world.event("connection", state="ready", reason="", resumed_after=8) == []
    world.gets_on(61)
    (again,) = world.event("connection", state="ready", reason="", resumed_after=9)
    assert again.data["interruptions"] == 4


def test_connections_without_a_print_are_nothing(world):
    world.run()
    assert world.event("connection", state="ready", reason="") == []
    assert world.event("connection", state="ready", reason="", resumed_after=7) == []


def test_the_port_process_is_gone_in_mid_print(world):
    world.prints().run()
    assert world.away(3) == []
    (lost,) = world.away(60, "no answer")
    assert (lost.kind, lost.severity) == ("port_lost", Severity.ERROR)
    assert "no answer" in lost.message
    (back,) = world.gets_on(5)
    assert (back.kind, back.ended, back.data["recovered"]) == ("port_lost", True, True)


def test_the_port_process_comes_back_without_the_print(world):
    world.prints().run()
    world.away(10)
    world.report = replace(world.report, job=None)
    (back,) = world.run(5)
    assert (back.ended, back.data["recovered"]) == (True, False)


def test_the_port_process_of_an_idle_printer_may_go(world):
    world.run()
    assert world.away(600) == []


def test_a_port_process_that_was_never_there(world, kinds):
    (lost,) = world.away(60)
    assert (lost.kind, lost.data["found"]) == ("port_lost", True)
    assert kinds(world.run(5)) == ["-port_lost"]


@pytest.mark.parametrize(("counter", "most"), [("resends", 20), ("oks_lost", 20), ("unchecked", 1)])
def test_bursts(world, kinds, counter, most):
    world.counts(**{counter: 1000})  # of yesterday
    assert world.prints().gets_on(5) == []
    world.counts(**{counter: 1000 + most - 1})
    assert world.gets_on(5) == []
    world.counts(**{counter: 1000 + most})
    (noisy,) = world.gets_on(5)
    assert (noisy.kind, noisy.severity) == ("link_noisy", Severity.WARNING)
    assert (noisy.data["subject"], noisy.data["count"]) == (counter, most)
    assert kinds(world.gets_on(70)) == ["-link_noisy"]


def test_noise_that_goes_on_is_told_once(world, kinds):
    world.prints().run()
    for _ in range(300):
        world.counts(resends=world.report.link.resends + 1)
        world.gets_on(2)
    assert kinds(world.told) == ["link_noisy"]


def test_a_few_resends_now_and_then_are_nothing(world):
    world.prints().run()
    for _ in range(100):
        world.counts(resends=world.report.link.resends + 1)
        assert world.gets_on(10) == []


def test_a_new_port_process_counts_anew(world, kinds):
    world.counts(resends=500)
    world.prints().run()
    world.counts(resends=3)
    assert world.gets_on(5) == []
    world.counts(resends=30)
    assert kinds(world.gets_on(5)) == ["link_noisy"]
