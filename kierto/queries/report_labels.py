"""What the groups of a report are called."""

from sqlalchemy import func, select

from kierto.db import session
from kierto.domain.reuse_report import Grouping, KeyPart
from kierto.models import Category, CategoryName, LedgerEntry, Unit


class Labels:
    """Codes and names of what entries are grouped by, looked up once each kind."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._categories: dict[int, tuple[str, str]] | None = None
        self._units: dict[Grouping, dict[int, tuple[str, ...]]] = {}
        self._unit_codes: dict[int, str] | None = None

    def part(self, grouping: Grouping, value: object) -> KeyPart:
        """One side of a group's key."""
        if value is None:
            return KeyPart(grouping, None, "")
        if grouping in {Grouping.CATEGORY, Grouping.MAIN_CATEGORY}:
            return KeyPart(grouping, *self.category(_number(value)))
        if grouping in {Grouping.UNIT, Grouping.RECEIVER}:
            number = _number(value)
            *earlier, name = self._names(grouping)[number]
            return KeyPart(grouping, self._code(number), name, tuple(earlier))
        return KeyPart(grouping, str(value), str(value))

    def category(self, number: int) -> tuple[str, str]:
        """Code and name."""
        if self._categories is None:
            rows = session.execute(
                select(Category.id, Category.code, CategoryName.name)
                .join(CategoryName, CategoryName.category_id == Category.id)
                .where(CategoryName.language == self._language)
            )
            self._categories = {row.id: (row.code, row.name) for row in rows}
        return self._categories[number]

    def _names(self, grouping: Grouping) -> dict[int, tuple[str, ...]]:
        """The names that were in force when entries were made, the latest last."""
        if grouping not in self._units:
            number, name = (
                (LedgerEntry.giver_unit_id, LedgerEntry.giver_unit)
                if grouping is Grouping.UNIT
                else (LedgerEntry.receiver_unit_id, LedgerEntry.receiver_unit)
            )
            found: dict[int, tuple[str, ...]] = {}
            for unit, text in session.execute(
                select(number, name)
                .where(number.is_not(None), name.is_not(None))
                .group_by(number, name)
                .order_by(func.max(LedgerEntry.id))
            ):
                found[_number(unit)] = (*found.get(_number(unit), ()), str(text))
            self._units[grouping] = found
        return self._units[grouping]

    def _code(self, number: int) -> str:
        if self._unit_codes is None:
            self._unit_codes = {
                row.id: row.code for row in session.execute(select(Unit.id, Unit.code))
            }
        return self._unit_codes[number]


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value
