"""What there is for a need, near and far, and the certificates that were made of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kierto.db import session
from kierto.domain.certificate import Shortcoming, shortcomings
from kierto.domain.condition import Condition
from kierto.domain.errors import NotFound
from kierto.domain.matching import RADIUS_CLASSES_M
from kierto.domain.states import WantState
from kierto.domain.visibility import Viewer
from kierto.models import Certificate, Want
from kierto.queries.matches import Match, count_for, listings_for

SHOWN = 12
"""So many of what meets the need are shown; the rest is on the page of listings."""
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Near:
    """A listing of the kind, with what keeps it from meeting the need (nothing, if it meets it)."""

    match: Match
    shortcomings: tuple[Shortcoming, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """``suitable`` meet the need (the first of ``suitable_count``), ``nearest`` are of its kind.

    ``looked_at`` is how many of the kind are open to the unit at any distance, in any condition.
    """

    suitable: list[Match]
    suitable_count: int
    nearest: list[Near]
    looked_at: int


def check(want: Want, *, now: datetime) -> Checked:
    """Look for ``want`` (stored or not) by the rule of matches, then for its kind anywhere."""
    anywhere = Want(
        unit=want.unit,
        category=want.category,
        category_id=want.category.id,
        unit_id=want.unit.id,
        quantity=want.quantity,
        condition=Condition.REPAIRABLE,
        condition_rank=Condition.REPAIRABLE.rank,
        state=WantState.OPEN,
        place=want.place,
        radius_m=RADIUS_CLASSES_M[-1],
        wanted_from=None,
        wanted_until=None,
    )
    return Checked(
        suitable=listings_for(want, now=now, limit=SHOWN),
        suitable_count=count_for(want, now=now),
        nearest=[
            Near(
                match,
                tuple(shortcomings(match.listing, want, want.quantity, match.distance_m)),
            )
            for match in listings_for(anywhere, now=now, limit=NEAREST)
        ],
        looked_at=count_for(anywhere, now=now),
    )


def by_code(code: str) -> Certificate:
    """The certificate behind its secret code. Raises NotFound."""
    found = session.scalar(select(Certificate).where(Certificate.code == code))
    if found is None:
        raise NotFound
    return found


def of_organisation(code: str, viewer: Viewer) -> Certificate:
    """The same for those who belong to its organisation. Raises NotFound for others."""
    found = by_code(code)
    if found.organisation_id not in viewer.organisations:
        raise NotFound
    return found


def of_units(units: frozenset[int], *, before: int | None = None, limit: int) -> list[Certificate]:
    """The certificates of ``units``, the newest first; ``before`` is the last already shown."""
    return list(
        session.scalars(
            select(Certificate)
            .where(
                Certificate.unit_id.in_(units),
                *([] if before is None else [Certificate.id < before]),
            )
            .options(joinedload(Certificate.category), joinedload(Certificate.unit))
            .order_by(Certificate.id.desc())
            .limit(limit)
        )
    )
