"""Every pair of states of every transition table."""

from enum import StrEnum
from typing import Any

import pytest

from kierto.domain.errors import ForbiddenChange
from kierto.domain.states import (
    CLAIM_CHANGES,
    LISTING_CHANGES,
    WANT_CHANGES,
    ClaimState,
    ListingState,
    WantState,
    become,
)

ALLOWED = {
    (ListingState, "draft", "open"),
    (ListingState, "draft", "withdrawn"),
    (ListingState, "draft", "closed"),
    (ListingState, "closed", "draft"),
    (ListingState, "open", "closed"),
    (ListingState, "open", "withdrawn"),
    (ListingState, "open", "expired"),
    (ListingState, "closed", "open"),
    (ListingState, "withdrawn", "open"),
    (ListingState, "expired", "open"),
    (ListingState, "expired", "withdrawn"),
    (WantState, "open", "met"),
    (WantState, "open", "closed"),
    (WantState, "met", "open"),
    (WantState, "closed", "open"),
    (ClaimState, "waiting", "requested"),
    (ClaimState, "waiting", "reserved"),
    (ClaimState, "waiting", "cancelled"),
    (ClaimState, "waiting", "declined"),
    (ClaimState, "requested", "reserved"),
    (ClaimState, "requested", "declined"),
    (ClaimState, "requested", "cancelled"),
    (ClaimState, "requested", "lapsed"),
    (ClaimState, "reserved", "lent"),
    (ClaimState, "lent", "returned"),
    (ClaimState, "reserved", "handed_over"),
    (ClaimState, "reserved", "cancelled"),
    (ClaimState, "reserved", "lapsed"),
    (ClaimState, "handed_over", "cancelled"),
}
TABLES: dict[type[StrEnum], Any] = {
    ListingState: LISTING_CHANGES,
    WantState: WANT_CHANGES,
    ClaimState: CLAIM_CHANGES,
}


@pytest.mark.parametrize("kind", TABLES)
def test_every_pair_is_allowed_or_refused_as_the_rules_say(kind: type[StrEnum]) -> None:
    assert set(TABLES[kind]) == set(kind)
    for state in kind:
        for target in kind:
            if (kind, state.value, target.value) in ALLOWED:
                assert become(state, target, TABLES[kind]) is target
            else:
                with pytest.raises(ForbiddenChange) as refusal:
                    become(state, target, TABLES[kind])
                assert refusal.value.data == {"state": state, "target": target}


def test_only_claims_that_hold_or_wait_are_active() -> None:
    assert {state for state in ClaimState if state.holds} == {
        ClaimState.REQUESTED,
        ClaimState.RESERVED,
        ClaimState.LENT,
    }
    assert {state for state in ClaimState if state.is_active} == {
        ClaimState.WAITING,
        ClaimState.REQUESTED,
        ClaimState.RESERVED,
        ClaimState.LENT,
    }
