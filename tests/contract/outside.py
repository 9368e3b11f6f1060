"""A program outside Kierto: plain HTTP with a bearer token, nothing of Kierto's own code."""

import json
import secrets
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from typing import Any
from urllib.parse import urlencode, urlsplit

PROBLEM = "application/problem+json"
Members = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: HTTPMessage
    content: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get_content_type()

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def told(self) -> tuple[int, list[str]]:
        """The status and the members that a problem names; it must be a whole problem."""
        assert self.media_type == PROBLEM, (self.status, self.content[:300])
        problem = self.json
        assert problem["status"] == self.status
        assert all(isinstance(problem[name], str) for name in ("type", "title", "detail"))
        assert problem["title"] and problem["detail"]
        errors = problem.get("errors", {})
        assert all(sentences and all(sentences) for sentences in errors.values())
        return self.status, list(errors)


def send(
    base: str,
    method: str,
    path: str,
    *,
    content: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """One request on a connection of its own."""
    site = urlsplit(base)
    connection = HTTPConnection(site.hostname or "", site.port, timeout=20)
    try:
        connection.request(method, path, body=content, headers=headers or {})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody's program; ``unit`` is the code of the first unit that the person acts for."""

    base: str
    token: str
    unit: str = ""

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """``If_Match="…"`` is sent as If-Match."""
        sent = {"Authorization": f"Bearer {self.token}", "Accept-Language": "en"}
        content = None
        if body is not None:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return send(self.base, method, f"/api/v1{path}", content=content, headers=sent)

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Answer:
        asked = f"?{urlencode(query)}" if query else ""
        return self.call("GET", path + asked, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Answer:
        return self.call("PATCH", path, body, **headers)

    def everything(self, path: str, query: Members, *, limit: int) -> list[Members]:
        """All items of a list, page by page."""
        items: list[Members] = []
        cursor: str | None = ""
        while cursor is not None:
            page = self.get(path, query | {"limit": limit, "cursor": cursor}).json
            assert set(page) == {"items", "next"}
            assert len(page["items"]) == limit or page["next"] is None
            items += page["items"]
            cursor = page["next"]
        return items

    def listed(self, **changes: Any) -> Members:
        """A listing of 30 school desks that everybody may see, unless told otherwise."""
        desks = {
            "unit": self.unit,
            "title": f"Pulpetteja {secrets.token_hex(4)}",
            "category": "school-desk",
            "quantity": "30",
            "measure": "pcs",
            "condition": "good",
            "audience": "public",
        }
        answer = self.post("/listings", desks | changes)
        assert answer.status == 201, answer.content
        made: Members = answer.json
        return made

    def claimed(self, listing: Members, quantity: Any) -> Members:
        """A claim of the caller's unit."""
        answer = self.post(
            f"/listings/{listing['id']}/claims", {"unit": self.unit, "quantity": quantity}
        )
        assert answer.status in {201, 202}, answer.content
        made: Members = answer.json
        return made

    def amounts(self, listing: Members) -> list[str]:
        """Quantity, free, reserved, handed over and ended, as they are now."""
        now = self.get(f"/listings/{listing['id']}").json
        return [now[name] for name in ("quantity", "free", "reserved", "handed_over", "ended")]
