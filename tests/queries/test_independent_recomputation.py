"""The report equals what anybody can work out from the exported ledger and the factor file.

Nothing of Kierto's own arithmetic is used here: only the lines of the export, the shipped CSV
files, and plain Python.
"""

import csv
import json
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kierto
from kierto.db import session
from kierto.documents.reuse_report_json import document
from kierto.domain.hierarchy import Step
from kierto.domain.period import Period
from kierto.domain.reuse_report import Grouping
from kierto.domain.units import Mass, MassBasis, Quantity
from kierto.queries.ledger import all_entries, exported, verify
from kierto.queries.reuse_report import reuse_report
from kierto.services import ledger
from tests import bookkeeping, city

DATA = Path(kierto.__file__).parent / "data"
CATEGORIES = ("school-desk", "office-desk", "office-chair", "electric-desk", "saddle-chair")
FIRST, LAST = date(2025, 11, 1), date(2026, 2, 28)


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FACTORS = {row["key"]: row for row in rows_of("factors.csv")}
ENERGY = {r["code"] for r in rows_of("categories.csv") if "energy_using" in r["flags"].split("|")}


def half_even(value: Fraction | None) -> str | None:
    """Three decimals."""
    if value is None:
        return None
    thousandths = round(value * 1000)
    sign = "-" if thousandths < 0 else ""
    return f"{sign}{abs(thousandths) // 1000}.{abs(thousandths) % 1000:03d}"


def own_report(lines: list[dict[str, Any]], first: date, last: date, as_of: date) -> dict[str, Any]:
    helsinki = ZoneInfo("Europe/Helsinki")
    end = datetime.combine(as_of + timedelta(days=1), datetime.min.time(), helsinki)
    seen = [
        line
        for line in lines
        if first.isoformat() <= line["occurred_on"] <= last.isoformat()
        and datetime.fromisoformat(line["recorded_at"]) < end
    ]
    gone = {line["reverses_id"] for line in seen if line["reverses_id"]}
    standing = [x for x in seen if x["id"] not in gone and not x["reverses_id"]]
    reuse = [x for x in standing if x["step"] == "reuse"]
    gross, considered, transport, covered = [], [], [], 0
    for line in reuse:
        factor = FACTORS.get(line["factor_key"] or "")
        if factor is None or not factor["value"]:
            continue
        value = Fraction(factor["value"])
        if factor["unit"] == "kgCO2e/item":
            if line["measure"] != "pcs" or line["quantity"] is None:
                continue
            amount = value * line["quantity"] / 1000
        elif line["mass"] is None:
            continue
        else:
            amount = value * line["mass"] / 1000 / 1000
        gross.append(amount)
        covered += line["mass"] or 0
        if line["category_code"] in ENERGY:
            continue
        considered.append(amount)
        if line["distance_m"] is not None and line["mass"] is not None:
            per_tkm = Fraction(FACTORS["ef_tkm_van_avg_diesel"]["value"]) + Fraction(
                FACTORS["ef_tkm_van_avg_diesel_wtt"]["value"]
            )
            tonne_km = Fraction(line["mass"], 10**6) * Fraction(line["distance_m"], 1000)
            transport.append(tonne_km * per_tkm)
    net = None if not considered else sum(considered) * Fraction(47, 200) - sum(transport)
    groups: dict[tuple[str, str, str], list[Any]] = defaultdict(lambda: [0, 0, 0])
    for line in reuse:
        group = groups[line["category_code"], line["occurred_on"][:7], line["direction"]]
        group[0] += line["mass"] or 0
        group[1] += line["mass"] is not None
        group[2] += 1
    total = sum(line["mass"] or 0 for line in reuse)
    steps: dict[str, int] = defaultdict(int)
    for line in standing:
        steps[line["step"]] += 1
    return {
        "total": half_even(Fraction(total, 1000)),
        "by_basis": {
            basis: half_even(
                Fraction(sum(x["mass"] for x in reuse if x["mass_basis"] == basis), 1000)
            )
            for basis in ("weighed", "declared", "average")
        },
        "without": sum(line["mass"] is None for line in reuse),
        "steps": dict(steps),
        "gross": half_even(sum(gross, Fraction()) if gross else None),
        "transport": half_even(sum(transport, Fraction()) if transport else None),
        "net": half_even(net),
        "coverage": None if not total else round(Fraction(covered, total) * 10_000),
        "groups": {
            key: (half_even(Fraction(mass, 1000)) if known else None, count)
            for key, (mass, known, count) in groups.items()
        },
    }


