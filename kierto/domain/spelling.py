"""Measures, conditions and days as people write them in lists, in Finnish, Swedish and English."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from kierto.domain.condition import Condition
from kierto.domain.errors import N_, Refused
from kierto.domain.period import local_day
from kierto.domain.text import fold
from kierto.domain.units import Measure, parse_decimal


class UnknownMeasure(Refused):
    """Pounds and short tons are among these: nothing is converted unasked."""

    message = N_("“%(text)s” is no measure that is used here: write kpl, kg, t, m³, m² or m.")


class UnknownCondition(Refused):
    """A word for the condition that is not in the list."""

    message = N_(
        "“%(text)s” is no condition that is used here: write unused, good, fair or repair."
    )


class UnclearDay(Refused):
    """A day that could be two days, or none."""

    message = N_("“%(text)s” is not a day that can be read. Write it as 12.3.2026 or 2026-03-12.")


def _words(table: Mapping[str, str]) -> dict[str, str]:
    return {fold(word): value for value, words in table.items() for word in words.split("|")}


_GRAMS = "g"
_MEASURES = _words(
    {
        Measure.PIECES: "kpl|kpl.|kappale|kappaletta|kappaleet|st|st.|styck|stycken|pcs|pc|pc.|"
        "piece|pieces|each|ea|ea.|item|items|unit|units",
        Measure.KILOGRAMS: "kg|kilo|kiloa|kilogramma|kilogrammaa|kilogram|kilograms",
        Measure.TONNES: "t|tn|tonni|tonnia|ton|tonne|tonnes",
        Measure.CUBIC_METRES: "m3|m³|m^3|kuutio|kuutiota|kuutiometri|kuutiometriä|kubikmeter",
        Measure.SQUARE_METRES: "m2|m²|m^2|neliö|neliötä|neliömetri|neliömetriä|kvadratmeter",
        Measure.METRES: "m|jm|metri|metriä|meter|metre|metres|juoksumetri|juoksumetriä",
        _GRAMS: "g|gr|gramma|grammaa|gram|grams",
    }
)
_CONDITIONS = _words(
    {
        Condition.UNUSED: "uusi|käyttämätön|uudenveroinen|ny|oanvänd|nyskick|new|unused|mint|"
        "never used",
        Condition.GOOD: "hyvä|hyväkuntoinen|siistikuntoinen|erinomainen|ehjä|siisti|bra|god|"
        "gott skick|utmärkt|hel|good|very good|excellent|ok",
        Condition.FAIR: "tyydyttävä|kohtalainen|käytetty|kulunut|kulunut mutta toimii|toimiva|"
        "sliten|slitet|begagnad|nöjaktig|sliten men fungerar|fungerande|"
        "fair|used|worn|worn but works|working|satisfactory",
        Condition.REPAIRABLE: "korjattava|korjauskelpoinen|huono|rikki|vaatii korjausta|viallinen|"
        "reparabel|behöver reparation|trasig|dålig|defekt|"
        "repairable|repair|needs repair|broken|poor|for parts",
    }
)

_AMOUNT = re.compile(r"([-+\u2212]?[\d\s\u00a0\u202f.,'’]*\d)\s*(\D.*)?", re.DOTALL)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}:\d{2}.*))?")
_FINNISH = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:\s.*)?")
_FIRST_YEAR = 1950


def read_measure(text: str) -> tuple[Measure, Decimal]:
    """The measure, and what an amount is multiplied with ("g" is a thousandth of a kg).

    Raises UnknownMeasure.
    """
    found = _MEASURES.get(fold(text))
    if found is None:
        raise UnknownMeasure(text=text.strip())
    if found == _GRAMS:
        return Measure.KILOGRAMS, Decimal("0.001")
    return Measure(found), Decimal(1)


def read_amount(
    text: str, *, point_is_decimal: bool = False
) -> tuple[Decimal, tuple[Measure, Decimal] | None]:
    """A number with or without a measure behind it: "12", "1 234,5 kg", "3 m³".

    Raises InvalidNumber, AmbiguousNumber or UnknownMeasure.
    """
    parts = _AMOUNT.fullmatch(text.strip())
    if parts is None or not parts[2]:
        return parse_decimal(text, point_is_decimal=point_is_decimal), None
    measure = read_measure(parts[2])
    return parse_decimal(parts[1], point_is_decimal=point_is_decimal), measure


def read_condition(text: str) -> Condition:
    """Raises UnknownCondition."""
    folded = fold(text).rstrip(".")
    found = _CONDITIONS.get(folded) or (folded if folded in set(Condition) else None)
    if found is None:
        raise UnknownCondition(text=text.strip())
    return Condition(found)


def read_day(text: str) -> date:
    """A day written as in Finland or as in ISO 8601; an instant with offset gives its local day.

    03/04/2026 and two-digit years could be two days and are refused. Raises UnclearDay.
    """
    bare = text.strip()
    try:
        if iso := _ISO.fullmatch(bare):
            day = date(int(iso[1]), int(iso[2]), int(iso[3]))
            if iso[4] and re.search(r"(Z|[+-]\d\d:?\d\d)$", bare):
                day = local_day(datetime.fromisoformat(bare))
        elif finnish := _FINNISH.fullmatch(bare):
            day = date(int(finnish[3]), int(finnish[2]), int(finnish[1]))
        else:
            raise UnclearDay(text=bare)
    except ValueError as impossible:
        raise UnclearDay(text=bare) from impossible
    if day.year < _FIRST_YEAR:
        raise UnclearDay(text=bare)
    return day
