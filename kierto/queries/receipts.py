"""What a receipt of a handover tells, for those who were part of it or answer for it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from kierto.db import session
from kierto.domain.errors import NotFound
from kierto.domain.permissions import Permission
from kierto.domain.visibility import Viewer
from kierto.models import Handover, LedgerEntry, Release, Unit, User, WasteCode, WastePermit
from kierto.queries import access
from kierto.queries.releases import leaves_public_property, release_of


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A side's confirmation: who gave it, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A handover with the ledger entry that counts for it.

    ``reversal`` is there when the last entry was taken back and nothing stands in its place.
    ``waste`` and ``permit`` are of the waste that moved: its code, and the receiver's entry that
    covered the code on that day.
    """

    handover: Handover
    entry: LedgerEntry
    reversal: LedgerEntry | None
    giver_confirmed: Confirmation | None
    receiver_confirmed: Confirmation | None
    waste: WasteCode | None
    permit: WastePermit | None
    needs_release: bool
    release: Release | None

    @property
    def number(self) -> str:
        return self.handover.number

    @property
    def language(self) -> str:
        """The receiver's: that of the person who claimed, else Finnish."""
        claim = self.handover.claim
        return claim.author.language if claim is not None and claim.author is not None else "fi"


def visible_receipt(handover_id: int, person: User, viewer: Viewer) -> Receipt:
    """The receipt, if ``person`` may see it. Raises NotFound.

    It is shown to the people of both units and to those who read the ledger of one of the two
    organisations, also when the units themselves are gone.
    """
    audited = select(Unit.organisation_id).where(
        Unit.id.in_(access.units_where(person, Permission.SEE_LEDGER))
    )
    sides = (Handover.giver_unit_id, Handover.receiver_unit_id)
    theirs = select(Unit.id).where(Unit.organisation_id.in_(audited))
    handover = session.scalar(
        select(Handover).where(
            Handover.id == handover_id,
            or_(*(side.in_(viewer.units) for side in sides), *(side.in_(theirs) for side in sides)),
        )
    )
    if handover is None:
        raise NotFound
    return receipt_of(handover)


def receipt_of(handover: Handover) -> Receipt:
    """The receipt of ``handover`` as things stand."""
    entry, reversal = _counted(handover)
    claim = handover.claim
    return Receipt(
        handover=handover,
        entry=entry,
        reversal=reversal,
        giver_confirmed=_confirmation(handover.giver_confirmed_by_id, handover.giver_confirmed_at),
        receiver_confirmed=_confirmation(
            handover.receiver_confirmed_by_id, handover.receiver_confirmed_at
        ),
        waste=None if entry.waste_code is None else session.get(WasteCode, entry.waste_code),
        permit=_permit(handover, entry.waste_code),
        needs_release=claim is not None and leaves_public_property(claim),
        release=None if claim is None else release_of(claim),
    )


def _counted(handover: Handover) -> tuple[LedgerEntry, LedgerEntry | None]:
    """The last entry that is no reversal, and what reversed it."""
    last = session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.handover_id == handover.id, LedgerEntry.reverses_id.is_(None))
        .order_by(LedgerEntry.id.desc())
        .limit(1)
    ).one()
    reversal = session.scalar(select(LedgerEntry).where(LedgerEntry.reverses_id == last.id))
    return last, reversal


def _confirmation(user_id: int | None, at: datetime | None) -> Confirmation | None:
    user = None if user_id is None else session.get(User, user_id)
    return None if at is None else Confirmation("" if user is None else user.name, at)


def _permit(handover: Handover, waste_code: str | None) -> WastePermit | None:
    if waste_code is None or handover.receiver_unit is None:
        return None
    day = handover.occurred_on
    return session.scalar(
        select(WastePermit)
        .where(
            WastePermit.organisation_id == handover.receiver_unit.organisation_id,
            WastePermit.waste_code == waste_code,
            WastePermit.valid_from <= day,
            or_(WastePermit.valid_until.is_(None), WastePermit.valid_until >= day),
        )
        .order_by(WastePermit.valid_from.desc(), WastePermit.id)
        .limit(1)
    )
