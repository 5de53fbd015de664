"""The API document as one page for people; it loads nothing from anywhere."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import Any, Final

_STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --soft: #8882; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
nav a { margin-right: 1rem; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; display: flex; gap: .8rem; align-items: baseline; flex-wrap: wrap; }
summary .says { opacity: .75; }
.method { font: 600 .8rem ui-monospace, monospace; min-width: 4rem; }
.get { color: #2a8a4a; } .post { color: #2b6cb0; }
.put, .patch { color: #b7791f; } .delete { color: #c53030; }
code, pre { font-family: ui-monospace, monospace; font-size: .9rem; }
pre { background: var(--soft); padding: .6rem; border-radius: .4rem; overflow-x: auto; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .15rem .8rem .15rem 0; }
"""

CONTENT_SECURITY_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"
)
"""The page has one style of its own and nothing else."""


def page(document: dict[str, Any]) -> str:
    """The page for an OpenAPI document."""
    info = document["info"]
    tags = [tag["name"] for tag in document["tags"]]
    links = "".join(f'<a href="#{escape(tag)}">{escape(tag)}</a>' for tag in [*tags, "Errors", "Schemas"])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(info['title'])}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(info['title'])}</h1>"
        f"<p>Version {escape(info['version'])}. {escape(info['description'])} "
        'For programs: <a href="/api/openapi.json">openapi.json</a>.</p>'
        f"<nav>{links}</nav>{''.join(_group(tag, document) for tag in tags)}"
        f'<h2 id="Errors">Errors</h2>{_error_codes(document["x-error-codes"])}'
        f'<h2 id="Schemas">Schemas</h2>{_schemas(document)}</body></html>'
    )


def _group(tag: str, document: dict[str, Any]) -> str:
    operations = [
        _operation(path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if tag in operation["tags"]
    ]
    return f'<h2 id="{escape(tag)}">{escape(tag)}</h2>{"".join(operations)}'


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    body = operation.get("requestBody")
    return (
        f'<details><summary><span class="method {method}">{method.upper()}</span><code>{escape(path)}</code>'
        f'<span class="says">{escape(operation["summary"])}</span></summary>'
        f"<p>{escape(operation['description'])}</p>{_parameters(operation['parameters'])}"
        f"{'<h4>Body</h4>' + _content(body['content']) if body else ''}"
        f"<h4>Answers</h4>{_answers(operation['responses'])}</details>"
    )


def _parameters(parameters: list[dict[str, Any]]) -> str:
    if not parameters:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(one['in'])}"
        f"{', required' if one['required'] else ''}</td><td>{escape(one['description'])}</td>"
        f"<td>{escape(_short(one['schema']))}</td></tr>"
        for one in parameters
    )
    return f"<h4>Parameters</h4><table>{rows}</table>"


def _answers(responses: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(status)}</code></td><td>{escape(answer['description'])}</td>"
        f"<td>{_shape(answer['content'])}</td></tr>"
        for status, answer in responses.items()
    )
    return f"<table>{rows}</table>"


def _shape(content: dict[str, Any]) -> str:
    (media_type, described), *_ = content.items()
    schema = described.get("schema", {})
    data = schema.get("properties", {}).get("data", schema)
    return _reference(data) or f"<code>{escape(media_type)}</code>"


def _content(content: dict[str, Any]) -> str:
    return "".join(
        f"{_reference(described['schema'])}<pre>{escape(_indented(described['example']))}</pre>"
        for described in content.values()
    )


def _reference(schema: dict[str, Any]) -> str:
    name = escape(schema.get("$ref", "").rpartition("/")[2])
    return f'<a href="#schema-{name}">{name}</a>' if name else ""


def _indented(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _short(schema: dict[str, Any]) -> str:
    return json.dumps({name: part for name, part in schema.items() if name != "title"}, ensure_ascii=False)


def _error_codes(codes: list[dict[str, Any]]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(one['code'])}</code></td><td>{one['status']}</td>"
        f"<td>{escape(one['meaning'])}</td><td>{escape(one['remedy'])}</td></tr>"
        for one in codes
    )
    return f"<table><tr><th>Code</th><th>Status</th><th>Meaning</th><th>What to do</th></tr>{rows}</table>"


def _schemas(document: dict[str, Any]) -> str:
    return "".join(
        f'<details id="schema-{escape(name)}"><summary><code>{escape(name)}</code></summary>'
        f"<pre>{escape(_indented(schema))}</pre></details>"
        for name, schema in document["components"]["schemas"].items()
    )
