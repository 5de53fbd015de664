"""How much a browser loads before Home is there: a phone in the workshop has a slow link."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from web.pages import FOLDER

BUDGET_BYTES = 100_000
HOME = "src/pages/home/Home.tsx"
DRAWN_AT_ONCE = ("node_modules/uplot/",)
"""Chunks that Home asks for by itself."""


@pytest.fixture(scope="module")
def manifest():
    path = FOLDER / ".vite/manifest.json"
    if not path.exists():
        pytest.skip("the dashboard is not built")
    return json.loads(path.read_text())


def loaded(manifest, *chunks):
    """These chunks, and all that they need."""
    found, waiting = set(), list(chunks)
    while waiting:
        chunk = waiting.pop()
        if chunk not in found:
            found.add(chunk)
            one = manifest[chunk]
            waiting += one.get("imports", [])
            waiting += [name for name in one.get("dynamicImports", []) if name.startswith(DRAWN_AT_ONCE)]
    return found


def sent_bytes(path):
    """Of a file, as browsers get it."""
    compressed = Path(f"{path}.br")
    return (compressed if compressed.exists() else path).stat().st_size


def test_home_without_3d(manifest):
    chunks = loaded(manifest, "index.html", HOME)
    names = {"index.html", "icon.svg", "manifest.webmanifest"}
    for one in (manifest[chunk] for chunk in chunks):
        names |= {one["file"], *one.get("css", []), *one.get("assets", [])}
    sizes = {name: sent_bytes(FOLDER / name) for name in names}
    assert sum(sizes.values()) <= BUDGET_BYTES, sorted(sizes.items(), key=lambda item: -item[1])
