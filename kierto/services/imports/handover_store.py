"""Recording imported handovers: each a handover without listing and one line of the ledger."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from kierto.db import session
from kierto.domain.hierarchy import LegalStatus, step_of_handover
from kierto.domain.units import Mass
from kierto.models import Handover, Unit, User
from kierto.services import ledger
from kierto.services.imports.handovers import Batch, Prepared
from kierto.services.imports.result import ImportResult, Progress, chunks, no_progress

_AT_ONCE = 500


def store(
    batch: Batch,
    *,
    receiver: Unit | None,
    person: User | None,
    now: datetime,
    is_trial: bool = False,
    progress: Progress = no_progress,
) -> ImportResult:
    """Record every row, or none: with an error, and in a trial, all is undone.

    ``receiver`` None is somebody outside. The caller has asked whether ``person`` may import for
    the unit; None is a command. Rows that an earlier import recorded are left as they are.
    """
    result = batch.result
    session.execute(select(Unit.id).where(Unit.id == batch.unit.id).with_for_update())
    with session.begin_nested() as undo_point:
        grams = done = 0
        for chunk in chunks(batch.rows, _AT_ONCE):
            recorded = _recorded(batch.unit, chunk)
            fresh = [row for row in chunk if row.key not in recorded]
            result.skipped += len(chunk) - len(fresh)
            result.created += len(fresh)
            grams += sum(row.mass.grams for row in fresh if row.mass is not None)
            if fresh and not result.is_refused:
                _record(fresh, batch.unit, receiver, person, now)
            done += len(chunk)
            progress(done, len(batch.rows))
        result.mass = Mass(grams)
        result.is_trial = is_trial or result.is_refused
        if result.is_trial:
            undo_point.rollback()
    if result.is_refused:
        result.created, result.mass = 0, Mass(0)
    return result


def _recorded(unit: Unit, chunk: Sequence[Prepared]) -> set[str | None]:
    return set(
        session.scalars(
            select(Handover.import_key).where(
                Handover.giver_unit_id == unit.id,
                Handover.import_key.in_([row.key for row in chunk]),
            )
        )
    )


def _record(
    rows: Sequence[Prepared],
    unit: Unit,
    receiver: Unit | None,
    person: User | None,
    now: datetime,
) -> None:
    handovers = [_handover(row, unit, receiver, person, now) for row in rows]
    session.add_all(handovers)
    session.flush()
    step = step_of_handover(
        LegalStatus.PRODUCT, recovery=None, to_store=receiver is not None and receiver.is_store
    )
    ledger.append_all(
        [
            ledger.Movement(
                step=step,
                occurred_on=row.day,
                giver=unit,
                receiver=receiver,
                category=row.category,
                item=row.item,
                quantity=row.quantity,
                measure=row.measure,
                mass=row.mass,
                mass_basis=row.basis,
                uncertainty_percent=row.uncertainty_percent,
                factor_set_id=row.factor_set_id,
                factor_key=row.factor_key,
                handover_id=handover.id,
            )
            for row, handover in zip(rows, handovers, strict=True)
        ],
        person=person,
        now=now,
    )
    for handover in handovers:
        session.expunge(handover)


def _handover(
    row: Prepared, unit: Unit, receiver: Unit | None, person: User | None, now: datetime
) -> Handover:
    """The giver's own record, and so the giver's confirmation."""
    return Handover(
        giver_unit_id=unit.id,
        receiver_unit_id=None if receiver is None else receiver.id,
        category_id=row.category.id,
        item=row.item,
        import_key=row.key,
        quantity=row.quantity,
        measure=row.measure,
        estimated_mass=row.mass,
        estimated_basis=row.basis,
        occurred_on=row.day,
        recorded_at=now,
        recorded_by_id=None if person is None else person.id,
        giver_confirmed_at=now,
        giver_confirmed_by_id=None if person is None else person.id,
    )
