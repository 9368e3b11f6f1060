"""Exact amounts, and numbers as people write them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kierto.domain.errors import AmbiguousNumber, InvalidNumber
from kierto.domain.units import (
    Mass,
    Measure,
    Money,
    Quantity,
    estimate_mass,
    parse_decimal,
    part_of_mass,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4,20", "4.20"),
        ("0,75", "0.75"),
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1\u202f234,56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("12.5", "12.5"),
        ("1,800", "1.8"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("\u22125", "-5"),
        (" 30 ", "30"),
        ("0.250", "0.250"),
        ("1'000", "1000"),
    ],
)
def test_numbers_are_read_as_people_in_finland_write_them(text: str, value: str) -> None:
    """K08, form and file alike."""
    assert parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1,2,3", "12 kg", "", "kymmenen", "1e5", "1..2", "--1", "NaN"])
def test_what_cannot_be_read_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(InvalidNumber) as refusal:
        parse_decimal(text)
    assert refusal.value.data == {"text": text.strip()}


def test_a_point_before_three_digits_is_asked_about() -> None:
    with pytest.raises(AmbiguousNumber) as refusal:
        parse_decimal("1.500")
    assert refusal.value.data == {"text": "1.500", "thousands": "1500", "fraction": "1,5"}
    assert parse_decimal("1.500", point_is_decimal=True) == Decimal("1.5")


@given(st.decimals(-(10**9), 10**9, places=3, allow_nan=False, allow_infinity=False))
def test_a_number_written_with_a_comma_comes_back(number: Decimal) -> None:
    assert parse_decimal(f"{number:f}".replace(".", ",")) == number


def test_kilograms_become_whole_grams_once_half_up() -> None:
    assert [
        Mass.from_kilograms(k).grams for k in ("0.0005", "0.00049", "2.6755", "-0.0005", "93.5")
    ] == [1, 0, 2676, -1, 93_500]
    assert (Mass(93_500).kilograms, Mass(250_000).tonnes) == (Decimal("93.5"), Decimal("0.25"))


def test_a_quantity_has_three_decimals_and_money_two() -> None:
    assert (str(Quantity.from_decimal("1.500")), str(Quantity.from_decimal(12))) == ("1.5", "12")
    assert Quantity.from_decimal("0.001").thousandths == 1
    with pytest.raises(InvalidNumber):
        Quantity.from_decimal("0.0001")
    assert Money.from_euros("12.30").cents == 1230
    with pytest.raises(InvalidNumber):
        Money.from_euros("12.305")


def test_amounts_add_and_compare_exactly() -> None:
    assert Quantity(1500) + Quantity(500) == Quantity(2000)
    assert Quantity(1500) - Quantity(2000) == -Quantity(500) < Quantity(0)
    assert not Quantity(0) and Quantity(1)
    assert max(Mass(1), Mass(2)) == Mass(2)


@pytest.mark.parametrize(
    ("number", "measure", "kilograms", "grams"),
    [
        ("4", Measure.PIECES, "25", 100_000),
        ("0.25", Measure.TONNES, None, 250_000),
        ("250", Measure.KILOGRAMS, None, 250_000),
        ("3", Measure.CUBIC_METRES, "7850", 23_550_000),
        ("1499", Measure.PIECES, "0.34", 509_660),
        ("1.5", Measure.TONNES, None, 1_500_000),
        ("1", Measure.PIECES, "0.3335", 334),
    ],
)
def test_a_quantity_becomes_a_mass(
    number: str, measure: Measure, kilograms: str | None, grams: int
) -> None:
    per_measure = None if kilograms is None else Decimal(kilograms)
    assert estimate_mass(Quantity.from_decimal(number), measure, per_measure) == Mass(grams)


def test_nothing_that_tells_the_mass_is_no_mass() -> None:
    assert estimate_mass(Quantity(1000), Measure.PIECES, None) is None


@given(
    total=st.integers(0, 10**9),
    parts=st.lists(st.integers(1, 10**6), min_size=1, max_size=12),
    data=st.data(),
)
def test_parts_of_a_lot_add_up_to_the_gram(
    total: int, parts: list[int], data: st.DataObject
) -> None:
    whole = Quantity(sum(parts))
    masses, before = [], Quantity(0)
    for part in data.draw(st.permutations(parts)):
        mass = part_of_mass(Mass(total), whole, before=before, part=Quantity(part))
        exact = Fraction(total * part, whole.thousandths)
        assert abs(mass.grams - exact) <= 1
        masses.append(mass.grams)
        before += Quantity(part)
    assert sum(masses) == total


def test_twenty_five_of_forty_chairs() -> None:
    chairs, lot = Quantity.from_decimal(40), Mass.from_kilograms(180)
    first = part_of_mass(lot, chairs, before=Quantity(0), part=Quantity.from_decimal(25))
    rest = part_of_mass(
        lot, chairs, before=Quantity.from_decimal(25), part=Quantity.from_decimal(15)
    )
    assert (first, first + rest) == (Mass.from_kilograms("112.5"), lot)
