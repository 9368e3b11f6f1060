"""The receipt of a handover: what moved, how its mass is known, who has confirmed it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from kierto import formats
from kierto.domain.hierarchy import Step
from kierto.domain.permissions import Permission
from kierto.domain.units import MassBasis, Quantity
from kierto.models import Handover, User
from kierto.queries import access
from kierto.queries.handovers import Moved
from kierto.services.handovers import awaits_correction, side_to_confirm
from kierto.views.pictures import picture_of
from kierto.wording import label


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One side's word on it; ``text`` is empty while it is missing."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Everything that the page of a handover shows."""

    handover: Handover
    entry_id: int
    title: str
    picture: str
    amount_text: str
    mass_text: str
    basis_text: str
    is_taken_away: bool
    is_corrected: bool
    is_estimated: bool
    facts: list[tuple[str, str]]
    confirmations: tuple[Confirmation, Confirmation]
    awaits_correction: bool
    may_confirm: bool
    may_agree: bool
    may_object: bool


def receipt_of(moved: Moved, reader: User) -> Receipt:
    """The receipt of ``moved`` for ``reader``."""
    handover, entry = moved.handover, moved.entry
    taken_away = moved.is_taken_away
    awaits = awaits_correction(handover)
    return Receipt(
        handover=handover,
        entry_id=entry.id,
        title=handover.item,
        picture=picture_of(handover.category),
        amount_text=_amount(moved),
        mass_text="" if moved.mass is None else formats.known_kilograms(moved.mass, moved.basis),
        basis_text=label(moved.basis),
        is_taken_away=taken_away,
        is_corrected=entry.corrects_id is not None,
        is_estimated=moved.basis is not MassBasis.WEIGHED,
        facts=_facts(moved),
        confirmations=(
            Confirmation(
                str(_("Giver: %(unit)s", unit=handover.giver_unit.name)),
                _confirmed(handover.giver_confirmed_by, handover.giver_confirmed_at),
            ),
            Confirmation(
                str(_("Receiver: %(unit)s", unit=entry.receiver_unit or "–")),
                _confirmed(handover.receiver_confirmed_by, handover.receiver_confirmed_at),
            ),
        ),
        awaits_correction=awaits,
        may_confirm=side_to_confirm(handover, reader) is not None and not taken_away,
        may_agree=awaits
        and not taken_away
        and handover.objected_quantity is not None
        and handover.objected_by_id != reader.id
        and access.may(reader, Permission.RECORD_HANDOVER, handover.giver_unit_id),
        may_object=not taken_away
        and any(
            unit_id is not None and access.may(reader, Permission.RECORD_HANDOVER, unit_id)
            for unit_id in (handover.giver_unit_id, handover.receiver_unit_id)
        ),
    )


def _amount(moved: Moved) -> str:
    quantity = moved.entry.quantity
    return "" if quantity is None else formats.quantity(quantity, moved.entry.measure)


def _facts(moved: Moved) -> list[tuple[str, str]]:
    handover, entry = moved.handover, moved.entry
    estimated = ""
    if handover.weighed_mass is not None and handover.estimated_mass is not None:
        mass = formats.kilograms(handover.estimated_mass)
        estimated = f"{mass} ({label(handover.estimated_basis)})"
    recorded = formats.moment(handover.recorded_at)
    if handover.recorded_by is not None:
        recorded = f"{recorded}, {handover.recorded_by.name}"
    where = label(entry.direction)
    if entry.step is not Step.REUSE:
        where = f"{label(entry.step)}, {where}"
    original = ""
    if handover.quantity is not None and handover.quantity != (entry.quantity or Quantity(0)):
        original = formats.quantity(handover.quantity, handover.measure)
    return [
        (_("Day"), formats.day(entry.occurred_on)),
        (_("From"), f"{entry.giver_unit}, {entry.giver_organisation}"),
        (_("To"), ", ".join(filter(None, (entry.receiver_unit, entry.receiver_organisation)))),
        (_("Category"), handover.category.name(str(get_locale()))),
        (_("Estimate before weighing"), estimated),
        (_("First recorded"), original),
        (_("Kind"), where),
        (_("Waste code"), entry.waste_code or ""),
        (_("Number of the transfer document"), handover.transfer_number or ""),
        (_("Data wiped"), handover.data_wiped or ""),
        (_("Met face to face"), str(_("one side typed the other's code")) if handover.met else ""),
        (_("Distance"), "" if entry.distance_m is None else formats.distance(entry.distance_m)),
        (_("Recorded"), recorded),
    ]


def _confirmed(by: User | None, at: datetime | None) -> str:
    if at is None:
        return ""
    when = formats.moment(at)
    return when if by is None else f"{by.name}, {when}"
