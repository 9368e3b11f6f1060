"""The API describes itself: for programs in OpenAPI 3.1, for people as a page."""

from typing import Any

from flask import Response, make_response, render_template
from flask_babel import get_locale

from kierto.api.calls import ADDRESS, Noun, answer
from kierto.api.registration import nouns
from kierto.api.specification import specification

noun = Noun("description", "Description")


@noun.get("/openapi.json", guard="public", answers={})
def openapi() -> Response:
    """This API in OpenAPI 3.1."""
    return answer(specification(nouns()))


@noun.get("/", guard="public", answers={})
def page() -> Response:
    """This API as a page to read."""
    described = specification(nouns())
    return make_response(
        render_template(
            "api/description.html",
            described=described,
            tags=_by_tag(described),
            is_english=str(get_locale()) == "en",
        )
    )


def _by_tag(described: dict[str, Any]) -> list[dict[str, Any]]:
    """The calls under the headings of the page."""
    found: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in described["tags"]}
    for address, methods in described["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append(
                {
                    "id": operation["operationId"],
                    "method": method.upper(),
                    "address": ADDRESS + address,
                    "summary": operation["summary"],
                    "description": operation["description"],
                    "parameters": operation["parameters"],
                    "body": _body(operation.get("requestBody", {})),
                    "answers": [
                        (
                            status,
                            {
                                "description": one["description"],
                                "headers": list(one.get("headers", ())),
                                "schema": _body(one),
                            },
                        )
                        for status, one in operation["responses"].items()
                        if status != "default"
                    ],
                }
            )
    return [{"name": name, "calls": calls} for name, calls in found.items()]


def _body(holder: dict[str, Any]) -> dict[str, Any] | None:
    """The schema of a body or an answer, whatever its media type."""
    media = next(iter(holder.get("content", {}).values()), None)
    return None if media is None else media["schema"]