def as_own(found: dict[str, Any]) -> dict[str, Any]:
    coverage = found["co2e"]["coverage"]
    return {
        "total": found["total_kg"],
        "by_basis": found["by_basis"],
        "without": found["without_mass"]["entries"],
        "steps": {step: sums["entries"] for step, sums in found["by_step"].items()},
        "gross": found["co2e"]["gross_kg"],
        "transport": found["co2e"]["transport_kg"],
        "net": found["co2e"]["net_kg"],
        "coverage": None if coverage is None else round(Fraction(coverage) * 10_000),
        "groups": {
            (g["key"]["category"], g["key"]["month"], g["key"]["direction"]): (
                g["mass_kg"],
                g["entries"],
            )
            for g in found["groups"]
        },
    }


days = st.dates(FIRST, LAST)
instants = st.integers(0, 10 * 86_400).map(
    lambda seconds: datetime(2026, 1, 10, tzinfo=UTC) + timedelta(seconds=seconds)
)
movements = st.fixed_dictionaries(
    {
        "category": st.sampled_from(CATEGORIES),
        "receiver": st.sampled_from(["kivikko", "kirjasto", "suensaari", "puuseppa"]),
        "grams": st.none() | st.integers(1, 2_000_000),
        "pieces": st.none() | st.integers(1, 400).map(str),
        "basis": st.sampled_from([MassBasis.WEIGHED, MassBasis.DECLARED, MassBasis.AVERAGE]),
        "step": st.sampled_from([Step.REUSE, Step.REUSE, Step.PREPARING, Step.MOVED]),
        "occurred_on": days,
        "distance_m": st.none() | st.integers(0, 900_000),
        "factor_key": st.sampled_from(
            ["ef_mix_desk_board_steel", "embodied_laptop", "no_such_factor", None]
        ),
    }
)
corrections = st.fixed_dictionaries(
    {"pick": st.integers(0, 100), "grams": st.none() | st.integers(1, 10_000), "on": days}
)
steps = st.tuples(instants, movements | corrections)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    story=st.lists(steps, max_size=25),
    as_of=st.dates(date(2026, 1, 8), date(2026, 1, 22)),
    bounds=st.tuples(days, days).map(sorted),
)
def test_every_cell_equals_an_independent_recomputation(
    app: Flask, story: list[tuple[datetime, dict[str, Any]]], as_of: date, bounds: list[date]
) -> None:
    session.rollback()
    writer = city.person("ymparisto")
    standing = []
    for now, act in sorted(story, key=lambda one: one[0]):
        if "pick" not in act:
            made = bookkeeping.movement(**act)
            standing.append(ledger.append(made, person=writer, now=now))
        elif standing:
            entry = standing.pop(act["pick"] % len(standing))
            ledger.reverse(entry, reason="väärin", person=writer, now=now)
            if act["grams"] is not None:
                changes = {
                    "mass": Mass(act["grams"]),
                    "mass_basis": MassBasis.WEIGHED,
                    "occurred_on": act["on"],
                    "quantity": Quantity(act["grams"]),
                }
                standing.append(
                    ledger.replace(entry, changes, reason="väärin", person=writer, now=now)
                )
    first, last = bounds
    by = (Grouping.CATEGORY, Grouping.MONTH, Grouping.DIRECTION)
    found = document(reuse_report(Period(first, last), as_of=as_of, by=by))
    lines = [json.loads(json.dumps(exported(entry))) for entry in all_entries()]
    assert as_own(json.loads(json.dumps(found))) == own_report(lines, first, last, as_of)
    assert verify().ok
    session.rollback()
