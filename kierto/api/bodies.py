"""Reading what was sent: JSON with exact numbers, and the query of the address."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from flask import request
from marshmallow import RAISE, Schema, ValidationError
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
    """The members of the query, checked; empty ones count as left out. Raises Invalid.

    A misspelled filter is told, because ignoring it would answer another question.
    """
    return _check(schema, {name: value for name, value in request.args.items() if value.strip()})


def read_json(sent: bytes) -> Any:  # noqa: ANN401
    """JSON whose fractions are ``Decimal``: 0.1 stays 0.1. Raises BrokenJson."""
    try:
        return json.loads(
            sent, parse_float=_exactly, parse_constant=_refuse, object_pairs_hook=_each_once
        )
    except (ValueError, RecursionError) as error:
        raise BrokenJson from error


def _check(schema: Schema, sent: Any) -> dict[str, Any]:  # noqa: ANN401
    try:
        read: dict[str, Any] = schema.load(sent, unknown=RAISE)
    except ValidationError as error:
        raise Invalid(error.messages) from error
    return read


def _refuse(constant: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ValueError(constant)


def _exactly(number: str) -> Decimal:
    """Exponents that even ``Decimal`` cannot hold are refused like other broken JSON."""
    try:
        return Decimal(number)
    except InvalidOperation as error:
        raise ValueError(number) from error


def _each_once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two members of one name would let a reader choose which one counts: neither does."""
    found = dict(members)
    if len(found) < len(members):
        raise ValueError(members)
    return found
