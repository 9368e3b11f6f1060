"""The category tree."""

from collections import defaultdict
from typing import Any

from flask import Response

from kierto.api.calls import Noun, answer
from kierto.api.schemas.categories import CategoriesOut
from kierto.api.tokens import now
from kierto.domain.catalogue import LANGUAGES
from kierto.domain.period import local_day
from kierto.models import Category
from kierto.queries import categories, factors

noun = Noun("categories", "Categories")


@noun.get("/categories", guard="signed_in", answers={200: CategoriesOut()})
def index() -> Response:
    """The tree of categories, with names in three languages and what one of each weighs.

    Listings are posted in leaves. A category with “refused” is hazardous and cannot be listed.
    """
    weights = factors.all_unit_weights(factors.current_set(local_day(now())))
    below: dict[int | None, list[Category]] = defaultdict(list)
    for category in categories.everything():
        below[category.parent_id].append(category)
    return answer({"items": [_shown(top, below, weights) for top in below[None]], "next": None})


def _shown(
    category: Category,
    below: dict[int | None, list[Category]],
    weights: dict[str, factors.UnitWeight],
) -> dict[str, Any]:
    return {
        "code": category.code,
        "number": category.id,
        "names": {language: category.name(language) for language in LANGUAGES},
        "measure": category.measure,
        "eu_class": category.eu_class,
        "weee_class": category.weee_class,
        "waste_code": category.waste_code,
        **_weight("unit_weight", "unit_weight_kg", weights.get(category.weight_key or "")),
        **_weight("density", "density_kg_per_m3", weights.get(category.density_key or "")),
        "ict": category.is_ict,
        "electrical": category.is_electrical,
        "textile": category.is_textile,
        "refused": category.is_refused,
        "energy_using": category.uses_energy,
        "children": [_shown(child, below, weights) for child in below[category.id]],
    }


def _weight(name: str, member: str, weight: factors.UnitWeight | None) -> dict[str, Any]:
    return {
        member: None if weight is None else f"{weight.kilograms:f}",
        f"{name}_trust": None if weight is None else weight.trust,
        f"{name}_uncertainty_percent": None if weight is None else weight.uncertainty_percent,
        f"{name}_source": None if weight is None else weight.source,
    }
