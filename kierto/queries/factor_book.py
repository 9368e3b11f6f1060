"""What the factor sets say, remembered while many things are weighed at once."""

from datetime import date

from sqlalchemy import select

from kierto.db import session
from kierto.domain.text import fold
from kierto.domain.units import Measure
from kierto.models import Category, Factor, FactorSet
from kierto.queries import factors
from kierto.queries.factors import UnitWeight


class FactorBook:
    """Asks the database once for each question; use it within one piece of work."""

    def __init__(self) -> None:
        self._sets: dict[date, FactorSet | None] = {}
        self._weights: dict[tuple[int, Measure, int], UnitWeight | None] = {}
        self._keys: dict[tuple[int, int], str | None] = {}
        self._materials: dict[int, dict[str, str]] = {}

    def set_on(self, day: date) -> FactorSet | None:
        """The newest set valid on ``day``; None for days before the first set."""
        if day not in self._sets:
            self._sets[day] = session.scalar(
                select(FactorSet)
                .where(FactorSet.valid_from <= day)
                .order_by(FactorSet.valid_from.desc(), FactorSet.id.desc())
                .limit(1)
            )
        return self._sets[day]

    def unit_weight(
        self, category: Category, measure: Measure, factor_set: FactorSet | None
    ) -> UnitWeight | None:
        """See ``kierto.queries.factors.unit_weight``."""
        if factor_set is None:
            return None
        key = (category.id, measure, factor_set.id)
        if key not in self._weights:
            self._weights[key] = factors.unit_weight(category, measure, factor_set)
        return self._weights[key]

    def factor_key(self, category: Category, factor_set: FactorSet | None) -> str | None:
        """See ``kierto.queries.factors.factor_key_of``."""
        if factor_set is None:
            return None
        key = (category.id, factor_set.id)
        if key not in self._keys:
            self._keys[key] = factors.factor_key_of(category, factor_set.id)
        return self._keys[key]

    def key_of_material(self, material: str, factor_set: FactorSet | None) -> str | None:
        """The key of the factor that has this key or alias and a value; None when none joins."""
        if factor_set is None:
            return None
        if factor_set.id not in self._materials:
            known: dict[str, str] = {}
            for factor in session.scalars(
                select(Factor)
                .where(Factor.factor_set_id == factor_set.id, Factor.value.is_not(None))
                .order_by(Factor.id)
            ):
                for name in (factor.key, *factor.aliases.split("|")):
                    if name:
                        known.setdefault(fold(name), factor.key)
            self._materials[factor_set.id] = known
        return self._materials[factor_set.id].get(fold(material))
