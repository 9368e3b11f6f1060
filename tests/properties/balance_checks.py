"""What must hold in the database whatever has happened: asked with one statement each."""

import json
from typing import Any

from sqlalchemy import select, text

from kierto.db import session
from kierto.domain.hierarchy import Step
from kierto.domain.period import Period
from kierto.domain.units import Mass, MassBasis
from kierto.models import LedgerEntry, Listing
from kierto.queries import balance, ledger, ledger_list
from kierto.queries.ledger_scope import open_to
from kierto.queries.ledger_selection import Selection
from kierto.queries.reuse_report import reuse_report
from tests import city
from tests.api.calling import Caller, paged

_OF_CLAIMS = "SELECT coalesce(sum({}), 0) FROM claim c WHERE c.listing_id = l.id{}"
_OF_LEDGER = (
    "SELECT coalesce(sum(e.quantity), 0) FROM ledger_entry e "
    "WHERE e.listing_id = l.id AND e.{} IS NOT NULL"
)
_STANDING = (
    "SELECT count(*) FROM ledger_entry e WHERE e.{column} = {alias}.id AND e.reverses_id IS NULL"
)
_NOT_REVERSED = " AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id)"

BROKEN = {
    "more than exists": (
        "SELECT l.id FROM listing l WHERE l.reserved + l.handed_over + l.ended > l.quantity "
        "OR l.reserved < 0 OR l.handed_over < 0 OR l.ended < 0"
    ),
    "reserved is not what the claims hold": (
        "SELECT l.id FROM listing l WHERE l.reserved <> ("
        + _OF_CLAIMS.format(
            "c.quantity - c.handed_over - c.returned",
            " AND c.state IN ('requested', 'reserved', 'lent')",
        )
        + ")"
    ),
    "handed over is not what the claims say": (
        "SELECT l.id FROM listing l WHERE l.handed_over <> ("
        + _OF_CLAIMS.format("c.handed_over", "")
        + ")"
    ),
    "handed over is not what the ledger says": (
        f"SELECT l.id FROM listing l WHERE l.handed_over <> ({_OF_LEDGER.format('handover_id')})"
    ),
    "ended is not what the ledger says": (
        f"SELECT l.id FROM listing l WHERE l.ended <> ({_OF_LEDGER.format('outcome_id')})"
    ),
    "open with nothing left, or closed with something": (
        "SELECT l.id FROM listing l WHERE l.state IN ('open', 'closed') "
        "AND (l.state = 'closed') <> (l.quantity = l.handed_over + l.ended)"
    ),
    "the first in the queue could be served": (
        "SELECT l.id FROM listing l JOIN claim c ON c.id = (SELECT min(w.id) FROM claim w "
        "WHERE w.listing_id = l.id AND w.state = 'waiting' "
        "AND w.quantity <= l.quantity - l.handed_over - l.ended) WHERE l.state = 'open' "
        "AND c.quantity <= l.quantity - l.reserved - l.handed_over - l.ended"
    ),
    "a claim at its end holds something": (
        "SELECT c.id FROM claim c WHERE c.state IN ('handed_over', 'lapsed', 'returned') "
        "AND c.quantity <> c.handed_over + c.returned"
    ),
}
for _alias, _column in (("handover", "handover_id"), ("outcome", "outcome_id")):
    _count = _STANDING.format(column=_column, alias=_alias)
    BROKEN[f"{_alias} without its one first entry"] = (
        f"SELECT {_alias}.id FROM {_alias} WHERE ({_count} AND e.corrects_id IS NULL "
        f"AND e.quantity = {_alias}.quantity) <> 1"
    )
    BROKEN[f"{_alias} with several entries that stand"] = (
        f"SELECT {_alias}.id FROM {_alias} WHERE ({_count}{_NOT_REVERSED}) > 1"
    )

_ALL = text(
    " UNION ALL ".join(
        f"SELECT '{what}' AS what, broken.id FROM ({statement}) AS broken"
        for what, statement in BROKEN.items()
    )
)
_QUEUES = text(
    "SELECT c.id, c.listing_id, c.state, c.quantity <= l.quantity - l.handed_over - l.ended "
    "FROM claim c JOIN listing l ON l.id = c.listing_id WHERE c.state IN "
    "('waiting', 'requested', 'reserved') ORDER BY c.id"
)

Queue = dict[int, tuple[int, str, bool]]
"""For every active claim: its listing, its state, and whether so much is left in all."""


def whatever_is_broken() -> list[tuple[Any, ...]]:
    """Rows that break a rule of the exchange; none, always."""
    return [tuple(row) for row in session.execute(_ALL)]


def queue_now() -> Queue:
    """Who waits and who holds, in the order in which they came."""
    return {row[0]: (row[1], row[2], bool(row[3])) for row in session.execute(_QUEUES)}


def overtaken(before: Queue, after: Queue) -> list[tuple[int, int]]:
    """Pairs of a claim that came up from the queue and an older one that still waits for it."""
    risen = [
        number
        for number, (_, state, _) in after.items()
        if state != "waiting" and before.get(number, (0, "", False))[1] == "waiting"
    ]
    return [
        (number, older)
        for number in risen
        for older, (listing, state, servable) in after.items()
        if older < number and listing == after[number][0] and state == "waiting" and servable
    ]


def same_at_every_door(coordinator: Caller) -> None:
    """The page, the API, the export, the report and the chain tell the same."""
    person = city.person("ymparisto")
    exported = [json.loads(json.dumps(ledger.exported(one))) for one in ledger.all_entries()]
    kilograms = sum((entry["mass"] or 0 for entry in exported), start=0)
    seen = ledger_list.page(Selection(), open_to(person), language="fi", limit=10_000)
    called = paged(coordinator, "/ledger", 100)
    assert [entry["id"] for entry in called] == [entry["id"] for entry in exported]
    assert sorted(line.entry.id for line in seen.lines) == [entry["id"] for entry in exported]
    assert [entry["hash"] for entry in called] == [entry["hash"] for entry in exported]
    in_api = sum(Mass.from_kilograms(entry["mass_kg"] or 0).units for entry in called)
    assert (seen.shown.mass.units, in_api) == (kilograms, kilograms)
    year = Period(city.TODAY.replace(month=1, day=1), city.TODAY)
    report = reuse_report(year, organisations=frozenset({city.unit("kaupunki").organisation_id}))
    reused = sum(entry["mass"] or 0 for entry in exported if entry["step"] == Step.REUSE)
    assert report.total.mass.units == reused
    assert {step: sums.mass.units for step, sums in report.by_step.items() if sums.mass} == {
        step: grams
        for step in Step
        if (grams := sum(one["mass"] or 0 for one in exported if one["step"] == step))
    }
    for listing in session.scalars(select(Listing)):
        assert balance.balance_of(listing).closes
        shown = coordinator.get(f"/listings/{listing.id}").json
        amounts = (listing.free, listing.reserved, listing.handed_over, listing.ended)
        names = ("free", "reserved", "handed_over", "ended")
        assert tuple(shown[name] for name in names) == tuple(str(one) for one in amounts)
    lacking = select(LedgerEntry.id).where(LedgerEntry.mass_basis == MassBasis.MISSING)
    assert bool(session.scalars(lacking).all()) == any(one["mass"] is None for one in exported)
    verification = ledger.verify()
    assert verification.ok, verification
