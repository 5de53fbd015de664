"""The packages of the dashboard: those of the lock file, and those that are shipped."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from web import __file__ as package

FOLDER = Path(package).parent / "dashboard"
LOCKED = {
    name.removeprefix("node_modules/"): one
    for name, one in json.loads((FOLDER / "package-lock.json").read_text())["packages"].items()
    if name
}
SHIPPED = {name: one for name, one in LOCKED.items() if not one.get("dev") and not one.get("peer")}
PERMISSIVE = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "OFL-1.1", "Unlicense"}


def test_no_package_runs_a_script_when_it_is_installed():
    assert [name for name, one in LOCKED.items() if one.get("hasInstallScript")] == []


def test_every_package_is_named_by_its_content_and_by_no_address():
    assert [name for name, one in LOCKED.items() if not one.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, one in LOCKED.items() if "resolved" in one or one.get("link")] == []


def test_the_licences_of_what_is_shipped_allow_it():
    assert [name for name, one in SHIPPED.items() if one["license"] not in PERMISSIVE] == []


def test_every_package_that_is_shipped_has_its_reason_in_the_architecture():
    page = (FOLDER.parents[1] / "docs/architecture.md").read_text()
    named = set(re.findall(r"[\w@/-]+", " ".join(re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE))))
    assert json.loads((FOLDER / "package.json").read_text())["dependencies"].keys() <= named


def test_the_page_can_list_all_licences_of_what_is_shipped():
    built = FOLDER / "dist/licenses.json"
    if not built.exists():
        pytest.skip("the dashboard is not built")
    listed = {one["name"]: one for one in json.loads(built.read_text())}
    assert listed.keys() >= SHIPPED.keys()
    assert [name for name, one in listed.items() if not one["text"] and one["license"] != "Unlicense"] == []
