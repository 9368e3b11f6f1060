"""Who lives in the demo city: organisations, units at their addresses, people with roles."""

from dataclasses import dataclass
from datetime import date, datetime

from argon2 import PasswordHasher
from stdnum.fi import ytunnus

from kierto.cli.demo.tables import rows
from kierto.db import session
from kierto.domain.permissions import Role
from kierto.domain.place import Place
from kierto.domain.units import Money
from kierto.domain.visibility import OrganisationKind
from kierto.models import Membership, OpeningHours, Organisation, Site, Unit, User, WastePermit

PASSWORD = "kierto-demo"  # noqa: S105 - printed at the start; production refuses these accounts
CITY = "kemi"
PERMITS = ("rakentaja", "purku")
RUBBLE = "17 01 01"


@dataclass(frozen=True, slots=True)
class City:
    """The units by code, what kind each is, and who acts for each."""

    units: dict[str, Unit]
    kinds: dict[str, str]
    people: dict[str, User]
    coordinator: User

    def of_kind(self, kind: str) -> list[str]:
        """Codes of the city's own units of ``kind``; a code stands for itself."""
        if kind in self.units:
            return [kind]
        city = self.units[CITY].organisation_id
        return [
            code
            for code, unit in self.units.items()
            if self.kinds[code] == kind and unit.organisation_id == city
        ]


def found(now: datetime) -> City:
    """Store the city; ``now`` is when it began to use Kierto."""
    organisations = _organisations(now)
    units: dict[str, Unit] = {}
    kinds: dict[str, str] = {}
    people: dict[str, User] = {}
    for row in rows("units"):
        code = row["code"]
        units[code] = _unit(row, organisations[row["organisation"]], units)
        kinds[code] = row["kind"]
        if row["person"]:
            user = _person(row["person"], _address(code, row["organisation"]), now)
            user.memberships = [Membership(unit=units[code], role=Role.MEMBER)]
            people[code] = user
    password_hash = PasswordHasher().hash(PASSWORD)
    accounts = {row["email"]: _account(row, units, password_hash, now) for row in rows("accounts")}
    for row in rows("accounts"):
        people.setdefault(row["unit"], accounts[row["email"]])
    session.flush()
    return City(units, kinds, people, accounts["ymparisto@kemi.example"])


def _organisations(now: datetime) -> dict[str, Organisation]:
    made: dict[str, Organisation] = {}
    for row in rows("organisations"):
        # Numbers from 9900000 on have not been given to anybody.
        number = row["business_id"]
        made[row["key"]] = Organisation(
            name=row["name"],
            kind=OrganisationKind(row["kind"]),
            business_id=f"{number}-{_check_digit(number)}",
            created_at=now,
            drives=row["key"] == "kemi",
            drive_price=Money(4500) if row["key"] == "kemi" else None,
        )
    for key in PERMITS:
        made[key].permits = [
            WastePermit(
                waste_code=RUBBLE,
                reference="LAP-JÄTEREK-0417",
                valid_from=date(now.year - 1, 1, 1),
                valid_until=None,
            )
        ]
    session.add_all(made.values())
    session.flush()
    return made


def _check_digit(number: str) -> str:
    return next(digit for digit in "0123456789" if ytunnus.is_valid(number + digit))


def _unit(row: dict[str, str], organisation: Organisation, units: dict[str, Unit]) -> Unit:
    site = Site(
        organisation_id=organisation.id,
        name=row["name"],
        address=row["address"],
        postcode=row["postcode"],
        municipality=row["municipality"],
        precision="address",
    )
    site.place = Place(float(row["latitude"]), float(row["longitude"]))
    unit = Unit(
        code=row["code"],
        name=row["name"],
        organisation=organisation,
        parent=units[row["parent"]] if row["parent"] else None,
        site=site,
        is_store=bool(row["is_store"]),
        contact=_address(row["code"], row["organisation"]),
    )
    session.add(unit)
    session.flush()
    session.add_all(
        OpeningHours(site_id=site.id, weekday=weekday, opens=8 * 60, closes=15 * 60)
        for weekday in range(5)
    )
    return unit


def _address(code: str, organisation: str) -> str:
    towns = {"kemi", "tornio", "keminmaa", "simo"}
    return f"{code}@{organisation if organisation in towns else 'yritys'}.example"


def _person(name: str, email: str, now: datetime) -> User:
    user = User(email=email, name=name, created_at=now, is_demo=True)
    session.add(user)
    return user


def _account(
    row: dict[str, str], units: dict[str, Unit], password_hash: str, now: datetime
) -> User:
    user = _person(row["name"], row["email"], now)
    user.password_hash = password_hash
    if row["role"] == Role.OPERATOR:
        user.is_operator = True
    else:
        user.memberships = [
            Membership(unit=units[row["unit"]], role=Role(role)) for role in row["role"].split("|")
        ]
    return user
