"""The reuse report as a tagged PDF (PDF/UA-1)."""

import json
from importlib.resources import as_file, files
from typing import Any

from flask_babel import gettext as _

from kierto import formats, wording
from kierto.documents.reuse_report_tables import grouping_name, key_label
from kierto.domain import footprint
from kierto.domain.reuse_report import KNOWN_BASES, ReuseReport, Sums


def pdf(report: ReuseReport, *, language: str) -> bytes:
    """The report on paper, in ``language``; call it inside that locale."""
    import typst

    with as_file(files("kierto.documents") / "reuse_report.typ") as source:
        made: bytes = typst.compile(
            source,
            format="pdf",
            sys_inputs={"report": json.dumps(_content(report, language), ensure_ascii=False)},
            pdf_standards=["ua-1"],
        )
    return made


def _content(report: ReuseReport, language: str) -> dict[str, Any]:
    return {
        "title": str(_("Reuse report")),
        "language": language,
        "wide": len(report.by) > 2,
        "words": max(1, len(report.by)),
        "made": str(_("Kierto, reuse report")),
        "period": _period(report),
        "total": formats.tonnes(report.total.mass),
        "total_label": str(_("Reuse in all")),
        "pair_header": [str(_("What")), str(_("Mass"))],
        "pairs": [
            {"name": str(_("How the mass is known")), "rows": _bases(report.total)},
            {
                "name": str(_("Within the organisation and out of it")),
                "rows": [
                    [wording.label(direction), _mass(sums)]
                    for direction, sums in report.by_direction.items()
                ],
            },
            {
                "name": str(_("Steps of the waste hierarchy, not added up")),
                "rows": [
                    [wording.label(step), _mass(sums)] for step, sums in report.by_step.items()
                ],
            },
            {"name": str(_("Estimated avoided emissions")), "rows": _emissions(report.total)},
        ],
        "groups": _groups(report),
        "notes": _notes(report),
    }


def _period(report: ReuseReport) -> str:
    text = f"{formats.day(report.period.first)} – {formats.day(report.period.last)}"
    if report.as_of is None:
        return text
    return f"{text}. {_('As recorded until %(day)s.', day=formats.day(report.as_of))}"


def _bases(total: Sums) -> list[list[str]]:
    rows = [[wording.label(basis), formats.tonnes(total.basis(basis))] for basis in KNOWN_BASES]
    if total.entries_without_mass:
        missing = ", ".join(
            formats.quantity(amount, measure)
            for measure, amount in total.quantities_without_mass.items()
        )
        rows.append([str(_("without mass, not in the total")), missing])
    return rows


def _emissions(total: Sums) -> list[list[str]]:
    figures = total.footprint
    return [
        [str(_("low")), formats.emissions(figures.low)],
        [str(_("central")), formats.emissions(figures.central)],
        [str(_("high")), formats.emissions(figures.high)],
        [str(_("share of the mass with an emission factor")), formats.percent(total.coverage)],
    ]


def _groups(report: ReuseReport) -> dict[str, Any]:
    names = [grouping_name(grouping) for grouping in report.by]
    rows = [
        [*(key_label(part) for part in group.key), _mass(group.sums), str(group.sums.entries)]
        for group in report.groups
    ]
    blanks = [""] * (len(names) - 1)
    return {
        "name": str(_("In groups")),
        "columns": [*names, str(_("Mass")), str(_("Entries"))],
        "rows": rows,
        "foot": [
            str(_("Reuse in all")),
            *blanks,
            formats.tonnes(report.total.mass),
            str(report.total.entries),
        ],
    }


def _mass(sums: Sums) -> str:
    return formats.tonnes(sums.mass) if sums.has_mass else str(_("mass missing"))


def _notes(report: ReuseReport) -> list[str]:
    notes = [
        str(
            _(
                "Estimated avoided emissions, method %(method)s: a range that is never deducted "
                "from anybody's own emissions.",
                method=footprint.METHOD,
            )
        )
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
