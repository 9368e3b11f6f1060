"""The backup file: a tar with every table as JSON lines and every photo.

One form for both databases, so that a city that begins with SQLite can move to PostgreSQL with
`kierto backup` and `kierto restore`. The rows come from one transaction, so they belong together
even while people are at work.
"""

import json
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from kierto import __version__, migrating
from kierto.cli import table_rows
from kierto.db import Base, db, session, transaction
from kierto.queries import installation, ledger
from kierto.views.installation import settings

FORMAT = 1
_PHOTO = re.compile(r"photos/[0-9a-f]{2}/[0-9a-f]{32}-[a-z]+\.webp")


class NotRestored(Exception):
    """The file could not be brought back; nothing was changed. The text says why."""


@dataclass(frozen=True, slots=True)
class Content:
    """How much a backup holds."""

    revision: str
    rows: int
    ledger_entries: int
    photos: int

    def document(self, file: Path) -> dict[str, object]:
        """The report of the commands."""
        return {"file": str(file), **asdict(self)}


def write(file: Path, *, now: datetime) -> Content:
    """Write the backup; ``file`` is replaced only when all of it is there."""
    revision = migrating.current_revision()
    if revision is None:
        raise NotRestored("There is no database yet. Run `kierto init` first.")
    fresh = file.with_name(f".{file.name}.part")
    counts: dict[str, int] = {}
    with tarfile.open(fresh, "w:gz", compresslevel=5) as tar:
        with _snapshot() as connection:
            for table in Base.metadata.sorted_tables:
                with tempfile.TemporaryFile() as lines:
                    counts[table.name] = table_rows.write(connection, table, lines)
                    _add(tar, f"tables/{table.name}.jsonl", lines, now)
        photos = _add_photos(tar)
        manifest = {
            "format": FORMAT,
            "kierto": __version__,
            "revision": revision,
            "made_at": now.isoformat(),
            "rows": counts,
            "photos": photos,
        }
        with tempfile.TemporaryFile() as text:
            text.write(json.dumps(manifest, indent=1).encode())
            _add(tar, "manifest.json", text, now)
    fresh.replace(file)
    return Content(revision, sum(counts.values()), counts["ledger_entry"], photos)


def read(file: Path) -> Content:
    """Bring a backup back. Raises NotRestored, and then the database is as it was."""
    try:
        with tarfile.open(file, "r:*") as tar:
            manifest = _manifest(tar)
            revision = _prepare(manifest)
            with transaction():
                connection = session.connection()
                _clear(connection)
                _fill(connection, tar, manifest)
                session.expire_all()
                verification = ledger.verify()
                if not verification.ok:
                    raise NotRestored(
                        f"The ledger in this file breaks at entry {verification.first_bad}: the "
                        "file was changed after it was written. Use another backup."
                    )
                photos = _extract_photos(tar)
    except (tarfile.TarError, EOFError, OSError, json.JSONDecodeError) as broken:
        raise NotRestored(f"{file} is not a whole backup of Kierto: {broken}") from broken
    counts = manifest["rows"]
    return Content(revision, sum(counts.values()), counts["ledger_entry"], photos)


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """A connection that sees one moment, whatever others write."""
    engine = db.engine
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection, connection.begin():
        yield connection


def _add(tar: tarfile.TarFile, name: str, content: Any, now: datetime) -> None:  # noqa: ANN401
    entry = tarfile.TarInfo(name)
    entry.size = content.tell()
    entry.mtime = int(now.timestamp())
    content.seek(0)
    tar.addfile(entry, content)


def _add_photos(tar: tarfile.TarFile) -> int:
    folder = settings().photos
    files = sorted(path for path in folder.glob("*/*.webp") if len(path.parent.name) == 2)
    for path in files:
        tar.add(path, f"photos/{path.parent.name}/{path.name}")
    return len({path.name[:32] for path in files})


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    try:
        found = tar.extractfile("manifest.json")
    except KeyError:
        found = None
    if found is None:
        raise NotRestored("This file is not a backup of Kierto: it has no manifest.")
    manifest: dict[str, Any] = json.load(found)
    if manifest.get("format") != FORMAT:
        raise NotRestored("This backup was made by a newer Kierto. Install that version first.")
    return manifest


def _prepare(manifest: dict[str, Any]) -> str:
    """Bring the database to the backup's revision; refuse one that is in use."""
    if not migrating.knows(manifest["revision"]):
        raise NotRestored(
            f"This backup (Kierto {manifest['kierto']}) is newer than this program. Install that "
            "version first."
        )
    if migrating.current_revision() is None:
        migrating.upgrade()
    elif not migrating.is_current():
        raise NotRestored("The database is old. Name an empty one with KIERTO_DATABASE_URL.")
    if not installation.is_empty():
        raise NotRestored(
            "The database is in use, and a backup is only restored into an empty one: name "
            "another with KIERTO_HOME or KIERTO_DATABASE_URL."
        )
    session.rollback()
    return str(manifest["revision"])


def _clear(connection: Connection) -> None:
    """Take away what `kierto init` loads: the backup brings its own."""
    for table in reversed(Base.metadata.sorted_tables):
        if table.name != "ledger_entry":
            connection.execute(table.delete())


def _fill(connection: Connection, tar: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    later: list[table_rows.Later] = []
    for table in Base.metadata.sorted_tables:
        if table.name not in manifest["rows"]:
            continue  # a table of a later version than the backup
        lines = tar.extractfile(f"tables/{table.name}.jsonl")
        count = 0 if lines is None else table_rows.read(connection, table, lines, later)
        if count != manifest["rows"][table.name]:
            raise NotRestored(f"The table {table.name} in this file is not whole.")
    table_rows.complete(connection, later)
    table_rows.set_counters(connection)


def _extract_photos(tar: tarfile.TarFile) -> int:
    home = settings().photos.parent
    names = set()
    for entry in tar:
        # Nothing but a photo's own name: a file from elsewhere must not write where it likes.
        content = tar.extractfile(entry) if entry.isfile() else None
        if content is not None and _PHOTO.fullmatch(entry.name):
            path = home / entry.name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                shutil.copyfileobj(content, file)
            names.add(entry.name.rpartition("/")[2][:32])
    return len(names)
