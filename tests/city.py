"""A small city for the tests: units, companies, people and places that belong together."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import select

from kierto.db import session
from kierto.domain.condition import Condition
from kierto.domain.permissions import Role
from kierto.domain.place import Place
from kierto.domain.units import Quantity
from kierto.domain.visibility import OrganisationKind, Stage
from kierto.models import Category, Listing, Membership, Organisation, Site, Unit, User
from kierto.services import listings, reference

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
PASSWORD = "oikea-hevonen-akku"

ORGANISATIONS = {
    "kemi": ("Kemin kaupunki", OrganisationKind.MUNICIPALITY, "0210427-9"),
    "tornio": ("Tornion kaupunki", OrganisationKind.MUNICIPALITY, "0193524-6"),
    "joinery": ("Perämeren puuseppä Oy", OrganisationKind.COMPANY, "2345678-3"),
    "builder": ("Rajarakennus Oy", OrganisationKind.COMPANY, "1234567-1"),
    "association": ("Kierrätysyhdistys ry", OrganisationKind.ASSOCIATION, None),
}

UNITS = (
    # code, name, organisation, parent, latitude, longitude, is_store
    ("kaupunki", "Kemin kaupunki", "kemi", None, 65.7364, 24.5637, False),
    ("syvakangas", "Syväkankaan koulu", "kemi", "kaupunki", 65.7455, 24.5920, False),
    ("kivikko", "Kivikon päiväkoti", "kemi", "kaupunki", 65.7290, 24.5830, False),
    ("kirjasto", "Kemin kirjasto", "kemi", "kaupunki", 65.7367, 24.5650, False),
    ("materiaalikeskus", "Materiaalikeskus", "kemi", "kaupunki", 65.7510, 24.5700, True),
    ("tornio-kaupunki", "Tornion kaupunki", "tornio", None, 65.8481, 24.1466, False),
    ("suensaari", "Suensaaren koulu", "tornio", "tornio-kaupunki", 65.8440, 24.1500, False),
    ("puuseppa", "Puuseppä", "joinery", None, 65.7600, 24.5500, False),
    ("rakentaja", "Rajarakennus", "builder", None, 65.8500, 24.1800, False),
    ("yhdistys", "Kierrätysyhdistys", "association", None, 65.7300, 24.5600, False),
)

PEOPLE = (
    ("koulu", "Kaisa Koulu", "syvakangas", Role.MEMBER),
    ("paivakoti", "Pia Päivä", "kivikko", Role.MEMBER),
    ("kirjasto", "Kalle Kirja", "kirjasto", Role.MEMBER),
    ("varasto", "Veikko Varasto", "materiaalikeskus", Role.APPROVER),
    ("kuljetus", "Kirsi Kuljetus", "materiaalikeskus", Role.TRANSPORT),
    ("ymparisto", "Ympäristö Ylva", "kaupunki", Role.COORDINATOR),
    ("auditoija", "Auli Auditoija", "kaupunki", Role.AUDITOR),
    ("admin", "Aatu Admin", "kaupunki", Role.ADMIN),
    ("katselija", "Kaija Katselija", "kaupunki", Role.VIEWER),
    ("naapuri", "Niina Naapuri", "suensaari", Role.MEMBER),
    ("puuseppa", "Pekka Puuseppä", "puuseppa", Role.MEMBER),
    ("rakentaja", "Raija Rakentaja", "rakentaja", Role.MEMBER),
    ("yhdistys", "Yrjö Yhdistys", "yhdistys", Role.MEMBER),
)

_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def found() -> None:
    """Fill an empty database with reference data and the city (inside a transaction)."""
    reference.load(NOW)
    organisations: dict[str, Organisation] = {}
    for key, (name, kind, business_id) in ORGANISATIONS.items():
        organisations[key] = Organisation(
            name=name, kind=kind, business_id=business_id, created_at=NOW
        )
    session.add_all(organisations.values())
    session.flush()
    units: dict[str, Unit] = {}
    for code, name, organisation, parent, latitude, longitude, is_store in UNITS:
        site = Site(organisation_id=organisations[organisation].id, name=name)
        site.place = Place(latitude, longitude)
        units[code] = Unit(
            code=code,
            name=name,
            organisation=organisations[organisation],
            parent=units[parent] if parent else None,
            site=site,
            is_store=is_store,
        )
        session.add(units[code])
        session.flush()
    for login, name, code, role in PEOPLE:
        user = User(email=f"{login}@example.org", name=name, password_hash=_hash, created_at=NOW)
        user.memberships = [Membership(unit=units[code], role=role)]
        session.add(user)
    session.add(
        User(
            email="operaattori@example.org",
            name="Outi Operaattori",
            password_hash=_hash,
            created_at=NOW,
            is_operator=True,
        )
    )
    session.flush()


def unit(code: str) -> Unit:
    return session.scalars(select(Unit).where(Unit.code == code)).one()


def person(login: str) -> User:
    return session.scalars(select(User).where(User.email == f"{login}@example.org")).one()


def category(code: str) -> Category:
    return session.scalars(select(Category).where(Category.code == code)).one()


def offer(**changes: Any) -> listings.Offer:
    """30 school desks, unless told otherwise; ``category`` may be a code."""
    values: dict[str, Any] = {
        "title": "Pulpetteja",
        "category": "school-desk",
        "quantity": Quantity.from_decimal(30),
        "condition": Condition.GOOD,
    } | changes
    if isinstance(values["category"], str):
        values["category"] = category(values["category"])
    if isinstance(values.get("kilograms_per_measure"), str):
        values["kilograms_per_measure"] = Decimal(values["kilograms_per_measure"])
    return listings.Offer(**values)


def listed(
    code: str = "syvakangas",
    login: str = "koulu",
    *,
    now: datetime = NOW,
    audience: Stage = Stage.PUBLIC,
    **changes: Any,
) -> Listing:
    """A listing that is open to everybody (call inside a transaction)."""
    return listings.post(
        unit(code), offer(audience=audience, **changes), person=person(login), now=now
    )


def people_also(login: str, code: str, role: Role = Role.MEMBER) -> None:
    """Somebody acts for one more unit (call inside a transaction)."""
    session.add(Membership(user=person(login), unit=unit(code), role=role))
    session.flush()
