"""One import from file to result: read and checked first, then stored by the caller."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kierto.db import session
from kierto.domain.errors import N_, Refused
from kierto.domain.permissions import Permission
from kierto.models import ImportRun, Unit, User
from kierto.outside.tables.reading import read_table
from kierto.outside.tables.table import Table
from kierto.services.access import allow
from kierto.services.imports import (
    handover_store,
    handovers,
    item_tables,
    listing_store,
    listings,
    sites,
)
from kierto.services.imports.columns import Wanted, names_and_columns, recogniser
from kierto.services.imports.mapping import NO_MAPPING, Mapping
from kierto.services.imports.result import (
    ENCODING_GUESSED,
    SHEET_READ,
    ImportResult,
    Progress,
    no_progress,
)
from kierto.services.submissions import once

KINDS = ("listings", "handovers", "sites")
WANTED = {"listings": listings.WANTED, "handovers": handovers.WANTED, "sites": sites.WANTED}
_LONGEST_NAME = 200


class NothingSent(Refused):
    """The form came without a file, or with an empty one."""

    message = N_("Choose the file that holds the table.")


class RowsRefused(Refused):
    """Since the preview something changed, so that rows are refused now."""

    message = N_("Nothing was stored: %(count)s errors have come up since the preview.")


class ReceiverIsGiver(Refused):
    """Goods that do not move are no handover."""

    message = N_("Giver and receiver are the same unit, so nothing was handed over.")


@dataclass(frozen=True, slots=True)
class File:
    """A file to read: its bytes, the name it came with, and the encoding that a person chose."""

    content: bytes
    name: str
    encoding: str | None = None

    @classmethod
    def at(cls, path: Path, encoding: str | None = None) -> "File":
        """The file at ``path``."""
        return cls(path.read_bytes(), path.name, encoding)

    @property
    def digest(self) -> str:
        """SHA-256 in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be imported, and for whom."""

    kind: str
    file: File
    unit: Unit
    receiver: Unit | None = None
    mapping: Mapping = NO_MAPPING
    weights: File | None = None
    materials: File | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that was read and checked; ``store`` writes it."""

    order: Order
    result: ImportResult
    store_rows: Callable[[bool, Progress], ImportResult]

    def store(
        self,
        *,
        person: User | None,
        now: datetime,
        is_trial: bool = False,
        progress: Progress = no_progress,
    ) -> ImportResult:
        """Store all rows or none, and keep a record of the run when they are stored.

        Call it inside a transaction; a trial does the same and undoes it.
        """
        result = self.store_rows(is_trial, progress)
        if not result.is_trial:
            self._record(result, person, now)
        return result

    def store_once(self, *, person: User, now: datetime, key: str) -> ImportRun:
        """Store all rows and give the record; the same ``key`` again gives the same record.

        Raises RowsRefused: the caller's transaction then undoes everything.
        """

        def make() -> ImportRun:
            result = self.store_rows(False, no_progress)
            if result.is_refused:
                raise RowsRefused(count=result.error_count)
            return self._record(result, person, now)

        content = [self.order.kind, self.order.unit.id, self.order.file.digest]
        return once(ImportRun, make, person=person, key=key, content=content, now=now)

    def _record(self, result: ImportResult, person: User | None, now: datetime) -> ImportRun:
        run = ImportRun(
            kind=self.order.kind,
            unit_id=self.order.unit.id,
            user_id=None if person is None else person.id,
            file_name=self.order.file.name[:_LONGEST_NAME],
            digest=self.order.file.digest,
            rows=result.rows,
            created=result.created,
            updated=result.updated,
            skipped=result.skipped,
            finished_at=now,
        )
        session.add(run)
        session.flush()
        return run


@dataclass(frozen=True, slots=True)
class Look:
    """What a file holds before anything is made of it.

    ``columns`` says from which of its ``names`` a field is taken. ``is_text`` files have an
    encoding that a person can choose.
    """

    names: list[str]
    columns: dict[str, str]
    is_text: bool


def look_at(order: Order) -> Look:
    """Raises the refusals of files."""
    wanted = WANTED[order.kind]
    table = _table(order.file, wanted, order.mapping)
    names, columns = names_and_columns(table, wanted, order.mapping)
    return Look(names, columns, is_text=table.encoding is not None)


def make_ready(order: Order, *, person: User | None, now: datetime) -> Ready:
    """Read and check the file; nothing is written. ``person`` None is a command.

    Raises NotAllowed, and the refusals of files, mappings and headers.
    """
    if person is not None:
        allow(person, Permission.IMPORT, order.unit)
    if order.receiver is not None and order.receiver.id == order.unit.id:
        raise ReceiverIsGiver(field="receiver")
    if order.kind == "handovers":
        return _handovers(order, person, now)
    if order.kind == "sites":
        table = _table(order.file, sites.WANTED, order.mapping)
        sites_batch = sites.prepare(table, order.unit, order.mapping)
        _tell_of_file(table, sites_batch.result)
        return Ready(
            order,
            sites_batch.result,
            lambda trial, progress: sites.store(sites_batch, is_trial=trial, progress=progress),
        )
    table = _table(order.file, listings.WANTED, order.mapping)
    batch = listings.prepare(table, order.unit, order.mapping)
    _tell_of_file(table, batch.result)
    return Ready(
        order,
        batch.result,
        lambda trial, progress: listing_store.store(
            batch, person=person, now=now, is_trial=trial, progress=progress
        ),
    )


def _handovers(order: Order, person: User | None, now: datetime) -> Ready:
    weights = materials = None
    if order.weights is not None:
        weights = item_tables.read_weights(_table(order.weights, item_tables.WEIGHTS, NO_MAPPING))
    if order.materials is not None:
        materials = item_tables.read_materials(
            _table(order.materials, item_tables.MATERIALS, NO_MAPPING)
        )
    table = _table(order.file, handovers.WANTED, order.mapping)
    batch = handovers.prepare(
        table, order.unit, order.mapping, now=now, weights=weights, materials=materials
    )
    _tell_of_file(table, batch.result)
    return Ready(
        order,
        batch.result,
        lambda trial, progress: handover_store.store(
            batch,
            receiver=order.receiver,
            person=person,
            now=now,
            is_trial=trial,
            progress=progress,
        ),
    )


def _table(file: File, wanted: Wanted, mapping: Mapping) -> Table:
    return read_table(
        file.content,
        file.name,
        recognise=recogniser(wanted, mapping),
        encoding=file.encoding,
        sheet=mapping.sheet,
    )


def _tell_of_file(table: Table, result: ImportResult) -> None:
    if table.sheet is not None:
        result.note(SHEET_READ, sheet=table.sheet)
    if table.encoding_is_guess:
        result.note(ENCODING_GUESSED, encoding=table.encoding)
