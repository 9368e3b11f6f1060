"""The description of the API in OpenAPI 3.1, made from the calls and their schemas."""

import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

from marshmallow import Schema, fields

from kierto import __version__
from kierto.api.calls import ADDRESS, Call, Noun
from kierto.api.fields import SOMETIMES, Body, Field, nullable
from kierto.api.numbers import LARGEST_ID
from kierto.api.problems import MEDIA_TYPE

Json = dict[str, Any]

_PROBLEM: Json = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for people."},
        "errors": {
            "type": "object",
            "description": "Sentences by the member that they concern, as location.lat.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "free": {"type": "string", "description": "How much of the listing is free now."},
    },
    "required": ["type", "title", "status", "detail"],
}

_HEADERS: dict[str, Json] = {
    "Idempotency-Key": {
        "description": "The same key makes a repeated call the same act.",
        "schema": {"type": "string", "maxLength": 120},
    },
    "If-Match": {
        "description": "The ETag that was read. Without it the answer is 428.",
        "required": True,
        "schema": {"type": "string"},
    },
    "If-None-Match": {
        "description": "The ETag that is known already; if it still holds, the answer is 304.",
        "schema": {"type": "string"},
    },
}

_SENT: dict[str, Json] = {
    "ETag": {"description": "The version, for If-Match.", "schema": {"type": "string"}},
    "Location": {
        "description": "The address of what was made.",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "WWW-Authenticate": {"description": "Bearer.", "schema": {"type": "string"}},
}


def specification(nouns: Iterable[Noun]) -> Json:
    """The whole description as JSON has it."""
    schemas: dict[str, Json] = {"Problem": _PROBLEM}
    paths: dict[str, Json] = {}
    tags = []
    for noun in nouns:
        title = noun.title
        described = [call for call in noun.calls if call.answers]
        if described:
            tags.append({"name": title})
        for call in described:
            address = re.sub(r"<\w+:(\w+)>", r"{\1}", call.rule)
            paths.setdefault(address, {})[call.method.lower()] = _operation(call, title, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kierto",
            "version": __version__,
            "description": "Numbers that must be exact are decimal strings; they are read from "
            "decimal strings or JSON numbers. Times are RFC 3339 with an offset. Lists are paged: "
            "send “next” of a page as “cursor” to get the following one. Members and filters "
            "that are not known are refused by name. Errors are application/problem+json: “detail” "
            "is a sentence for people, “errors” has sentences by member.",
        },
        "servers": [{"url": ADDRESS}],
        "security": [{"token": []}],
        "tags": tags,
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": dict(sorted(schemas.items())),
            "responses": {"Problem": _problem("Anything else that went wrong")},
        },
    }


def _operation(call: Call, tag: str, schemas: dict[str, Json]) -> Json:
    operation: Json = {
        "operationId": call.endpoint.removeprefix("api_").replace(".", "_"),
        "tags": [tag],
        "summary": call.summary,
        "description": call.description,
        "parameters": [*_path(call), *_query(call), *_headers(call)],
        "responses": _answers(call, schemas),
    }
    if call.guard == "public":
        operation["security"] = []
    if call.body is not None:
        operation["requestBody"] = {
            "required": not call.body_optional,
            "content": {"application/json": {"schema": _reference(call.body, schemas)}},
        }
    if call.file is not None:
        file = {"type": "string", "contentMediaType": "application/octet-stream"}
        form = {"type": "object", "properties": {call.file: file}, "required": [call.file]}
        operation["requestBody"] = {
            "required": True,
            "content": {"multipart/form-data": {"schema": form}},
        }
    return operation


def _path(call: Call) -> Iterator[Json]:
    for name in re.findall(r"<\w+:(\w+)>", call.rule):
        schema = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
        yield {"in": "path", "name": name, "required": True, "schema": schema}


def _query(call: Call) -> Iterator[Json]:
    for name, described, required in [] if call.query is None else _members(call.query):
        description = described.pop("description", "")
        parameter: Json = {"in": "query", "name": name, "required": required, "schema": described}
        yield parameter | ({"description": description} if description else {})


def _headers(call: Call) -> Iterator[Json]:
    for name in call.headers:
        yield {"in": "header", "name": name} | _HEADERS[name]


def _answers(call: Call, schemas: dict[str, Json]) -> Json:
    found: Json = {}
    for status, schema in sorted(call.answers.items()):
        phrase = HTTPStatus(status).phrase
        if status == HTTPStatus.NOT_MODIFIED:
            found[str(status)] = {"description": phrase}
        elif schema is None:
            found[str(status)] = _problem(phrase)
        else:
            media = {"application/json": {"schema": _reference(schema, schemas)}}
            sent = {"headers": {name: _SENT[name] for name in call.sends}} if call.sends else {}
            found[str(status)] = {"description": phrase} | sent | {"content": media}
    common = [] if call.guard == "public" else [401, 403]
    common += [404] if "<" in call.rule else []
    common += [400, 415] if call.body is not None else []
    common += [422] if call.body is not None or call.query is not None else []
    for status in common:
        found.setdefault(str(status), _problem(HTTPStatus(status).phrase))
    if call.guard != "public":
        found["401"]["headers"] = {"WWW-Authenticate": _SENT["WWW-Authenticate"]}
    return dict(sorted(found.items())) | {"default": {"$ref": "#/components/responses/Problem"}}


def _problem(phrase: str) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": phrase, "content": {MEDIA_TYPE: {"schema": schema}}}


def _reference(schema: Schema, schemas: dict[str, Json]) -> Json:
    name = type(schema).__name__
    if name not in schemas:
        described: Json = {}
        schemas[name] = described
        described |= _object(schema, schemas)
    return {"$ref": f"#/components/schemas/{name}"}


def _object(schema: Schema, schemas: dict[str, Json]) -> Json:
    described: Json = {"type": "object", "properties": {}}
    documented = (type(schema).__doc__ or "").split("\n\n")[0]
    if documented:
        described["description"] = " ".join(documented.split())
    required = []
    for name, member, is_required in _members(schema, schemas):
        described["properties"][name] = member
        if is_required:
            required.append(name)
    if required:
        described["required"] = required
    if isinstance(schema, Body):
        described["additionalProperties"] = False
    return described


def _members(
    schema: Schema, schemas: dict[str, Json] | None = None
) -> Iterator[tuple[str, Json, bool]]:
    reading = _is_read(schema)
    for name, field in schema.fields.items():
        described = _member(field, schemas if schemas is not None else {}, reading)
        written = not reading and not field.metadata.get(SOMETIMES)
        yield field.data_key or name, described, field.required or written


def _member(field: "fields.Field[Any]", schemas: dict[str, Json], reading: bool) -> Json:
    if isinstance(field, Field):
        return field.describe(reading=reading)
    if isinstance(field, fields.Nested):
        described = _reference(field.schema, schemas)
    elif isinstance(field, fields.List):
        described = {"type": "array", "items": _member(field.inner, schemas, reading)}
    elif isinstance(field, fields.Dict) and field.value_field is not None:
        each = _member(field.value_field, schemas, reading)
        described = {"type": "object", "additionalProperties": each}
    else:
        raise TypeError(field)
    text = field.metadata.get("description")
    described |= {"description": text} if text else {}
    return nullable(described) if field.allow_none else described


def _is_read(schema: Schema) -> bool:
    return not type(schema).__name__.endswith("Out")
