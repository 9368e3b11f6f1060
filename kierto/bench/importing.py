"""A workbook of many listings into the database, and once more to see that nothing doubles.

The anchor is what one writes first: read the workbook and add each row to the
session. It checks nothing, knows no weights and would add every row again; it is the time that
must not be far exceeded for doing all that.
"""

import io
import resource
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from kierto.bench.databases import fresh
from kierto.bench.results import Result, Times
from kierto.db import session, transaction
from kierto.documents.tables import Sheet, write_xlsx
from kierto.domain.condition import Condition
from kierto.domain.states import ListingState
from kierto.domain.units import MassBasis, Measure, Quantity
from kierto.domain.visibility import OrganisationKind
from kierto.models import Category, Listing, Organisation, Unit
from kierto.services import reference
from kierto.services.imports.running import File, Order, make_ready

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
HEADER = ("viite", "nimi", "luokka", "määrä", "kunto", "paino kg/kpl", "leveysaste", "pituusaste")
CATEGORIES = ("office-chair", "office-desk", "school-desk", "school-chair", "bookshelf")
_MEGABYTE = 1024


def run(
    backend: str,
    *,
    listings: int,
    database_url: str | None,
    progress: Callable[[str], None],
) -> Result:
    """Measure on a database of its own. Raises NoServer."""
    progress(f"{backend}: writing a workbook of {listings} rows …")
    workbook = _workbook(listings)
    with fresh(backend, database_url):
        with transaction():
            reference.load(NOW)
            organisation = Organisation(
                name="Kaupunki", kind=OrganisationKind.MUNICIPALITY, created_at=NOW
            )
            session.add_all(
                Unit(code=code, name=code, organisation=organisation)
                for code in ("kierto", "anchor")
            )
        progress(f"{backend}: importing …")
        first, created = _import(workbook)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MEGABYTE
        progress(f"{backend}: importing the same again …")
        again, doubled = _import(workbook)
        progress(f"{backend}: the anchor …")
        begin = perf_counter()
        _anchor(workbook)
        anchor = perf_counter() - begin
        stored = session.scalar(
            select(func.count(Listing.id))
            .join(Unit, Listing.unit_id == Unit.id)
            .where(Unit.code == "kierto")
        )
    return Result(
        bench="import",
        backend=backend,
        n=listings,
        kierto=Times([first]),
        anchor=Times([anchor]),
        anchor_name="session.add of each row, nothing checked",
        wrong=abs(listings - created) + doubled + abs(listings - (stored or 0)),
        compared=listings,
        more={"again_ms": Times([again]).median_ms, "peak_mb": memory},
    )


def _workbook(rows: int) -> bytes:
    lines = (
        (
            f"INV-{n:06}",
            f"Tavara {n}",
            CATEGORIES[n % len(CATEGORIES)],
            n % 40 + 1,
            ("hyvä", "kulunut", "uusi")[n % 3],
            n % 30 + 1,
            65 + n % 997 / 1000,
            24 + n % 991 / 1000,
        )
        for n in range(rows)
    )
    # Coordinates go as text: a cell is text, an exact number, a day or nothing.
    cells = ([str(c) if isinstance(c, float) else c for c in line] for line in lines)
    return write_xlsx([Sheet("Tavarat", HEADER, cells)])


def _import(workbook: bytes) -> tuple[float, int]:
    """Seconds, and how many listings were new."""
    unit = session.scalars(select(Unit).where(Unit.code == "kierto")).one()
    begin = perf_counter()
    order = Order(kind="listings", file=File(workbook, "tavarat.xlsx"), unit=unit)
    ready = make_ready(order, person=None, now=NOW)
    with transaction():
        result = ready.store(person=None, now=NOW)
    taken = perf_counter() - begin
    created = result.created
    session.expunge_all()
    return taken, created


def _anchor(workbook: bytes) -> None:
    unit = session.scalars(select(Unit).where(Unit.code == "anchor")).one()
    codes = {row.code: row.id for row in session.execute(select(Category.code, Category.id))}
    conditions = {"hyvä": Condition.GOOD, "kulunut": Condition.FAIR, "uusi": Condition.UNUSED}
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0)
    with transaction():
        for row in sheet.to_python()[1:]:
            reference_, title, category, quantity, condition, *_rest = row
            said = conditions[str(condition)]
            session.add(
                Listing(
                    organisation_id=unit.organisation_id,
                    unit_id=unit.id,
                    reference=str(reference_),
                    title=str(title),
                    search_text=str(title),
                    search_plain=str(title),
                    description="",
                    category_id=codes[str(category)],
                    condition=said,
                    condition_rank=said.rank,
                    state=ListingState.OPEN,
                    quantity=Quantity(int(float(str(quantity))) * 1000),
                    reserved=Quantity(0),
                    handed_over=Quantity(0),
                    ended=Quantity(0),
                    measure=Measure.PIECES,
                    mass_basis=MassBasis.MISSING,
                    version=1,
                    opened_at=NOW,
                    created_at=NOW,
                    changed_at=NOW,
                )
            )
