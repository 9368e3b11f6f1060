"""The tree of units: no loops, no lost listings, no rewritten history."""

import pytest
from flask import Flask
from sqlalchemy import select

from kierto.db import session, transaction
from kierto.domain.errors import NotAllowed
from kierto.domain.hierarchy import Step
from kierto.domain.permissions import Role
from kierto.domain.states import ClaimState, ListingState
from kierto.domain.units import Mass, MassBasis, Measure, Quantity
from kierto.models import LedgerEntry, Listing, Membership, Unit
from kierto.services import claims, ledger, units, wants
from kierto.services.units import Details
from tests import city


def add(name: str, *, parent: str = "syvakangas", key: str | None = None, code: str = "") -> Unit:
    return units.add(
        city.unit(parent),
        Details(name=name, code=code),
        person=city.person("admin"),
        now=city.NOW,
        key=key,
    )


def close(code: str, successor: str | None, login: str = "admin") -> None:
    units.close(
        city.unit(code),
        successor=city.unit(successor) if successor else None,
        person=city.person(login),
        now=city.NOW,
    )


def handed_over(giver: str, receiver: str) -> LedgerEntry:
    return ledger.append(
        ledger.Movement(
            step=Step.REUSE,
            occurred_on=city.TODAY,
            giver=city.unit(giver),
            receiver=city.unit(receiver),
            category=city.category("school-desk"),
            item="Pulpetti",
            quantity=Quantity.from_decimal(2),
            measure=Measure.PIECES,
            mass=Mass(24_000),
            mass_basis=MassBasis.WEIGHED,
            factor_set_id=None,
        ),
        person=None,
        now=city.NOW,
    )


def test_a_code_is_made_of_the_name_and_is_the_only_one(app: Flask) -> None:
    with transaction():
        made = [add("Syväkankaan kirjasto").code, add("Syväkankaan kirjasto").code]

    assert made == ["syvakankaan-kirjasto", "syvakankaan-kirjasto-2"]


def test_a_double_click_adds_one_unit(app: Flask) -> None:
    with transaction():
        first = add("Kirjasto", key="abc").id
    with transaction():
        second = add("Kirjasto", key="abc").id

    assert first == second


@pytest.mark.parametrize("code", ["väli lyönti", "-", "a--b", "x" * 61])
def test_a_code_that_commands_could_not_name_is_refused(app: Flask, code: str) -> None:
    with transaction(), pytest.raises(units.WrongCode):
        add("Kirjasto", code=code)


def test_a_taken_code_is_refused(app: Flask) -> None:
    with transaction(), pytest.raises(units.CodeTaken):
        add("Kirjasto", code="kivikko")


def test_a_unit_cannot_be_moved_under_itself_or_its_own(app: Flask) -> None:
    with transaction():
        add("Kirjasto", code="kirjasto-2")
    person = city.person("admin")
    for parent in ("syvakangas", "kirjasto-2"):
        unit = city.unit("syvakangas")
        with transaction(), pytest.raises(units.UnitUnderItself):
            units.change(unit, Details(name=unit.name), parent=city.unit(parent), person=person)

    assert city.unit("syvakangas").parent is city.unit("kaupunki")


def test_nor_into_another_organisation(app: Flask) -> None:
    unit = city.unit("syvakangas")
    with transaction(), pytest.raises(NotAllowed):
        units.change(
            unit,
            Details(name=unit.name),
            parent=city.unit("tornio-kaupunki"),
            person=city.person("admin"),
        )


def test_renaming_keeps_the_name_of_the_day_in_the_ledger(app: Flask) -> None:
    with transaction():
        handed_over("syvakangas", "kivikko")
    with transaction():
        unit = city.unit("syvakangas")
        units.change(unit, Details(name="Uusi koulu"), parent=None, person=city.person("admin"))

    entry = session.scalars(select(LedgerEntry)).one()
    assert (entry.giver_unit, city.unit("syvakangas").name) == ("Syväkankaan koulu", "Uusi koulu")


def test_a_unit_with_a_history_is_not_deleted(app: Flask) -> None:
    with transaction():
        handed_over("syvakangas", "kivikko")
    for code in ("syvakangas", "kivikko"):
        with transaction(), pytest.raises(units.HistoryExists):
            units.delete(city.unit(code), person=city.person("admin"))


def test_nor_is_one_with_a_unit_below_it_or_a_listing(app: Flask) -> None:
    with transaction():
        add("Kirjasto", parent="kirjasto")
        city.listed()
    for code in ("kirjasto", "syvakangas"):
        with transaction(), pytest.raises(units.HistoryExists):
            units.delete(city.unit(code), person=city.person("admin"))


