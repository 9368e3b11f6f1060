"""Numbers of the API: exact ones as decimal strings, places and distances as JSON numbers.

Exact numbers are read from decimal strings or from JSON numbers, which arrive here as ``Decimal``
or ``int`` (see ``kierto.api.bodies``), never as floats.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar

from flask_babel import lazy_gettext as _

from kierto.api.fields import Field
from kierto.domain.units import Mass, Money, Quantity

T = TypeVar("T")

_PLAIN_DECIMAL = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]{1,19}", re.ASCII)
_LARGEST = Decimal(1_000_000_000)
LARGEST_ID = 2**63 - 1


def read_decimal(value: object, *, decimals: int) -> Decimal | None:
    """An exact number of at most ``decimals`` decimals and a thousand million; else None."""
    if isinstance(value, str) and _PLAIN_DECIMAL.fullmatch(value.strip()):
        number = Decimal(value.strip())
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
    else:
        return None
    if not number.is_finite() or number.adjusted() > _LARGEST.adjusted():
        return None
    exponent = number.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > decimals or abs(number) > _LARGEST:
        return None
    return number


def read_whole(value: object) -> int | None:
    """A whole number from JSON or from a query; 12.0 is whole, true is no number. Else None."""
    number = read_decimal(value, decimals=0) if isinstance(value, Decimal) else value
    if isinstance(number, Decimal):
        return int(number)
    if isinstance(number, str) and _WHOLE.fullmatch(number):
        return int(number)
    return number if isinstance(number, int) and not isinstance(number, bool) else None


class Exact(Field[T], Generic[T]):
    """An exact number: more than zero, or not below it where ``zero`` is allowed.

    ``read`` makes the value from the number, ``write`` its decimal string.
    """

    default_error_messages: dict[str, Any] = {
        "invalid": _(
            "Write a number with a decimal point and at most %(decimals)s decimals, "
            "for example 12 or “12.5”."
        ),
        "least": _("This must be more than zero."),
        "negative": _("This cannot be negative."),
    }

    def __init__(
        self,
        description: str = "",
        *,
        read: Callable[[Decimal], T],
        write: Callable[[T], str],
        decimals: int = 3,
        zero: bool = False,
        **options: Any,  # noqa: ANN401
    ) -> None:
        self.read, self.write, self.decimals, self.zero = read, write, decimals, zero
        bound = {"minimum": 0} if zero else {"exclusiveMinimum": 0}
        pattern = f"^[0-9]{{1,9}}(\\.[0-9]{{1,{decimals}}})?$"
        json = {"anyOf": [{"type": "string", "pattern": pattern}, {"type": "number", **bound}]}
        super().__init__(description, json=json, **options)

    def take(self, value: object) -> T:
        number = read_decimal(value, decimals=self.decimals)
        if number is None:
            raise self.make_error("invalid", decimals=self.decimals)
        if number < 0 and self.zero:
            raise self.make_error("negative")
        if number <= 0 and not self.zero:
            raise self.make_error("least")
        return self.read(number)

    def written(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}

    def give(self, value: T) -> str:
        return self.write(value)


class Amount(Exact[Quantity]):
    """A quantity in its measure, to the thousandth."""

    def __init__(self, description: str = "", **options: Any) -> None:  # noqa: ANN401
        super().__init__(description, read=Quantity.from_decimal, write=str, **options)


class Kilograms(Exact[Mass]):
    """A mass in kilograms, to the gram."""

    def __init__(self, description: str = "", **options: Any) -> None:  # noqa: ANN401
        super().__init__(
            description,
            read=Mass.from_kilograms,
            write=lambda mass: f"{mass.kilograms:f}",
            **options,
        )


class KilogramsEach(Exact[Decimal]):
    """Kilograms in one measure: a weight of a piece or a metre, or a density."""

    def __init__(self, description: str = "", **options: Any) -> None:  # noqa: ANN401
        super().__init__(
            description, read=Decimal, write=lambda each: f"{each:f}", decimals=6, **options
        )


class Euros(Exact[Money]):
    """Euros, to the cent."""

    def __init__(self, description: str = "", **options: Any) -> None:  # noqa: ANN401
        super().__init__(
            description,
            read=Money.from_euros,
            write=lambda money: f"{money.euros:f}",
            decimals=2,
            zero=True,
            **options,
        )


class Percent(Exact[Decimal]):
    """A rate in per cent."""

    def __init__(self, description: str = "", **options: Any) -> None:  # noqa: ANN401
        super().__init__(
            description,
            read=Decimal,
            write=lambda rate: f"{rate:f}",
            decimals=2,
            zero=True,
            **options,
        )


class Metres(Exact[int]):
    """Kilometres outside, whole metres inside."""

    def __init__(self, description: str = "", **options: Any) -> None:  # noqa: ANN401
        super().__init__(
            description,
            read=lambda kilometres: int(kilometres * 1000),
            write=lambda metres: f"{Decimal(metres).scaleb(-3):f}",
            zero=True,
            **options,
        )


class Degrees(Field[float]):
    """Degrees of latitude or longitude (WGS-84)."""

    default_error_messages: dict[str, Any] = {
        "invalid": _("Write degrees from -%(most)s to %(most)s, for example 65.73."),
    }

    def __init__(self, description: str = "", *, most: int, **options: Any) -> None:  # noqa: ANN401
        self.most = most
        json = {
            "anyOf": [
                {"type": "number", "minimum": -most, "maximum": most},
                {"type": "string", "pattern": r"^-?[0-9]{1,3}(\.[0-9]{1,12})?$"},
            ]
        }
        super().__init__(description, json=json, **options)

    def take(self, value: object) -> float:
        number = read_decimal(value, decimals=30)
        if number is None or abs(number) > self.most:
            raise self.make_error("invalid", most=self.most)
        return float(number)

    def give(self, value: float) -> float:
        return value

    def written(self) -> dict[str, Any]:
        return {"type": "number", "minimum": -self.most, "maximum": self.most}


class Kilometres(Field[float]):
    """A distance in metres, written as kilometres rounded to the metre; a JSON number."""

    json_schema: ClassVar[Mapping[str, Any]] = {"type": "number", "minimum": 0}

    def give(self, value: float) -> float:
        return round(value / 1000, 3)


class Number(Field[int]):
    """A whole number within bounds, such as the number of a thing."""

    default_error_messages: dict[str, Any] = {
        "invalid": _("Write a whole number from %(least)s to %(most)s."),
    }

    def __init__(
        self,
        description: str = "",
        *,
        least: int = 1,
        most: int = LARGEST_ID,
        **options: Any,  # noqa: ANN401
    ) -> None:
        self.least, self.most = least, most
        json = {"type": "integer", "minimum": least, "maximum": most}
        super().__init__(description, json=json, **options)

    def take(self, value: object) -> int:
        number = read_whole(value)
        if number is None or not self.least <= number <= self.most:
            raise self.make_error("invalid", least=self.least, most=self.most)
        return number
