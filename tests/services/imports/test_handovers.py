"""Past handovers from tables into the ledger."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from kierto.db import session
from kierto.domain.hierarchy import Direction, Step
from kierto.domain.units import Mass, MassBasis, Measure, Quantity
from kierto.models import Handover, LedgerEntry
from kierto.queries import ledger
from kierto.services.imports.mapping import Mapping
from kierto.services.imports.running import ReceiverIsGiver
from tests.importing import counts, errors, kilograms, notes, run

pytestmark = pytest.mark.usefixtures("app")


def entries(*columns: str) -> list[tuple]:
    found = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id))
    return [tuple(getattr(each, column) for column in columns) for each in found]


def test_a_row_is_a_handover_and_one_entry_of_a_sound_chain() -> None:
    table = "päivä;tavara;luokka;kpl;kg\n1.3.2026;Tuolit;office-chair;4;26,5\n"
    result = run("handovers", table)
    assert (counts(result), kilograms(result)) == ((1, 1, 0, 0, 0), Decimal("26.500"))
    assert entries(
        "item", "quantity", "mass", "mass_basis", "step", "direction", "receiver_unit"
    ) == [
        (
            *("Tuolit", Quantity(4_000), Mass(26_500), MassBasis.DECLARED),
            *(Step.REUSE, Direction.EXTERNAL, None),
        )
    ]
    handover = session.scalars(select(Handover)).one()
    assert (handover.listing_id, str(handover.occurred_on), handover.estimated_mass) == (
        *(None, "2026-03-01"),
        Mass(26_500),
    )
    assert ledger.verify().ok


def test_the_receiver_decides_direction_and_step() -> None:
    table = "date;item;category;count\n2026-03-01;{};office-chair;1\n"
    run("handovers", table.format("a"), receiver="kivikko")
    run("handovers", table.format("b"), receiver="suensaari")
    run("handovers", table.format("c"), receiver="materiaalikeskus")
    assert entries("direction", "step", "receiver_unit") == [
        (Direction.INTERNAL, Step.REUSE, "Kivikon päiväkoti"),
        (Direction.EXTERNAL, Step.REUSE, "Suensaaren koulu"),
        (Direction.INTERNAL, Step.MOVED, "Materiaalikeskus"),
    ]
    with pytest.raises(ReceiverIsGiver):
        run("handovers", table.format("d"), receiver="syvakangas")


def test_weight_comes_from_the_row_then_the_weights_then_the_category_then_nowhere() -> None:
    table = (
        "date;item;category;count;kg\n"
        "2026-03-01;Own;office-chair;2;30\n"
        "2026-03-01; DESK,\u00a0big ;office-chair;2;\n"
        "2026-03-01;Chair;office-chair;2;\n"
        "2026-03-01;Heap;unsorted;2;\n"
    )
    weights = b'[{"item":"Desk, big","avg-kg":17.033333333333335}]'
    result = run("handovers", table, weights=weights)
    found = entries("mass", "mass_basis")
    assert found[:2] == [(Mass(30_000), MassBasis.DECLARED), (Mass(34_067), MassBasis.AVERAGE)]
    assert found[2][1] is MassBasis.AVERAGE and found[2][0] > Mass(0)
    assert found[3] == (None, MassBasis.MISSING)
    assert "1 rows have no weight and are counted apart: row 5." in notes(result)


def test_k20_kilograms_tonnes_and_grams_are_one_mass() -> None:
    table = "date;item;t;kg\n2026-03-01;a;0,25;\n2026-03-01;b;;250\n2026-03-01;c;;250 000 g\n"
    result = run("handovers", table)
    assert entries("mass") == [(Mass(250_000),)] * 3
    assert kilograms(result) == Decimal("750.000")


def test_many_small_rows_are_summed_before_they_are_rounded() -> None:
    rows = "".join(f"2026-03-01;{n};0,340\n" for n in range(1499))
    assert kilograms(run("handovers", "date;item;kg\n" + rows)) == Decimal("509.660")


def test_a_half_gram_is_rounded_up_once() -> None:
    run("handovers", "date;item;kg\n2026-03-01;a;0,0125\n2026-03-01;b;0,0005\n")
    assert entries("mass") == [(Mass(13),), (Mass(1),)]


def test_a_weight_that_may_be_thousand_or_fraction_is_refused() -> None:
    assert errors(run("handovers", "date;item;t\n2026-03-01;a;1.500\n")) == [
        (2, "t", "1.500", "AmbiguousNumber")
    ]


def test_kilograms_in_the_column_of_tonnes_are_noticed() -> None:
    table = "date;item;category;count;t\n2026-03-01;a;office-chair;2;24\n"
    assert any("Look at the weight in row 2" in note for note in notes(run("handovers", table)))


def test_a_row_of_nothing_is_left_out_and_said_so() -> None:
    result = run("handovers", "date;item;t\n2026-03-01;a;0\n2026-03-01;b;0,5\n")
    assert counts(result) == (2, 1, 0, 1, 0)
    assert "Amount zero, so nothing to record: row 2." in notes(result)


def test_an_item_without_category_is_known_exactly_or_not_yet_classified() -> None:
    result = run("handovers", "date;item;count\n2026-03-01;työpöytä;1\n2026-03-01;Tankki;1\n")
    assert entries("category_code") == [("office-desk",), ("unsorted",)]
    assert any("not yet classified: Tankki." in note for note in notes(result))


def test_days_that_are_none_or_still_to_come_are_errors() -> None:
    table = "date;item;count\n03/04/2026;a;1\n2026-02-30;b;1\n;c;1\n2026-11-26;d;1\n1.1.1900;e;1\n"
    assert errors(run("handovers", table)) == [
        (2, "date", "03/04/2026", "UnclearDay"),
        (3, "date", "2026-02-30", "UnclearDay"),
        (4, "date", "", "ValueMissing"),
        (5, "date", "2026-11-26", "InTheFuture"),
        (6, "date", "1.1.1900", "UnclearDay"),
    ]


def test_k22_an_instant_counts_on_its_day_in_finland() -> None:
    run(
        "handovers",
        "date;item;count\n2025-12-31T22:30:00Z;a;1\n2025-12-31T21:59:59Z;b;1\n"
        "2014-10-09 10:30:43.999;c;1\n",
    )
    assert [str(day) for (day,) in entries("occurred_on")] == [
        *("2026-01-01", "2025-12-31"),
        "2014-10-09",
    ]


def test_a_material_that_joins_gives_its_factor_and_one_that_does_not_is_missing() -> None:
    table = (
        "date;item;category;count\n2026-03-01;Desk;office-desk;1\n2026-03-01;Sofa;office-desk;1\n"
    )
    materials = b"item,material\nDesk,Wood\nSofa,Textiles and Foil\n"
    result = run("handovers", table, materials=materials)
    assert entries("factor_key") == [("ef_prod_wood",), (None,)]
    assert any("missing: Sofa (Textiles and Foil)." in note for note in notes(result))


def test_the_same_file_again_adds_nothing_and_equal_rows_are_two_things() -> None:
    table = "date;item;count\n2026-03-01;a;1\n2026-03-01;a;1\n"
    assert counts(run("handovers", table)) == (2, 2, 0, 0, 0)
    assert counts(run("handovers", table)) == (2, 0, 0, 2, 0)
    assert counts(run("handovers", table, "kivikko")) == (2, 2, 0, 0, 0)


def test_one_wrong_row_leaves_the_ledger_as_it_was() -> None:
    rows = "".join(f"2026-03-01;{n};1\n" for n in range(700))
    result = run("handovers", f"date;item;count\n{rows}2026-03-01;x;-1\n")
    assert errors(result) == [(702, "count", "-1", "NothingMoved")]
    assert (entries("id"), ledger.verify().entries) == ([], 0)


def test_a_trial_leaves_the_chain_where_it_was() -> None:
    table = "date;item;count\n2026-03-01;a;1\n"
    assert counts(run("handovers", table, is_trial=True)) == (1, 1, 0, 0, 0)
    assert counts(run("handovers", table)) == (1, 1, 0, 0, 0)
    assert entries("id") == [(1,)]
    assert ledger.verify().ok


def test_only_the_rows_that_are_asked_for_are_imported() -> None:
    table = "date;who;io;t\n2026-03-01;a;in;1\n2026-03-01;b;out;2\n"
    mapping = Mapping(columns={"item": "who"}, only={"io": "out"})
    result = run("handovers", table, mapping=mapping)
    assert (counts(result), kilograms(result)) == ((2, 1, 0, 1, 0), Decimal("2000.000"))
    assert entries("item", "measure") == [("b", Measure.PIECES)]
