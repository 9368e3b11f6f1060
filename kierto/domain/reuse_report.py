"""The reuse report as values: what its one computation gives and every document shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from kierto.domain.errors import N_, Refused
from kierto.domain.footprint import Footprint
from kierto.domain.hierarchy import Direction, Step
from kierto.domain.period import Period
from kierto.domain.units import Amount, Mass, MassBasis, Measure, Quantity

A = TypeVar("A", bound=Amount)
K = TypeVar("K")

KNOWN_BASES = (MassBasis.WEIGHED, MassBasis.DECLARED, MassBasis.AVERAGE)


class UnknownGrouping(Refused):
    """A name that is none of the groupings."""

    message = N_("“%(name)s” is not a grouping. Choose from: %(known)s.")


class Grouping(StrEnum):
    """By what a report is divided. ``unit`` is the giving unit."""

    MAIN_CATEGORY = "main_category"
    CATEGORY = "category"
    UNIT = "unit"
    RECEIVER = "receiver"
    EU_CLASS = "eu_class"
    STEP = "step"
    DIRECTION = "direction"
    BASIS = "basis"
    MONTH = "month"


def groupings(text: str) -> tuple[Grouping, ...]:
    """Read "category,unit". Raises UnknownGrouping; a repeated name counts once."""
    chosen: dict[Grouping, None] = {}
    for name in filter(None, (part.strip() for part in text.split(","))):
        try:
            chosen[Grouping(name)] = None
        except ValueError:
            raise UnknownGrouping(field="by", name=name, known=", ".join(Grouping)) from None
    return tuple(chosen)


@dataclass(frozen=True, slots=True)
class Sums:
    """What some entries add up to; reversals take away what they reverse.

    ``mass`` counts what has one. Entries without a mass stand apart, in pieces and other measures:
    they are missing from ``mass``, not zero in it. ``with_factor`` is the mass that has an emission
    factor, ``with_net`` the part of it that has a net figure, ``with_distance`` the part of that
    whose transport is known.
    """

    entries: int = 0
    by_basis: Mapping[MassBasis, Mass] = field(default_factory=dict)
    quantities: Mapping[Measure, Quantity] = field(default_factory=dict)
    entries_without_mass: int = 0
    quantities_without_mass: Mapping[Measure, Quantity] = field(default_factory=dict)
    footprint: Footprint = field(default_factory=Footprint)
    with_factor: Mass = Mass(0)  # noqa: RUF009 - frozen
    with_net: Mass = Mass(0)  # noqa: RUF009 - frozen
    with_distance: Mass = Mass(0)  # noqa: RUF009 - frozen

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            entries=self.entries + other.entries,
            by_basis=_added(self.by_basis, other.by_basis),
            quantities=_added(self.quantities, other.quantities),
            entries_without_mass=self.entries_without_mass + other.entries_without_mass,
            quantities_without_mass=_added(
                self.quantities_without_mass, other.quantities_without_mass
            ),
            footprint=self.footprint + other.footprint,
            with_factor=self.with_factor + other.with_factor,
            with_net=self.with_net + other.with_net,
            with_distance=self.with_distance + other.with_distance,
        )

    @property
    def mass(self) -> Mass:
        return total(self.by_basis.values())

    @property
    def has_mass(self) -> bool:
        """Whether any entry has a mass; without one the mass is missing, not zero."""
        return self.entries > self.entries_without_mass or not self.entries

    def basis(self, basis: MassBasis) -> Mass:
        return self.by_basis.get(basis, Mass(0))

    @property
    def coverage(self) -> Fraction | None:
        """Share of the mass that has a factor, 0 to 1; None without mass."""
        return _share(self.with_factor, self.mass)

    @property
    def net_coverage(self) -> Fraction | None:
        """Share of the mass that has a net figure."""
        return _share(self.with_net, self.mass)

    @property
    def transport_coverage(self) -> Fraction | None:
        """Share of the mass with a net figure whose transport is known and taken off."""
        return _share(self.with_distance, self.with_net)


@dataclass(frozen=True, slots=True)
class KeyPart:
    """One side of a group: ``code`` for machines, ``label`` for people.

    ``code`` is None where there is none (a receiver that was not recorded). ``earlier`` are the
    names that were in force when some of the entries were made.
    """

    grouping: Grouping
    code: str | None
    label: str
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The sums of the entries that share a key."""

    key: tuple[KeyPart, ...]
    sums: Sums


@dataclass(frozen=True, slots=True)
class MissingFactor:
    """A category whose entries have no emission factor, and how much of them there is."""

    category: str
    label: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class ReuseReport:
    """The reuse of a period, as the ledger stood at ``as_of`` (None: as it stands).

    ``total`` and ``groups`` count the step *reuse* alone, unless the groups are divided by step.
    The other steps of the waste hierarchy stand beside it and are never added to it.
    """

    period: Period
    as_of: date | datetime | None
    by: tuple[Grouping, ...]
    total: Sums
    by_step: Mapping[Step, Sums]
    by_direction: Mapping[Direction, Sums]
    groups: tuple[Group, ...]
    missing_factors: tuple[MissingFactor, ...]

    @property
    def adds_up(self) -> bool:
        """Whether the groups, each rounded to the kilogram, add up to the rounded total."""
        if Grouping.STEP in self.by:
            return True
        lines = sum((rounded_tonnes(group.sums.mass) for group in self.groups), Decimal(0))
        return not self.groups or lines == rounded_tonnes(self.total.mass)


def rounded_tonnes(mass: Mass) -> Decimal:
    """Tonnes with three decimals, half-even: how reports show a mass."""
    return mass.tonnes.quantize(Decimal("0.001"), ROUND_HALF_EVEN)


def total(masses: Iterable[Mass]) -> Mass:
    """The sum of ``masses``, exact to the gram."""
    return sum(masses, start=Mass(0))


def _share(part: Mass, whole: Mass) -> Fraction | None:
    return Fraction(part.grams, whole.grams) if whole else None


def _added(one: Mapping[K, A], other: Mapping[K, A]) -> dict[K, A]:
    added = dict(one)
    for key, amount in other.items():
        added[key] = added[key] + amount if key in added else amount
    return added
