"""The table of error codes has all that the server can answer, and nothing else."""

from __future__ import annotations

import re
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import web
from web.documentation import page
from web.error_codes import ERROR_CODES, PAGE, markdown
from web.errors import STATUS_OF, RequestError
from web.openapi import openapi
from web.table import endpoints

ROOT = Path(__file__).parents[2]
TABLE = {(one.code, one.status) for one in ERROR_CODES}
FROM_STARLETTE = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
"""It raises them by itself, for paths and methods."""


def _subclasses(kind):
    yield kind
    for one in kind.__subclasses__():
        yield from _subclasses(one)


def _given():
    for module in walk_packages(web.__path__, "web."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    yield from ((code, status) for status, code in STATUS_OF.values())
    yield from (
        (kind.code, kind.status) for kind in _subclasses(RequestError) if kind.__module__.startswith("web.")
    )
    yield from ((status.name, status.value) for status in FROM_STARLETTE)
    for file in Path(web.__path__[0]).rglob("*.py"):
        for status, code in re.findall(r'failure\((\w+), "([A-Z_]+)"', file.read_text("utf-8")):
            yield code, int(status) if status.isdigit() else None


def test_the_table_has_every_code_and_no_other():
    given = set(_given())
    assert {(code, status) for code, status in given if status is not None} <= TABLE
    assert {code for code, _ in given} == {code for code, _ in TABLE}


def test_each_code_stands_in_it_once():
    codes = [one.code for one in ERROR_CODES]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("one", ERROR_CODES, ids=lambda one: one.code)
def test_each_says_what_it_means_and_what_to_do(one):
    assert one.meaning.endswith(".")
    assert one.remedy.endswith(".")


def test_the_page_of_the_documentation_is_made_from_it():
    assert (ROOT / PAGE).read_text("utf-8") == markdown(), "run `make errors`"


def test_the_api_document_and_its_page_have_it():
    document = openapi(endpoints())
    assert [one["code"] for one in document["x-error-codes"]] == [one.code for one in ERROR_CODES]
    html = page(document)
    assert all(f"<code>{one.code}</code>" in html for one in ERROR_CODES)
