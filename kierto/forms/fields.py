"""Fields that turn what people type into value objects, and keep the text when they cannot."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from kierto.domain.errors import KiertoError
from kierto.domain.loan import MOST_DAYS
from kierto.domain.units import Money, Quantity, parse_decimal
from kierto.wording import explain

MOST = Decimal(1_000_000_000)
"""No quantity, weight or price of one listing is larger; beyond it a finger slipped."""

_FINNISH_DAY = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


class ParsedField(Field):
    """A line of text with a value in ``data``; an empty line is None, never 0."""

    widget = TextInput()
    data: Any

    def read(self, text: str) -> Any:  # noqa: ANN401
        """The value of ``text``, which is not empty. Raises ValueError or a KiertoError."""
        raise ValueError(text)

    def shown(self, value: Any) -> str:  # noqa: ANN401
        """``value`` as a person would type it."""
        return str(value)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = None
        text = str(valuelist[0]).strip() if valuelist else ""
        if not text:
            return
        try:
            self.data = self.read(text)
        except KiertoError as error:
            raise ValueError(explain(error)) from error

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.shown(self.data)


def needed(sentence: object) -> Any:  # noqa: ANN401
    """A validator: the value may not be missing; ``sentence`` says what to do.

    What was typed and could not be read has its own message already.
    """

    def check(_form: object, field: Field) -> None:
        if field.data is None or field.data == "":
            raise StopValidation("" if field.errors else str(sentence))

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


class DecimalField(ParsedField):
    """A number in Finnish writing that is not negative, as an exact decimal."""

    def read(self, text: str) -> Decimal:
        number = parse_decimal(text)
        if number < 0:
            raise ValueError(_("The number cannot be negative."))
        if number > MOST:
            raise ValueError(_("The number is too large. Check it."))
        return number

    def shown(self, value: Decimal) -> str:
        return f"{value.normalize():f}".replace(".", ",")


class KilogramsField(DecimalField):
    """Kilograms: “12,5”; more than zero."""

    def read(self, text: str) -> Decimal:
        kilograms = super().read(text)
        if kilograms == 0:
            raise ValueError(_("The weight must be more than zero. Leave it empty if unknown."))
        return kilograms


class QuantityField(DecimalField):
    """An amount with at most three decimals as a Quantity; more than zero."""

    def read(self, text: str) -> Any:  # noqa: ANN401
        quantity = Quantity.from_decimal(super().read(text))
        if not quantity:
            raise ValueError(_("The amount must be more than zero."))
        return quantity

    def shown(self, value: Any) -> str:  # noqa: ANN401
        return str(value).replace(".", ",")


class EurosField(DecimalField):
    """Euros with at most two decimals as Money."""

    def read(self, text: str) -> Any:  # noqa: ANN401
        return Money.from_euros(super().read(text.removesuffix("€")))

    def shown(self, value: Any) -> str:  # noqa: ANN401
        return f"{value.euros:f}".replace(".", ",").removesuffix(",00")


class LoanDaysField(ParsedField):
    """Whole days of a loan."""

    def read(self, text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 5 and int(text) > 0):
            raise ValueError(_("Write the days as a whole number."))
        if int(text) > MOST_DAYS:
            raise ValueError(_("A loan lasts two years at most."))
        return int(text)


class DayField(ParsedField):
    """A day as “12.3.2026” or as browsers send it, “2026-03-12”."""

    def read(self, text: str) -> date:
        finnish, iso = _FINNISH_DAY.fullmatch(text), _ISO_DAY.fullmatch(text)
        try:
            if finnish:
                day, month, year = map(int, finnish.groups())
                return date(year, month, day)
            if iso:
                year, month, day = map(int, iso.groups())
                return date(year, month, day)
        except ValueError:
            pass
        raise ValueError(_("Write the day as 12.3.2026."))

    def shown(self, value: date) -> str:
        return value.isoformat()
