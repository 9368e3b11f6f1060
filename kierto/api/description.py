"""The API describes itself: for programs in OpenAPI 3.1, for people as a page."""

from flask import Response, make_response, render_template
from flask_babel import get_locale

from kierto.api.calls import Noun, answer
from kierto.api.registration import nouns
from kierto.api.specification import specification
from kierto.domain.errors import N_

noun = Noun("description", N_("Description"))


@noun.get("/openapi.json", guard="public", answers={})
def openapi() -> Response:
    """This API in OpenAPI 3.1."""
    return answer(specification(nouns()))


@noun.get("/", guard="public", answers={})
def page() -> Response:
    """This API as a page to read."""
    return make_response(
        render_template(
            "api/description.html",
            described=specification(nouns()),
            english_only=str(get_locale()) != "en",
        )
    )
