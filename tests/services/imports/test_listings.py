"""Listings from tables: understood, complete, found again, all or none."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from kierto.db import session, transaction
from kierto.domain.condition import Condition
from kierto.domain.errors import NotAllowed
from kierto.domain.states import ListingState
from kierto.domain.units import Mass, MassBasis, Measure, Quantity
from kierto.models import Category, Event, ImportRun, Listing
from kierto.services import claims
from kierto.services.imports.columns import ColumnsNotFound
from kierto.services.imports.mapping import Mapping
from tests import city
from tests.importing import counts, errors, notes, run
from tests.outside.tables.workbooks import xlsx

pytestmark = pytest.mark.usefixtures("app")


def stored(*columns: str, code: str = "syvakangas") -> list[tuple[Any, ...]]:
    listings = session.scalars(
        select(Listing).where(Listing.unit_id == city.unit(code).id).order_by(Listing.id)
    )
    return [tuple(getattr(each, column) for column in columns) for each in listings]


def test_a_row_becomes_an_open_listing_with_what_the_city_knows() -> None:
    result = run(
        "listings",
        "viite;nimi;luokka;määrä;kunto;paino kg/kpl;paikka;saatavilla asti;hinta\n"
        "00123;Pulpetti, säädettävä;Koulupöytä;30 kpl;hyvä;12,5;Kemi;31.12.2026;\n"
        "A2;Toimistotuoli;office-chair;4;uusi;;;2026-12-24;25\n",
    )
    assert errors(result) == []
    assert counts(result) == (2, 2, 0, 0, 0)
    assert stored("reference", "title", "quantity", "condition", "mass", "mass_basis", "state") == [
        *[
            (
                *("00123", "Pulpetti, säädettävä", Quantity(30_000), Condition.GOOD),
                *(Mass(375_000), MassBasis.DECLARED, ListingState.OPEN),
            )
        ],
        (
            *("A2", "Toimistotuoli", Quantity(4_000), Condition.UNUSED),
            *(stored("mass")[1][0], MassBasis.AVERAGE, ListingState.OPEN),
        ),
    ]
    assert stored("available_until", "place_name") == [
        (date(2026, 12, 31), "Kemi"),
        (date(2026, 12, 24), "Syväkankaan koulu"),
    ]
    first = session.scalars(select(Listing).order_by(Listing.id)).first()
    assert first is not None
    assert (first.version, first.unit.code, first.category.code) == (2, "syvakangas", "school-desk")
    assert session.scalars(select(Event.kind)).all() == ["listed", "listed"]
    finished = session.scalars(select(ImportRun)).one()
    assert (finished.kind, finished.rows, finished.created, len(finished.digest)) == (
        *("listings", 2, 2),
        64,
    )


@pytest.mark.parametrize(
    ("text", "kilograms"),
    [
        ("4,20", "4.20"),
        ("0,75", "0.75"),
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1\u202f234,56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("12.5", "12.5"),
        ("1,800", "1.800"),
    ],
)
def test_k08_weights_are_read_as_people_write_them(text: str, kilograms: str) -> None:
    run(
        "listings",
        f"nimi;luokka;kpl;paino\nTuoli;chair;2;{text}\n".replace("chair", "office-chair"),
    )
    assert stored("kilograms_per_measure") == [(Decimal(kilograms),)]


@pytest.mark.parametrize("text", ["1,2,3", "12 kg", "1.500", "paljon", "0", "-3"])
def test_k08_a_weight_that_cannot_be_read_names_row_and_column(text: str) -> None:
    table = f"nimi;luokka;kpl;paino\nTuoli;office-chair;2;7\nTuoli;office-chair;2;{text}\n"
    result = run("listings", table)
    assert [(row, column, value) for row, column, value, _kind in errors(result)] == [
        (3, "paino", text)
    ]
    assert stored("id") == []


def test_k08_an_empty_weight_is_unknown_and_becomes_an_average_not_zero() -> None:
    run("listings", "nimi;luokka;kpl;paino\nTuoli;office-chair;2;\nErä;unsorted;2;\n")
    found = stored("mass", "mass_basis")
    assert found[0][0] > Mass(0) and found[0][1] is MassBasis.AVERAGE
    assert found[1] == (None, MassBasis.MISSING)


def test_a_column_that_writes_points_is_believed() -> None:
    run("listings", "nimi;luokka;kpl;paino\nA;office-chair;1;1.250\nB;office-chair;1;0.5\n")
    assert stored("kilograms_per_measure") == [(Decimal("1.250"),), (Decimal("0.5"),)]


def test_a_weight_of_the_whole_lot_is_shared_out() -> None:
    run("listings", "nimi;luokka;kpl;kokonaispaino\nTuolit;office-chair;3;100\n")
    assert stored("mass", "mass_basis") == [(Mass(100_000), MassBasis.DECLARED)]


@pytest.mark.parametrize(
    ("text", "quantity", "measure", "grams"),
    [
        ("0,25 t", 250, Measure.TONNES, 250_000),
        ("250 kg", 250_000, Measure.KILOGRAMS, 250_000),
        ("250 000 g", 250_000, Measure.KILOGRAMS, 250_000),
    ],
)
def test_measures_behind_the_number_count(
    text: str, quantity: int, measure: Measure, grams: int
) -> None:
    run("listings", f"nimi;luokka;määrä\nErä;unsorted;{text}\n")
    assert stored("quantity", "measure", "mass") == [(Quantity(quantity), measure, Mass(grams))]


def test_pounds_and_short_tons_are_refused() -> None:
    result = run("listings", "nimi;luokka;määrä;yksikkö\nA;unsorted;5;lb\nB;unsorted;2 tons;\n")
    assert errors(result) == [
        (2, "yksikkö", "lb", "UnknownMeasure"),
        (3, "määrä", "2 tons", "UnknownMeasure"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Kalusteet",
        "kalusteet ",
        "KALUSTEET",
        "Kalusteet\u00a0",
        "Furniture ",
        "möbler",
        "furniture",
    ],
)
def test_k18_a_category_is_known_by_any_of_its_names_in_any_writing(name: str) -> None:
    categories = session.scalar(select(func.count()).select_from(Category))
    run("listings", f"nimi;luokka;kpl\nErä;{name};1\n")
    assert [each.code for (each,) in stored("category")] == ["furniture"]
    assert session.scalar(select(func.count()).select_from(Category)) == categories


def test_k18_letters_in_parts_are_the_same_letters() -> None:
    decomposed = "Tyo\u0308po\u0308yta\u0308"
    run("listings", f"nimi;luokka;kpl\nErä;{decomposed};1\n{decomposed};;1\n")
    assert [each.code for (each,) in stored("category")] == ["office-desk", "office-desk"]
    assert stored("title")[1] == ("Työpöytä",)


def test_k12_an_unknown_category_is_an_error_and_never_made() -> None:
    result = run("listings", "nimi;luokka;kpl\nA;Pöytiä ja muuta;1\nVihreä jakkara;;1\n;;1\n")
    assert errors(result) == [
        (2, "luokka", "Pöytiä ja muuta", "UnknownCategory"),
        (3, "luokka", "", "CategoryNeeded"),
        (4, "nimi", "", "ValueMissing"),
    ]


def test_the_mapping_names_columns_constants_and_categories() -> None:
    mapping = Mapping(
        columns={"title": "Item Name", "quantity": "Antal st"},
        constants={"condition": "bra"},
        categories={"diverse": "unsorted"},
    )
    table = "Item Name;Antal st;kategori\nLåda;3;Diverse\n"
    assert counts(run("listings", table, mapping=mapping)) == (1, 1, 0, 0, 0)
    assert stored("title", "quantity", "condition") == [("Låda", Quantity(3_000), Condition.GOOD)]


def test_k12_a_header_that_cannot_be_matched_stops_before_anything_is_written() -> None:
    with pytest.raises(ColumnsNotFound, match="Väri, Koko"):
        run("listings", "Väri;Koko\nsininen;3\n")
    assert stored("id") == []


def test_k13_the_same_file_again_changes_nothing_and_a_changed_one_only_what_changed() -> None:
    head = "viite;nimi;luokka;kpl\n"
    table = head + "A1;Tuoli;office-chair;1\nA2;Tuoli;office-chair;2\nA3;Tuoli;office-chair;3\n"
    assert counts(run("listings", table)) == (3, 3, 0, 0, 0)
    assert counts(run("listings", table)) == (3, 0, 0, 3, 0)
    changed = table.replace("A2;Tuoli;office-chair;2", "A2;Tuoli;office-chair;5")
    assert counts(run("listings", changed + "A4;Tuoli;office-chair;4\n")) == (4, 1, 1, 2, 0)
    assert stored("reference", "quantity") == [
        *[("A1", Quantity(1_000)), ("A2", Quantity(5_000))],
        *[("A3", Quantity(3_000)), ("A4", Quantity(4_000))],
    ]
    other = head + "A1;Kaappi;cabinet;9\n".replace("cabinet", "office-desk")
    assert counts(run("listings", other, "kivikko")) == (1, 1, 0, 0, 0)
    assert stored("title")[0] == ("Tuoli",)


def test_what_a_person_changed_and_the_file_does_not_say_is_kept() -> None:
    run("listings", "viite;nimi;luokka;kpl\nA1;Tuoli;office-chair;1\n")
    with transaction():
        listing = session.scalars(select(Listing)).one()
        listing.description = "Käsinojat puuttuvat"
    table = "viite;nimi;luokka;kpl;kuvaus\nA1;Työtuoli;office-chair;1;\n"
    assert counts(run("listings", table)) == (1, 0, 1, 0, 0)
    assert stored("title", "description") == [("Työtuoli", "Käsinojat puuttuvat")]


def test_two_equal_rows_without_reference_are_two_things_and_stay_two() -> None:
    table = "nimi;luokka;kpl\nTuoli;office-chair;1\nTuoli;office-chair;1\n"
    assert counts(run("listings", table)) == (2, 2, 0, 0, 0)
    assert counts(run("listings", table)) == (2, 0, 0, 2, 0)
    more = table + "Tuoli;office-chair;1\n"
    assert counts(run("listings", more)) == (3, 1, 0, 2, 0)


def test_one_reference_twice_in_a_file_is_an_error() -> None:
    table = "viite;nimi;luokka;kpl\nA1;Tuoli;office-chair;1\nA1;Sohva;office-chair;2\n"
    assert errors(run("listings", table)) == [(3, "viite", "A1", "ReferenceTwice")]


def test_k04_what_is_promised_cannot_be_imported_away() -> None:
    row = "viite;nimi;luokka;kpl\nA1;Tuoli;office-chair;"
    run("listings", row + "10\n")
    with transaction():
        listing = session.scalars(select(Listing)).one()
        claims.request(
            listing.id,
            city.unit("kivikko"),
            Quantity(7_000),
            person=city.person("paivakoti"),
            now=city.NOW,
        )
    refused = run("listings", row + "5\n")
    assert errors(refused) == [(2, "kpl", "5", "LessThanPromised")]
    assert "7 is reserved" in str(refused.errors[0].problem)
    assert counts(run("listings", row + "7\n")) == (1, 0, 1, 0, 0)
    assert [each.free for each in session.scalars(select(Listing))] == [Quantity(0)]
    assert counts(run("listings", row + "12\n")) == (1, 0, 1, 0, 0)
    assert [each.free for each in session.scalars(select(Listing))] == [Quantity(5_000)]


def test_k17_one_wrong_row_means_that_none_is_stored() -> None:
    rows = "".join(f"A{n};Tuoli;office-chair;1\n" for n in range(1200))
    result = run("listings", "viite;nimi;luokka;kpl\n" + rows + "X;Tuoli;office-chair;monta\n")
    assert (counts(result), result.is_trial) == ((1201, 0, 0, 0, 1), True)
    assert errors(result) == [(1202, "kpl", "monta", "InvalidNumber")]
    assert stored("id") == []
    assert session.scalars(select(ImportRun)).all() == []


def test_a_trial_tells_the_same_and_stores_nothing() -> None:
    table = "viite;nimi;luokka;kpl\nA1;Tuoli;office-chair;1\n"
    result = run("listings", table, is_trial=True)
    assert counts(result) == (1, 1, 0, 0, 0)
    assert [(row.row, row.title, row.quantity) for row in result.understood] == [
        (2, "Tuoli", Quantity(1_000))
    ]
    assert stored("id") == []


def test_hazardous_things_are_row_errors() -> None:
    result = run(
        "listings",
        "nimi;luokka;kpl;ewc\nErä;unsorted;1;01 03 04*\nErä;unsorted;1;200307\n"
        "Erä;unsorted;1;99 99 99\n",
    )
    assert errors(result) == [
        (2, "ewc", "01 03 04*", "HazardousWaste"),
        (4, "ewc", "99 99 99", "UnknownWasteCode"),
    ]


def test_k09_codes_from_a_workbook_keep_their_zeros() -> None:
    source = xlsx(
        ["tunnus", "nimi", "luokka", "kpl", "postinumero"],
        ["000123", "A", "unsorted", 1, "00100"],
        [5.0, "B", "unsorted", 1, 100],
        ["1914310000010100016", "C", "unsorted", 1, "01120"],
    )
    assert counts(run("listings", source)) == (3, 3, 0, 0, 0)
    assert stored("reference", "place_name", "latitude") == [
        ("000123", "00100", None),
        ("5", "00100", None),
        ("1914310000010100016", "01120", None),
    ]


def test_k16_layout_of_a_workbook_does_not_become_goods() -> None:
    def layout(book: Any) -> None:
        sheet = book.worksheets[0]
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("B4:B6")
        sheet.row_dimensions[5].hidden = True
        book.create_sheet("Ohje")

    source = xlsx(
        ["Kouluremontti 2026"],
        [],
        ["nimi", "kunta", "kpl", "luokka"],
        ["A", "Rovaniemi", 1, "unsorted"],
        ["B", None, 1, "unsorted"],
        ["C", None, 1, "unsorted"],
        ["Yhteensä", None, 3, None],
        change=layout,
    )
    result = run("listings", source)
    assert counts(result) == (3, 3, 0, 0, 0)
    assert stored("title", "place_name") == [
        ("A", "Rovaniemi"),
        ("B", "Rovaniemi"),
        ("C", "Rovaniemi"),
    ]
    told = notes(result)
    assert "Left out as sums: row 7." in told
    assert "Hidden rows were read too: 5." in told
    assert "Read from sheet “Tavarat”." in told


def test_k15_a_formula_without_value_is_a_row_error() -> None:
    source = xlsx(["nimi", "luokka", "kpl"], ["A", "unsorted", "=1+1"])
    assert errors(run("listings", source)) == [(2, "kpl", "formula", "FormulaWithoutValue")]


def test_who_may_not_import_for_the_unit_is_refused() -> None:
    table = "nimi;luokka;kpl\nA;unsorted;1\n"
    assert counts(run("listings", table, person=city.person("ymparisto"))) == (1, 1, 0, 0, 0)
    for login in ("koulu", "auditoija", "puuseppa"):
        with pytest.raises(NotAllowed):
            run("listings", table, person=city.person(login))


def test_an_import_does_not_depend_on_the_number_of_rows_for_its_queries(app: Flask) -> None:
    from sqlalchemy import event

    from kierto.db import db

    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    rows = "".join(f"Tuoli {n};office-chair;1\n" for n in range(400))
    run("listings", "nimi;luokka;kpl\n" + rows)
    assert len(stored("id")) == 400
    assert len(asked) < 60, app.name
