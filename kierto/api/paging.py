"""Pages of a list: how many, and from where on. A cursor is opaque to the caller."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from flask_babel import lazy_gettext as _

from kierto.api.fields import Field, Query
from kierto.api.numbers import LARGEST_ID, Number
from kierto.api.problems import Invalid

MOST = 200


class Numbered(Protocol):
    """A row with its number."""

    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=Numbered)


class Cursor(Field[str]):
    """Where the page before ended, as ``next`` gave it."""

    json_schema = {"type": "string", "maxLength": 200}
    default_error_messages: dict[str, Any] = {
        "invalid": _("Send the cursor as “next” gave it, or leave it out for the first page."),
    }

    def take(self, value: object) -> str:
        text = str(value)
        try:
            inside = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
            return inside.decode("ascii")
        except (binascii.Error, UnicodeError) as error:
            raise self.make_error("invalid") from error


class Page(Query):
    """The part of a query that every list knows."""

    limit = Number("How many at most.", least=1, most=MOST, load_default=50)
    cursor = Cursor("“next” of the page before.", load_default=None)


def closed(cursor: str) -> str:
    """A cursor as it is given out."""
    return base64.urlsafe_b64encode(cursor.encode("ascii")).decode("ascii")


def number_in(cursor: str | None) -> int | None:
    """The number that a cursor of a numbered list holds. Raises Invalid."""
    if cursor is None:
        return None
    if not cursor.isdecimal() or len(cursor) > 19 or int(cursor) > LARGEST_ID:
        raise no_cursor()
    return int(cursor)


def no_cursor() -> Invalid:
    """The refusal of a cursor that this list never gave out."""
    return Invalid({"cursor": Cursor().make_error("invalid").messages})


def page(rows: Sequence[R], limit: int, show: Callable[[R], Any]) -> dict[str, Any]:
    """``rows`` (one more than ``limit``, if there are more) as items with the next cursor."""
    shown = rows[:limit]
    more = len(rows) > limit
    return {
        "items": [show(row) for row in shown],
        "next": closed(str(shown[-1].id)) if more else None,
    }
