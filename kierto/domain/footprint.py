"""Estimated avoided emissions, method v1: a range beside the reused mass, never a saving for sure.

Per transfer, in kg CO2e: the gross figure G is the embodied emissions of an equivalent new product
(mass × factor, or pieces × factor of the item, never both); the net figure is
N = G × d × r − T. ``d`` is the displacement (did this replace a purchase?), ``r`` the remaining
life, ``T`` transport. N may be negative and stays so. What lacks a factor has no figure: it is
missing, never zero. Sums are exact fractions; rounding is the business of whoever shows them.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

METHOD = "v1"
DISPLACEMENT_LOW = Fraction(28, 100)
DISPLACEMENT_CENTRAL = Fraction(47, 100)
DISPLACEMENT_HIGH = Fraction(1)
REMAINING_LIFE = Fraction(1, 2)
"""Unknown remaining life: half of a new product's (an assumption, flagged where it is shown)."""

PER_TONNE = "kgCO2e/t"
PER_ITEM = "kgCO2e/item"
SHARED_LOAD_FACTORS = ("ef_tkm_van_avg_diesel", "ef_tkm_van_avg_diesel_wtt")
"""Transport by default: a share of an average diesel van's load, tank-to-wheel and well-to-tank."""

_KILOGRAM_STEP = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Footprint:
    """Sums over transfers, in kg CO2e.

    ``gross`` counts every transfer with a factor. ``considered`` is the part of it for which a net
    figure exists: things that use energy have none as long as their extra use is not known.
    ``transport`` counts the considered transfers whose distance is known. None is "nothing known".
    """

    gross: Fraction | None = None
    considered: Fraction | None = None
    transport: Fraction | None = None

    def __add__(self, other: "Footprint") -> "Footprint":
        return Footprint(
            _sum(self.gross, other.gross),
            _sum(self.considered, other.considered),
            _sum(self.transport, other.transport),
        )

    def net(self, displacement: Fraction = DISPLACEMENT_CENTRAL) -> Fraction | None:
        """N at this displacement; None when nothing has a net figure."""
        if self.considered is None:
            return None
        return self.considered * displacement * REMAINING_LIFE - (self.transport or 0)

    @property
    def low(self) -> Fraction | None:
        return self.net(DISPLACEMENT_LOW)

    @property
    def central(self) -> Fraction | None:
        return self.net(DISPLACEMENT_CENTRAL)

    @property
    def high(self) -> Fraction | None:
        return self.net(DISPLACEMENT_HIGH)


def gross(
    factor: Decimal, unit: str, *, grams: int | None, pieces: Fraction | None
) -> Fraction | None:
    """G in kg CO2e by a factor per tonne or per item; None when the factor does not apply."""
    if unit == PER_TONNE and grams is not None:
        return Fraction(factor) * grams / 1_000_000
    if unit == PER_ITEM and pieces is not None:
        return Fraction(factor) * pieces
    return None


def shared_load(gram_metres: int, factor: Fraction) -> Fraction:
    """T in kg CO2e of goods that travel as part of a load; ``factor`` in kg CO2e per t·km."""
    return Fraction(gram_metres, 1_000_000_000) * factor


def to_grams(kilograms: Fraction | None) -> Decimal | None:
    """A figure for documents: kg with three decimals, rounded half-even once."""
    if kilograms is None:
        return None
    exact = Decimal(kilograms.numerator) / Decimal(kilograms.denominator)
    return exact.quantize(_KILOGRAM_STEP, ROUND_HALF_EVEN)


def two_digits(kilograms: Fraction) -> Decimal:
    """The figure as people may read it: two significant digits, no more than it is worth."""
    exact = Decimal(kilograms.numerator) / Decimal(kilograms.denominator)
    if not exact:
        return Decimal(0)
    rounded = exact.quantize(Decimal(1).scaleb(exact.adjusted() - 1), ROUND_HALF_EVEN)
    # 99.6 becomes 1.0E+2, which has a digit more than asked for only on paper.
    return Decimal(f"{rounded:f}")


def _sum(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    if one is None:
        return other
    return one if other is None else one + other
