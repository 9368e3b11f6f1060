"""A claim as people see it: whose turn it is, what has happened, what can be done."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import g, url_for
from flask_babel import gettext as _

from kierto import formats
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.states import ClaimState
from kierto.domain.units import Quantity
from kierto.models import Claim, Handover, Pickup, Unit, User
from kierto.queries import access
from kierto.queries.claims import handovers_of, place_in_queue
from kierto.queries.loans import loan_of
from kierto.queries.pickups import pickup_of
from kierto.views.guards import now, person, viewer
from kierto.views.lending import is_late_now, returned_text
from kierto.views.pictures import picture_of
from kierto.wording import label

_KINDS = {
    ClaimState.WAITING: "neutral",
    ClaimState.REQUESTED: "alert",
    ClaimState.RESERVED: "info",
    ClaimState.HANDED_OVER: "success",
    ClaimState.LENT: "info",
    ClaimState.RETURNED: "success",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a timeline, as ``components/timeline.html`` takes it."""

    title: str
    state: str
    time_text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the other side."""

    unit: str
    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimShown:
    """A claim with what this person can do about it; ``is_ours`` when our unit asked."""

    claim: Claim
    url: str
    title: str
    photo_url: str
    picture: str
    amount_text: str
    open_text: str
    other: str
    is_ours: bool
    status_text: str
    status_kind: str
    steps: tuple[Step, ...]
    next_text: str
    handovers: tuple[Handover, ...]
    may_decide: bool
    may_cancel: bool
    may_lower: bool
    may_hand_over: bool
    contact: Contact | None


def claim_shown(claim: Claim) -> ClaimShown:
    """The claim for the person who looks."""
    listing, state = claim.listing, claim.state
    photo = listing.photos[0] if listing.photos else None
    is_ours = claim.unit_id in viewer().units
    moved = tuple(handovers_of(claim)) if claim.handed_over else ()
    decides = listing.unit_id in _units_where(Permission.DECIDE_CLAIM)
    claims = claim.unit_id in _units_where(Permission.CLAIM)
    records = _units_where(Permission.RECORD_HANDOVER) & {listing.unit_id, claim.unit_id}
    pickup = pickup_of(claim) if state is ClaimState.RESERVED else None
    late = state is ClaimState.LENT and is_late_now(claim, loan_of(claim))
    may_decide = decides and state is ClaimState.REQUESTED
    return ClaimShown(
        claim=claim,
        url=url_for("claims.show", claim_id=claim.id),
        title=listing.title,
        photo_url=url_for("photos.show", name=photo.name, size="card") if photo else "",
        picture=picture_of(listing.category),
        amount_text=formats.quantity(claim.quantity, listing.measure),
        open_text=formats.quantity(claim.open_quantity, listing.measure),
        other=listing.unit.name if is_ours else claim.unit.name,
        is_ours=is_ours,
        status_text=str(_("late")) if late else label(state),
        status_kind="error" if late else _KINDS.get(state, "error"),
        steps=tuple(_steps(claim, moved, pickup)),
        next_text=_next(claim, pickup, may_decide=may_decide, may_hand_over=bool(records)),
        handovers=moved,
        may_decide=may_decide,
        may_cancel=state.is_active
        and state is not ClaimState.LENT
        and (claims or (decides and not may_decide)),
        may_lower=state.is_active
        and state is not ClaimState.LENT
        and bool(claims)
        and not claim.listing.is_lot,
        may_hand_over=state is ClaimState.RESERVED and bool(records) and claim.loan_days is None,
        contact=_contact(claim, is_ours=is_ours),
    )


def day_text(day: date) -> str:
    """A day in words when it is near: “today”, “tomorrow”, else “12.3.2026”."""
    today = local_day(now())
    if day == today:
        return str(_("today"))
    if day == today + timedelta(days=1):
        return str(_("tomorrow"))
    return formats.day(day)


def _units_where(permission: Permission) -> frozenset[int]:
    """The units where this person has ``permission``, asked once per request."""
    known: dict[Permission, frozenset[int]] = g.setdefault("units_where", {})
    if permission not in known:
        known[permission] = access.units_where(person(), permission)
    return known[permission]


def _steps(claim: Claim, moved: tuple[Handover, ...], pickup: Pickup | None) -> list[Step]:
    state, listing = claim.state, claim.listing
    amount = formats.quantity(claim.quantity, listing.measure)
    asked = str(_("Asked for %(amount)s", amount=amount))
    steps = [Step(asked, "done", formats.moment(claim.requested_at), claim.purpose)]
    if state is ClaimState.WAITING:
        place = place_in_queue(claim)
        steps.append(Step(str(_("In the queue, number %(place)s", place=place)), "current"))
    elif state is ClaimState.REQUESTED:
        steps.append(
            Step(str(_("%(unit)s answers", unit=listing.unit.name)), "current", note=_held(claim))
        )
    elif claim.pickup_by is not None:
        when = claim.decided_at or claim.requested_at
        steps.append(Step(str(_("Reserved")), "done", formats.moment(when)))
    for handover in moved:
        part = formats.quantity(handover.quantity or Quantity(0), listing.measure)
        title = str(_("%(amount)s handed over", amount=part))
        steps.append(Step(title, "done", formats.day(handover.occurred_on)))
    if state is ClaimState.RESERVED and claim.pickup_by is not None:
        by = day_text(claim.pickup_by)
        if pickup is not None and pickup.agreed_at is not None:
            agreed = formats.moment(pickup.agreed_at)
            steps.append(Step(str(_("Time for fetching agreed")), "done", agreed))
        rest = formats.quantity(claim.open_quantity, listing.measure)
        steps.append(
            Step(
                str(_("%(amount)s to be fetched", amount=rest)),
                "current",
                note=_when(pickup) or str(_("at the latest %(day)s", day=by)),
            )
        )
    if state in {ClaimState.WAITING, ClaimState.REQUESTED}:
        steps += [Step(str(_("Reserved")), "coming"), Step(str(_("Handed over")), "coming")]
    if claim.loan_days is not None:
        steps += _loan_steps(claim)
    if state in {ClaimState.DECLINED, ClaimState.CANCELLED, ClaimState.LAPSED}:
        ended = formats.moment(claim.ended_at) if claim.ended_at else ""
        steps.append(Step(label(state).capitalize(), "stopped", ended, claim.reason))
    return steps


def _loan_steps(claim: Claim) -> list[Step]:
    loan = loan_of(claim)
    if loan is None:
        return []
    steps = [Step(label(ClaimState.LENT).capitalize(), "done", formats.day(loan.begun_on))]
    if loan.returned_on is None:
        by = str(_("at the latest %(day)s", day=day_text(loan.due_on)))
        steps.append(Step(str(_("To be brought back")), "current", note=by))
    else:
        back = label(ClaimState.RETURNED).capitalize()
        steps.append(Step(back, "done", formats.day(loan.returned_on), returned_text(loan)))
    return steps


def _when(pickup: Pickup | None) -> str:
    """The agreed time in words; empty while none is agreed."""
    if pickup is None or pickup.agreed_at is None:
        return ""
    return formats.time_span(pickup.starts_at, pickup.ends_at)


def _held(claim: Claim) -> str:
    amount = formats.quantity(claim.quantity, claim.listing.measure)
    return str(_("%(amount)s is kept for this until then.", amount=amount))


def _next(claim: Claim, pickup: Pickup | None, *, may_decide: bool, may_hand_over: bool) -> str:
    """One sentence: what happens next, and who does it."""
    state, giver = claim.state, claim.listing.unit.name
    if state is ClaimState.REQUESTED:
        if may_decide:
            return str(_("%(unit)s waits for your answer.", unit=claim.unit.name))
        return str(_("%(unit)s answers. You get a message.", unit=giver))
    if state is ClaimState.WAITING:
        return str(_("Everything is reserved. It is given by turns when something comes back."))
    if state is ClaimState.RESERVED and claim.pickup_by is not None:
        return _next_to_fetch(claim.pickup_by, pickup, may_hand_over=may_hand_over)
    return ""


def _next_to_fetch(last: date, pickup: Pickup | None, *, may_hand_over: bool) -> str:
    by = day_text(last)
    if when := _when(pickup):
        if pickup is not None and pickup.ends_at < now():
            return str(_("It was to be fetched %(time)s. Record the handover.", time=when))
        return str(_("To be fetched %(time)s.", time=when))
    if last < local_day(now()):
        return str(_("The last day to fetch was %(day)s.", day=formats.day(last)))
    if may_hand_over:
        return str(
            _("Agree on fetching, at the latest %(day)s, and record the handover then.", day=by)
        )
    return str(_("To be fetched at the latest %(day)s.", day=by))


def _contact(claim: Claim, *, is_ours: bool) -> Contact | None:
    """The other side's details, once the claim is approved and only then."""
    if claim.state not in {ClaimState.RESERVED, ClaimState.HANDED_OVER, ClaimState.LENT}:
        return None
    unit: Unit = claim.listing.unit if is_ours else claim.unit
    who: User | None = claim.listing.author if is_ours else claim.author
    if who is not None and not who.is_active:
        who = None
    return Contact(
        unit=unit.name,
        name="" if who is None else who.name,
        phone=((who.phone if who is not None else None) or unit.contact or ""),
        email=((who.email if who is not None else None) or ""),
    )
