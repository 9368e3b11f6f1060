"""The mapping file: what a person says about a table whose words are not ours."""

import json
from dataclasses import dataclass, field
from typing import Any

from kierto.domain.errors import N_, Refused
from kierto.domain.text import fold


class MappingUnclear(Refused):
    """The mapping file is no mapping; ``problem`` says where."""

    message = N_(
        "The mapping cannot be used (%(problem)s). It is a JSON object with “columns”, "
        "“constants”, “categories”, “only” and “sheet”, each of them optional."
    )


@dataclass(frozen=True, slots=True)
class Mapping:
    """``columns``: our field → header of the file; empty: in no column of it.

    ``constants``: our field → value of every row. ``categories``: name in the file (folded) → name
    or code of ours. ``only``: header → the value that a row must have to be imported. ``sheet``: of
    a workbook.
    """

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    only: dict[str, str] = field(default_factory=dict)
    sheet: str | None = None


NO_MAPPING = Mapping()


def read_mapping(source: bytes) -> Mapping:
    """The mapping in a JSON file. Raises MappingUnclear."""
    try:
        found = json.loads(source.decode("utf-8-sig"))
    except (ValueError, RecursionError) as damaged:
        raise MappingUnclear(problem="JSON") from damaged
    if not isinstance(found, dict):
        raise MappingUnclear(problem="JSON")
    known = {"columns", "constants", "categories", "only"}
    for key in found:
        if key not in {*known, "sheet"}:
            raise MappingUnclear(problem=key)
    parts = {key: _texts(found.get(key, {}), key) for key in known}
    parts["categories"] = {fold(key): value for key, value in parts["categories"].items()}
    sheet = found.get("sheet")
    if sheet is not None and not isinstance(sheet, str):
        raise MappingUnclear(problem="sheet")
    return Mapping(**parts, sheet=sheet)


def _texts(found: Any, key: str) -> dict[str, str]:  # noqa: ANN401
    if not isinstance(found, dict):
        raise MappingUnclear(problem=key)
    for name, value in found.items():
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise MappingUnclear(problem=f"{key}: {name}")
    return {name: str(value) for name, value in found.items()}
