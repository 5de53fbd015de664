"""axe-core finds nothing serious on any page, in either theme."""

from __future__ import annotations

import pytest
from browser import open_quietly
from dashboard_pages import NAMES, PUBLIC, filled_desk

from web.pages import FOLDER

AXE = FOLDER.parent / "node_modules/axe-core/axe.min.js"
FIND = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) => nodes.map((one) =>
        `${id}: ${help}: ${one.target.join(" ")} ${one.any.map((check) => check.message).join("; ")}`))"""


@pytest.fixture(scope="module")
def filled(browser):
    with filled_desk(browser) as (desk, paths):
        context = desk.context(bypass_csp=True)
        desk.signed_in(context=context).close()
        yield desk, context, paths


def found(page):
    page.evaluate(AXE.read_text() + "; undefined")
    faults = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        faults += [f"{theme}: {one}" for one in page.evaluate(FIND)]
    return faults


@pytest.mark.parametrize("name", NAMES)
def test_pages(filled, name):
    desk, context, paths = filled
    page = open_quietly(desk, paths[name], context=context)
    assert not found(page)


@pytest.mark.parametrize("name", PUBLIC)
def test_pages_without_an_account(filled, name):
    desk, _, _ = filled
    page = open_quietly(desk, PUBLIC[name], bypass_csp=True)
    assert not found(page)
