"""The visibility rule and its database form give the same answer."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from kierto.db import session, transaction
from kierto.domain.errors import NotFound
from kierto.domain.states import ListingState
from kierto.domain.visibility import Stage, Viewer, can_see
from kierto.models import Listing
from kierto.queries.access import viewer_of, viewer_of_unit
from kierto.queries.visibility import visible_listing, visible_to
from tests import city, trading

pytestmark = pytest.mark.usefixtures("app")

MOMENTS = st.none() | st.integers(-3, 3).map(lambda hours: city.NOW + timedelta(hours=hours))
STAGES = st.fixed_dictionaries(
    {
        "partners_from": MOMENTS,
        "companies_from": MOMENTS,
        "public_from": MOMENTS,
        "state": st.sampled_from(ListingState),
    }
)
SOME = st.frozensets(st.integers(1, 10), max_size=3)
VIEWERS = st.builds(Viewer, stage=st.sampled_from(Stage), organisations=SOME, units=SOME)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=st.lists(STAGES, min_size=1, max_size=4), viewer=VIEWERS, now=st.integers(-3, 3))
def test_rule_and_database_agree(rows: list[dict[str, Any]], viewer: Viewer, now: int) -> None:
    instant = city.NOW + timedelta(hours=now)
    listings = _four()
    with transaction():
        for listing, values in zip(listings, rows, strict=False):
            for name, value in values.items():
                setattr(listing, name, value)
    shown = set(session.scalars(select(Listing.id).where(visible_to(viewer, instant))))
    every = session.scalars(select(Listing)).all()
    assert shown == {one.id for one in every if can_see(one, viewer, instant)}


def _four() -> list[Listing]:
    """Listings of four organisations, made once for each database."""
    found = list(session.scalars(select(Listing).order_by(Listing.id)))
    if not found:
        with transaction():
            for code, login in (
                ("syvakangas", "koulu"),
                ("suensaari", "naapuri"),
                ("puuseppa", "puuseppa"),
                ("yhdistys", "yhdistys"),
            ):
                found.append(city.listed(code, login))
    return found


def test_stages_widen_in_order_for_real_people() -> None:
    days = {None: 0, "naapuri": 14, "yhdistys": 14, "puuseppa": 14}
    listing = trading.listed(10, audience=Stage.OWN)

    def sees(login: str | None, now: datetime) -> bool:
        viewer = viewer_of(None if login is None else city.person(login))
        return can_see(listing, viewer, now)

    assert sees("paivakoti", city.NOW) and sees("auditoija", city.NOW)
    for login in ("naapuri", "yhdistys", "puuseppa"):
        opens = city.NOW + timedelta(days=days[login])
        assert not sees(login, opens - timedelta(seconds=1))
        assert sees(login, opens)
    assert not sees(None, city.NOW + timedelta(days=28, seconds=-1))
    assert sees(None, city.NOW + timedelta(days=28))


def test_who_has_claimed_still_sees_what_was_drawn_back() -> None:
    listing = trading.listed(10)
    trading.claimed(listing, 1, "puuseppa")
    with transaction():
        listing.companies_from = listing.partners_from = listing.public_from = None
    puuseppa, rakentaja = city.unit("puuseppa"), city.unit("rakentaja")
    found = visible_listing(listing.id, viewer_of_unit(puuseppa), city.NOW)
    assert found is listing
    with pytest.raises(NotFound):
        visible_listing(listing.id, viewer_of_unit(rakentaja), city.NOW)
    with pytest.raises(NotFound):
        visible_listing(99, viewer_of_unit(puuseppa), city.NOW)
