"""Takes a picture of every page of the dashboard, in three widths and both themes: `make screenshots`.

They come into build/screenshots/.
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


def main():
    build_once()
    with chromium() as browser, filled_desk(browser) as (desk, paths):
        take_all(desk, paths, ROOT / "build/screenshots")


if __name__ == "__main__":
    main()
