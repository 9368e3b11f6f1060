"""Exact amounts: mass in grams, quantity in thousandths, money in cents; never floats."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Self

from kierto.domain.errors import AmbiguousNumber, InvalidNumber


class Measure(StrEnum):
    """The unit in which a quantity of a category is counted."""

    PIECES = "pcs"
    KILOGRAMS = "kg"
    TONNES = "t"
    CUBIC_METRES = "m3"
    SQUARE_METRES = "m2"
    METRES = "m"

    @property
    def grams(self) -> int | None:
        """Grams in one of these when the measure is itself a mass, else None."""
        return {Measure.KILOGRAMS: 1000, Measure.TONNES: 1_000_000}.get(self)


class MassBasis(StrEnum):
    """How a mass is known; a report shows the share of each."""

    WEIGHED = "weighed"
    DECLARED = "declared"
    AVERAGE = "average"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, order=True)
class Amount:
    """A whole number of base units; only amounts of the same kind add and compare."""

    units: int

    def __add__(self, other: Self) -> Self:
        return type(self)(self.units + other.units)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.units - other.units)

    def __neg__(self) -> Self:
        return type(self)(-self.units)

    def __bool__(self) -> bool:
        return self.units != 0


class Mass(Amount):
    """A mass in whole grams."""

    __slots__ = ()

    @property
    def grams(self) -> int:
        return self.units

    @classmethod
    def from_kilograms(cls, kilograms: Decimal | int | str) -> Self:
        """Round ``kilograms`` half up to whole grams, once."""
        return cls(_half_up(Fraction(kilograms) * 1000))

    @property
    def kilograms(self) -> Decimal:
        """The mass in kg, exact to the gram (three decimals)."""
        return Decimal(self.grams).scaleb(-3)

    @property
    def tonnes(self) -> Decimal:
        """The mass in t, exact to the gram (six decimals)."""
        return Decimal(self.grams).scaleb(-6)


class Quantity(Amount):
    """An amount in thousandths of its measure: ``Quantity(1500)`` is 1.5."""

    __slots__ = ()

    @property
    def thousandths(self) -> int:
        return self.units

    @classmethod
    def from_decimal(cls, amount: Decimal | int | str) -> Self:
        """Raises InvalidNumber when ``amount`` has more than three decimals."""
        exact = Fraction(amount) * 1000
        if exact.denominator != 1:
            raise InvalidNumber(text=str(amount), field="quantity")
        return cls(exact.numerator)

    @property
    def decimal(self) -> Decimal:
        """The amount in its measure, without trailing zeros: 12, 1.5."""
        whole, rest = divmod(self.thousandths, 1000)
        return Decimal(whole) if rest == 0 else Decimal(self.thousandths).scaleb(-3).normalize()

    def __str__(self) -> str:
        return f"{self.decimal:f}"


class Money(Amount):
    """A sum in whole cents of the euro."""

    __slots__ = ()

    @property
    def cents(self) -> int:
        return self.units

    @classmethod
    def from_euros(cls, euros: Decimal | int | str) -> Self:
        """Raises InvalidNumber when ``euros`` has more than two decimals."""
        exact = Fraction(euros) * 100
        if exact.denominator != 1:
            raise InvalidNumber(text=str(euros), field="price")
        return cls(exact.numerator)

    @property
    def euros(self) -> Decimal:
        return Decimal(self.cents).scaleb(-2)


def _half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes away from zero."""
    scaled = abs(value) + Fraction(1, 2)
    whole = scaled.numerator // scaled.denominator
    return whole if value >= 0 else -whole


def estimate_mass(
    quantity: Quantity, measure: Measure, kilograms_per_measure: Decimal | Fraction | None
) -> Mass | None:
    """Mass of ``quantity``, rounded half up to the gram once; None when nothing tells it.

    ``kilograms_per_measure`` is the weight of one piece, metre or square metre, or the density
    in kg/m³; it is not needed when the measure is itself a mass.
    """
    if measure.grams is not None:
        per_measure = Fraction(measure.grams)
    elif kilograms_per_measure is not None:
        per_measure = Fraction(kilograms_per_measure) * 1000
    else:
        return None
    return Mass(_half_up(per_measure * quantity.thousandths / 1000))


def part_of_mass(total: Mass, whole: Quantity, *, before: Quantity, part: Quantity) -> Mass:
    """Share of ``total`` that ``part`` carries after ``before`` has already left.

    Cumulative rounding: the parts of a lot add up to the lot to the gram, in whatever order they
    leave (40 chairs of 180 kg: 25 of them are 112.5 kg, the last part takes the remainder).
    """

    def up_to(quantity: Quantity) -> int:
        return _half_up(Fraction(total.grams * quantity.thousandths, whole.thousandths))

    return Mass(up_to(before + part) - up_to(before))


_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009\u2007'’")
_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_GROUPED_POINT = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+")
_GROUPED_COMMA = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+")
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_REPEATED_GROUPS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3}){2,}")


def parse_decimal(text: str, *, point_is_decimal: bool = False) -> Decimal:
    """Read a number as people write it in Finland: comma for decimals, blanks for thousands.

    A point works too where it cannot be mistaken ("12.5"). ``point_is_decimal`` says that the
    source is known to write decimals with a point (a JSON number, a column that has "0.25").
    Raises InvalidNumber, or AmbiguousNumber for "1.500", which may be 1500 or 1.5.
    """
    compact = text.strip().replace("\u2212", "-").translate(_SPACES)
    if not point_is_decimal and _AMBIGUOUS.fullmatch(compact):
        raise AmbiguousNumber(
            text=text.strip(),
            thousands=compact.replace(".", ""),
            fraction=compact.replace(".", ",").rstrip("0").rstrip(","),
        )
    if _PLAIN.fullmatch(compact):
        return Decimal(compact.replace(",", "."))
    if _GROUPED_POINT.fullmatch(compact) or _REPEATED_GROUPS.fullmatch(compact):
        return Decimal(compact.replace(".", "").replace(",", "."))
    if _GROUPED_COMMA.fullmatch(compact):
        return Decimal(compact.replace(",", ""))
    raise InvalidNumber(text=text.strip())
