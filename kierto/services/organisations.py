"""Organisations: founding them, their policy, and the waste that they may lawfully receive."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from stdnum.exceptions import ValidationError
from stdnum.fi import ytunnus

from kierto.db import session
from kierto.domain.errors import N_, Conflict, NotFound, Refused
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission, Role
from kierto.domain.units import Money
from kierto.domain.visibility import OrganisationKind, StageDays
from kierto.models import Organisation, Unit, User, WasteCode, WastePermit
from kierto.queries import access
from kierto.services import people, units
from kierto.services.access import allow
from kierto.services.submissions import once


class WrongBusinessId(Refused):
    message = N_(
        "“%(business_id)s” is not a Finnish business ID: its check digit does not match. Write it "
        "like 0123456-7."
    )


class BusinessIdNeeded(Refused):
    message = N_("Write the business ID. Only an association may be without one.")


class BusinessIdTaken(Conflict):
    message = N_("The organisation with the business ID %(business_id)s is here already.")


class OrganisationNameNeeded(Refused):
    message = N_("Write the name of the organisation.")


class WrongStageOrder(Refused):
    message = N_("A wider circle cannot open before a narrower one. Check the days.")


class WrongPickupDays(Refused):
    message = N_("The time for fetching is from 1 to 365 days.")


class UnknownPermitCode(Refused):
    message = N_("“%(code)s” is not a six-digit code of the list of waste, such as 17 02 01.")


class PermitReferenceNeeded(Refused):
    message = N_("Write the number of the permit or of the entry in the waste register.")


class PermitDates(Refused):
    message = N_("The permit cannot end before it begins.")


class PermitRecorded(Conflict):
    message = N_("This permit is recorded already for the code %(code)s.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """A new organisation and the person who will administer it."""

    name: str
    kind: OrganisationKind
    business_id: str
    admin_name: str
    admin_email: str


def create(
    founding: Founding,
    *,
    person: User,
    link: Callable[[str], str],
    now: datetime,
    key: str | None = None,
) -> Organisation:
    """Found an organisation with its top unit and invite its first administrator.

    Raises NotAllowed and the refusals above and of ``people.invite``.
    """
    allow(person, Permission.OPERATE)

    def make() -> Organisation:
        organisation, top = found(founding.name, founding.kind, founding.business_id, now=now)
        people.welcome(
            founding.admin_email, founding.admin_name, top, [Role.ADMIN], link=link, now=now
        )
        return organisation

    content = [founding.name, founding.kind, founding.business_id, founding.admin_email]
    return once(Organisation, make, person=person, key=key, content=content, now=now)


def found(
    name: str, kind: OrganisationKind, business_id: str, *, now: datetime, code: str = ""
) -> tuple[Organisation, Unit]:
    """An organisation and its top unit, for callers that have made sure that it is allowed."""
    if not name.strip():
        raise OrganisationNameNeeded(field="name")
    organisation = Organisation(
        name=name.strip()[:200],
        kind=kind,
        business_id=clean_business_id(business_id, kind),
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(organisation)
    except IntegrityError as taken:
        shown = organisation.business_id
        raise BusinessIdTaken(field="business_id", business_id=shown) from taken
    return organisation, units.found(organisation, units.Details(name=name, code=code))


def clean_business_id(text: str, kind: OrganisationKind) -> str | None:
    """The business ID as it is written, 0123456-7. Raises WrongBusinessId, BusinessIdNeeded."""
    if not text.strip():
        if kind is OrganisationKind.ASSOCIATION:
            return None
        raise BusinessIdNeeded(field="business_id")
    try:
        return str(ytunnus.format(ytunnus.validate(text)))
    except ValidationError as wrong:
        raise WrongBusinessId(field="business_id", business_id=text.strip()[:40]) from wrong


def set_policy(
    organisation: Organisation,
    *,
    days: StageDays,
    approves_claims: bool,
    pickup_days: int,
    person: User,
) -> None:
    """How long each circle waits, whether claims are approved, how long goods are kept.

    Holds for listings opened from now on. Raises NotAllowed, WrongStageOrder, WrongPickupDays.
    """
    allow_whole(person, organisation)
    given = [days.partners, days.companies, days.public]
    known = [number for number in given if number is not None]
    closed_early = any(a is None and b is not None for a, b in pairwise(given))
    if known != sorted(known) or closed_early or any(number < 0 for number in known):
        raise WrongStageOrder(field="days_to_companies")
    if not 1 <= pickup_days <= 365:
        raise WrongPickupDays(field="pickup_days")
    organisation.days_to_partners = days.partners
    organisation.days_to_companies = days.companies
    organisation.days_to_public = days.public
    organisation.approves_claims = approves_claims
    organisation.pickup_days = pickup_days


def offer_transport(
    organisation: Organisation, *, drives: bool, price: Money | None, person: User
) -> None:
    """Whether the organisation's transport can be ordered with a claim, and what a drive costs.

    What has been ordered keeps its price. Raises NotAllowed.
    """
    allow_whole(person, organisation)
    organisation.drives, organisation.drive_price = drives, price if drives else None


def add_permit(
    organisation: Organisation,
    *,
    code: str,
    reference: str,
    valid_from: date,
    valid_until: date | None,
    person: User,
) -> WastePermit:
    """Record that the organisation may receive a kind of waste. Raises the refusals above."""
    allow_whole(person, organisation)
    digits = re.sub(r"\s", "", code)
    written = " ".join((digits[:2], digits[2:4], digits[4:]))
    if len(digits.rstrip("*")) != 6 or session.get(WasteCode, written) is None:
        raise UnknownPermitCode(field="code", code=code.strip()[:20])
    if not reference.strip():
        raise PermitReferenceNeeded(field="reference")
    if valid_until is not None and valid_until < valid_from:
        raise PermitDates(field="valid_until")
    permit = WastePermit(
        organisation_id=organisation.id,
        waste_code=written,
        reference=reference.strip()[:100],
        valid_from=valid_from,
        valid_until=valid_until,
    )
    try:
        with session.begin_nested():
            session.add(permit)
    except IntegrityError as taken:
        raise PermitRecorded(field="reference", code=written) from taken
    return permit


def end_permit(permit_id: int, organisation: Organisation, *, person: User, now: datetime) -> None:
    """The permit no longer counts from today on. Raises NotAllowed, NotFound."""
    allow_whole(person, organisation)
    permit = session.scalar(
        select(WastePermit).where(
            WastePermit.id == permit_id, WastePermit.organisation_id == organisation.id
        )
    )
    if permit is None:
        raise NotFound
    yesterday = local_day(now) - timedelta(days=1)
    if permit.valid_until is None or permit.valid_until > yesterday:
        permit.valid_until = yesterday
        permit.valid_from = min(permit.valid_from, yesterday)


def allow_whole(person: User, organisation: Organisation) -> None:
    """Raises NotAllowed unless the person administers the organisation from its top."""
    allow(person, Permission.ADMINISTER_ORGANISATION, access.top_unit(organisation))
