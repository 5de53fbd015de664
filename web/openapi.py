"""The OpenAPI 3.1 document, made from the endpoint table."""

from __future__ import annotations

import re
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from web.access import Access
from web.endpoint import FORM_MEDIA_TYPE, JSON_MEDIA_TYPE
from web.models.common import ErrorResponse, Paged
from web.rate_limits import RateClass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic.json_schema import JsonSchemaMode, JsonSchemaValue
    from pydantic_core import core_schema

    from web.endpoint import Endpoint

_PATH_PARAMETER: Final = re.compile(r"\{(\w+)(?::(\w+))?\}")
_OF_CONVERTOR: Final[dict[str | None, dict[str, str]]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer"},
    None: {"type": "string"},
}
_NAMES: Final = {
    "printer": ("Name of the printer, as in the settings.", "default"),
    "camera": ("Name of the camera, as in the settings.", "default"),
    "name": ("Name of the macro, as in the printer's settings.", "preheat"),
    "key": ("Key of the setting.", "filament_price_per_kg"),
    "path": ("Path of the actor in the supervision tree.", "server/storage"),
}
"""What a parameter of a path means, and an example."""

_REFERENCE: Final = "#/components/schemas/{model}"
_ID: Final = "3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f"
_META: Final = {
    "type": "object",
    "description": "The paging of `data` once more.",
    "properties": {
        name: {"type": "integer", "description": description}
        for name, description in (
            ("page", "Number of the page, from 1."),
            ("limit", "Maximum number of entries per page."),
            ("total", "Total number of entries on all pages."),
            ("pages", "Number of pages."),
        )
    },
    "required": ["page", "limit", "total", "pages"],
}
_DESCRIPTION: Final = (
    "3D Printer Management System API. Every answer is an envelope: `success` with `data`, or with `error`."
)


def openapi(endpoints: Iterable[Endpoint], frontend_url: str | None = None) -> dict[str, Any]:
    """The document, ready for JSON.

    Args:
        endpoints: The table.
        frontend_url: Where the server is reached from outside, if it is.
    """
    listed = [endpoint for endpoint in endpoints if endpoint.listed]
    of_model, schemas = _schemas(listed)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in listed:
        path = _PATH_PARAMETER.sub(r"{\1}", endpoint.path)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint, of_model)
    servers = [{"url": "/", "description": "This server"}]
    if frontend_url:
        servers.append({"url": frontend_url, "description": "Production server"})
    return {
        "openapi": "3.1.0",
        "info": {"title": "LezerPrint API", "version": version("lezerprint"), "description": _DESCRIPTION},
        "servers": servers,
        "tags": [{"name": tag} for tag in dict.fromkeys(endpoint.tag for endpoint in listed)],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearerAuth": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "apiKey": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
            },
        },
    }


