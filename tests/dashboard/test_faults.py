"""What a page shows when things break."""

from __future__ import annotations

import pytest
from browser import AWAY
from page_prints import print_it
from playwright.sync_api import expect
from simulated import wait_until

pytestmark = pytest.mark.timeout(240)


def test_the_server_is_killed_in_mid_print_and_returns(desk):
    print_it(desk)
    page = desk.signed_in(expected=AWAY)
    page.evaluate("window.isTheSamePage = true")
    expect(page.get_by_role("heading", name="bowl.gcode")).to_be_visible()
    expect(page.get_by_role("img", name="The plate with what is printed so far")).to_be_visible()
    expect(page.get_by_role("img", name="Temperatures over time")).to_be_visible()
    page.wait_for_load_state("networkidle")
    before = desk.server.status()["currentJob"]["linesAcknowledged"]
    desk.server.kill()
    expect(page.get_by_text("The print goes on")).to_be_visible()
    desk.server.launch()
    expect(page.get_by_text("The print goes on")).to_be_hidden()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_enabled()
    wait_until(lambda: desk.server.status()["currentJob"]["linesAcknowledged"] > before, "further lines")
    desk.printer.order("slow 0")
    expect(page.get_by_text("bowl.gcode is finished")).to_be_visible()
    assert page.evaluate("window.isTheSamePage")


def test_an_emergency_stop_takes_two_presses(desk):
    print_it(desk)
    page = desk.signed_in()
    page.get_by_role("button", name="Emergency stop").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop now").click()
    expect(page.get_by_text("Emergency stop was sent")).to_be_visible()
    expect(page.get_by_role("banner").get_by_text("Halted")).to_be_visible()
    expect(page.get_by_role("button", name="Reset the board")).to_be_visible()


def test_an_emergency_stop_by_two_presses_at_one_place(desk):
    print_it(desk)
    page = desk.signed_in()
    place = page.get_by_role("button", name="Emergency stop").bounding_box()
    where = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.click(*where)
    page.get_by_role("dialog").wait_for()
    page.mouse.click(*where)
    expect(page.get_by_role("banner").get_by_text("Halted")).to_be_visible()
