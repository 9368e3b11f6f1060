"""Loading the reference data that ships with Kierto: waste codes, categories, starter factors.

Safe to run again: what is there already is left as it is, changed names are brought up to date.
"""

from datetime import date, datetime

from sqlalchemy import func, select

from kierto.db import session
from kierto.domain import catalogue
from kierto.domain.errors import N_
from kierto.models import Category, CategoryName, Factor, FactorSet, WasteCode

STARTER_SET = N_("Kierto starter set 2026")
"""Kept under this name; pages show it in the reader's language."""
STARTER_FROM = date(2000, 1, 1)
"""Early, so that handovers of past years find a set; later sets begin on their own day."""


def load(now: datetime) -> None:
    """Bring the shipped reference data into the database."""
    if not session.scalar(select(func.count()).select_from(WasteCode)):
        session.add_all(
            WasteCode(code=row.code, description=row.description_en, is_hazardous=row.is_hazardous)
            for row in catalogue.read_waste_codes()
        )
        session.flush()
    _load_categories()
    if session.scalar(select(FactorSet.id).where(FactorSet.name == STARTER_SET)) is None:
        _load_factors(now)


def _load_categories() -> None:
    known = {category.id: category for category in session.scalars(select(Category))}
    for row in catalogue.read_categories():
        category = known.get(row.number)
        if category is None:
            category = Category(id=row.number)
            session.add(category)
        _first, category.last = catalogue.subtree(row.number)
        category.parent_id = next(iter(catalogue.ancestors(row.number)[-1:]), None)
        category.code = row.code
        category.eu_class = row.eu_class
        category.weee_class = row.weee_class
        category.measure = row.measure
        category.weight_key = row.weight_key
        category.density_key = row.density_key
        category.factor_key = row.factor_key
        category.waste_code = row.waste_code
        category.is_ict = "ict" in row.flags
        category.is_electrical = "electrical" in row.flags
        category.is_textile = "textile" in row.flags
        category.is_refused = "refused" in row.flags
        category.uses_energy = "energy_using" in row.flags
        for language in catalogue.LANGUAGES:
            name = category.names.get(language)
            if name is None:
                name = category.names[language] = CategoryName(language=language)
            name.name = row.names[language]
            name.synonyms = "|".join(row.synonyms[language])
    session.flush()


def _load_factors(now: datetime) -> None:
    factor_set = FactorSet(name=STARTER_SET, valid_from=STARTER_FROM, created_at=now)
    factor_set.factors = [
        Factor(
            key=row.key,
            value=row.value,
            unit=row.unit,
            source=row.source,
            year=row.year,
            version=row.version,
            licence=row.licence,
            trust=row.trust,
            valid_from=row.valid_from,
            uncertainty_percent=row.uncertainty_percent,
            aliases="|".join(row.aliases),
            note=row.note,
        )
        for row in catalogue.read_factors()
    ]
    session.add(factor_set)
    session.flush()
