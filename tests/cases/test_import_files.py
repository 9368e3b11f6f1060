"""K09, K10, K11, K13, K17: tables on their whole way, from the file to the listing and back."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from kierto.db import session
from kierto.models import ImportRun, Listing
from kierto.outside.tables.reading import read_table
from tests import city
from tests.browsing import sign_in
from tests.importing import counts, errors, run

BOTH_DATABASES = False
pytestmark = pytest.mark.usefixtures("app")

HEAD = "viite;nimi;luokka;kpl\n"


def stored() -> list[tuple[str | None, str]]:
    session.rollback()
    listings = session.scalars(select(Listing).order_by(Listing.id))
    return [(listing.reference, listing.title) for listing in listings]


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_k09_codes_survive_export_and_import(client: FlaskClient, extension: str) -> None:
    codes = ["00100", "000123", "01 03 04*", "1914310000010100016", "+358401234567"]
    rows = "".join(f"{code};Tuoli {n};office-chair;1\n" for n, code in enumerate(codes))
    run("listings", HEAD + rows)
    before = stored()
    assert [reference for reference, _ in before] == codes
    sign_in(client, "ymparisto")
    exported = client.get(f"/imports/table?unit=syvakangas&as={extension}").data
    found = [row.cells for row in read_table(exported, f"x.{extension}").rows()]
    assert [cells[1] for cells in found[1:]] == codes
    if extension == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(exported)).worksheets[0]
        assert {sheet.cell(row, 2).data_type for row in range(2, 7)} == {"s"}
    assert counts(run("listings", exported)) == (5, 0, 0, 5, 0)
    assert stored() == before


@pytest.mark.parametrize(
    "source",
    [
        b"\xef\xbb\xbf" + "nimi;määrä;luokka\r\nTuoli;10;office-chair\r\n".encode(),
        b"\xef\xbb\xbf" + '"nimi";määrä;luokka\r\nTuoli;10;office-chair\r\n'.encode(),
        "\ufeffnimi\tmäärä\tluokka\r\nTuoli\t10\toffice-chair\r\n".encode("utf-16-le"),
    ],
)
def test_k10_the_first_column_is_itself_whatever_mark_stands_before_it(source: bytes) -> None:
    assert counts(run("listings", source)) == (1, 1, 0, 0, 0)
    (listing,) = session.scalars(select(Listing))
    assert (listing.title, str(listing.quantity)) == ("Tuoli", "10")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_k11_letters_arrive_as_they_were_written(encoding: str) -> None:
    table = HEAD + "A;Pöytä 50 €;office-desk;1\nB;Šakki;office-desk;1\n"
    run("listings", table.encode(encoding))
    assert stored() == [("A", "Pöytä 50 €"), ("B", "Šakki")]


def test_k13_a_reference_belongs_to_its_unit() -> None:
    run("listings", HEAD + "A1;Tuoli;office-chair;1\n")
    assert counts(run("listings", HEAD + "A1;Sohva;sofa;2\n", "kivikko")) == (1, 1, 0, 0, 0)
    assert stored() == [("A1", "Tuoli"), ("A1", "Sohva")]


def test_k17_a_killed_import_leaves_nothing_and_the_next_one_everything(
    app: Flask, database: str, tmp_path: Path
) -> None:
    """The process dies by kill −9 while its rows are being written; then it is run again."""
    table = tmp_path / "many.csv"
    rows = "".join(f"V{n};Tuoli {n};office-chair;1\n" for n in range(3000))
    table.write_text(HEAD + rows, encoding="utf-8")
    command = [sys.executable, "-m", "kierto", "import", "listings", str(table)]
    command += ["--unit", "syvakangas", "--json"]
    environment = os.environ | {"KIERTO_DATABASE_URL": database, "KIERTO_HOME": str(tmp_path)}
    journal = Path(f"{database.removeprefix('sqlite:///')}-wal")
    begun = journal.stat().st_size if journal.exists() else 0
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        deadline = time.monotonic() + 60
        # Rows go to the write-ahead log once the page cache is full: then it is in the middle.
        while process.poll() is None and time.monotonic() < deadline:
            if journal.exists() and journal.stat().st_size > begun + 100_000:
                break
            time.sleep(0.005)
        assert process.poll() is None, "the import ended before it could be killed"
        process.send_signal(signal.SIGKILL)
    assert stored() == []
    assert session.scalar(select(func.count(ImportRun.id))) == 0
    session.rollback()
    assert counts(run("listings", table)) == (3000, 3000, 0, 0, 0)
    assert counts(run("listings", table)) == (3000, 0, 0, 3000, 0)
    assert len(set(stored())) == 3000


def test_k17_one_wrong_row_of_many_is_named_and_nothing_stored() -> None:
    rows = [f"V{n};Tuoli {n};office-chair;1\n" for n in range(5000)]
    rows[4000] = "V4000;Tuoli;office-chair;-1\n"
    result = run("listings", HEAD + "".join(rows))
    assert [(row, column, value) for row, column, value, _ in errors(result)] == [
        (4002, "kpl", "-1")
    ]
    assert stored() == []


@pytest.mark.usefixtures("city_time")
def test_k17_a_file_that_is_too_large_is_refused_before_it_is_read(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 100_000
    client = app.test_client()
    sign_in(client, "ymparisto")
    sent = {"unit": "syvakangas", "file": (io.BytesIO(b"a;" * 100_000), "iso.csv")}
    answer = client.post("/imports/new/listings", data=sent)
    assert answer.status_code == 413
    assert "<h1" in answer.text
    assert city.unit("syvakangas").code == "syvakangas"


def test_k12_a_semicolon_file_never_becomes_one_category_a_line(
    real_file: Callable[[str], Path],
) -> None:
    """Codes and names of a published table, put together with semicolons and with commas inside."""
    names = [
        row.cells[1]
        for row in read_table(real_file("dcs_ace-furniture-avg-weight.json"), "w.json").rows()
    ][1:40]
    table = "kategoria;nimi;paino\n" + "".join(
        'office-desk;"{}; musta";12,5\n'.format(str(name).replace('"', '""')) for name in names
    )
    assert counts(run("listings", table)) == (39, 39, 0, 0, 0)
    assert {each.category.code for each in session.scalars(select(Listing))} == {"office-desk"}
    assert all(title.endswith("; musta") for _, title in stored())
