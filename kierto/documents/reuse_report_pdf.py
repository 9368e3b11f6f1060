"""The reuse report as a tagged PDF (PDF/UA-1)."""

from datetime import datetime
from fractions import Fraction

from flask_babel import gettext as _

from kierto import formats, wording
from kierto.documents import typeset
from kierto.documents.reuse_report_tables import grouping_name, key_label
from kierto.domain import footprint
from kierto.domain.hierarchy import Direction, Step
from kierto.domain.reuse_report import KNOWN_BASES, ReuseReport, Sums
from kierto.domain.units import MassBasis

Rows = list[list[str]]


def pdf(report: ReuseReport, *, language: str, made_at: datetime | None = None) -> bytes:
    """The report on paper, in ``language``; call it inside that locale.

    ``made_at`` is the instant written on and into the paper, None the clock of the machine.
    """
    period = f"{formats.day(report.period.first)} – {formats.day(report.period.last)}"
    content: dict[str, typeset.Value] = {
        "header": _("Reuse report"),
        "footer": _("From the ledger of Kierto")
        if made_at is None
        else _("From the ledger of Kierto, %(moment)s", moment=formats.moment(made_at)),
        "wide": len(report.by) > 2,
        "period": period,
        "as_of": ""
        if report.as_of is None
        else _("As recorded until %(day)s.", day=formats.day(report.as_of)),
        "total": formats.tonnes(report.total.mass),
        "total_label": _("Reuse in all")
        if report.total.entries
        else _("No reuse was recorded in this period."),
        "bar": _bar(report.total),
        "pairs": [pair for pair in _pairs(report) if pair["rows"]],
        "groups": _groups(report),
        "missing": _missing(report),
        "notes": _notes(report),
    }
    title = _("Reuse report %(period)s", period=period)
    return typeset.pdf("reuse_report", content, title=title, language=language, made_at=made_at)


def _bar(total: Sums) -> list[typeset.Value]:
    """The parts of the headline by how they are known; the table beside it says the same."""
    return [
        {"basis": basis.value, "kilograms": total.basis(basis).grams // 1000}
        for basis in KNOWN_BASES
        if total.basis(basis).grams >= 1000
    ]


def _pairs(report: ReuseReport) -> list[dict[str, typeset.Value]]:
    mass, what = str(_("Mass")), str(_("What"))
    return [
        {
            "name": _("How the mass is known"),
            "columns": [what, mass, str(_("Share of the mass"))],
            "rows": _bases(report.total),
        },
        {
            "name": _("Within the organisation and out of it"),
            "columns": [what, mass],
            "rows": [
                [wording.label(one), _mass(report.by_direction[one])]
                for one in Direction
                if one in report.by_direction
            ],
        },
        {
            "name": _("Steps of the waste hierarchy, not added up"),
            "columns": [what, mass],
            "rows": [
                [wording.label(one), _mass(report.by_step[one])]
                for one in Step
                if one in report.by_step
            ],
        },
        {
            "name": _("Estimated avoided emissions"),
            "columns": [what, "CO₂e"],
            "rows": _emissions(report.total),
        },
    ]


def _bases(total: Sums) -> Rows:
    known = total.mass
    rows = [
        [
            wording.label(basis),
            formats.tonnes(total.basis(basis)),
            formats.percent(Fraction(total.basis(basis).grams, known.grams) if known else None),
        ]
        for basis in KNOWN_BASES
    ]
    if total.entries_without_mass:
        amounts = [
            formats.quantity(amount, measure)
            for measure, amount in total.quantities_without_mass.items()
        ]
        rows.append([str(_("without mass, not in the total")), ", ".join(amounts), ""])
    return rows


def _emissions(total: Sums) -> Rows:
    figures = total.footprint
    return [
        [str(_("low")), formats.emissions(figures.low)],
        [str(_("central")), formats.emissions(figures.central)],
        [str(_("high")), formats.emissions(figures.high)],
        [str(_("share of the mass with an emission factor")), formats.percent(total.coverage)],
    ]


def _groups(report: ReuseReport) -> dict[str, typeset.Value]:
    names = [grouping_name(grouping) for grouping in report.by]
    return {
        "name": _("In groups"),
        "words": max(1, len(names)),
        "columns": [*names, str(_("Mass")), str(_("Of it weighed")), str(_("Entries"))],
        "rows": [[*map(key_label, group.key), *_figures(group.sums)] for group in report.groups],
        "foot": [str(_("Reuse in all")), *[""] * (len(names) - 1), *_figures(report.total)],
    }


def _figures(sums: Sums) -> list[str]:
    weighed = formats.tonnes(sums.basis(MassBasis.WEIGHED))
    return [_mass(sums), weighed, formats.number(sums.entries)]


def _missing(report: ReuseReport) -> dict[str, typeset.Value]:
    return {
        "name": _("Without an emission factor, and so not in the estimate"),
        "columns": [str(_("Category")), str(_("Mass")), str(_("Entries"))],
        "rows": [
            [one.label, _mass(one.sums), formats.number(one.sums.entries)]
            for one in report.missing_factors
        ],
    }


def _mass(sums: Sums) -> str:
    return formats.tonnes(sums.mass) if sums.has_mass else str(_("mass missing"))


def _notes(report: ReuseReport) -> list[str]:
    notes = [
        str(
            _(
                "Reuse counts what reached its user. The other steps stand beside it and are never "
                "added to it."
            )
        ),
        str(
            _(
                "Estimated avoided emissions, method %(method)s: a range that is never deducted "
                "from anybody's own emissions.",
                method=footprint.METHOD,
            )
        ),
    ]
    if not report.adds_up:
        notes.append(
            str(
                _(
                    "The lines are rounded one by one, the total only once: they may not add "
                    "up to it."
                )
            )
        )
    return notes
