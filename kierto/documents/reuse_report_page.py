"""The reuse report as a page shows it: charts, bars and table cells, in words of the reader."""

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import get_month_names
from flask_babel import get_locale
from flask_babel import gettext as _

from kierto import formats, wording
from kierto.documents.reuse_report_tables import grouping_name, key_label
from kierto.domain.period import Period
from kierto.domain.reuse_report import KNOWN_BASES, Group, Grouping, ReuseReport, Sums
from kierto.domain.units import Mass, MassBasis

Link = Callable[[Group], str]
MOST_BARS = 8


@dataclass(frozen=True, slots=True)
class Table:
    """What the component ``data_table`` asks for."""

    caption: str
    columns: list[dict[str, Any]]
    rows: list[list[Any]]
    foot: list[Any]


def basis_parts(total: Sums) -> list[dict[str, Any]]:
    """The bar that tells how the mass is known; what has none is named beside it."""
    whole = total.mass.grams
    parts: list[dict[str, Any]] = [
        {
            "key": basis.value,
            "label": wording.label(basis),
            "share": float(100 * total.basis(basis).grams / whole) if whole else 0.0,
            "text": formats.tonnes(total.basis(basis)),
        }
        for basis in KNOWN_BASES
        if total.basis(basis)
    ]
    if total.entries_without_mass:
        parts.append(
            {
                "key": MassBasis.MISSING.value,
                "label": wording.label(MassBasis.MISSING),
                "share": 0.0,
                "text": without_mass(total),
            }
        )
    return parts


def without_mass(total: Sums) -> str:
    """“7 kpl”: what is counted in pieces and other measures only."""
    amounts = [
        formats.quantity(amount, measure)
        for measure, amount in sorted(total.quantities_without_mass.items())
    ]
    return ", ".join(amounts) or str(
        _("%(count)s entries", count=formats.number(total.entries_without_mass))
    )


def figure(mass: Mass) -> str:
    """Tonnes as a number alone, for the large figures that carry their unit beside."""
    return formats.number(mass.tonnes, decimals=3)


def mass_text(sums: Sums) -> str:
    """Tonnes, or that there is no mass: never zero for unknown."""
    return formats.tonnes(sums.mass) if sums.has_mass else str(_("mass missing"))


def months(now: ReuseReport, before: ReuseReport) -> dict[str, Any]:
    """The twelve months of a year, with the year before; both reports are by month."""
    this, earlier = _by_month(now), _by_month(before)
    year, last_year = now.period.first.year, before.period.first.year
    names = get_month_names("abbreviated", context="stand-alone", locale=get_locale())
    points = []
    for month in range(1, 13):
        mass = this.get(f"{year:04d}-{month:02d}", Mass(0))
        previous = earlier.get(f"{last_year:04d}-{month:02d}", Mass(0))
        points.append(
            {
                "label": names[month].rstrip("."),
                "value": mass.grams,
                "text": formats.tonnes(mass),
                "previous": previous.grams,
                "previous_text": formats.tonnes(previous),
            }
        )
    top = max((max(p["value"], p["previous"]) for p in points), default=0)
    return {
        "points": points,
        "ticks": ticks(top),
        "name": str(year),
        "previous_name": str(last_year) if before.total.entries else "",
    }


def month_links(year: int, today: date) -> list[tuple[str, Period]]:
    """The months of ``year`` that have begun, by their names."""
    names = get_month_names("wide", context="stand-alone", locale=get_locale())
    found = []
    for month in range(1, 13):
        first = date(year, month, 1)
        if first <= today:
            last = date(year, month, monthrange(year, month)[1])
            found.append((names[month].capitalize(), Period(first, last)))
    return found


def _by_month(report: ReuseReport) -> dict[str | None, Mass]:
    return {group.key[0].code: group.sums.mass for group in report.groups}


def ticks(top: int) -> list[tuple[int, str]]:
    """Lines of an axis in grams: round numbers, at most five steps, the last above ``top``."""
    if top <= 0:
        return [(0, "0"), (1_000_000, f"1{formats.NBSP}t")]
    step = Decimal(1)
    while step * 5 < top:
        for factor in (Decimal(2), Decimal("2.5"), Decimal(2)):
            step *= factor
            if step * 5 >= top:
                break
    whole = int(step)
    in_tonnes = whole * 5 >= 1_000_000
    unit = 1_000_000 if in_tonnes else 1_000
    count = -(-top // whole)
    return [
        (
            place * whole,
            f"{formats.number(Decimal(place * whole) / unit)}"
            + (f"{formats.NBSP}{'t' if in_tonnes else 'kg'}" if place == count else ""),
        )
        for place in range(count + 1)
    ]


def bars(groups: Iterable[Group], link: Link | None = None) -> list[dict[str, Any]]:
    """The largest groups as bars; the rest in one more, so that nothing is left out unseen."""
    known = [group for group in groups if group.sums.has_mass and group.sums.mass > Mass(0)]
    # One more bar is better than a bar for one other.
    shown = len(known) if len(known) <= MOST_BARS + 1 else MOST_BARS
    points = [
        {
            "label": _labels(group),
            "value": group.sums.mass.grams,
            "text": formats.tonnes(group.sums.mass),
            "url": link(group) if link else "",
        }
        for group in known[:shown]
    ]
    rest = sum((group.sums.mass for group in known[shown:]), start=Mass(0))
    if rest:
        points.append(
            {
                "label": str(_("%(count)s others", count=len(known) - shown)),
                "value": rest.grams,
                "text": formats.tonnes(rest),
                "url": "",
            }
        )
    return points


def _labels(group: Group) -> str:
    return " · ".join(_shown(part) for part in group.key)


def _shown(part: Any) -> str:  # noqa: ANN401
    if part.grouping is not Grouping.MONTH:
        return key_label(part)
    year, month = part.code.split("-")
    names = get_month_names("wide", context="stand-alone", locale=get_locale())
    return f"{names[int(month)].capitalize()} {year}"


def table(report: ReuseReport, link: Link, all_url: str) -> Table:
    """The groups as rows; mass and number of entries open to the entries themselves."""
    rows: list[list[Any]] = []
    for group in report.groups:
        address = link(group)
        rows.append(
            [
                *(_shown(part) for part in group.key),
                {"text": mass_text(group.sums), "url": address},
                {"text": formats.number(group.sums.entries), "url": address},
                formats.emissions(group.sums.footprint.central)
                if group.sums.footprint.considered is not None
                else "–",
            ]
        )
    blanks = [""] * (len(report.by) - 1)
    return Table(
        caption=str(_("Reuse in groups")),
        columns=[
            *({"label": grouping_name(grouping)} for grouping in report.by),
            {"label": str(_("Mass")), "number": True},
            {"label": str(_("Entries")), "number": True},
            {"label": str(_("Avoided, estimate")), "number": True},
        ],
        rows=rows,
        foot=[
            str(_("Reuse in all")),
            *blanks,
            {"text": mass_text(report.total), "url": all_url},
            {"text": formats.number(report.total.entries), "url": all_url},
            formats.emissions(report.total.footprint.central)
            if report.total.footprint.considered is not None
            else "–",
        ],
    )
