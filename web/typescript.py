"""The dashboard's types of the API, made from its document: `make types`.

openapi-typescript would need Node and an old compiler of TypeScript to do it, and knows no WebSocket.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from web.endpoint import JSON_MEDIA_TYPE
from web.openapi import openapi
from web.table import endpoints
from web.tables.system import CHAOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    _Schema = Mapping[str, Any]

PATH: Final = Path(__file__).parent / "dashboard/src/link/api.ts"

_HEAD: Final = "// Made from the API document by `make types`; do not edit."
_PLAIN: Final = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}
_METHODS: Final = ("get", "post", "put", "patch", "delete")


def source() -> str:
    """The module: `Schemas` by name, `Operations` by method and path, events and messages by name."""
    table = {(one.method, one.path): one for one in (*endpoints(), *CHAOS)}
    document = openapi(replace(one, listed=True) if one in CHAOS else one for one in table.values())
    live = document["x-websocket"]
    events, messages = live["events"], live["messages"]
    seen = {name: event["visitors"] for name, event in events.items() if "visitors" in event}
    parts = [
        _HEAD,
        _schemas(document["components"]["schemas"]),
        _map("Operations", "By method and path.", _operations(document["paths"])),
        _map("ServerEvents", "The data of events, for users.", _types(events, "data")),
        _map("VisitorEvents", "The data of events, for visitors.", [(n, _type(s)) for n, s in seen.items()]),
        _map("ClientMessages", "The data of messages to the server.", _types(messages, "data")),
        _map("Replies", "The data of the replies to these messages.", _types(messages, "reply")),
    ]
    return "\n\n".join(parts) + "\n"


def _schemas(schemas: Mapping[str, _Schema]) -> str:
    lines = [
        "/** The data of requests and answers, by the name of the model. */",
        "export interface Schemas {",
        *(
            f"{_comment(schema)}  {_key(name)}: {_type(schema, fields_on_lines=True)};"
            for name, schema in sorted(schemas.items())
        ),
        "}",
    ]
    return "\n".join(lines)


def _map(name: str, says: str, entries: Iterable[tuple[str, str]]) -> str:
    lines = [f"  {_key(key)}: {value};" for key, value in entries]
    return "\n".join([f"/** {says} */", f"export interface {name} {{", *lines, "}"])


def _types(parts: Mapping[str, Mapping[str, _Schema]], part: str) -> list[tuple[str, str]]:
    return [(name, _type(one[part])) for name, one in parts.items()]


def _operations(paths: Mapping[str, Mapping[str, _Schema]]) -> Iterable[tuple[str, str]]:
    for path, methods in paths.items():
        for method in _METHODS:
            if method in methods:
                yield f"{method.upper()} {path}", _operation(methods[method])


def _operation(operation: _Schema) -> str:
    parts = []
    for place in ("path", "query"):
        found = [one for one in operation["parameters"] if one["in"] == place]
        if found:
            fields = "; ".join(_field(one["name"], one["schema"], one["required"]) for one in found)
            parts.append(_optional(place, any(one["required"] for one in found)) + f"{{ {fields} }}")
    body = operation.get("requestBody")
    if body and JSON_MEDIA_TYPE in body["content"]:
        parts.append(_optional("body", body["required"]) + _type(body["content"][JSON_MEDIA_TYPE]["schema"]))
    good = next(one for status, one in operation["responses"].items() if status.startswith("2"))
    schema = good["content"].get(JSON_MEDIA_TYPE, {}).get("schema")
    parts.append(f"data: {_type(schema['properties']['data']) if schema else 'unknown'}")
    return f"{{ {'; '.join(parts)} }}"


def _optional(name: str, is_required: bool) -> str:  # noqa: FBT001 - as the document has it
    return f"{_key(name)}{'' if is_required else '?'}: "


def _field(name: str, schema: _Schema, is_required: bool) -> str:  # noqa: FBT001 - the same
    return _optional(name, is_required) + _type(schema)


def _type(schema: _Schema, *, fields_on_lines: bool = False) -> str:
    """What TypeScript calls it; `unknown` for any value."""
    if "$ref" in schema:
        return f'Schemas["{schema["$ref"].rpartition("/")[2]}"]'
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return " | ".join(dict.fromkeys(_type(one) for one in schema[choice]))
    if schema.get("type") == "array":
        return _array(schema)
    if schema.get("type") == "object":
        return _object(schema, fields_on_lines=fields_on_lines)
    return "Blob" if schema.get("format") == "binary" else _PLAIN.get(schema.get("type", ""), "unknown")


def _array(schema: _Schema) -> str:
    if "prefixItems" in schema:
        return f"[{', '.join(map(_type, schema['prefixItems']))}]"
    item = _type(schema["items"]) if "items" in schema else "unknown"
    return f"({item})[]" if " | " in item else f"{item}[]"


def _object(schema: _Schema, *, fields_on_lines: bool) -> str:
    if "properties" not in schema:
        values = schema.get("additionalProperties", True)
        return f"Record<string, {_type(values) if isinstance(values, dict) else 'unknown'}>"
    required = schema.get("required", ())
    fields = [(one, _field(name, one, name in required)) for name, one in schema["properties"].items()]
    if fields_on_lines:
        lines = "".join(f"{_comment(one, 4)}    {field};\n" for one, field in fields)
        return f"{{\n{lines}  }}"
    return f"{{ {'; '.join(field for _, field in fields)} }}"


def _comment(schema: _Schema, indent: int = 2) -> str:
    says = " ".join(schema.get("description", "").split()).replace("*/", "*\\/")
    return f"{' ' * indent}/** {says} */\n" if says else ""


def _key(name: str) -> str:
    return name if name.isidentifier() else json.dumps(name)


if __name__ == "__main__":
    PATH.write_text(source(), encoding="utf-8")
