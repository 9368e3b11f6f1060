"""K17: a large import is stored whole or not at all, and what is too large is refused early."""

import io
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from kierto.db import session
from kierto.models import Listing
from tests import importing
from tests.browsing import sign_in
from tests.services import databases

BOTH_DATABASES = False
ROWS = 5_000
"""A tenth of what a city sends at once; ``kierto bench import`` measures the whole."""
CHECKOUT = Path(__file__).parents[2]


def table(*, wrong: int = 0) -> str:
    lines = (
        f"A{number};Tuoli {number};office-chair;{'monta' if number == wrong else 1}"
        for number in range(1, ROWS + 1)
    )
    return "viite;nimi;luokka;kpl\n" + "\n".join(lines) + "\n"


def stored() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Listing)) or 0


def test_k17_one_wrong_row_of_thousands_stores_none(app: Flask) -> None:
    """The result names row, column and value; nothing partial is visible."""
    result = importing.run("listings", table(wrong=4_001))
    assert importing.errors(result) == [(4_002, "kpl", "monta", "InvalidNumber")]
    assert stored() == 0


@pytest.mark.slow
def test_k17_a_killed_import_leaves_nothing_and_its_retry_all(
    app: Flask, database: str, tmp_path: Path
) -> None:
    """Killed at any moment: none or all is there; the retry gives exactly all, without doubles."""
    source = tmp_path / "tavarat.csv"
    source.write_text(table(), "utf-8")
    environment = os.environ | {
        "KIERTO_DATABASE_URL": database,
        "KIERTO_HOME": str(tmp_path),
        "KIERTO_SECRET_KEY": databases.SECRET,
    }
    words = (sys.executable, "-m", "kierto", "import", "listings", str(source))
    command = [*words, "--unit", "syvakangas", "--json"]
    journal = tmp_path / "kierto.db-wal"
    with subprocess.Popen(command, cwd=CHECKOUT, env=environment) as process:
        before = journal.stat().st_size if journal.exists() else 0
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            if journal.exists() and journal.stat().st_size > before + 100_000:
                break
            time.sleep(0.005)
        process.kill()
    assert stored() in {0, ROWS}
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, check=False)
    assert (done.returncode, stored()) == (0, ROWS)


def test_k17_what_is_too_large_is_refused_early(client: FlaskClient, city_time: None) -> None:
    """Too many bytes get 413, a workbook that unpacks to too much a sentence too."""
    sign_in(client, "ymparisto")
    began = time.monotonic()
    large = io.BytesIO(b"nimi;kpl\n" + b"x;1\n" * 8_000_000)
    answer = client.post(
        "/imports/new/listings", data={"unit": "syvakangas", "file": (large, "iso.csv")}
    )
    assert answer.status_code == 413
    bomb = io.BytesIO()
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream,
    ):
        block = b" " * (1 << 24)
        for _piece in range(40):
            stream.write(block)
    bomb.seek(0)
    answer = client.post(
        "/imports/new/listings", data={"unit": "syvakangas", "file": (bomb, "pommi.xlsx")}
    )
    assert (answer.status_code, "on liian suuri" in answer.text) == (413, True)
    assert time.monotonic() - began < 30
    assert stored() == 0
