"""Recording that nothing suitable was there before something is bought new."""

import secrets
from datetime import datetime
from typing import Any

from kierto.db import session
from kierto.domain.certificate import Finding, valid_until
from kierto.domain.errors import N_, Refused
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.text import many_lines, one_line
from kierto.models import Certificate, Unit, User
from kierto.queries.certificates import Near, check
from kierto.services import wants
from kierto.services.access import allow
from kierto.services.submissions import once
from kierto.services.wants import Need

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Nothing that reads like something else: people type codes from paper."""
_LENGTH = 24


class WhyNotNeeded(Refused):
    message = N_("%(number)s listings meet the need. Say in a few words why none of them will do.")


def issue(
    unit: Unit,
    need: Need,
    *,
    person: User,
    now: datetime,
    purpose: str = "",
    reason: str = "",
    key: str | None = None,
) -> Certificate:
    """Look once more and record what there was.

    Raises WhyNotNeeded when something meets the need and no ``reason`` is given, NotAllowed, and
    what ``wants.post`` raises.
    """
    allow(person, Permission.POST_WANT, unit)

    def make() -> Certificate:
        want = wants.unsaved(unit, need, now=now)
        found = check(want, now=now)
        said = many_lines(reason).strip() if found.suitable_count else ""
        if found.suitable_count and not said:
            raise WhyNotNeeded(field="reason", number=found.suitable_count)
        today = local_day(now)
        certificate = Certificate(
            code="".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)),
            organisation_id=unit.organisation_id,
            unit=unit,
            author_id=person.id,
            category=need.category,
            quantity=need.quantity,
            condition=need.condition,
            place_name=want.place_name,
            latitude=want.latitude,
            longitude=want.longitude,
            radius_m=need.radius_m,
            purpose=one_line(purpose),
            finding=Finding.UNSUITABLE if found.suitable_count else Finding.NOTHING,
            reason=said,
            looked_at=found.looked_at,
            suitable=found.suitable_count,
            nearest=[_kept(near) for near in found.nearest],
            issued_on=today,
            issued_at=now,
            valid_until=valid_until(today),
        )
        session.add(certificate)
        return certificate

    content = [
        unit.id,
        need.category.id,
        need.radius_m,
        str(need.quantity),
        need.condition,
        None if need.place is None else [need.place.latitude, need.place.longitude],
        purpose,
        reason,
    ]
    return once(Certificate, make, person=person, key=key, content=content, now=now)


def _kept(near: Near) -> dict[str, Any]:
    match, listing = near.match, near.match.listing
    return {
        "listing_id": listing.id,
        "title": listing.title,
        "distance_m": round(match.distance_m),
        "free": listing.free.units,
        "measure": listing.measure.value,
        "condition": listing.condition.value,
        "shortcomings": [each.value for each in near.shortcomings],
    }
