"""The words for states, kinds and reasons, translated where they are shown."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from kierto import formats
from kierto.domain.certificate import Finding, Shortcoming
from kierto.domain.clearance import Fate
from kierto.domain.condition import Condition
from kierto.domain.errors import KiertoError
from kierto.domain.hierarchy import Direction, LegalStatus, OutcomeKind, Recovery, Step
from kierto.domain.loan import ReturnedAs
from kierto.domain.permissions import Role
from kierto.domain.states import ClaimState, ListingState, WantState
from kierto.domain.stream import StreamState
from kierto.domain.transport import TransportKind
from kierto.domain.units import MassBasis, Measure
from kierto.domain.visibility import OrganisationKind, Stage

_ = lazy_gettext

_WORDS: tuple[tuple[StrEnum, LazyString], ...] = (
    (Condition.UNUSED, _("unused")),
    (Condition.GOOD, _("good")),
    (Condition.FAIR, _("worn but works")),
    (Condition.REPAIRABLE, _("needs repair")),
    (ListingState.DRAFT, _("draft")),
    (ListingState.OPEN, _("open")),
    (ListingState.CLOSED, _("all gone")),
    (ListingState.WITHDRAWN, _("withdrawn")),
    (ListingState.EXPIRED, _("expired")),
    (WantState.OPEN, _("looking")),
    (WantState.MET, _("found")),
    (WantState.CLOSED, _("ended")),
    (ClaimState.WAITING, _("in the queue")),
    (ClaimState.REQUESTED, _("waiting for approval")),
    (ClaimState.RESERVED, _("reserved")),
    (ClaimState.HANDED_OVER, _("handed over")),
    (ClaimState.LENT, _("on loan")),
    (ClaimState.RETURNED, _("returned")),
    (ReturnedAs.GOOD, _("in good order")),
    (ReturnedAs.DAMAGED, _("damaged")),
    (ClaimState.DECLINED, _("declined")),
    (ClaimState.CANCELLED, _("cancelled")),
    (ClaimState.LAPSED, _("lapsed")),
    (Stage.OWN, _("own organisation")),
    (Stage.PARTNERS, _("public bodies and associations")),
    (Stage.COMPANIES, _("companies")),
    (Stage.PUBLIC, _("everybody")),
    (OrganisationKind.MUNICIPALITY, _("municipality")),
    (OrganisationKind.PUBLIC_BODY, _("public body")),
    (OrganisationKind.ASSOCIATION, _("association")),
    (OrganisationKind.COMPANY, _("company")),
    (MassBasis.WEIGHED, _("weighed")),
    (MassBasis.DECLARED, _("giver's figure")),
    (MassBasis.AVERAGE, _("average weight")),
    (MassBasis.MISSING, _("weight missing")),
    (LegalStatus.PRODUCT, _("product for reuse")),
    (LegalStatus.BY_PRODUCT, _("by-product")),
    (LegalStatus.WASTE, _("waste")),
    (Recovery.PREPARING, _("preparing for reuse")),
    (Recovery.RECYCLING, _("recycling")),
    (OutcomeKind.KEPT, _("kept")),
    (OutcomeKind.RECYCLED, _("recycled")),
    (OutcomeKind.ENERGY, _("energy recovery")),
    (OutcomeKind.DISPOSED, _("disposed of")),
    (Step.REUSE, _("reuse")),
    (Step.PREPARING, _("preparing for reuse")),
    (Step.RECYCLING, _("recycling")),
    (Step.BY_PRODUCT, _("by-product")),
    (Step.ENERGY, _("energy recovery")),
    (Step.DISPOSED, _("disposed of")),
    (Step.KEPT, _("kept")),
    (Step.MOVED, _("moved to a store")),
    (Fate.KEEP, _("we keep it")),
    (Fate.MOVE, _("moves to a unit")),
    (Fate.OFFER, _("is offered to others")),
    (Fate.RECYCLE, _("goes to recycling")),
    (Fate.ENERGY, _("goes to energy recovery")),
    (Fate.DISCARD, _("is discarded")),
    (Finding.NOTHING, _("nothing met the need")),
    (Finding.UNSUITABLE, _("what met the need did not suit")),
    (Shortcoming.TOO_FAR, _("too far")),
    (Shortcoming.WORSE_CONDITION, _("in worse condition")),
    (Shortcoming.TOO_FEW, _("too few")),
    (Shortcoming.NOT_THEN, _("not at that time")),
    (StreamState.RUNNING, _("running")),
    (StreamState.PAUSED, _("paused")),
    (StreamState.ENDED, _("ended")),
    (Direction.INTERNAL, _("within the organisation")),
    (Direction.EXTERNAL, _("to another organisation")),
    (TransportKind.OWN, _("the receiver fetches")),
    (TransportKind.GIVER, _("the giver brings")),
    (TransportKind.CITY, _("ordered transport")),
    (Measure.PIECES, _("pcs")),
    (Role.VIEWER, _("viewer")),
    (Role.MEMBER, _("member")),
    (Role.APPROVER, _("approver")),
    (Role.TRANSPORT, _("transport")),
    (Role.COORDINATOR, _("environmental coordinator")),
    (Role.AUDITOR, _("auditor")),
    (Role.ADMIN, _("administrator")),
    (Role.OPERATOR, _("operator")),
)
# By kind too: members of different enumerations that share a value are equal as plain keys.
_BY_KIND = {(type(member), member.value): word for member, word in _WORDS}


EVENTS: dict[str, LazyString] = {
    "listed": _("%(unit)s posted the listing"),
    "changed": _("%(unit)s changed the listing"),
    "withdrawn": _("%(unit)s withdrew the listing"),
    "opened": _("%(unit)s opened the listing again"),
    "opened_to": _("%(unit)s opened the listing earlier to: %(stage)s"),
    "expired": _("The listing expired"),
    "claimed": _("%(unit)s claimed %(amount)s"),
    "queued": _("%(unit)s joined the queue for %(amount)s"),
    "promoted": _("%(unit)s moved up from the queue: %(amount)s"),
    "approved": _("The claim of %(unit)s was approved: %(amount)s"),
    "declined": _("The claim of %(unit)s was declined: %(amount)s"),
    "lowered": _("%(unit)s needs only %(amount)s"),
    "cancelled": _("The claim of %(unit)s was cancelled: %(amount)s"),
    "lapsed": _("The claim of %(unit)s lapsed: %(amount)s"),
    "promised": _("%(amount)s was kept for %(unit)s"),
    "pickup_agreed": _("A time for fetching was agreed"),
    "pickup_cancelled": _("%(unit)s took the time for fetching back"),
    "transport_ordered": _("%(unit)s ordered transport for %(amount)s"),
    "driven": _("The transport of %(amount)s was driven"),
    "released": _("A decision to release %(amount)s was recorded"),
    "handed_over": _("%(amount)s handed over to %(unit)s"),
    "lent": _("%(unit)s borrowed %(amount)s"),
    "returned": _("%(unit)s brought back %(amount)s in good order"),
    "returned_damaged": _("%(unit)s brought back %(amount)s damaged"),
    "confirmed": _("%(unit)s confirmed the handover of %(amount)s"),
    "objected": _("%(unit)s objected to the record of %(amount)s"),
    "corrected": _("A recorded handover was corrected"),
    "kept": _("%(unit)s kept %(amount)s"),
    "recycled": _("%(amount)s was recycled"),
    "energy": _("%(amount)s went to energy recovery"),
    "disposed": _("%(amount)s was disposed of"),
}
"""What happened, by the kind under which ``kierto.services.events`` records it."""


def tell(kind: str, *, unit: str, amount: str = "", stage: str = "") -> str:
    """The sentence for an event; ``unit``, ``amount`` and ``stage`` are already words."""
    sentence = EVENTS.get(kind)
    if sentence is None:
        return kind
    words = {"unit": unit, "amount": amount, "stage": label_of_stage(stage)}
    return str(sentence) % words


def label_of_stage(stage: str) -> str:
    """The words for an audience stage by its value; empty for none."""
    return label(Stage(stage)) if stage else ""


def label(member: StrEnum) -> str:
    """The word for a member of one of the domain's enumerations."""
    return str(_BY_KIND.get((type(member), member.value), member.value))


def explain(error: KiertoError) -> str:
    """The sentence of ``error`` in the reader's language, with its data filled in."""
    return explain_note(error.message, error.data)


def explain_note(message: str, data: Mapping[str, object]) -> str:
    """A marked ``message`` in the reader's language, with ``data`` filled in."""
    sentence = str(gettext(message))
    return sentence % {name: _say(value) for name, value in data.items()} if data else sentence


def _say(value: object) -> object:
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, date):
        return formats.day(value)
    return value
