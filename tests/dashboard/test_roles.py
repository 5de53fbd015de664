"""Who sees what: a slicer's tab, which has no session of its own, and a viewer."""

from __future__ import annotations

from browser import EMAIL, PASSWORD
from page_prints import SAMPLE
from playwright.sync_api import expect

VIEWER = {"email": "viewer@example.com", "username": "viewer", "password": PASSWORD, "role": "VIEWER"}
PAGES = ("/", "/files", "/jobs", "/jobs/history", "/camera", "/statistics", "/settings", "/admin", "/control")
FORBIDDEN = {"Emergency stop", "Upload", "Print", "Pause", "Delete", "Set", "Choose a file to print"}
SLICER = """(key) => {
    const plain = window.fetch;
    window.fetch = (input, init = {}) => {
        const headers = new Headers(init.headers);
        headers.set("X-Api-Key", key);
        return plain(input, { ...init, headers, credentials: "omit" });
    };
    for (const name of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
    Object.defineProperty(document, "cookie", { get: () => "", set() {} });
}"""


def test_the_tab_of_a_slicer_is_signed_in_without_asking(desk):
    desk.upload("bowl.gcode", SAMPLE)
    context = desk.context()
    key = desk.server.headers["X-Api-Key"]
    context.add_init_script(f"({SLICER})({key!r})")
    sockets = []
    page = desk.open("/", context=context)
    page.on("websocket", lambda one: sockets.append(one.url))
    page.reload()
    expect(page.get_by_role("region", name="Temperatures")).to_be_visible()
    expect(page.get_by_role("banner").get_by_text("Ready")).to_be_visible()
    assert sockets
    assert key not in sockets[0]
    page.get_by_role("link", name="Files").click()
    picture = page.get_by_role("main").locator("img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 0


def test_a_viewer_sees_nothing_that_would_be_refused(desk):
    desk.upload("bowl.gcode", SAMPLE)
    desk.server.sign_in(EMAIL, PASSWORD)
    desk.api("POST", "/api/users", VIEWER)
    page = desk.open()
    desk.sign_in(page, VIEWER["email"])
    for path in PAGES:
        page.goto(desk.url + path)
        page.wait_for_load_state("networkidle")
        assert not FORBIDDEN & set(page.get_by_role("button").all_inner_texts()), path
        assert not {"Control", "Admin"} & set(page.get_by_role("link").all_inner_texts()), path
