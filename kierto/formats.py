"""Numbers, amounts, days and distances as people read them, in the language of the page.

Rounding happens here, once, half-even: tonnes to three decimals in reports, kilograms elsewhere.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from flask_babel import format_date, get_locale, gettext
from flask_babel import format_decimal as babel_decimal

from kierto.domain.footprint import two_digits
from kierto.domain.period import HELSINKI
from kierto.domain.units import Mass, MassBasis, Measure, Money, Quantity

NBSP = "\u00a0"


def number(value: Decimal | int, *, decimals: int | None = None) -> str:
    """``value`` with the language's decimal mark and grouping; fixed decimals when asked."""
    if decimals is not None:
        value = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
        pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
        return str(babel_decimal(value, format=pattern))
    return str(babel_decimal(value, format="#,##0.###"))


def measure_word(measure: Measure) -> str:
    """How a measure is written: kpl, kg, t, m³, m², m."""
    words: dict[Measure, str] = {
        Measure.PIECES: str(gettext("pcs")),
        Measure.KILOGRAMS: "kg",
        Measure.TONNES: "t",
        Measure.CUBIC_METRES: "m³",
        Measure.SQUARE_METRES: "m²",
        Measure.METRES: "m",
    }
    return words[measure]


def quantity(amount: Quantity, measure: Measure | None = None) -> str:
    """An amount with its measure: “18 kpl”."""
    text = number(amount.decimal)
    return text if measure is None else f"{text}{NBSP}{measure_word(measure)}"


def kilograms(mass: Mass) -> str:
    """Kilograms, to one decimal below 100 kg: “93,5 kg”."""
    exact = mass.kilograms
    small = abs(exact) < 100
    rounded = exact.quantize(Decimal("0.1") if small else Decimal(1), ROUND_HALF_EVEN)
    return f"{number(rounded)}{NBSP}kg"


def exact_kilograms(mass: Mass) -> str:
    """Kilograms to the gram, as an entry of the ledger has them: “141,525 kg”."""
    return f"{number(mass.kilograms)}{NBSP}kg"


def known_kilograms(mass: Mass, basis: MassBasis) -> str:
    """Kilograms as closely as they are known: what was weighed to the gram, an average rounded."""
    told = basis in {MassBasis.WEIGHED, MassBasis.DECLARED}
    return exact_kilograms(mass) if told else kilograms(mass)


def tonnes(mass: Mass) -> str:
    """Tonnes with three decimals, so to the kilogram."""
    return f"{number(mass.tonnes, decimals=3)}{NBSP}t"


def euros(money: Money) -> str:
    """Euros with cents only where there are some."""
    decimals = 2 if money.cents % 100 else 0
    return f"{number(money.euros, decimals=decimals)}{NBSP}€"


def day(value: date) -> str:
    """A day: “12.3.2026” in fi and sv, “12 Mar 2026” in en."""
    if str(get_locale()) == "en":
        return f"{value.day} {value:%b} {value.year}"
    return f"{value.day}.{value.month}.{value.year}"


def moment(instant: datetime) -> str:
    """A local day and time: “12.3.2026 klo 9.30”."""
    local = instant.astimezone(HELSINKI)
    clock = {
        "fi": f"klo {local.hour}.{local:%M}",
        "sv": f"kl. {local.hour}.{local:%M}",
    }.get(str(get_locale()), f"{local:%H:%M}")
    return f"{day(local.date())} {clock}"


def time_span(starts_at: datetime, ends_at: datetime) -> str:
    """A time for fetching on one day: “to 12.3.2026 klo 9.00–10.00”."""
    first = starts_at.astimezone(HELSINKI).date()
    weekday = format_date(first, "EEE").rstrip(".")
    return f"{weekday} {day(first)} {clock_span(starts_at, ends_at)}"


def weekday(instant: datetime) -> str:
    """The local weekday in full: “tiistai”."""
    return str(format_date(instant.astimezone(HELSINKI).date(), "cccc"))


def clock_span(starts_at: datetime, ends_at: datetime) -> str:
    """The times of a day alone: “klo 9.00–10.00”."""
    language = str(get_locale())
    mark = {"fi": "klo ", "sv": "kl. "}.get(language, "")
    point = ":" if language == "en" else "."
    times = (at.astimezone(HELSINKI) for at in (starts_at, ends_at))
    return mark + "–".join(f"{at.hour}{point}{at:%M}" for at in times)


def distance(metres: float | None) -> str:
    """A distance: “alle 1 km”, “3,2 km”, “163 km”."""
    if metres is None:
        return str(gettext("location missing"))
    if metres < 1000:
        return str(gettext("under 1 km"))
    kilometres = Decimal(metres) / 1000
    decimals = 1 if kilometres < 10 else 0
    return f"{number(kilometres, decimals=decimals)}{NBSP}km"


def emissions(kilograms: Fraction | None) -> str:
    """An estimate in kg or t CO₂e with two significant digits: “2,4 t CO₂e”."""
    if kilograms is None:
        return str(gettext("not known"))
    rounded = two_digits(kilograms)
    if abs(rounded) >= 1000:
        return f"{number(rounded / 1000)}{NBSP}t CO₂e"
    return f"{number(rounded)}{NBSP}kg CO₂e"


def factor_unit(unit: str) -> str:
    """The unit of a factor as people write it: “kg CO₂e/t”, “kg/kpl”."""
    written = unit.replace("kgCO2e", f"kg{NBSP}CO₂e")
    return written.replace("/item", f"/{measure_word(Measure.PIECES)}")


def percent(share: Fraction | None) -> str:
    """A share of 0 to 1 in whole per cent, rounded down: nearly all is not all."""
    if share is None:
        return str(gettext("not known"))
    return f"{number(int(share * 100))}{NBSP}%"
