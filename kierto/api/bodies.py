"""Reading what was sent: JSON with exact numbers, and the query of the address."""

import json
from decimal import Decimal
from typing import Any, Literal, NoReturn

from flask import request
from marshmallow import EXCLUDE, RAISE, Schema, ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from kierto.api.problems import Invalid
from kierto.domain.errors import N_


class NotJson(UnsupportedMediaType):
    """The body came as something else, or did not say what it is."""

    description = N_("Send the body as JSON, with the header Content-Type: application/json.")


class BrokenJson(BadRequest):
    """The body calls itself JSON and is not."""

    description = N_("The body is not JSON that can be read.")


def body(schema: Schema, *, optional: bool) -> dict[str, Any]:
    """The JSON body, checked. Raises NotJson, BrokenJson, Invalid."""
    sent = request.get_data()
    if not sent.strip() and optional:
        return _check(schema, {})
    if not request.is_json:
        raise NotJson
    return _check(schema, read_json(sent))


def query(schema: Schema) -> dict[str, Any]:
    """The members of the query, checked; empty ones count as left out. Raises Invalid."""
    given = {name: value for name, value in request.args.items() if value.strip()}
    return _check(schema, given, unknown=EXCLUDE)


def read_json(sent: bytes) -> Any:  # noqa: ANN401
    """JSON whose fractions are ``Decimal``: 0.1 stays 0.1. Raises BrokenJson."""
    try:
        return json.loads(sent, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BrokenJson from error


def _check(
    schema: Schema,
    sent: Any,  # noqa: ANN401
    unknown: Literal["exclude", "raise"] = RAISE,
) -> dict[str, Any]:
    try:
        read: dict[str, Any] = schema.load(sent, unknown=unknown)
    except ValidationError as error:
        raise Invalid(error.messages) from error
    return read


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