def test_a_unit_added_by_mistake_is_deleted(app: Flask) -> None:
    with transaction():
        add("Virhe", code="vahinko")
    with transaction():
        units.delete(city.unit("vahinko"), person=city.person("admin"))

    assert session.scalar(select(Unit.id).where(Unit.code == "vahinko")) is None


def test_the_top_of_an_organisation_stays(app: Flask) -> None:
    with transaction(), pytest.raises(units.TopUnit):
        close("kaupunki", "kivikko")
    with transaction(), pytest.raises(units.TopUnit):
        units.delete(city.unit("kaupunki"), person=city.person("admin"))


def test_closing_needs_somebody_who_takes_over_what_is_open(app: Flask) -> None:
    with transaction(), pytest.raises(units.SuccessorNeeded):
        close("syvakangas", None)
    with transaction():
        add("Tyhjä", code="tyhja")
    with transaction():
        close("tyhja", None)

    assert city.unit("tyhja").archived_at == city.NOW


def test_the_successor_cannot_be_below_the_unit_itself_or_elsewhere(app: Flask) -> None:
    with transaction():
        add("Kirjasto", code="alla")
    with transaction(), pytest.raises(units.UnitUnderItself):
        close("syvakangas", "alla")
    with transaction(), pytest.raises(NotAllowed):
        close("syvakangas", "suensaari")


def test_merging_moves_what_is_going_on(app: Flask) -> None:
    """Five listings, a claim of its own, a want, its people and the unit below it."""
    with transaction():
        add("Kirjasto", code="alla")
        for _ in range(5):
            city.listed()
        other = city.listed("kirjasto", "kirjasto")
        own = claims.request(
            other.id,
            city.unit("syvakangas"),
            Quantity.from_decimal(3),
            person=city.person("koulu"),
            now=city.NOW,
        )
        handed_over("syvakangas", "kivikko")
        need = wants.post(
            city.unit("syvakangas"),
            wants.Need(category=city.category("school-desk"), radius_m=10_000),
            person=city.person("koulu"),
            now=city.NOW,
        )
    with transaction():
        close("syvakangas", "kivikko")

    kivikko = city.unit("kivikko")
    moved = session.scalars(select(Listing).where(Listing.id != other.id))
    assert {listing.unit_id for listing in moved} == {kivikko.id}
    assert own.unit_id == kivikko.id
    assert need.unit_id == kivikko.id
    assert city.unit("alla").parent_id == kivikko.id
    held = session.scalars(
        select(Membership).where(Membership.user_id == city.person("koulu").id)
    ).all()
    assert [(m.unit_id, m.role) for m in held] == [(kivikko.id, Role.MEMBER)]
    entry = session.scalars(select(LedgerEntry)).one()
    assert (entry.giver_unit, entry.giver_unit_id) == (
        "Syväkankaan koulu",
        city.unit("syvakangas").id,
    )


def test_claims_between_the_merged_units_end_and_their_quantity_is_free(app: Flask) -> None:
    with transaction():
        listing = city.listed()
        claim = claims.request(
            listing.id,
            city.unit("kivikko"),
            Quantity.from_decimal(10),
            person=city.person("paivakoti"),
            now=city.NOW,
        )
    with transaction():
        close("syvakangas", "kivikko")

    assert (claim.state, listing.reserved, listing.unit.code) == (
        ClaimState.CANCELLED,
        Quantity(0),
        "kivikko",
    )


def test_closed_listings_stay_with_the_closed_unit(app: Flask) -> None:
    with transaction():
        listing = city.listed()
        listing.handed_over, listing.state = listing.quantity, ListingState.CLOSED
    with transaction():
        close("syvakangas", "kivikko")

    assert listing.unit.code == "syvakangas"


def test_two_listings_with_the_same_reference_both_survive_a_merge(app: Flask) -> None:
    with transaction():
        city.listed(reference="A-1")
        city.listed("kivikko", "paivakoti", reference="A-1")
    with transaction():
        close("syvakangas", "kivikko")

    references = session.scalars(select(Listing.reference)).all()
    assert set(references) == {"A-1", "syvakangas:A-1"}


def test_a_closed_unit_can_be_taken_into_use_again(app: Flask) -> None:
    with transaction():
        close("syvakangas", "kivikko")
    with transaction():
        units.reopen(city.unit("syvakangas"), person=city.person("admin"))

    assert (city.unit("syvakangas").archived_at, city.unit("syvakangas").successor) == (None, None)


def test_only_those_who_administer_a_unit_change_it(app: Flask) -> None:
    for login in ("koulu", "ymparisto", "naapuri", "operaattori"):
        with transaction(), pytest.raises(NotAllowed):
            close("syvakangas", "kivikko", login)
