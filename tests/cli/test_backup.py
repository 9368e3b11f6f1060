"""A backup brings everything back, on either database, and nothing into one in use."""

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, select

from kierto.db import Base, db, transaction
from kierto.views.installation import settings
from tests import city, trading
from tests.cli.commands import document, kierto
from tests.services import databases, postgresql

BOTH_DATABASES = True
PHOTO = "ab" + "0" * 30


@pytest.fixture
def lived_in(app: Flask, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with a handover in its ledger and a photo; gives an empty folder."""
    monkeypatch.setenv("KIERTO_DATABASE_URL", database)
    monkeypatch.setenv("KIERTO_HOME", str(settings().home))
    monkeypatch.setenv("KIERTO_SECRET_KEY", databases.SECRET)
    claim = trading.reserved(trading.listed(30), 12)
    trading.handed_over(claim, 12, weighed="140.5")
    folder = settings().photos / PHOTO[:2]
    folder.mkdir(parents=True)
    for size in ("full", "card"):
        (folder / f"{PHOTO}-{size}.webp").write_bytes(size.encode())
    return tmp_path


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The address of an empty database of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'elsewhere.db'}"
    else:
        with postgresql.database(request.getfixturevalue("postgresql_server")) as address:
            yield databases.with_driver(address)


def rows(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    with engine.connect() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in Base.metadata.sorted_tables
        }


def test_everything_comes_back(
    lived_in: Path, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = lived_in / "backup.tar.gz"
    before = rows(db.engine)
    written = document(kierto("backup", str(file), "--json"))
    assert written == {
        "file": str(file),
        "revision": "0001",
        "rows": sum(len(some) for some in before.values()),
        "ledger_entries": 1,
        "photos": 1,
    }
    new_home = lived_in / "new"
    monkeypatch.setenv("KIERTO_DATABASE_URL", elsewhere)
    monkeypatch.setenv("KIERTO_HOME", str(new_home))
    assert document(kierto("restore", str(file), "--json")) == written
    engine = create_engine(elsewhere)
    assert rows(engine) == before
    engine.dispose()
    card = new_home / "photos" / PHOTO[:2] / f"{PHOTO}-card.webp"
    assert card.read_bytes() == b"card"
    assert document(kierto("ledger", "verify", "--json"))["ok"] is True
    assert document(kierto("check", "--json")) == {"ok": True, "problems": []}
    again = kierto("restore", str(file))
    assert (again.exit_code, "The database is in use" in again.output) == (1, True)


def test_life_goes_on_after_a_restore(
    lived_in: Path, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = lived_in / "backup.tar.gz"
    kierto("backup", str(file))
    monkeypatch.setenv("KIERTO_DATABASE_URL", elsewhere)
    document(kierto("restore", str(file), "--json"))
    from kierto.app import create_app

    with create_app(databases.settings(elsewhere, lived_in / "new")).app_context():
        with transaction():
            listing = city.listed()
        assert listing.id == 2  # the numbers go on where they were
        db.engine.dispose()


def forged(file: Path, change: Any) -> Path:
    """A copy of the backup in which ``change`` has altered the ledger's lines."""
    other = file.with_name("forged.tar.gz")
    with tarfile.open(file) as source, tarfile.open(other, "w:gz") as target:
        for entry in source:
            content = source.extractfile(entry)
            assert content is not None
            data = content.read()
            if entry.name == "tables/ledger_entry.jsonl":
                data = change(data)
                entry.size = len(data)
            target.addfile(entry, io.BytesIO(data))
    return other


def lighter(data: bytes) -> bytes:
    entry = json.loads(data)
    return json.dumps(entry | {"mass": entry["mass"] - 1}).encode() + b"\n"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [(lighter, "breaks at entry 1"), (lambda _: b"", "ledger_entry in this file is not whole")],
    ids=["a gram less", "an entry less"],
)
def test_a_changed_ledger_is_not_restored(
    lived_in: Path, change: Any, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = lived_in / "backup.tar.gz"
    kierto("backup", str(file))
    other = lived_in / "other"
    monkeypatch.setenv("KIERTO_DATABASE_URL", f"sqlite:///{lived_in / 'empty.db'}")
    monkeypatch.setenv("KIERTO_HOME", str(other))
    result = kierto("restore", str(forged(file, change)))
    assert (result.exit_code, sentence in result.output) == (1, True)
    engine = create_engine(f"sqlite:///{lived_in / 'empty.db'}")
    assert rows(engine)["user"] == []
    engine.dispose()


def test_another_file_is_refused_with_a_sentence(lived_in: Path) -> None:
    file = lived_in / "holiday.tar"
    file.write_bytes(b"no archive at all")
    result = kierto("restore", str(file))
    assert (result.exit_code, "is not a whole backup" in result.output) == (1, True)
