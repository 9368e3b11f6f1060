"""A loan comes back: nothing is reused, and no amount is lost or doubled on the way."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from kierto.db import session, transaction
from kierto.domain.errors import ForbiddenChange, NotAllowed
from kierto.domain.hierarchy import LegalStatus
from kierto.domain.loan import DaysNeeded, NotLent, ReturnedAs, TooLong, WasteNotLent
from kierto.domain.states import ClaimState, ListingState
from kierto.models import Claim, Event, Handover, LedgerEntry, Listing, Loan, OutboxMessage
from kierto.queries.balance import balance_of
from kierto.queries.installation import wrong_counters
from kierto.services import claims, handovers, loans, units
from kierto.services.handovers import Move, OnlyLent
from kierto.services.loans import BeforeBegin, DamageUntold, NotToday
from tests import city, trading
from tests.trading import UNIT_OF, amount

pytestmark = pytest.mark.usefixtures("app")

DAY = timedelta(days=1)


def lendable(number: int = 10, **values: Any) -> Listing:
    trading.directly()
    return trading.listed(number, loan_days=14, **values)


def asked(listing: Listing, number: int = 4, login: str = "paivakoti", days: int | None = 7) -> int:
    with transaction():
        return claims.request(
            listing.id,
            city.unit(UNIT_OF[login]),
            amount(number),
            person=city.person(login),
            now=city.NOW,
            loan_days=days,
        ).id


def lent(claim_id: int, login: str = "koulu", on: date = city.TODAY) -> Loan:
    with transaction():
        return loans.begin(claim_id, on=on, person=city.person(login), now=city.NOW)


def back(claim_id: int, login: str = "koulu", **changes: Any) -> Loan:
    values: dict[str, Any] = {"on": city.TODAY, "returned_as": ReturnedAs.GOOD, "now": city.NOW}
    with transaction():
        return loans.bring_back(claim_id, person=city.person(login), **(values | changes))


def amounts(listing: Listing) -> tuple[str, ...]:
    session.rollback()
    found = session.get_one(Listing, listing.id)
    assert wrong_counters() == []
    assert balance_of(found).closes
    return tuple(str(a) for a in (found.free, found.reserved, found.handed_over, found.ended))


def state(claim_id: int) -> ClaimState:
    return session.get_one(Claim, claim_id).state


def test_what_is_lent_comes_back_and_nothing_is_reused() -> None:
    listing = lendable()
    claim = asked(listing)
    assert amounts(listing) == ("6", "4", "0", "0")
    loan = lent(claim)
    assert (loan.begun_on, loan.due_on, str(loan.quantity)) == (city.TODAY, date(2026, 12, 2), "4")
    assert state(claim) is ClaimState.LENT
    assert amounts(listing) == ("6", "4", "0", "0")
    loan = back(claim)
    assert (loan.returned_on, loan.returned_as, loan.note) == (city.TODAY, ReturnedAs.GOOD, "")
    assert state(claim) is ClaimState.RETURNED
    assert amounts(listing) == ("10", "0", "0", "0")
    assert session.query(LedgerEntry).count() == session.query(Handover).count() == 0
    kinds = [event.kind for event in session.scalars(select(Event).order_by(Event.id))]
    assert kinds == ["listed", "claimed", "lent", "returned"]


def test_repeating_either_changes_nothing() -> None:
    listing = lendable()
    claim = asked(listing)
    assert lent(claim).id == lent(claim, "paivakoti").id
    assert back(claim).id == back(claim).id
    assert amounts(listing) == ("10", "0", "0", "0")
    with pytest.raises(ForbiddenChange):
        lent(claim)


def test_the_days_are_named_and_not_more_than_the_lender_allows() -> None:
    listing = lendable()
    for days, refusal in ((None, DaysNeeded), (0, DaysNeeded), (15, TooLong)):
        with pytest.raises(refusal):
            asked(listing, days=days)
    for_good = trading.listed(3)
    with pytest.raises(NotLent):
        asked(for_good, 1, days=3)
    assert amounts(listing) == ("10", "0", "0", "0")


def test_it_cannot_be_handed_over_for_good_cancelled_or_lapse_while_it_is_out() -> None:
    listing = lendable()
    claim = asked(listing)
    move = Move(quantity=amount(4), occurred_on=city.TODAY)
    with pytest.raises(OnlyLent), transaction():
        handovers.hand_over(claim, move, person=city.person("koulu"), now=city.NOW)
    lent(claim)
    for refused in (
        lambda: handovers.hand_over(claim, move, person=city.person("koulu"), now=city.NOW),
        lambda: claims.cancel(claim, person=city.person("paivakoti"), now=city.NOW),
    ):
        with pytest.raises(ForbiddenChange), transaction():
            refused()
    with transaction():
        assert claims.lapse_overdue(city.NOW + 90 * DAY) == 0
    assert amounts(listing) == ("6", "4", "0", "0")


def test_who_waits_gets_it_when_it_comes_back() -> None:
    listing = lendable(4)
    first, second = asked(listing), asked(listing, login="kirjasto")
    lent(first)
    assert state(second) is ClaimState.WAITING
    assert session.get_one(Listing, listing.id).state is ListingState.OPEN
    back(first)
    assert state(second) is ClaimState.RESERVED
    assert amounts(listing) == ("0", "4", "0", "0")


def test_damage_is_told_in_words() -> None:
    claim = asked(lendable())
    lent(claim)
    with pytest.raises(DamageUntold):
        back(claim, returned_as=ReturnedAs.DAMAGED, note=" ")
    loan = back(claim, returned_as=ReturnedAs.DAMAGED, note="Jalka vääntynyt")
    assert (loan.returned_as, loan.note) == (ReturnedAs.DAMAGED, "Jalka vääntynyt")


def test_days_are_possible_ones() -> None:
    claim = asked(lendable())
    with pytest.raises(NotToday):
        lent(claim, on=city.TODAY + DAY)
    lent(claim)
    with pytest.raises(NotToday):
        back(claim, on=city.TODAY + DAY)
    with pytest.raises(BeforeBegin):
        back(claim, on=city.TODAY - DAY)


def test_only_the_lender_says_that_it_is_back_and_no_third_lends_it() -> None:
    claim = asked(lendable())
    with pytest.raises(NotAllowed):
        lent(claim, "kirjasto")
    lent(claim, "paivakoti")
    for login in ("paivakoti", "kirjasto"):
        with pytest.raises(NotAllowed):
            back(claim, login)


def test_waste_is_not_lent() -> None:
    with pytest.raises(WasteNotLent):
        lendable(legal_status=LegalStatus.WASTE, waste_code="17 02 01")


def test_the_last_day_and_being_late_are_told_but_never_twice() -> None:
    claim = asked(lendable())
    lent(claim)
    session.rollback()

    def mails(days: int) -> list[str]:
        known = set(session.scalars(select(OutboxMessage.id)))
        with transaction():
            loans.remind(city.NOW + days * DAY)
        new = session.scalars(select(OutboxMessage).where(OutboxMessage.id.not_in(known)))
        return sorted(mail.key.rpartition(" ")[0] for mail in new)

    assert mails(4) == []
    assert mails(5) == ["loan 1 due 2026-12-02"]
    assert mails(6) == mails(7) == []
    assert mails(8) == ["loan 1 late 2026-12-02 0"] * 2
    assert mails(9) == []
    assert mails(15) == ["loan 1 late 2026-12-02 1"] * 2
    back(claim, now=city.NOW + 16 * DAY)
    assert mails(30) == []


def test_a_loan_between_units_that_become_one_is_back() -> None:
    listing = lendable()
    claim = asked(listing, login="kirjasto")
    lent(claim)
    with transaction():
        units.close(
            city.unit("kirjasto"),
            successor=city.unit("syvakangas"),
            person=city.person("admin"),
            now=city.NOW,
        )
    assert state(claim) is ClaimState.RETURNED
    assert amounts(listing) == ("10", "0", "0", "0")
