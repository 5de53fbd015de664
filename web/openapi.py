"""The OpenAPI 3.1 document, made from the endpoint table."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from web.access import Access
from web.endpoint import FORM_MEDIA_TYPE, JSON_MEDIA_TYPE
from web.error_codes import ERROR_CODES
from web.examples import EXAMPLE_ID, request_example, response_example
from web.live.description import LiveDescription
from web.models.common import ErrorResponse, Paged
from web.rate_limits import RateClass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel
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
_TAKEN: Final = "validation"
_SENT: Final = "serialization"
_META: Final = {
    "type": "object",
    "description": "The paging of `data` once more.",
    "properties": {
        name: {"type": "integer", "description": description, "examples": [example]}
        for name, description, example in (
            ("page", "Number of the page, from 1.", 1),
            ("limit", "Maximum number of entries per page.", 20),
            ("total", "Total number of entries on all pages.", 1),
            ("pages", "Number of pages.", 1),
        )
    },
    "required": ["page", "limit", "total", "pages"],
}
_DESCRIPTION: Final = (
    "3D Printer Management System API. Every answer is an envelope: `success` with `data`, or with `error`. "
    "`x-error-codes` lists the codes of errors, their meanings and what to do; `x-websocket` the events and "
    "messages of the WebSocket."
)


def openapi(endpoints: Iterable[Endpoint], frontend_url: str | None = None) -> dict[str, Any]:
    """The document, ready for JSON.

    Args:
        endpoints: The table.
        frontend_url: Where the server is reached from outside, if it is.
    """
    listed = [endpoint for endpoint in endpoints if endpoint.listed]
    live = LiveDescription(listed)
    schemas = _Schemas.of(listed, live.models())
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in listed:
        path = _PATH_PARAMETER.sub(r"{\1}", endpoint.path)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint, schemas)
    servers = [{"url": "/", "description": "This server"}]
    if frontend_url:
        servers.append({"url": frontend_url, "description": "Production server"})
    return {
        "openapi": "3.1.0",
        "info": {"title": "LezerPrint API", "version": version("lezerprint"), "description": _DESCRIPTION},
        "servers": servers,
        "tags": [{"name": tag} for tag in dict.fromkeys(endpoint.tag for endpoint in listed)],
        "paths": paths,
        "x-websocket": live.document(schemas.references),
        "x-error-codes": [asdict(one) for one in ERROR_CODES],
        "components": {
            "schemas": schemas.definitions,
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


@dataclass(frozen=True, slots=True)
class _Schemas:
    """The schemas of all models that requests and responses use."""

    references: dict[tuple[type[BaseModel], JsonSchemaMode], dict[str, Any]]
    definitions: dict[str, Any]

    @classmethod
    def of(
        cls, endpoints: Iterable[Endpoint], more: Iterable[tuple[type[BaseModel], JsonSchemaMode]]
    ) -> _Schemas:
        """Those of these endpoints, that of errors, and more."""
        wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(ErrorResponse, _SENT): None}
        wanted |= dict.fromkeys(more)
        for endpoint in endpoints:
            for body in (endpoint.body, endpoint.form):
                if body:
                    wanted[body, _TAKEN] = None
            if endpoint.response:
                wanted[endpoint.response, _SENT] = None
        references, definitions = models_json_schema(
            list(wanted), ref_template=_REFERENCE, schema_generator=SchemaGenerator
        )
        return cls({key: references[key] for key in wanted}, definitions.get("$defs", {}))

    def taken(self, body: type[BaseModel]) -> dict[str, Any]:
        """The content of a request."""
        schema = self.references[body, _TAKEN]
        return {"schema": schema, "example": request_example(schema, self.definitions)}

    def sent(self, response: type[BaseModel]) -> dict[str, Any]:
        """The content of a response."""
        schema = _envelope(response, self.references[response, _SENT])
        return {"schema": schema, "example": response_example(schema, self.definitions)}

    def error(self) -> dict[str, Any]:
        """The content of a response that is an error."""
        return {"schema": self.references[ErrorResponse, _SENT]}


def _operation(endpoint: Endpoint, schemas: _Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": endpoint.summary,
        "description": _access(endpoint),
        "tags": [endpoint.tag],
        "operationId": _identifier(endpoint),
        "parameters": [*_path_parameters(endpoint.path), *_query_parameters(endpoint.query)],
        "responses": _responses(endpoint, schemas),
    }
    for body, media_type in ((endpoint.body, JSON_MEDIA_TYPE), (endpoint.form, FORM_MEDIA_TYPE)):
        if body:
            operation["requestBody"] = {
                "required": any(field.is_required() for field in body.model_fields.values()),
                "content": {media_type: schemas.taken(body)},
            }
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
    return {"description": f"Id of the {collection.removesuffix('s')} (UUID).", "example": EXAMPLE_ID}


def _query_parameters(query: type[BaseModel] | None) -> list[dict[str, Any]]:
    if query is None:
        return []
    schema = query.model_json_schema(by_alias=True, schema_generator=SchemaGenerator)
    definitions = schema.get("$defs", {})
    required = schema.get("required", [])
    return [
        _query_parameter(name, _inlined(field, definitions), required=name in required)
        for name, field in schema.get("properties", {}).items()
    ]


def _query_parameter(name: str, field: dict[str, Any], *, required: bool) -> dict[str, Any]:
    about = {"description": field["description"]} if "description" in field else {}
    schema = {part: value for part, value in field.items() if part not in {"description", "examples"}}
    return {
        "name": name,
        "in": "query",
        "required": required,
        "schema": _without_null(schema),
        **({"style": "form", "explode": False} if field.get("type") == "array" else {}),
        **about,
        "example": request_example(field, {}),
    }


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
        beside = {name: part for name, part in schema.items() if name != "$ref"}
        return _inlined(definitions[schema["$ref"].rpartition("/")[2]], definitions) | beside
    return {name: _inlined(part, definitions) for name, part in schema.items()}


def _responses(endpoint: Endpoint, schemas: _Schemas) -> dict[str, Any]:
    content: dict[str, Any] = {endpoint.media_type: {}}
    if endpoint.response is not None:
        content[JSON_MEDIA_TYPE] = schemas.sent(endpoint.response)
    answers = {
        str(status): {"description": HTTPStatus(status).phrase, "content": content}
        for status in sorted({endpoint.status, *endpoint.also})
    }
    error = {JSON_MEDIA_TYPE: schemas.error()}
    for status in sorted(_errors(endpoint)):
        # A status may be success in one case and an error in another, as 503 is for health.
        answers.setdefault(str(status), {"description": HTTPStatus(status).phrase, "content": error})
    return answers


def _envelope(response: type[BaseModel], data: dict[str, Any]) -> dict[str, Any]:
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
