"""What happens in a trade, said shortly, for tests of services and pages."""

from datetime import date, datetime
from typing import Any

from kierto.db import session, transaction
from kierto.domain.units import Mass, Quantity
from kierto.models import Claim, Handover, LedgerEntry, Listing
from kierto.services import claims, handovers
from tests import city

UNIT_OF = {login: code for login, _, code, _ in city.PEOPLE}


def amount(number: int | str) -> Quantity:
    return Quantity.from_decimal(number)


def listed(number: int | str = 10, **values: Any) -> Listing:
    """The school's desks, open to everybody."""
    with transaction():
        return city.listed(quantity=amount(number), **values)


def directly(code: str = "syvakangas") -> None:
    """From now on the unit's organisation gives without approving each claim."""
    with transaction():
        city.unit(code).organisation.approves_claims = False


def claimed(
    listing: Listing,
    number: int | str,
    login: str = "paivakoti",
    *,
    now: datetime = city.NOW,
    key: str | None = None,
    purpose: str = "",
) -> Claim:
    with transaction():
        return claims.request(
            listing.id,
            city.unit(UNIT_OF[login]),
            amount(number),
            person=city.person(login),
            now=now,
            key=key,
            purpose=purpose,
        )


def approved(claim: Claim, login: str = "koulu", *, now: datetime = city.NOW) -> Claim:
    with transaction():
        return claims.approve(claim.id, person=city.person(login), now=now)


def declined(claim: Claim, login: str = "koulu", *, reason: str = "") -> Claim:
    with transaction():
        return claims.decline(claim.id, person=city.person(login), now=city.NOW, reason=reason)


def cancelled(claim: Claim, login: str = "paivakoti", *, reason: str = "") -> Claim:
    with transaction():
        return claims.cancel(claim.id, person=city.person(login), now=city.NOW, reason=reason)


def reserved(listing: Listing, number: int | str, login: str = "paivakoti") -> Claim:
    """A claim that the giver has approved."""
    return approved(claimed(listing, number, login))


def handed_over(
    claim: Claim,
    number: int | str,
    login: str = "koulu",
    *,
    on: date = city.TODAY,
    weighed: str | None = None,
    declared: str | None = None,
    rest_returns: bool = False,
    now: datetime = city.NOW,
    key: str | None = None,
) -> tuple[Handover, LedgerEntry]:
    move = handovers.Move(
        quantity=amount(number),
        occurred_on=on,
        weighed=None if weighed is None else Mass.from_kilograms(weighed),
        declared=None if declared is None else Mass.from_kilograms(declared),
        rest_returns=rest_returns,
    )
    with transaction():
        return handovers.hand_over(claim.id, move, person=city.person(login), now=now, key=key)


def balance(listing: Listing) -> dict[str, str]:
    """The listing's amounts as the database has them now."""
    session.expire_all()
    return {
        "free": str(listing.free),
        "reserved": str(listing.reserved),
        "handed_over": str(listing.handed_over),
        "ended": str(listing.ended),
    }
