"""Which categories a title suggests, and what the chosen one asks for."""

from dataclasses import dataclass
from functools import cache

from flask_babel import get_locale
from flask_babel import gettext as _

from kierto import formats
from kierto.domain.catalogue import read_categories
from kierto.domain.errors import KiertoError
from kierto.domain.period import local_day
from kierto.domain.suggestion import CategorySuggester
from kierto.domain.units import Measure, Quantity, estimate_mass, parse_decimal
from kierto.forms.listings import ListingForm
from kierto.models import Category
from kierto.queries import categories, factors
from kierto.views.guards import now

SURE = 0.55
"""From this score on the first suggestion is chosen already."""


@cache
def suggester() -> CategorySuggester:
    """Built once in a process."""
    return CategorySuggester(read_categories())


def language() -> str:
    """The language of the page: fi, sv or en."""
    return str(get_locale())


@dataclass(frozen=True, slots=True)
class Asks:
    """What follows from the category: its measure, what one weighs, and what must be told."""

    measure: str
    weight_text: str
    needs_weight: bool
    needs_wipe: bool
    refusal: str


def offer_suggestions(form: ListingForm, *, choose: bool = True) -> Category | None:
    """Fill the choices of the form's category from its title; the category that is chosen."""
    title = form.title.data or ""
    scored = suggester().suggest(title) if title.strip() else []
    suggested = categories.by_ids([number for number, _score in scored])
    chosen = categories.by_code(form.chosen_category) if form.chosen_category else None
    if chosen is None and choose and scored and scored[0][1] >= SURE:
        chosen = suggested[0]
    if chosen is not None:
        form.category.data = chosen.code
        form.other_category.data = ""
        if chosen not in suggested:
            suggested.insert(0, chosen)
    form.category.choices = [(each.code, each.name(language())) for each in suggested]
    return chosen


def asks_of(category: Category | None, measure: Measure | None) -> Asks:
    """What the form has to tell and ask about ``category`` counted in ``measure``."""
    if category is None:
        return Asks("", "", needs_weight=False, needs_wipe=False, refusal="")
    counted = measure or category.measure or Measure.PIECES
    word = formats.measure_word(counted)
    known = factors.unit_weight(category, counted, factors.current_set(local_day(now())))
    refusal = ""
    if category.is_refused:
        refusal = _(
            "“%(category)s” cannot be offered here. Take it to a receiver of hazardous waste;"
            " your waste service tells the nearest one.",
            category=category.name(language()),
        )
    return Asks(
        measure=word,
        weight_text=weight_text(known, counted),
        needs_weight=known is None
        and counted in {Measure.CUBIC_METRES, Measure.SQUARE_METRES, Measure.METRES},
        needs_wipe=category.is_ict,
        refusal=refusal,
    )


def weight_text(known: factors.UnitWeight | None, measure: Measure) -> str:
    """An average weight with how far it can be trusted: “n. 12 kg/kpl (arvio)”."""
    if measure.grams is not None:
        return ""
    if known is None:
        return str(_("not known – give it if you can"))
    amount = f"{formats.number(known.kilograms)}\u00a0kg/{formats.measure_word(measure)}"
    if known.is_starting_value:
        return str(_("about %(weight)s (starting value, weigh if you can)", weight=amount))
    return str(_("about %(weight)s (estimate)", weight=amount))


def echo_of(
    category: Category | None, measure: Measure | None, quantity_text: str, kilograms_text: str
) -> str:
    """How the typed amounts were read: “30 kpl = 360 kg”; empty when they cannot be."""
    if not quantity_text.strip():
        return ""
    try:
        quantity = Quantity.from_decimal(parse_decimal(quantity_text))
        kilograms = parse_decimal(kilograms_text) if kilograms_text.strip() else None
    except KiertoError:
        return ""
    counted = measure or (category.measure if category else None) or Measure.PIECES
    estimated = kilograms is None and counted.grams is None
    if estimated and category is not None:
        known = factors.unit_weight(category, counted, factors.current_set(local_day(now())))
        kilograms = None if known is None else known.kilograms
    mass = estimate_mass(quantity, counted, kilograms)
    amount = formats.quantity(quantity, counted)
    if mass is None or mass.grams > 10**15:
        return f"= {amount}"
    total = formats.kilograms(mass)
    if counted is Measure.KILOGRAMS:
        return f"= {total}"
    return f"{amount} = {_about(total)}" if estimated else f"{amount} = {total}"


def _about(total: str) -> str:
    return str(_("about %(mass)s", mass=total))
