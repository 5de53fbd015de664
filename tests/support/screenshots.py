"""Takes a picture of every page of the dashboard, in three widths and both themes: `make screenshots`.

They come into build/screenshots/, and the two that the README shows into docs/.
"""

from __future__ import annotations

from pathlib import Path

from browser import build_once, chromium, open_quietly
from dashboard_pages import PUBLIC, filled_desk

ROOT = Path(__file__).parents[2]
WIDTHS = {390: 844, 820: 1180, 1440: 900}
THEMES = ("light", "dark")


def take(desk, context, paths, folder, kind):
    """Of each of these pages, as far down as it goes."""
    for name, path in paths.items():
        page = open_quietly(desk, path, context=context)
        page.screenshot(path=folder / f"{name}-{kind}.png", full_page=True)
        page.close()
        print(f"{name}-{kind}", flush=True)


def take_all(desk, paths, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for width, height in WIDTHS.items():
        for theme in THEMES:
            look = {"viewport": {"width": width, "height": height}, "color_scheme": theme}
            context = desk.context(**look)
            desk.signed_in(context=context).close()
            take(desk, context, paths, folder, f"{width}-{theme}")
            take(desk, desk.context(**look), PUBLIC, folder, f"{width}-{theme}")


def take_for_readme(desk, paths, folder):
    """Home with the plate as it grows, and the supervision tree, as small pictures."""
    look = {"viewport": {"width": 1200, "height": 720}, "color_scheme": "dark"}
    context = desk.context(**look)
    context.add_init_script("localStorage.setItem('lezerprint.stage', JSON.stringify('plate'))")
    desk.signed_in(context=context).close()
    page = open_quietly(desk, paths["home"], context=context)
    page.wait_for_selector("canvas")
    page.wait_for_load_state("networkidle")  # the view in space fetches layer by layer
    page.screenshot(path=folder / "home.png")
    page.goto(desk.url + paths["admin-actors"])
    for _ in range(4):  # so many figures that the lines show a course
        page.wait_for_event("response", lambda answer: answer.url.endswith("/api/admin/actors"))
    page.screenshot(path=folder / "admin-actors.png")
    page.close()


def main():
    build_once()
    with chromium() as browser, filled_desk(browser) as (desk, paths):
        take_for_readme(desk, paths, ROOT / "docs")
        take_all(desk, paths, ROOT / "build/screenshots")


if __name__ == "__main__":
    main()
