"""Posting, changing and withdrawing: what is filled in, what is refused, what is remembered."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from kierto.db import session, transaction
from kierto.domain.errors import NotAllowed, StaleVersion
from kierto.domain.hierarchy import LegalStatus, WasteCodeNeeded
from kierto.domain.place import Place
from kierto.domain.states import ListingState
from kierto.domain.units import Mass, MassBasis, Measure, Quantity
from kierto.domain.visibility import Stage, current_stage
from kierto.models import Event, Listing
from kierto.services import claims, listings
from kierto.services.submissions import KeyReused
from tests import city
from tests.city import NOW


def post(**changes: Any) -> Listing:
    with transaction():
        return city.listed(**changes)


def change(listing: Listing, *, version: int | None = None, **changes: Any) -> Listing:
    with transaction():
        return listings.change(
            listing,
            city.offer(**changes),
            version=listing.version if version is None else version,
            person=city.person("koulu"),
            now=NOW,
        )


def claim(listing: Listing, amount: int) -> None:
    with transaction():
        claims.request(
            listing.id,
            city.unit("kivikko"),
            Quantity.from_decimal(amount),
            person=city.person("paivakoti"),
            now=NOW,
        )


@pytest.mark.parametrize(
    ("changes", "mass", "basis"),
    [
        ({"quantity": Quantity.from_decimal(4), "kilograms_per_measure": "25"},
         Mass(100_000), MassBasis.DECLARED),
        ({"quantity": Quantity.from_decimal("0.25"), "measure": Measure.TONNES},
         Mass(250_000), MassBasis.DECLARED),
        ({"quantity": Quantity.from_decimal(250), "measure": Measure.KILOGRAMS},
         Mass(250_000), MassBasis.DECLARED),
        ({"quantity": Quantity.from_decimal(4), "kilograms_per_measure": "25",
          "mass_basis": MassBasis.WEIGHED}, Mass(100_000), MassBasis.WEIGHED),
        ({"quantity": Quantity.from_decimal(4), "measure": Measure.METRES},
         None, MassBasis.MISSING),
    ],
)  # fmt: skip
def test_a_mass_says_how_it_is_known(
    app: Flask, changes: dict[str, Any], mass: Mass | None, basis: MassBasis
) -> None:
    listing = post(**changes)
    assert (listing.mass, listing.mass_basis) == (mass, basis)


def test_an_average_comes_from_the_category_and_is_kept_with_its_set(app: Flask) -> None:
    listing = post()
    assert (listing.mass, listing.mass_basis) == (Mass(360_000), MassBasis.AVERAGE)
    assert listing.factor_set is not None


def test_volume_without_a_density_asks_for_a_weight(app: Flask) -> None:
    with pytest.raises(listings.WeightNeeded) as refusal:
        post(category="school-desk", measure=Measure.CUBIC_METRES)
    assert refusal.value.field == "kilograms_per_measure"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"category": "asbestos"}, listings.CategoryRefused),
        ({"legal_status": LegalStatus.WASTE}, WasteCodeNeeded),
        ({"waste_code": "17 06 05*"}, listings.HazardousWaste),
        ({"waste_code": "17 06 05"}, listings.UnknownWasteCode),
        ({"waste_code": "17"}, listings.UnknownWasteCode),
        ({"category": "laptop"}, listings.DataWipeNeeded),
        ({"category": "laptop", "data_wiped": "  "}, listings.DataWipeNeeded),
        ({"quantity": Quantity(0)}, listings.NothingOffered),
    ],
)
def test_what_may_not_be_listed_is_refused_and_leaves_nothing(
    app: Flask, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        post(**changes)
    assert session.query(Listing).count() == session.query(Event).count() == 0


def test_only_those_with_a_role_in_the_unit_post_for_it(app: Flask) -> None:
    for login in ("kirjasto", "auditoija", "katselija", "admin", "puuseppa"):
        with pytest.raises(NotAllowed), transaction():
            city.listed("syvakangas", login)


def test_titles_are_one_line_without_signs_that_do_not_show(app: Flask) -> None:
    listing = post(
        title=" Tuoli\r\nBcc: evil@example.com \u202etxt\u2028x ", description=" a\r\nb\x00 \r\n"
    )
    assert (listing.title, listing.description) == ("Tuoli Bcc: evil@example.com txt x", "a\nb")


def test_words_of_a_search_follow_the_listing(app: Flask) -> None:
    listing = post(title="Työpo\u0308yta\u0308", category="office-desk")
    assert "työpöytä" in listing.search_text and "skrivbord" in listing.search_text
    assert "tyopoyta" in listing.search_plain
    change(listing, title="Hylly", category="bookshelf")
    assert "pöytä" not in listing.search_text and "hylly" in listing.search_text


def test_goods_lie_at_the_units_own_place_unless_told(app: Flask) -> None:
    own = post()
    told = post(place=Place(65.8, 24.6), place_name="Ajos")
    assert (own.place, own.place_name) == (Place(65.7455, 24.5920), "Syväkankaan koulu")
    assert (told.place, told.place_name, told.site_id) == (Place(65.8, 24.6), "Ajos", None)


def test_the_organisations_policy_opens_the_stages_in_turn(app: Flask) -> None:
    listing = post(audience=Stage.OWN)
    days = {0: Stage.OWN, 13: Stage.OWN, 14: Stage.COMPANIES, 27: Stage.COMPANIES, 28: Stage.PUBLIC}
    found = {day: current_stage(listing, NOW + timedelta(days=day)) for day in days}
    assert found == days


def test_one_key_is_one_listing(app: Flask) -> None:
    made = set()
    for _time in range(3):
        with transaction():
            made.add(
                listings.post(
                    city.unit("syvakangas"),
                    city.offer(),
                    person=city.person("koulu"),
                    now=NOW,
                    key="sama",
                ).id
            )
    assert len(made) == session.query(Listing).count() == 1
    with pytest.raises(KeyReused), transaction():
        listings.post(
            city.unit("syvakangas"),
            city.offer(title="Muuta"),
            person=city.person("koulu"),
            now=NOW,
            key="sama",
        )


@pytest.mark.parametrize(("amount", "free"), [(7, 0), (12, 5)])
def test_an_edit_keeps_what_is_promised(app: Flask, amount: int, free: int) -> None:
    listing = post(quantity=Quantity.from_decimal(10))
    claim(listing, 7)
    change(listing, quantity=Quantity.from_decimal(amount))
    assert listing.free == Quantity.from_decimal(free)


def test_an_edit_below_what_is_promised_names_it(app: Flask) -> None:
    listing = post(quantity=Quantity.from_decimal(10))
    claim(listing, 7)
    with pytest.raises(listings.LessThanPromised) as refusal:
        change(listing, quantity=Quantity.from_decimal(5))
    assert refusal.value.field == "quantity"
    assert refusal.value.data == {"held": "7", "reserved": "7", "gone": "0"}
    assert listing.quantity == Quantity.from_decimal(10)


def test_a_stale_edit_changes_nothing(app: Flask) -> None:
    listing = post()
    seen = listing.version
    change(listing, title="Ensimmäinen")
    with pytest.raises(StaleVersion):
        change(listing, version=seen, title="Toinen")
    assert listing.title == "Ensimmäinen"


def test_withdrawing_keeps_promises_and_can_be_undone(app: Flask) -> None:
    listing = post(quantity=Quantity.from_decimal(10))
    claim(listing, 7)
    kaisa = city.person("koulu")
    with transaction():
        listings.withdraw(listing, person=kaisa, now=NOW)
    assert (listing.state, listing.reserved) == (ListingState.WITHDRAWN, Quantity.from_decimal(7))
    with transaction():
        listings.reopen(listing, person=kaisa, now=NOW)
    assert (listing.state, listing.free) == (ListingState.OPEN, Quantity.from_decimal(3))


def test_what_happened_is_remembered_in_order(app: Flask) -> None:
    listing = post(audience=Stage.OWN)
    kaisa = city.person("koulu")
    change(listing, title="Toinen", kilograms_per_measure=Decimal("11.5"))
    with transaction():
        listings.open_to(listing, Stage.PUBLIC, person=kaisa, now=NOW)
        listings.withdraw(listing, person=kaisa, now=NOW)
        listings.reopen(listing, person=kaisa, now=NOW)
    kinds = [event.kind for event in session.query(Event).order_by(Event.id)]
    assert kinds == ["listed", "changed", "opened_to", "withdrawn", "opened"]
