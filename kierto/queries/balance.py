"""What has become of a listing: everything listed is accounted for."""

from dataclasses import dataclass

from sqlalchemy import func, select

from kierto.db import session
from kierto.domain.hierarchy import Step
from kierto.domain.units import Mass, Quantity
from kierto.models import LedgerEntry, Listing, WasteCode


@dataclass(frozen=True, slots=True)
class Part:
    """An amount that went one way, with its mass; None where a weight is missing."""

    step: Step
    quantity: Quantity
    mass: Mass | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Listed = the parts of the ledger + reserved + free, always."""

    listed: Quantity
    parts: tuple[Part, ...]
    reserved: Quantity
    free: Quantity

    @property
    def closes(self) -> bool:
        gone = sum((part.quantity for part in self.parts), start=Quantity(0))
        return gone + self.reserved + self.free == self.listed


def balance_of(listing: Listing) -> Balance:
    """How much of ``listing`` went which way, as the ledger stands now."""
    rows = session.execute(
        select(
            LedgerEntry.step,
            func.sum(LedgerEntry.quantity),
            func.sum(LedgerEntry.mass),
        )
        .where(LedgerEntry.listing_id == listing.id)
        .group_by(LedgerEntry.step)
    ).all()
    order = list(Step)
    parts = sorted(
        (Part(step, quantity, mass) for step, quantity, mass in rows if quantity),
        key=lambda part: order.index(part.step),
    )
    return Balance(listing.quantity, tuple(parts), listing.reserved, listing.free)


def waste_codes() -> list[tuple[str, str]]:
    """The six-digit codes that are not hazardous, with what they cover, in their order."""
    rows = session.execute(
        select(WasteCode.code, WasteCode.description)
        .where(func.length(WasteCode.code) == len("00 00 00"), WasteCode.is_hazardous.is_(False))
        .order_by(WasteCode.code)
    )
    return [(code, description) for code, description in rows]
