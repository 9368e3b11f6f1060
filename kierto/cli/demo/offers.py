"""What is on offer and wanted today, and who has asked for it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from kierto.cli.demo.people import City
from kierto.cli.demo.tables import rows
from kierto.cli.demo.timeline import Story, moment
from kierto.db import session
from kierto.domain.condition import Condition
from kierto.domain.hierarchy import LegalStatus, Recovery
from kierto.domain.states import ClaimState
from kierto.domain.units import MassBasis, Money, Quantity
from kierto.domain.visibility import Stage
from kierto.models import Category, Listing, User
from kierto.services import claims, listings, wants

WIPED = "Levyt ylikirjoitettu, tietohallinto"

Picture = Callable[[Listing, str, User, datetime], None]
"""Puts the photo for an offer (its key) on its listing, on behalf of a person."""


def category(code: str) -> Category:
    """The category with ``code``."""
    return session.scalars(select(Category).where(Category.code == code)).one()


def stories(city: City, today: date, picture: Picture) -> list[Story]:
    """Every listing, want and claim that is open today."""
    listed: dict[str, Listing] = {}
    return [
        *(_offer(row, city, today, listed, picture) for row in rows("offers")),
        *(_want(row, city, today) for row in rows("wants")),
        *(_claim(row, city, today, listed) for row in rows("claims")),
    ]


def _offer(
    row: dict[str, str], city: City, today: date, listed: dict[str, Listing], picture: Picture
) -> Story:
    now = moment(today - timedelta(days=int(row["days_ago"])), 30)
    yield now
    person = city.people[row["unit"]]
    kind = category(row["category"])
    offer = listings.Offer(
        title=row["title"],
        category=kind,
        quantity=Quantity.from_decimal(row["quantity"]),
        condition=Condition(row["condition"]),
        description=row["description"],
        kilograms_per_measure=Decimal(row["kg"]) if row["kg"] else None,
        mass_basis=MassBasis(row["basis"]) if row["basis"] else None,
        is_lot=bool(row["lot"]),
        available_until=today + timedelta(days=int(row["until_days"])),
        audience=Stage(row["audience"]),
        data_wiped=WIPED if kind.is_ict else None,
        legal_status=_status(row),
        recovery=Recovery.RECYCLING if row["waste"] else None,
        waste_code=row["waste"] or None,
        price=Money(int(row["price"])) if row["price"] else None,
        vat_percent=Decimal("25.5") if row["price"] else None,
    )
    listing = listings.post(city.units[row["unit"]], offer, person=person, now=now)
    listed[row["key"]] = listing
    picture(listing, row["key"], person, now)


def _status(row: dict[str, str]) -> LegalStatus:
    if row["waste"]:
        return LegalStatus.WASTE
    return LegalStatus.BY_PRODUCT if row["unit"] == "saha" else LegalStatus.PRODUCT


def _want(row: dict[str, str], city: City, today: date) -> Story:
    now = moment(today - timedelta(days=int(row["days_ago"])), 120)
    yield now
    need = wants.Need(
        category=category(row["category"]),
        radius_m=int(row["radius_km"]) * 1000,
        quantity=Quantity.from_decimal(row["quantity"]) if row["quantity"] else None,
        condition=Condition(row["condition"]),
        wanted_until=today + timedelta(days=int(row["until_days"])),
        note=row["note"],
    )
    wants.post(city.units[row["unit"]], need, person=city.people[row["unit"]], now=now)


def _claim(row: dict[str, str], city: City, today: date, listed: dict[str, Listing]) -> Story:
    now = moment(today - timedelta(days=int(row["days_ago"])), 180)
    yield now
    listing = listed[row["offer"]]
    claim = claims.request(
        listing.id,
        city.units[row["unit"]],
        Quantity.from_decimal(row["quantity"]),
        person=city.people[row["unit"]],
        now=now,
        purpose=row["purpose"],
    )
    if row["decided_days_ago"]:
        decided = moment(today - timedelta(days=int(row["decided_days_ago"])), 240)
        yield decided
        if claim.state is ClaimState.REQUESTED:
            giver = city.people[listing.unit.code]
            claims.approve(claim.id, person=giver, now=decided)
