"""Steps of the waste hierarchy."""

import pytest

from kierto.domain.hierarchy import (
    LegalStatus,
    OutcomeKind,
    Recovery,
    Step,
    WasteCodeNeeded,
    step_of_handover,
    step_of_outcome,
)


@pytest.mark.parametrize(
    ("status", "recovery", "to_store", "step"),
    [
        (LegalStatus.PRODUCT, None, False, Step.REUSE),
        (LegalStatus.BY_PRODUCT, None, False, Step.BY_PRODUCT),
        (LegalStatus.WASTE, None, False, Step.PREPARING),
        (LegalStatus.WASTE, Recovery.PREPARING, False, Step.PREPARING),
        (LegalStatus.WASTE, Recovery.RECYCLING, False, Step.RECYCLING),
        (LegalStatus.PRODUCT, None, True, Step.MOVED),
        (LegalStatus.WASTE, Recovery.RECYCLING, True, Step.MOVED),
    ],
)
def test_only_a_product_in_an_end_users_hands_is_reused(
    status: LegalStatus, recovery: Recovery | None, to_store: bool, step: Step
) -> None:
    """A cabinet that is taken apart for scrap is recycling, and never reuse."""
    assert step_of_handover(status, recovery=recovery, to_store=to_store) is step


def test_every_outcome_has_a_step_and_all_but_keeping_a_code() -> None:
    assert {kind: step_of_outcome(kind, waste_code="20 03 07") for kind in OutcomeKind} == {
        OutcomeKind.KEPT: Step.KEPT,
        OutcomeKind.RECYCLED: Step.RECYCLING,
        OutcomeKind.ENERGY: Step.ENERGY,
        OutcomeKind.DISPOSED: Step.DISPOSED,
    }
    assert step_of_outcome(OutcomeKind.KEPT, waste_code=None) is Step.KEPT
    for kind in (OutcomeKind.RECYCLED, OutcomeKind.ENERGY, OutcomeKind.DISPOSED):
        with pytest.raises(WasteCodeNeeded):
            step_of_outcome(kind, waste_code="")
