"""The dashboard's types are those of the API."""

from __future__ import annotations

import re

import pytest

from web.openapi import openapi
from web.table import endpoints
from web.typescript import PATH, _type, source

SOURCE = source()


def test_the_committed_types_are_those_of_the_document():
    assert PATH.read_text() == SOURCE, "run `make types`"


def test_every_operation_and_schema_is_there():
    document = openapi(endpoints())
    for path, methods in document["paths"].items():
        for method in methods:
            assert f'  "{method.upper()} {path}": {{' in SOURCE
    names = set(re.findall(r'Schemas\["(\w+)"\]', SOURCE))
    assert names <= document["components"]["schemas"].keys() | {"Crashed"}
    assert not [name for name in names if "__" in name], "give these models names of their own"


def test_what_has_a_default_may_be_left_out_of_a_request_and_is_in_every_answer():
    assert re.search(r"  CommandInput: \{[^}]*\n    wait\?: boolean;", SOURCE)
    assert re.search(r"  PrinterStatus: \{[^}]*\n    sdPrint: Schemas", SOURCE)
    assert re.search(r"  ErrorBody: \{[^}]*\n    requestId\?: string \| null;", SOURCE)


@pytest.mark.parametrize(
    ("schema", "made"),
    [
        ({}, "unknown"),
        ({"type": "string", "format": "date-time"}, "string"),
        ({"type": "string", "format": "binary"}, "Blob"),
        ({"const": True}, "true"),
        ({"enum": ["a", 1]}, '"a" | 1'),
        ({"anyOf": [{"type": "integer"}, {"type": "number"}, {"type": "null"}]}, "number | null"),
        ({"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}}, "(string | null)[]"),
        ({"type": "array", "prefixItems": [{"type": "number"}, {"type": "string"}]}, "[number, string]"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "Record<string, number>"),
        ({"type": "object", "additionalProperties": True}, "Record<string, unknown>"),
        (
            {"type": "object", "properties": {"a": {"type": "string"}, "b-c": {}}, "required": ["a"]},
            '{ a: string; "b-c"?: unknown }',
        ),
        ({"$ref": "#/components/schemas/Job"}, 'Schemas["Job"]'),
    ],
)
def test_types(schema, made):
    assert _type(schema) == made
