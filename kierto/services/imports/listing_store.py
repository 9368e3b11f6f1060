"""Storing imported listings: new ones many at a time, known ones only where they changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, literal, select

from kierto.db import session
from kierto.domain.condition import Condition
from kierto.domain.errors import N_, KiertoError
from kierto.domain.text import many_lines, one_line
from kierto.domain.units import Mass, MassBasis
from kierto.models import Event, Listing, Site, Unit, User, WasteCode
from kierto.queries.factor_book import FactorBook
from kierto.services import listings
from kierto.services.imports.goods import Plausibility
from kierto.services.imports.listings import Batch, NotYourListing, Prepared
from kierto.services.imports.result import (
    ImportResult,
    Progress,
    RowError,
    Understood,
    chunks,
    no_progress,
)

_AT_ONCE = 500
_FIELD_OF = {"kilograms_per_measure": "weight"}

TAKEN_AS_GOOD = N_("%(count)s new listings have no condition; they are taken as good.")


def store(
    batch: Batch,
    *,
    person: User | None,
    now: datetime,
    is_trial: bool = False,
    progress: Progress = no_progress,
) -> ImportResult:
    """Store every row, or none: with an error, and in a trial, all is undone.

    The caller has asked whether ``person`` may import for the unit; None is a command. The unit's
    row is locked, so that two imports of one file come one after the other.
    """
    result = batch.result
    session.execute(select(Unit.id).where(Unit.id == batch.unit.id).with_for_update())
    with session.begin_nested() as undo_point:
        storing = _Storing(batch, person, now)
        done = 0
        for chunk in chunks(batch.rows, _AT_ONCE):
            storing.store(chunk)
            done += len(chunk)
            progress(done, len(batch.rows))
        storing.tell()
        result.is_trial = is_trial or result.is_refused
        if result.is_trial:
            undo_point.rollback()
    if result.is_refused:
        result.created = result.updated = 0
    return result


class _Storing:
    def __init__(self, batch: Batch, person: User | None, now: datetime) -> None:
        self._batch = batch
        self._unit = batch.unit
        self._person = person
        self._now = now
        self._result = batch.result
        self._book = FactorBook()
        self._grams = 0
        self._taken_as_good = 0
        self._plausibility = Plausibility("kg")
        # Held, so that the session finds them without asking for every row.
        self._held = (
            session.scalars(select(WasteCode)).all(),
            session.scalars(
                select(Site).where(Site.organisation_id == batch.unit.organisation_id)
            ).all(),
        )

    def tell(self) -> None:
        self._result.mass = Mass(self._grams)
        self._plausibility.tell(self._result)
        if self._taken_as_good:
            self._result.note(TAKEN_AS_GOOD, count=self._taken_as_good)

    def store(self, chunk: Sequence[Prepared]) -> None:
        known = self._known(chunk)
        fresh: list[Listing] = []
        for row in chunk:
            try:
                listing = known.get(row.number if row.number is not None else row.key)
                if listing is not None:
                    self._revise(listing, row)
                elif row.number is not None:
                    raise NotYourListing(field="number", number=row.number)
                else:
                    fresh.append(self._build(row))
            except KiertoError as problem:
                self._refuse(row, problem)
        if fresh and not self._result.is_refused:
            self._add(fresh)
        self._result.created += len(fresh)

    def _known(self, chunk: Sequence[Prepared]) -> dict[str | int, Listing]:
        """Listings of the unit that the rows speak of, by reference and by number."""
        of_unit = select(Listing).where(Listing.unit_id == self._unit.id)
        references = [row.key for row in chunk if row.number is None]
        numbers = [row.number for row in chunk if row.number is not None]
        known: dict[str | int, Listing] = {}
        if references:
            for listing in session.scalars(of_unit.where(Listing.reference.in_(references))):
                known[str(listing.reference)] = listing
        if numbers:
            known |= {
                listing.id: listing
                for listing in session.scalars(of_unit.where(Listing.id.in_(numbers)))
            }
        return known

    def _build(self, row: Prepared) -> Listing:
        said = dict(row.said)
        if "condition" not in said:
            said["condition"] = Condition.GOOD
            self._taken_as_good += 1
        offer = listings.Offer(**said, reference=row.key)
        listing = listings.build(
            self._unit, offer, person=self._person, now=self._now, book=self._book
        )
        self._look_at(listing, row)
        return listing

    def _look_at(self, listing: Listing, row: Prepared) -> None:
        self._grams += 0 if listing.mass is None else listing.mass.grams
        self._plausibility.look_at(
            row.row, listing.category, listing.quantity, listing.measure, listing.mass
        )
        if len(self._result.understood) < 12:
            self._result.show(
                Understood(
                    row=row.row,
                    title=listing.title,
                    category_id=listing.category.id,
                    quantity=listing.quantity,
                    measure=listing.measure,
                    mass=listing.mass,
                    basis=listing.mass_basis,
                    place=listing.place_name or "",
                )
            )

    def _add(self, fresh: list[Listing]) -> None:
        """Insert without the session's bookkeeping, which would take twice as long."""
        session.execute(insert(Listing), [_columns(listing) for listing in fresh])
        listed = select(
            Listing.id,
            literal("listed"),
            literal(None if self._person is None else self._person.id, Event.user_id.type),
            Listing.unit_id,
            literal({}, Event.data.type),
            literal(self._now, Event.happened_at.type),
        ).where(
            Listing.unit_id == self._unit.id,
            Listing.reference.in_([listing.reference for listing in fresh]),
        )
        told = ["listing_id", "kind", "user_id", "unit_id", "data", "happened_at"]
        session.execute(insert(Event).from_select(told, listed.order_by(Listing.id)))

    def _revise(self, listing: Listing, row: Prepared) -> None:
        """Change what the row says otherwise; a row known by its content says nothing new."""
        before = current_offer(listing)
        wanted = replace(before, **_kept_place(listing, _composed(row.said)))
        if row.key.startswith("row:") and row.number is None:
            wanted = before
        if wanted == before:
            self._result.skipped += 1
            session.expunge(listing)
            return
        changed = listings.revise(
            listing, wanted, version=listing.version, person=self._person, now=self._now
        )
        self._result.updated += 1
        self._look_at(changed, row)

    def _refuse(self, row: Prepared, problem: KiertoError) -> None:
        key = _FIELD_OF.get(problem.field or "", problem.field or "")
        value = row.said.get(problem.field or "", row.number or "")
        shown = value.name("fi") if key == "category" and hasattr(value, "name") else str(value)
        column = self._batch.columns.get(key, key)
        self._result.refuse([RowError(row.row, column, shown, problem)])


