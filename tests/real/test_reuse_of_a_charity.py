"""The published counts of a reuse charity, entry by entry, give the totals worked out by hand."""

import csv
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from kierto.db import session, transaction
from kierto.domain.period import Period
from kierto.domain.reuse_report import Grouping
from kierto.domain.text import fold
from kierto.domain.units import MassBasis, Measure, Quantity, estimate_mass
from kierto.models import LedgerEntry
from kierto.services import ledger
from kierto.services.imports.mapping import Mapping
from tests import bookkeeping, city, importing
from tests.bookkeeping import report

PERIODS = (
    (Period(date(2017, 3, 1), date(2018, 2, 28)), "8695.067", 377),
    (Period(date(2018, 3, 1), date(2019, 2, 28)), "11220.075", 480),
    (Period(date(2019, 3, 1), date(2019, 8, 31)), "9688.317", 427),
)
WHOLE = Period(date(2017, 3, 1), date(2019, 8, 31))


def test_three_accounting_periods_come_out_to_the_gram(
    app: Flask, real_file: Callable[[str], Path]
) -> None:
    counts = json.loads(
        real_file("dcs_ace-furniture-count.json").read_text("utf-8"), parse_float=Decimal
    )
    weights = {
        row["item"]: Fraction(row["avg-kg"])
        for row in json.loads(
            real_file("dcs_ace-furniture-avg-weight.json").read_text("utf-8"), parse_float=Decimal
        )
    }
    with transaction():
        for row in counts:
            quantity = Quantity.from_decimal(row["count"])
            movement = bookkeeping.movement(
                occurred_on=date.fromisoformat(row["yyyy-MM-dd"]),
                item=row["item"],
                quantity=quantity,
                mass=estimate_mass(quantity, Measure.PIECES, weights[row["item"]]),
                mass_basis=MassBasis.AVERAGE,
            )
            ledger.append(movement, person=None, now=city.NOW)
    whole = report(Grouping.BASIS, period=WHOLE)
    assert f"{whole.total.mass.kilograms:f}" == "29603.459"
    assert bookkeeping.kilograms(whole) == {("average",): "29603.459"}
    assert whole.total.entries == 175
    for period, mass, pieces in PERIODS:
        found = report(period=period).total
        assert f"{found.mass.kilograms:f}" == mass
        assert found.quantities == {Measure.PIECES: Quantity.from_decimal(pieces)}


@pytest.mark.parametrize("parts", [1, 2, 7])
def test_any_cut_of_the_time_adds_up_to_the_whole(
    app: Flask, real_file: Callable[[str], Path], parts: int
) -> None:
    counts = json.loads(real_file("dcs_ace-furniture-count.json").read_text("utf-8"))
    with transaction():
        for number, row in enumerate(counts):
            movement = bookkeeping.movement(
                occurred_on=date(2019, 1 + number % 12, 1 + number % 28),
                pieces=str(row["count"]),
                grams=row["count"] * 340 + number,
            )
            ledger.append(movement, person=None, now=city.NOW)
    cuts = [date(2019, 1, 1), *(date(2019, 1 + 12 * k // parts, 1) for k in range(1, parts))]
    ends = [date.fromordinal(day.toordinal() - 1) for day in cuts[1:]] + [date(2019, 12, 31)]
    sums = [report(period=Period(*pair)).total for pair in zip(cuts, ends, strict=True)]
    whole = report(period=Period.year(2019)).total
    assert sum(one.mass.grams for one in sums) == whole.mass.grams
    assert sum(one.entries for one in sums) == whole.entries == 175


def test_an_item_whose_material_joins_has_its_factor_and_the_others_none(
    app: Flask, real_file: Callable[[str], Path]
) -> None:
    materials = real_file("dcs_ace-furniture-to-scottishCarbonMetric.csv")
    result = importing.run(
        "handovers",
        real_file("dcs_ace-furniture-count.json"),
        weights=real_file("dcs_ace-furniture-avg-weight.json"),
        materials=materials,
    )
    assert importing.counts(result) == (175, 175, 0, 0, 0)
    with materials.open(encoding="utf-8", newline="") as lines:
        material_of = {fold(row["item"]): row["material"] for row in csv.DictReader(lines)}
    found: dict[str, set[str | None]] = {}
    for item, key in session.execute(select(LedgerEntry.item, LedgerEntry.factor_key)):
        found.setdefault(material_of[fold(item)], set()).add(key)
    # One factor for each material, never another one and never a zero.
    assert {material: len(keys) for material, keys in found.items()} == dict.fromkeys(found, 1)
    joined = {material for material, keys in found.items() if keys != {None}}
    assert {"Wood", "Scrap Metal", "WEEE - Small"} <= joined
    assert set(found) - joined == {"Textiles and Footwear", "Textiles", "WEEE - Mixed"}
    missing = next(note for note in importing.notes(result) if "emission factor" in note)
    assert "2 seater sofa (Textiles and Footwear)" in missing


def test_k18_one_category_of_the_report_whatever_blanks_and_capitals(
    app: Flask, real_file: Callable[[str], Path]
) -> None:
    """The file writes “Furniture ” with a blank; a mapping for “furniture” meets all of them."""
    rows = json.loads(real_file("dcs_ace-furniture-count.json").read_text("utf-8"))
    writings = ("Furniture", "furniture ", "FURNITURE", "Furniture\u00a0")
    table = "date;item;category;count\n"
    furniture = [row for row in rows if row["category"].strip() == "Furniture"]
    for number, row in enumerate(furniture):
        item = row["item"].replace('"', '""')
        table += f'{row["yyyy-MM-dd"]};"{item}";{writings[number % 4]};{row["count"]}\n'
    result = importing.run(
        "handovers",
        table,
        mapping=Mapping(categories={"furniture": "school-desk"}),
        weights=real_file("dcs_ace-furniture-avg-weight.json"),
    )
    assert result.error_count == 0
    assert bookkeeping.kilograms(report(Grouping.CATEGORY, period=WHOLE)) == {
        ("school-desk",): "11813.000"
    }
