"""The dashboard in a real browser: the server serves what was built, Chromium shows it.

A fault of the page itself is a failed test: errors on its console, violations of its Content-Security-Policy,
exceptions and rejections that nobody handles, requests that fail or are refused.
"""

from __future__ import annotations

import contextlib
import fcntl
import re
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright
from services import require
from serving import Server, end_port
from simulated import DEADLINE_SECONDS, SimulatedPrinter, short_folder, wait_until

from web.pages import FOLDER

EMAIL, PASSWORD = "admin@example.com", "correct horse"
"""The account that `Server` makes."""

AWAY = (
    r"WebSocket connection to .* failed",
    r"ERR_CONNECTION_",
    r"ERR_EMPTY_RESPONSE",
    r"ERR_CONTENT_LENGTH_MISMATCH",
)
"""What a browser says of a server that is away."""

expect.set_options(timeout=DEADLINE_SECONDS * 1000)

_CONFIG = FOLDER.parents[2] / "config"
_ARGUMENTS = (
    *("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"),
)
_HARMLESS = (r"GPU stall due to ReadPixels", r"net::ERR_ABORTED")
"""What is no fault: this machine has no graphics card, and a page that is left ends its requests."""
_REPORT_POLICY = """document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`Content-Security-Policy: ${event.effectiveDirective} ${event.blockedURI}`));"""


def build_once():
    """The dashboard of these sources; of tests that run at once, one builds it."""
    require("node")
    sys.path.insert(0, str(_CONFIG))
    try:
        from dashboard_build import build_dashboard, is_stale  # noqa: PLC0415 - config is no package
    finally:
        sys.path.remove(str(_CONFIG))
    with (Path(tempfile.gettempdir()) / "lezerprint-dashboard.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_stale():
            build_dashboard()


@contextlib.contextmanager
def chromium():
    """A browser for any number of tests."""
    path = require("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


class Desk:
    """A server with its simulated printer, from `with` on until its end, and the pages that are opened on it.

    Args:
        browser: Of `chromium`.
        speed: Of the printer's time; 0: as fast as it can.
        first_run: Whether nobody has an account yet.
        command: `serve`, or `demo` with a printer of its own.
        environment: Of the server.
    """

    def __init__(self, browser, *, speed=0.0, first_run=False, command="serve", **environment):
        self.folder = short_folder()
        self.printer = SimulatedPrinter(speed=speed)
        self._browser = browser
        self._first_run, self._command, self._environment = first_run, command, environment
        self._watches = []
        self._ends = contextlib.ExitStack()

    def __enter__(self):
        with self._ends as ends:
            ends.callback(shutil.rmtree, self.folder, ignore_errors=True)
            device = ends.enter_context(self.printer).link if self._command == "serve" else "virtual"
            if self._first_run:
                (self.folder / "api-key").write_text("nobody has one yet")
            name = "default" if self._command == "serve" else "demo"
            self.server = Server(
                self.folder, device, command=self._command, printer=name, **self._environment
            )
            ends.callback(end_port, self.server.paths)
            ends.enter_context(self.server)
            if self._command == "serve" and not self._first_run:
                self.wait_ready()
            self._ends = ends.pop_all()
        return self

    def __exit__(self, kind, *_):
        faults = [fault for watch in self._watches for fault in watch.faults()]
        for watch in self._watches:
            if kind is not None:
                watch.show()
            watch.page.context.close()
        self._ends.close()
        if kind is None:
            assert not faults, "\n".join(faults)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.port}"

    def wait_ready(self):
        wait_until(lambda: self.server.status()["connection"]["state"] == "ready", "the printer")

    def api(self, method, path, body=None):
        """The `data` of an answer to the administrator."""
        status, answer = self.server.request(method, path, body)
        assert status < 400, answer
        return answer["data"]

    def upload(self, name, content):
        """The file of this name, once it was analysed."""
        import httpx  # noqa: PLC0415 - most flows upload by the page

        headers = self.server.headers
        sent = httpx.post(f"{self.url}/api/files/upload", headers=headers, files={"file": (name, content)})
        assert sent.status_code == 201, sent.text
        file = sent.json()["data"]["file"]
        wait_until(lambda: self.api("GET", f"/api/files/{file['id']}")["file"]["processedAt"], "the analysis")
        return file

    def context(self, **options):
        """A browser profile of its own."""
        given = {"locale": "en-GB", "reduced_motion": "reduce", "viewport": {"width": 1280, "height": 860}}
        context = self._browser.new_context(**{**given, **options})
        context.set_default_timeout(DEADLINE_SECONDS * 1000)
        context.add_init_script(_REPORT_POLICY)
        return context

    def open(self, path="/", *, context=None, expected=(), **options):
        """A page there; `expected` are patterns of what is no fault in this test."""
        page = (context or self.context(**options)).new_page()
        self._watches.append(Watch(page, expected))
        page.goto(self.url + path)
        return page

    def sign_in(self, page, email=EMAIL, password=PASSWORD):
        """By the form, as people do."""
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("navigation", name="Pages").wait_for()
        return page

    def signed_in(self, path="/", **options):
        """A page there, of the administrator."""
        page = self.open("/", **options)
        self.sign_in(page)
        if path != "/":
            page.goto(self.url + path)
        return page


class Watch:
    """Notes what goes wrong on a page."""

    def __init__(self, page, expected=()):
        self.page = page
        self._harmless = re.compile("|".join([*_HARMLESS, *expected]))
        self._seen = []
        page.on("console", lambda one: self._note("console", one.text) if one.type == "error" else None)
        page.on("pageerror", lambda error: self._note("exception", str(error)))
        page.on("requestfailed", lambda one: self._note("request", f"{one.url} {one.failure}"))
        page.on("response", self._answered)

    def _answered(self, response):
        if response.status >= 400:
            self._note("refused", f"{response.status} {response.request.method} {response.url}")

    def _note(self, kind, text):
        self._seen.append(f"{kind}: {text}")

    def faults(self):
        return [one for one in self._seen if not self._harmless.search(one)]

    def show(self):
        """For who reads why a test failed."""
        with contextlib.suppress(Exception):
            print(self.page.url, *self._seen, self.page.locator("body").aria_snapshot(), sep="\n")


def open_quietly(desk, path, **options):
    """A page there, once it has loaded all that it asks for."""
    page = desk.open(path, **options)
    page.locator("main").wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_function("document.querySelector('[role=status][aria-label=\"Loading…\"]') === null")
    return page


def dropped(page, name, content):
    """A file is dropped on the page."""
    transfer = page.evaluate_handle(
        """([name, content]) => {
            const data = new DataTransfer();
            data.items.add(new File([content], name, { type: "text/plain" }));
            return data;
        }""",
        [name, content],
    )
    page.dispatch_event("body", "dragover", {"dataTransfer": transfer})
    page.dispatch_event("body", "drop", {"dataTransfer": transfer})
