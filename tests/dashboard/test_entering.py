"""The first minute: whoever opens the page gets in, or is told how."""

from __future__ import annotations

from browser import AWAY, PASSWORD, Desk
from playwright.sync_api import expect


def test_the_first_account(browser):
    with Desk(browser, first_run=True) as desk:
        page = desk.open()
        page.get_by_label("Username").fill("maker")
        page.get_by_label("Email").fill("maker@example.com")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Create account").click()
        expect(page.get_by_role("heading", name="Where is the printer?")).to_be_visible()
        page.get_by_role("link", name="Finish later").click()
        expect(page.get_by_role("region", name="Temperatures")).to_be_visible()
        page.reload()
        expect(page.get_by_role("link", name="Admin")).to_be_visible()


def test_the_demonstration_is_entered_by_itself(browser):
    with Desk(browser, command="demo") as desk:
        page = desk.open()
        expect(page.get_by_role("heading", name="sample.gcode")).to_be_visible()
        expect(page.get_by_role("button", name="Pause", exact=True)).to_be_enabled()


def test_a_wrong_password_is_told(desk):
    page = desk.open(expected=[r"401"])
    page.get_by_label("Email").fill("admin@example.com")
    page.get_by_label("Password").fill("wrong horse")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()


def test_the_server_is_away_at_the_start(desk):
    page = desk.open(expected=AWAY)
    page.route("**/api/auth/state", lambda route: route.abort("connectionrefused"))
    page.reload()
    expect(page.get_by_text("The server does not answer")).to_be_visible()
    page.unroute("**/api/auth/state")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