_FILLED = tuple(
    column.key
    for column in Listing.__table__.columns
    if column.key not in {"id", "unit_id", "category_id"}
)


def _columns(listing: Listing) -> dict[str, Any]:
    values = {key: getattr(listing, key) for key in _FILLED}
    values["unit_id"], values["category_id"] = listing.unit.id, listing.category.id
    return values


def current_offer(listing: Listing) -> listings.Offer:
    """The listing as it stands, in the form in which it would be offered again."""
    own_figure = listing.mass_basis in {MassBasis.DECLARED, MassBasis.WEIGHED}
    return listings.Offer(
        title=listing.title,
        category=listing.category,
        quantity=listing.quantity,
        condition=listing.condition,
        measure=listing.measure,
        description=listing.description,
        site=listing.site,
        place=listing.place,
        place_name=listing.place_name,
        is_elsewhere=listing.place is None and listing.site_id is None,
        kilograms_per_measure=listing.kilograms_per_measure if own_figure else None,
        mass_basis=listing.mass_basis if own_figure else None,
        is_lot=listing.is_lot,
        available_from=listing.available_from,
        available_until=listing.available_until,
        legal_status=listing.legal_status,
        recovery=listing.recovery,
        waste_code=listing.waste_code,
        data_wiped=listing.data_wiped,
        price=listing.price,
        vat_percent=listing.vat_percent,
        reference=listing.reference,
        origin_handover_id=listing.origin_handover_id,
        loan_days=listing.loan_days,
    )


def _composed(said: dict[str, Any]) -> dict[str, Any]:
    """Texts in the form in which a listing keeps them, so that equal ones are equal."""
    composed = dict(said)
    composed["title"] = one_line(said["title"])
    if "description" in said:
        composed["description"] = many_lines(said["description"])
    return composed


_PLACE = ("site", "place", "place_name", "is_elsewhere")


def _kept_place(listing: Listing, said: dict[str, Any]) -> dict[str, Any]:
    """Leave the place out where the row only repeats it."""
    if "site" not in said:
        return said
    same_point = said["place"] is None or said["place"] == listing.place
    if said["place"] is None and said["place_name"] is None:
        same = said["site"] is not None and said["site"].id == listing.site_id
    else:
        same = same_point and said["place_name"] in {None, listing.place_name}
    return {key: value for key, value in said.items() if not (same and key in _PLACE)}
