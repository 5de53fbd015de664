"""Examples of requests and responses, made from those of the fields of a model."""

from __future__ import annotations

from typing import Any, Final

EXAMPLE_ID: Final = "3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f"

_BY_FORMAT: Final = {"uuid": EXAMPLE_ID, "binary": "G28\nG1 X10 F3000\n"}
_BY_TYPE: Final[dict[str, Any]] = {"boolean": False, "null": None}

_Schema = dict[str, Any]


def request_example(schema: _Schema, definitions: _Schema) -> Any:
    """What a client may send: what is required, and every optional field that has an example of its own.

    Raises:
        LookupError: A field has no example, and none follows from its type.
    """
    return _example(schema, definitions, only_useful=True)


def response_example(schema: _Schema, definitions: _Schema) -> Any:
    """What the server may answer, with every field.

    Raises:
        LookupError: A field has no example, and none follows from its type.
    """
    return _example(schema, definitions, only_useful=False)


def _example(schema: _Schema, definitions: _Schema, *, only_useful: bool) -> Any:
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _example(definitions[name], definitions, only_useful=only_useful)
    if "anyOf" in schema:
        return _example(schema["anyOf"][0], definitions, only_useful=only_useful)
    if "properties" in schema:
        required = schema.get("required", ())
        return {
            name: _example(field, definitions, only_useful=only_useful)
            for name, field in schema["properties"].items()
            if not only_useful or name in required or _is_useful(field)
        }
    if schema.get("type") == "array":
        return [_example(schema["items"], definitions, only_useful=only_useful)]
    return _plain(schema)


def _is_useful(field: _Schema) -> bool:
    """Whether it shows more than the default."""
    return "examples" in field and field["examples"][0] != field.get("default")


def _plain(schema: _Schema) -> Any:
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema.get("default", schema["enum"][0])
    if schema.get("format") in _BY_FORMAT:
        return _BY_FORMAT[schema["format"]]
    if schema.get("type") in _BY_TYPE:
        return schema.get("default", _BY_TYPE[schema["type"]])
    raise LookupError(f"give this field an example: {schema}")
