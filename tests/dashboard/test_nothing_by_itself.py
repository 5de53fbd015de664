"""What a page does without being asked: nothing that heats or moves."""

from __future__ import annotations

import re

from page_prints import SAMPLE, is_active, print_it
from playwright.sync_api import expect
from simulated import wait_until


def answers(desk):
    try:
        return desk.server.get("/api/health")[0] == 200
    except OSError:
        return False


def test_the_undo_of_a_removal_begins_no_print(desk):
    """The printer is free, and a new job would begin at once."""
    file = desk.upload("bowl.gcode", SAMPLE)
    desk.api("POST", "/api/printers/default/disconnect")
    desk.api("POST", "/api/jobs/start", {"fileId": file["id"], "queue": True})
    desk.server.kill()  # whose queue waits for an order after its next start
    desk.server.launch()
    wait_until(lambda: answers(desk), "the server")
    desk.api("POST", "/api/printers/default/connect", {})
    desk.wait_ready()
    page = desk.signed_in("/jobs")
    page.get_by_role("button", name="Remove from the queue").click()
    expect(page.get_by_text("Nothing is waiting")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page).to_have_url(re.compile(rf"/files/{file['id']}\?print"))
    assert not is_active(desk)
    assert not [one for one in desk.printer.streamed() if one.startswith(("M104 S2", "G1"))]


def test_keys_move_the_printer_only_while_they_are_switched_on_and_no_menu_or_dialog_is_open(desk):
    page = desk.signed_in("/control")
    page.get_by_role("button", name="10 mm").wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_role("switch", name="Jog by keyboard").click()
    page.get_by_role("button", name="Notifications").click()
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    with page.expect_response(lambda answer: answer.url.endswith("/move")) as moved:
        page.keyboard.press("ArrowLeft")
    assert moved.value.request.post_data_json == {"axis": "X", "distance": -10}
    moves = [one for one in desk.printer.streamed() if one.startswith("G1 X")]
    assert len(moves) <= 1
    assert not [one for one in desk.printer.streamed() if one.startswith("G1 Y")]


def test_the_trial_of_the_set_up_heats_when_it_is_pressed_and_cools_when_it_is_left(desk):
    page = desk.signed_in("/setup/trial")
    page.get_by_role("button", name="Start warming").wait_for()
    assert desk.printer.target_celsius() == 0
    page.get_by_role("button", name="Start warming").click()
    wait_until(lambda: desk.printer.target_celsius() == 60, "the target")
    expect(page.get_by_role("button", name="Heaters off")).to_be_visible()
    page.get_by_role("link", name="Finish later").click()
    wait_until(lambda: desk.printer.target_celsius() == 0, "the end of heating")


def test_the_trial_cools_when_its_page_is_closed(desk):
    page = desk.signed_in("/setup/trial")
    page.get_by_role("button", name="Start warming").click()
    wait_until(lambda: desk.printer.target_celsius() == 60, "the target")
    expect(page.get_by_role("button", name="Heaters off")).to_be_visible()
    page.goto("about:blank")
    wait_until(lambda: desk.printer.target_celsius() == 0, "the end of heating")


def test_the_trial_leaves_a_print_alone_that_was_begun_meanwhile(desk):
    page = desk.signed_in("/setup/trial")
    page.get_by_role("button", name="Start warming").click()
    wait_until(lambda: desk.printer.target_celsius() == 60, "the target")
    print_it(desk)
    wait_until(lambda: desk.printer.target_celsius() > 200, "the target of the print")
    expect(page.get_by_role("button", name="Home all axes")).to_have_attribute("aria-disabled", "true")
    page.get_by_role("link", name="Finish later").click()
    expect(page.get_by_role("heading", name="bowl.gcode")).to_be_visible()
    assert is_active(desk)
    assert desk.printer.target_celsius() > 200
