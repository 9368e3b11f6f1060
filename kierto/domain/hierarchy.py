"""The step of the waste hierarchy that a movement is, so that different steps are never summed."""

from enum import StrEnum

from kierto.domain.errors import N_, Refused


class LegalStatus(StrEnum):
    """What the law calls the thing that is offered."""

    PRODUCT = "product"
    BY_PRODUCT = "by_product"
    WASTE = "waste"


class Recovery(StrEnum):
    """What the receiver of waste does with it."""

    PREPARING = "preparing_for_reuse"
    RECYCLING = "recycling"


class OutcomeKind(StrEnum):
    """How a quantity ends when nobody else takes it."""

    KEPT = "kept"
    RECYCLED = "recycled"
    ENERGY = "energy"
    DISPOSED = "disposed"


class Step(StrEnum):
    """Where a ledger entry stands; only REUSE is the headline of the reuse report."""

    REUSE = "reuse"
    PREPARING = "preparing_for_reuse"
    RECYCLING = "recycling"
    BY_PRODUCT = "by_product"
    ENERGY = "energy"
    DISPOSED = "disposed"
    KEPT = "kept"
    MOVED = "moved"


class Direction(StrEnum):
    """Whether the goods stayed within one organisation."""

    INTERNAL = "internal"
    EXTERNAL = "external"


class WasteCodeNeeded(Refused):
    """Waste, and discarding, are recorded under a code of the list of waste."""

    message = N_("Choose the waste code: waste is recorded under a code of the list of waste.")


_OUTCOME_STEP = {
    OutcomeKind.KEPT: Step.KEPT,
    OutcomeKind.RECYCLED: Step.RECYCLING,
    OutcomeKind.ENERGY: Step.ENERGY,
    OutcomeKind.DISPOSED: Step.DISPOSED,
}


def step_of_handover(status: LegalStatus, *, recovery: Recovery | None, to_store: bool) -> Step:
    """The step of goods that reach a receiver.

    A store only keeps and passes on, so what it receives is moved, not reused: reuse counts
    when the final user has it (Decision (EU) 2021/19, recitals: only products actually reused).
    """
    if to_store:
        return Step.MOVED
    if status is LegalStatus.WASTE:
        return Step.RECYCLING if recovery is Recovery.RECYCLING else Step.PREPARING
    return Step.BY_PRODUCT if status is LegalStatus.BY_PRODUCT else Step.REUSE


def step_of_outcome(outcome: OutcomeKind, *, waste_code: str | None) -> Step:
    """The step of goods that end without a receiver. Raises WasteCodeNeeded."""
    if outcome is not OutcomeKind.KEPT and not waste_code:
        raise WasteCodeNeeded(field="waste_code")
    return _OUTCOME_STEP[outcome]
