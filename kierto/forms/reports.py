"""The questions that pages over the ledger are asked: links, so that every answer can be shared."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self, TypeVar

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from kierto.domain.errors import N_, Refused
from kierto.domain.hierarchy import Direction, Step
from kierto.domain.period import Period
from kierto.domain.reuse_report import Group, Grouping, KeyPart, groupings
from kierto.domain.units import MassBasis
from kierto.queries import categories
from kierto.queries.ledger_scope import unit_by_code
from kierto.queries.ledger_selection import Selection

M = TypeVar("M", Step, Direction, MassBasis)

NOBODY = "none"
"""What stands in a link for a receiver that was not recorded."""

SHOWN_GROUPINGS = (
    Grouping.MAIN_CATEGORY,
    Grouping.CATEGORY,
    Grouping.UNIT,
    Grouping.RECEIVER,
    Grouping.MONTH,
    Grouping.EU_CLASS,
    Grouping.DIRECTION,
    Grouping.BASIS,
)


class NotADay(Refused):
    """A day in a link or field that cannot be read."""

    message = N_("“%(text)s” is not a day. Write it as 2026-03-12.")


class UnknownFilter(Refused):
    """A link that asks for something that is not there."""

    message = N_("“%(text)s” is not known here. Open the list again and choose anew.")


def day_of(text: str | None) -> date | None:
    """A day as a link has it; None when empty. Raises NotADay."""
    if not text or not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise NotADay(text=text.strip()) from None


@dataclass(frozen=True, slots=True)
class ReportQuestion:
    """Which report: a period, as of when, divided how."""

    period: Period
    as_of: date | None = None
    by: tuple[Grouping, ...] = (Grouping.MAIN_CATEGORY,)

    @classmethod
    def asked(cls, query: "MultiDict[str, str]", today: date) -> Self:
        """This year by main category, unless the link says otherwise. Raises Refused."""
        year = Period.year(today.year)
        first, last = day_of(query.get("from")), day_of(query.get("to"))
        period = Period(first or (date(last.year, 1, 1) if last else year.first), last or year.last)
        by = groupings(query.get("by", ""))
        return cls(period, day_of(query.get("as_of")), by or (Grouping.MAIN_CATEGORY,))

    def link(self, **changes: object) -> dict[str, Any]:
        """The arguments of a link to this question, changed."""
        other = replace(self, **changes)  # type: ignore[arg-type]
        found = {
            "from": other.period.first.isoformat(),
            "to": other.period.last.isoformat(),
            "by": ",".join(other.by),
        }
        if other.as_of is not None:
            found["as_of"] = other.as_of.isoformat()
        return found

    def entries(self, **filters: str) -> dict[str, Any]:
        """The arguments of a link to the entries behind a figure of this report."""
        found = self.link()
        del found["by"]
        return found | filters

    def entries_of(self, group: Group) -> dict[str, Any]:
        """The arguments of a link to the entries of one group."""
        found = self.entries(step=Step.REUSE.value)
        for part in group.key:
            found |= _filter(part)
        if "month" in found:
            month = month_of(date.fromisoformat(found.pop("month") + "-01"))
            found["from"] = max(month.first, self.period.first).isoformat()
            found["to"] = min(month.last, self.period.last).isoformat()
        return found

    @property
    def whole_year(self) -> int | None:
        """The year, when the period is exactly one."""
        year = self.period.first.year
        return year if self.period == Period.year(year) else None


def _filter(part: KeyPart) -> dict[str, str]:
    name = {
        Grouping.MAIN_CATEGORY: "category",
        Grouping.UNIT: "giver",
    }.get(part.grouping, part.grouping.value)
    return {name: NOBODY if part.code is None else part.code}


def month_of(day: date) -> Period:
    """The calendar month of ``day``."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


@dataclass(frozen=True, slots=True)
class LedgerQuestion:
    """Which entries a link asks for, and what it says in words."""

    selection: Selection
    query: dict[str, str]

    @classmethod
    def asked(cls, query: "MultiDict[str, str]", organisations: frozenset[int]) -> Self:
        """Entries of ``organisations`` that meet the link's filters. Raises Refused."""
        first, last = day_of(query.get("from")), day_of(query.get("to"))
        period = Period(first or date.min, last or date.max) if first or last else None
        receiver = query.get("receiver", "")
        selection = Selection(
            period=period,
            as_of=day_of(query.get("as_of")),
            organisations=organisations,
            givers=_unit(query.get("giver", "")),
            receivers=None if receiver == NOBODY else _unit(receiver),
            receiver_missing=receiver == NOBODY,
            categories=_category(query.get("category", "")),
            eu_class=query.get("eu_class") or None,
            step=_member(Step, query.get("step", "")),
            direction=_member(Direction, query.get("direction", "")),
            basis=_member(MassBasis, query.get("basis", "")),
        )
        names = (
            *("from", "to", "as_of", "giver", "receiver"),
            *("category", "eu_class", "step", "direction", "basis"),
        )
        return cls(selection, {name: query[name] for name in names if query.get(name)})


def _unit(code: str) -> frozenset[int] | None:
    if not code:
        return None
    found = unit_by_code(code)
    if found is None:
        raise UnknownFilter(text=code)
    return frozenset({found})


def _category(code: str) -> tuple[int, int] | None:
    if not code:
        return None
    category = categories.by_code(code)
    if category is None:
        raise UnknownFilter(text=code)
    return category.id, category.last


def _member(kind: type[M], text: str) -> M | None:
    if not text:
        return None
    try:
        return kind(text)
    except ValueError:
        raise UnknownFilter(text=text) from None


FILTER_NAMES = {
    "giver": _("Giver"),
    "receiver": _("Receiver"),
    "category": _("Category"),
    "eu_class": _("EU class"),
    "step": _("Step"),
    "direction": _("Direction"),
    "basis": _("How the mass is known"),
}