class SchemaGenerator(GenerateJsonSchema):
    """As pydantic's, with description and examples of what may be null where readers look for them."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """`{"anyOf": [X, null]}`; the annotations of X stand beside `anyOf`."""
        made = super().nullable_schema(schema)
        inner: JsonSchemaValue = next(iter(made.get("anyOf", ())), {})
        return made | {name: inner.pop(name) for name in ("description", "examples") if name in inner}


_Schemas = dict[tuple[type[BaseModel], str], dict[str, Any]]


def _schemas(endpoints: list[Endpoint]) -> tuple[_Schemas, dict[str, Any]]:
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(ErrorResponse, "serialization"): None}
    for endpoint in endpoints:
        for body in (endpoint.body, endpoint.form):
            if body:
                wanted[body, "validation"] = None
        if endpoint.response:
            wanted[endpoint.response, "serialization"] = None
    references, definitions = models_json_schema(
        list(wanted), ref_template=_REFERENCE, schema_generator=SchemaGenerator
    )
    return {key: references[key] for key in wanted}, definitions.get("$defs", {})


def _operation(endpoint: Endpoint, of_model: _Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": endpoint.summary,
        "description": _access(endpoint),
        "tags": [endpoint.tag],
        "operationId": _identifier(endpoint),
        "parameters": [*_path_parameters(endpoint.path), *_query_parameters(endpoint.query)],
        "responses": _responses(endpoint, of_model),
    }
    for body, media_type in ((endpoint.body, JSON_MEDIA_TYPE), (endpoint.form, FORM_MEDIA_TYPE)):
        if body:
            content = {media_type: {"schema": of_model[body, "validation"]}}
            operation["requestBody"] = {"required": True, "content": content}
    if endpoint.access.needs_credential:
        operation["security"] = [{"bearerAuth": []}, {"apiKey": []}]
    return operation


def _identifier(endpoint: Endpoint) -> str:
    words = [endpoint.method.lower(), *re.findall(r"\w+", _PATH_PARAMETER.sub(r"\1", endpoint.path))]
    return "_".join(word for word in words if word != "api")


def _access(endpoint: Endpoint) -> str:
    who = {
        Access.ANYONE: "For anyone.",
        Access.VISITOR: "For anyone, unless the settings close the public pages.",
        Access.VIEWER: "For everyone who is signed in.",
        Access.OPERATOR: "For operators and administrators.",
        Access.ADMIN: "For administrators.",
    }[endpoint.access]
    safer = (
        " What only stops something or switches heaters off is not limited." if endpoint.makes_safer else ""
    )
    session = " Not with an API key." if endpoint.manages_account else ""
    return f"{who}{session} {_limit(endpoint)}{safer}"


def _limit(endpoint: Endpoint) -> str:
    if endpoint.rate is RateClass.EXEMPT:
        return "Not limited."
    rate = endpoint.rate
    if rate is RateClass.API and not endpoint.access.needs_credential:
        rate = RateClass.VISITORS
    failures = " Only failures count." if endpoint.counts_failures_only else ""
    signed = " Not limited with a signed URL." if endpoint.signable else ""
    return f"Rate class: {rate.value}.{failures}{signed}"


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {
            "name": match[1],
            "in": "path",
            "required": True,
            "schema": _OF_CONVERTOR.get(match[2], {"type": "string"}),
            **_about(match[1], path[: match.start()]),
        }
        for match in _PATH_PARAMETER.finditer(path)
    ]


def _about(name: str, before: str) -> dict[str, str]:
    if name in _NAMES:
        description, example = _NAMES[name]
        return {"description": description, "example": example}
    collection = before.rstrip("/").rpartition("/")[2].replace("-", " ").replace("api", "API")
    return {"description": f"Id of the {collection.removesuffix('s')} (UUID).", "example": _ID}


def _query_parameters(query: type[BaseModel] | None) -> list[dict[str, Any]]:
    if query is None:
        return []
    schema = query.model_json_schema(by_alias=True, schema_generator=SchemaGenerator)
    definitions = schema.get("$defs", {})
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": _without_null(_inlined(field, definitions)),
            **({"style": "form", "explode": False} if field.get("type") == "array" else {}),
            **({"description": field["description"]} if "description" in field else {}),
        }
        for name, field in schema.get("properties", {}).items()
    ]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that may be absent cannot be null: an address has only texts."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    kept = {name: part for name, part in schema.items() if name != "anyOf" and part is not None}
    if len(choices) == 1:
        return {**kept, **choices[0]}
    return {**kept, "anyOf": choices} if choices else kept


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """The schema without references, as parameters are described in place."""
    if isinstance(schema, list):
        return [_inlined(part, definitions) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    return {name: _inlined(part, definitions) for name, part in schema.items()}


def _responses(endpoint: Endpoint, of_model: _Schemas) -> dict[str, Any]:
    content: dict[str, Any] = {endpoint.media_type: {}}
    if endpoint.response is not None:
        content[JSON_MEDIA_TYPE] = {"schema": _envelope(endpoint.response, of_model)}
    answers = {
        str(status): {"description": HTTPStatus(status).phrase, "content": content}
        for status in sorted({endpoint.status, *endpoint.also})
    }
    error = {JSON_MEDIA_TYPE: {"schema": of_model[ErrorResponse, "serialization"]}}
    for status in sorted(_errors(endpoint)):
        # A status may be success in one case and an error in another, as 503 is for health.
        answers.setdefault(str(status), {"description": HTTPStatus(status).phrase, "content": error})
    return answers


def _envelope(response: type[BaseModel], of_model: _Schemas) -> dict[str, Any]:
    data = of_model[response, "serialization"]
    properties: dict[str, Any] = {"success": {"const": True}, "data": data}
    if issubclass(response, Paged):
        properties["meta"] = _META
    return {"type": "object", "properties": properties, "required": list(properties)}


def _errors(endpoint: Endpoint) -> set[int]:
    statuses = {503, *endpoint.errors}
    if endpoint.body or endpoint.form:
        statuses |= {400, 408, 413, 415}
    if endpoint.query:
        statuses.add(400)
    if "{" in endpoint.path:
        statuses.add(404)
    if endpoint.access.needs_credential:
        statuses |= {401, 403}
    if endpoint.access is Access.VISITOR:
        statuses.add(404)
    if endpoint.rate is not RateClass.EXEMPT:
        statuses.add(429)
    if endpoint.method != "GET":
        statuses.add(507)
    return statuses
