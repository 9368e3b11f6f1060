"""How a call is declared: address, who may, what it reads and answers, all in one place.

A ``Noun`` is a Flask blueprint that keeps with each view what it needs to check the request and
to describe itself. The checks run in the order token, role, query, body, then the view.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from typing import Any, ParamSpec

from flask import Blueprint, Response, jsonify
from marshmallow import Schema
from werkzeug.exceptions import HTTPException, InternalServerError

from kierto.api import bodies, problems
from kierto.api.tokens import authenticate
from kierto.domain.errors import KiertoError, NotAllowed
from kierto.domain.permissions import Permission
from kierto.queries import access

P = ParamSpec("P")
Guard = Permission | str
"""A permission, "signed_in" (any good token) or "public" (no token), as views have it."""

ADDRESS = "/api/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One method at one address, as it is described to its users.

    ``answers`` has the schema of each status, None for a problem (and for 304, which is empty);
    ``headers`` are those of the request, ``sends`` those of the good answers.
    """

    method: str
    rule: str
    endpoint: str
    summary: str
    description: str
    guard: Guard
    answers: Mapping[int, Schema | None]
    query: Schema | None = None
    body: Schema | None = None
    body_optional: bool = False
    headers: tuple[str, ...] = ()
    sends: tuple[str, ...] = ()
    file: str | None = None


@dataclass(slots=True)
class Noun:
    """The calls of one noun; ``title`` heads them in the description."""

    name: str
    title: str
    calls: list[Call] = field(default_factory=list)
    blueprint: Blueprint = field(init=False)

    def __post_init__(self) -> None:
        self.blueprint = Blueprint(f"api_{self.name}", __name__, url_prefix=ADDRESS)
        self.blueprint.register_error_handler(KiertoError, problems.of_error)
        self.blueprint.register_error_handler(HTTPException, problems.of_http)
        # By its own class too: for the code 500 the application's own page would come first.
        self.blueprint.register_error_handler(InternalServerError, problems.of_http)

    def get(self, rule: str, **about: Any) -> Callable[[Callable[P, Response]], Callable[P, Any]]:  # noqa: ANN401
        """Declare a GET; see ``call``."""
        return self.call("GET", rule, **about)

    def post(self, rule: str, **about: Any) -> Callable[[Callable[P, Response]], Callable[P, Any]]:  # noqa: ANN401
        """Declare a POST; see ``call``."""
        return self.call("POST", rule, **about)

    def patch(self, rule: str, **about: Any) -> Callable[[Callable[P, Response]], Callable[P, Any]]:  # noqa: ANN401
        """Declare a PATCH; see ``call``."""
        return self.call("PATCH", rule, **about)

    def call(
        self,
        method: str,
        rule: str,
        *,
        guard: Guard,
        **about: Any,  # noqa: ANN401
    ) -> Callable[[Callable[P, Response]], Callable[P, Any]]:
        """Declare a call. The view gets its ``query`` and ``body`` as dicts, if it has them.

        ``about`` is the rest of ``Call``. The view's docstring is its summary and description.
        """

        def declare(view: Callable[P, Response]) -> Callable[P, Any]:
            summary, _, description = (view.__doc__ or "").partition("\n")
            declared = Call(
                method=method,
                rule=rule,
                endpoint=f"api_{self.name}.{view.__name__}",
                summary=summary.strip().removesuffix("."),
                description=" ".join(description.split()),
                guard=guard,
                **about,
            )
            self.calls.append(declared)

            @wraps(view)
            def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
                _admit(guard)
                if declared.query is not None:
                    kwargs["query"] = bodies.query(declared.query)
                if declared.body is not None:
                    kwargs["body"] = bodies.body(declared.body, optional=declared.body_optional)
                return view(*args, **kwargs)

            guarded.guard = guard  # type: ignore[attr-defined]
            self.blueprint.add_url_rule(
                rule, view.__name__, guarded, methods=[method], provide_automatic_options=False
            )
            return guarded

        return declare


def _admit(guard: Guard) -> None:
    if guard == "public":
        return
    person = authenticate()
    if isinstance(guard, Permission) and not access.may(person, guard):
        raise NotAllowed


def answer(
    body: object, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> Response:
    """A JSON answer."""
    response = jsonify(body)
    response.status_code = status
    response.headers.update(headers or {})
    return response
