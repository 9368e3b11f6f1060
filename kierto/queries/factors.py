"""The factor set in force, and what it says of a category."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from kierto.db import session
from kierto.domain.units import Measure
from kierto.models import Category, Factor, FactorSet, Listing


@dataclass(frozen=True, slots=True)
class UnitWeight:
    """Kilograms per measure (or kg/m³), with how far it can be trusted."""

    kilograms: Decimal
    uncertainty_percent: int | None
    trust: str
    source: str

    @property
    def is_starting_value(self) -> bool:
        """Graded D: an own estimate that should be replaced by weighing."""
        return self.trust == "D"


def current_set(day: date) -> FactorSet:
    """The newest set that is valid on ``day``."""
    return session.scalars(
        select(FactorSet)
        .where(FactorSet.valid_from <= day)
        .order_by(FactorSet.valid_from.desc(), FactorSet.id.desc())
        .limit(1)
    ).one()


def unit_weight(category: Category, measure: Measure, factor_set: FactorSet) -> UnitWeight | None:
    """What one ``measure`` of ``category`` weighs; None when the set does not tell.

    Volume becomes mass through the category's density only.
    """
    if measure is Measure.CUBIC_METRES:
        key = category.density_key
    elif measure is category.measure:
        key = category.weight_key
    else:
        key = None
    factor = key and session.scalar(
        select(Factor).where(Factor.factor_set_id == factor_set.id, Factor.key == key)
    )
    if not factor or factor.value is None:
        return None
    return UnitWeight(factor.value, factor.uncertainty_percent, factor.trust, factor.source)


def all_unit_weights(factor_set: FactorSet) -> dict[str, UnitWeight]:
    """The unit weights and densities of the set by their keys; what is unknown is left out."""
    return {
        factor.key: UnitWeight(
            factor.value, factor.uncertainty_percent, factor.trust, factor.source
        )
        for factor in factor_set.factors
        if factor.value is not None
    }


def factor_key_of(category: Category, factor_set_id: int | None) -> str | None:
    """The category's emission factor, if the factor set has a value for it."""
    if category.factor_key is None or factor_set_id is None:
        return None
    return session.scalar(
        select(Factor.key).where(
            Factor.factor_set_id == factor_set_id,
            Factor.key == category.factor_key,
            Factor.value.is_not(None),
        )
    )


def uncertainty(listing: Listing) -> int | None:
    """Relative uncertainty (%) of the average that gave the listing its mass."""
    if listing.factor_set is None:
        return None
    known = unit_weight(listing.category, listing.measure, listing.factor_set)
    return None if known is None else known.uncertainty_percent
