"""From a file to a finished print, by the page alone."""

from __future__ import annotations

from browser import dropped
from page_prints import SAMPLE, SLOW, is_active
from playwright.sync_api import expect
from simulated import commands_of


def start(page, desk, name="bowl.gcode"):
    """Upload a file by dropping it, and start it."""
    desk.printer.order(SLOW)
    page.get_by_role("link", name="Files").click()
    page.get_by_role("button", name="Upload").first.wait_for()
    dropped(page, name, SAMPLE)
    page.get_by_role("main").get_by_role("link", name=name).click()
    page.get_by_role("button", name="Print", exact=True).click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text("it heats and moves")).to_be_visible()
    sheet.get_by_role("button", name="Start print").click()
    expect(sheet).to_be_hidden()
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_from_a_drop_to_the_finished_print(desk, tmp_path):
    page = desk.signed_in()
    start(page, desk)
    page.get_by_role("button", name="Pause", exact=True).click()
    resume = page.get_by_role("button", name="Resume")
    expect(resume).to_be_enabled()
    assert desk.server.status()["currentJob"]["state"] == "paused"
    resume.click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_enabled()
    desk.printer.order("slow 0")
    expect(page.get_by_text("bowl.gcode is finished")).to_be_visible()
    page.get_by_role("link", name="Details").click()
    expect(page.get_by_role("heading", name="bowl.gcode")).to_be_visible()
    expect(page.get_by_text("Completed", exact=True).first).to_be_visible()
    file = tmp_path / "bowl.gcode"
    file.write_text(SAMPLE)
    printed = set(commands_of(file))
    assert [one for one in desk.printer.streamed() if one in printed and "E" in one]


def test_cancelling_says_what_is_lost(desk):
    page = desk.signed_in()
    start(page, desk)
    page.get_by_role("button", name="Cancel print").click()
    asked = page.get_by_role("dialog")
    expect(asked.get_by_text("of printing and")).to_contain_text("are lost")
    asked.get_by_role("button", name="Keep printing").click()
    expect(asked).to_be_hidden()
    assert is_active(desk)
    page.get_by_role("button", name="Cancel print").click()
    asked.get_by_role("button", name="Cancel print").click()
    desk.printer.order("slow 0")
    expect(page.get_by_text("bowl.gcode was cancelled")).to_be_visible()
    assert desk.printer.target_celsius() == 0
