"""A file that was sent and waits for its preview to be confirmed."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kierto.domain.errors import NotFound
from kierto.domain.text import fold
from kierto.models import User
from kierto.outside.held_files import HeldFiles
from kierto.queries import named_units
from kierto.services.imports.goods import CategoryNeeded, UnknownCategory
from kierto.services.imports.mapping import read_mapping
from kierto.services.imports.result import ImportResult
from kierto.services.imports.running import File, Order

KEPT = timedelta(days=1)
PARTS = ("file", "weights", "materials")
_MOST_UNKNOWN = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """An order under a name: only the person who sent it finds it."""

    name: str
    order: Order
    said: dict[str, Any]


def begin(held: HeldFiles, order: Order, *, person: User, now: datetime) -> str:
    """Keep the files of ``order`` for a day and give the draft's name."""
    held.release_older(now, than=KEPT)
    files = {part: getattr(order, part) for part in PARTS}
    sent = {part: file for part, file in files.items() if file is not None}
    said = {
        "kind": order.kind,
        "unit": order.unit.code,
        "receiver": None if order.receiver is None else order.receiver.code,
        "encoding": order.file.encoding,
        "names": {part: file.name for part, file in sent.items()},
        "mapping": {},
    }
    contents = {part: file.content for part, file in sent.items()}
    return held.hold(contents, said, owner=person.id)


def find(held: HeldFiles, name: str, *, person: User) -> Draft:
    """Raises NotFound: confirmed already, a day has passed, or somebody else's."""
    said = held.said(name, owner=person.id)
    unit = None if said is None else named_units.by_code(said["unit"])
    if said is None or unit is None:
        raise NotFound
    receiver = said["receiver"]
    files: dict[str, File] = {}
    for part, called in said["names"].items():
        path = held.path(name, part, owner=person.id)
        if path is None:
            raise NotFound
        encoding = said["encoding"] if part == "file" else None
        files[part] = File(path.read_bytes(), called, encoding)
    order = Order(
        kind=said["kind"],
        unit=unit,
        receiver=None if receiver is None else named_units.by_code(receiver),
        mapping=read_mapping(json.dumps(said["mapping"]).encode()),
        file=files["file"],
        weights=files.get("weights"),
        materials=files.get("materials"),
    )
    return Draft(name, order, said)


def say(
    held: HeldFiles,
    draft: Draft,
    *,
    columns: dict[str, str],
    categories: dict[str, str],
    encoding: str | None,
    person: User,
) -> None:
    """Read the file another way from now on; categories said before stay said."""
    known = draft.said["mapping"].get("categories", {})
    mapping = {"columns": columns, "categories": known | categories}
    held.say(draft.name, draft.said | {"mapping": mapping, "encoding": encoding}, owner=person.id)


def unknown_categories(result: ImportResult) -> list[str]:
    """The names in the file that are no category here, each once, the first ones."""
    names: dict[str, str] = {}
    for error in result.errors:
        if isinstance(error.problem, UnknownCategory | CategoryNeeded):
            text = str(error.problem.data["text"])
            names.setdefault(fold(text), text)
    return list(names.values())[:_MOST_UNKNOWN]


def end(held: HeldFiles, draft: Draft, *, person: User) -> None:
    """Forget the files."""
    held.release(draft.name, owner=person.id)
