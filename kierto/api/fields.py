"""The kinds of values that the API reads and writes, each with its JSON Schema."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from flask_babel import lazy_gettext as _
from marshmallow import RAISE, Schema, ValidationError, fields, missing

from kierto.domain.period import local_day

SOMETIMES = "sometimes"
"""Metadata of a member that not every answer has."""

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
    r"(?:[Zz]|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)


class Body(Schema):
    """A JSON object whose members are all known: a misspelled one is told, never ignored."""

    error_messages: dict[str, Any] = {
        "unknown": _("There is no such member here. Check the spelling."),
        "type": _("Send a JSON object."),
    }

    class Meta:
        unknown = RAISE


class Query(Schema):
    """The query of an address; a misspelled filter is told, never ignored."""

    error_messages: dict[str, Any] = {
        "unknown": _("This address has no such filter. Check the spelling."),
    }


class Field(fields.Field[T], Generic[T]):
    """A value with messages in the reader's language and a JSON Schema of its own."""

    json_schema: ClassVar[Mapping[str, Any]] = {}
    default_error_messages: dict[str, Any] = {
        "required": _("This is needed."),
        "null": _("This cannot be null. Leave it out instead."),
        "invalid": _("This is only written, never read."),
    }

    def __init__(
        self,
        description: str = "",
        *,
        json: Mapping[str, Any] | None = None,
        **options: Any,  # noqa: ANN401
    ) -> None:
        self.description = description
        self.json = {**self.json_schema, **(json or {})}
        super().__init__(**options)

    def describe(self, *, reading: bool) -> dict[str, Any]:
        """The JSON Schema of what is read here, or of what is written."""
        schema = dict(self.json if reading else self.written())
        if self.allow_none:
            schema = nullable(schema)
        if reading and self.load_default is not missing and self.load_default is not None:
            schema["default"] = self.load_default
        return schema | ({"description": self.description} if self.description else {})

    def written(self) -> dict[str, Any]:
        """The JSON Schema of what is written, where it is not the one of what is read."""
        return self.json

    def _deserialize(
        self,
        value: object,
        attr: str | None,
        data: Mapping[str, object] | None,
        **kwargs: object,
    ) -> T:
        return self.take(value)

    def _serialize(
        self, value: T | None, attr: str | None, obj: object, **kwargs: object
    ) -> object:
        return None if value is None else self.give(value)

    def take(self, value: object) -> T:
        """The value inside. Raises ValidationError."""
        raise self.make_error("invalid")

    def give(self, value: T) -> object:
        """The value outside, as JSON has it."""
        return value

    def make_error(self, key: str, **data: Any) -> ValidationError:  # noqa: ANN401
        sentence = str(self.error_messages[key])
        return ValidationError(sentence % data if data else sentence)


def nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """The same schema, with null."""
    if "anyOf" in schema:
        return schema | {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return schema | {"type": [schema["type"], "null"]} | values


class Words(Field[str]):
    """Text of at most ``most`` characters, without the characters that no keyboard has."""

    default_error_messages: dict[str, Any] = {
        "invalid": _("Send text."),
        "empty": _("This cannot be empty."),
        "long": _("At most %(most)s characters."),
        "control": _("This holds a character that cannot be stored."),
    }

    def __init__(
        self,
        description: str = "",
        *,
        most: int,
        empty: bool = False,
        **options: Any,  # noqa: ANN401
    ) -> None:
        self.most, self.empty = most, empty
        least = {} if empty else {"minLength": 1}
        json = {"type": "string", "maxLength": most, **least}
        super().__init__(description, json=json, **options)

    def take(self, value: object) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\r\t" for c in value):
            raise self.make_error("control")
        text = value.strip()
        if not text and not self.empty:
            raise self.make_error("empty")
        if len(value) > self.most:
            raise self.make_error("long", most=self.most)
        return text


class Choice(Field[E], Generic[E]):
    """One of a few words; ``also`` names further words that are understood."""

    default_error_messages: dict[str, Any] = {
        "invalid": _("Choose one of: %(allowed)s."),
    }

    def __init__(
        self,
        kind: type[E],
        description: str = "",
        *,
        only: Sequence[E] | None = None,
        also: Mapping[str, E] | None = None,
        **options: Any,  # noqa: ANN401
    ) -> None:
        self.words = {member.value: member for member in (only or kind)}
        self.also = also or {}
        json = {"type": "string", "enum": [*self.words, *self.also]}
        super().__init__(description, json=json, **options)

    def take(self, value: object) -> E:
        found = None
        if isinstance(value, str):
            found = self.words.get(value) or self.also.get(value)
        if found is None:
            raise self.make_error("invalid", allowed=", ".join(self.words))
        return found

    def written(self) -> dict[str, Any]:
        return {"type": "string", "enum": [*self.words]}

    def give(self, value: E) -> str:
        return value.value


class Day(Field[date]):
    """A local day (Europe/Helsinki), also read from a time with its offset."""

    json_schema: ClassVar[Mapping[str, Any]] = {
        "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
    }
    default_error_messages: dict[str, Any] = {
        "invalid": _("Write a day as 2026-03-31, or a time with its offset (RFC 3339)."),
    }

    def take(self, value: object) -> date:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
            if not _TIME.fullmatch(value):
                raise self.make_error("invalid")
            return local_day(datetime.fromisoformat(value.upper()))
        except (ValueError, OverflowError) as error:
            raise self.make_error("invalid") from error

    def written(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def give(self, value: date) -> str:
        return value.isoformat()


class Instant(Field[datetime]):
    """A moment as RFC 3339 with its offset (UTC); only written."""

    json_schema: ClassVar[Mapping[str, Any]] = {"type": "string", "format": "date-time"}

    def give(self, value: datetime) -> str:
        return value.astimezone(UTC).isoformat(timespec="seconds")


class YesNo(Field[bool]):
    """True or false."""

    json_schema: ClassVar[Mapping[str, Any]] = {"type": "boolean"}
    default_error_messages: dict[str, Any] = {"invalid": _("Send true or false.")}

    def take(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value
