"""Founding organisations, their policy, and the waste they may receive."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from kierto.db import session, transaction
from kierto.domain.errors import NotAllowed, NotFound
from kierto.domain.hierarchy import LegalStatus, Recovery
from kierto.domain.permissions import Permission
from kierto.domain.units import Quantity
from kierto.domain.visibility import OrganisationKind, StageDays
from kierto.models import Organisation, WastePermit
from kierto.queries import access
from kierto.queries import people as people_queries
from kierto.services import claims, organisations
from tests import city

LINK = "https://kierto.example/{}".format


def founding(**changes: Any) -> organisations.Founding:
    values: dict[str, Any] = {
        "name": "Keminmaan kunta",
        "kind": OrganisationKind.MUNICIPALITY,
        "business_id": "0737546-2",
        "admin_name": "Keijo Kunta",
        "admin_email": "keijo@keminmaa.example",
    }
    return organisations.Founding(**values | changes)


def create(login: str = "operaattori", key: str | None = None, **changes: Any) -> Organisation:
    return organisations.create(
        founding(**changes), person=city.person(login), link=LINK, now=city.NOW, key=key
    )


def test_a_founded_organisation_has_a_top_and_an_administrator(app: Flask) -> None:
    with transaction():
        organisation = create()

    top = access.top_unit(organisation)
    [admin] = people_queries.administrators(organisation.id)
    assert (top.code, admin.email) == ("keminmaan-kunta", "keijo@keminmaa.example")
    assert access.may(admin, Permission.ADMINISTER_ORGANISATION, top.id)


def test_a_double_click_founds_one(app: Flask) -> None:
    for _ in range(2):
        with transaction():
            create(key="abc")

    found = select(Organisation).where(Organisation.name == "Keminmaan kunta")
    assert len(session.scalars(found).all()) == 1


@pytest.mark.parametrize("login", ["admin", "ymparisto", "koulu"])
def test_only_the_operator_founds(app: Flask, login: str) -> None:
    with transaction(), pytest.raises(NotAllowed):
        create(login)


@pytest.mark.parametrize("wrong", ["0737546-3", "1", "abc", "FI07375463"])
def test_a_wrong_check_digit_is_refused(app: Flask, wrong: str) -> None:
    with transaction(), pytest.raises(organisations.WrongBusinessId):
        create(business_id=wrong)


def test_the_business_id_is_kept_in_one_form(app: Flask) -> None:
    with transaction():
        assert create(business_id=" 07375462 ").business_id == "0737546-2"


def test_only_an_association_may_be_without_one(app: Flask) -> None:
    with transaction(), pytest.raises(organisations.BusinessIdNeeded):
        create(business_id="")
    with transaction():
        assert create(business_id="", kind=OrganisationKind.ASSOCIATION).business_id is None


def test_nobody_is_founded_twice(app: Flask) -> None:
    with transaction():
        create()
    with transaction(), pytest.raises(organisations.BusinessIdTaken):
        create(name="Toinen")


def set_policy(
    days: tuple[int | None, int | None, int | None], *, pickup: int = 14, login: str = "admin"
) -> Organisation:
    organisation = city.unit("kaupunki").organisation
    organisations.set_policy(
        organisation,
        days=StageDays(*days),
        approves_claims=False,
        pickup_days=pickup,
        person=city.person(login),
    )
    return organisation


def test_the_policy_is_set(app: Flask) -> None:
    with transaction():
        organisation = set_policy((0, 7, None), pickup=5)

    assert (organisation.stage_days, organisation.pickup_days, organisation.approves_claims) == (
        StageDays(0, 7, None),
        5,
        False,
    )


@pytest.mark.parametrize("days", [(7, 3, 10), (None, 3, 10), (0, None, 3), (-1, 0, 0)])
def test_a_wider_circle_never_opens_first(app: Flask, days: Any) -> None:
    with transaction(), pytest.raises(organisations.WrongStageOrder):
        set_policy(days)


@pytest.mark.parametrize("pickup", [0, 366])
def test_the_time_for_fetching_has_bounds(app: Flask, pickup: int) -> None:
    with transaction(), pytest.raises(organisations.WrongPickupDays):
        set_policy((0, 0, 0), pickup=pickup)


@pytest.mark.parametrize("login", ["koulu", "naapuri", "operaattori"])
def test_the_policy_is_for_the_administrator_of_the_whole(app: Flask, login: str) -> None:
    with transaction(), pytest.raises(NotAllowed):
        set_policy((0, 0, 0), login=login)


def permit(code: str = "17 02 01", **changes: Any) -> WastePermit:
    values: dict[str, Any] = {
        "code": code,
        "reference": "LAP/12/2026",
        "valid_from": city.TODAY,
        "valid_until": None,
        "person": city.person("admin"),
    } | changes
    return organisations.add_permit(city.unit("kaupunki").organisation, **values)


@pytest.mark.parametrize("written", ["17 02 01", "170201", " 1702 01"])
def test_a_code_is_kept_as_it_stands_in_the_list(app: Flask, written: str) -> None:
    with transaction():
        assert permit(written).waste_code == "17 02 01"


@pytest.mark.parametrize("wrong", ["", "17", "17 02", "99 99 99", "puu", "17 02 01 01"])
def test_what_is_no_six_digit_code_is_refused(app: Flask, wrong: str) -> None:
    with transaction(), pytest.raises(organisations.UnknownPermitCode):
        permit(wrong)


def test_a_permit_has_a_number_and_days_in_order(app: Flask) -> None:
    with transaction(), pytest.raises(organisations.PermitReferenceNeeded):
        permit(reference=" ")
    with transaction(), pytest.raises(organisations.PermitDates):
        permit(valid_until=date(2020, 1, 1))
    with transaction():
        permit()
    with transaction(), pytest.raises(organisations.PermitRecorded):
        permit()


def test_an_ended_permit_no_longer_lets_waste_be_claimed(app: Flask) -> None:
    with transaction():
        waste = city.listed(
            "suensaari",
            "naapuri",
            legal_status=LegalStatus.WASTE,
            recovery=Recovery.PREPARING,
            waste_code="17 02 01",
        )
        recorded = permit()

    def claim() -> None:
        claims.request(
            waste.id,
            city.unit("syvakangas"),
            Quantity.from_decimal(1),
            person=city.person("koulu"),
            now=city.NOW,
        )

    with transaction():
        claim()
    organisation = city.unit("kaupunki").organisation
    with transaction():
        organisations.end_permit(
            recorded.id, organisation, person=city.person("admin"), now=city.NOW
        )
    assert recorded.valid_until == city.TODAY - timedelta(days=1)
    with transaction(), pytest.raises(claims.PermitNeeded):
        claim()


def test_permits_of_others_are_not_found(app: Flask) -> None:
    with transaction():
        recorded = permit()
        recorded.organisation_id = city.unit("suensaari").organisation_id
    with transaction(), pytest.raises(NotFound):
        organisations.end_permit(
            recorded.id,
            city.unit("kaupunki").organisation,
            person=city.person("admin"),
            now=city.NOW,
        )
