"""The reuse report on paper, as a tagged PDF (PDF/UA-1)."""

from datetime import datetime

from flask_babel import gettext as _

from kierto import formats, wording
from kierto.documents import typeset
from kierto.documents.reuse_report_tables import grouping_name, key_label
from kierto.domain import footprint
from kierto.domain.reuse_report import KNOWN_BASES, ReuseReport, Sums

Facts = list[list[str]]


def pdf(report: ReuseReport, *, language: str, made_at: datetime) -> bytes:
    """The report on paper, in ``language``; call it inside that locale."""
    content: dict[str, typeset.Value] = {
        "header": str(_("Reuse report")),
        "footer": str(
            _("Made %(moment)s from the records of Kierto", moment=formats.moment(made_at))
        ),
        "wide": len(report.by) > 2,
        "period": _period(report),
        "total": formats.tonnes(report.total.mass),
        "total_label": str(_("Reuse in all")),
        "sections": [{"name": name, "facts": facts} for name, facts in _sections(report) if facts],
        "notes": _notes(report),
        **_groups(report),
    }
    title = f"{_('Reuse report')} {formats.day(report.period.first)}–"
    title += formats.day(report.period.last)
    return typeset.pdf(
        "reuse_report",
        content,
        title=title,
        language=language,
        made_at=made_at.replace(microsecond=0),
    )


def _sections(report: ReuseReport) -> list[tuple[str, Facts]]:
    return [
        (str(_("How the mass is known")), _bases(report.total)),
        (
            str(_("Within the organisation and out of it")),
            [
                [wording.label(direction), _mass(sums)]
                for direction, sums in report.by_direction.items()
            ],
        ),
        (
            str(_("Steps of the waste hierarchy, not added up")),
            [[wording.label(step), _mass(sums)] for step, sums in report.by_step.items()],
        ),
        (str(_("Estimated avoided emissions")), _emissions(report.total)),
    ]


def _period(report: ReuseReport) -> str:
    text = f"{formats.day(report.period.first)} – {formats.day(report.period.last)}"
    if report.as_of is None:
        return text
    return f"{text}. {_('As recorded until %(day)s.', day=formats.day(report.as_of))}"


def _bases(total: Sums) -> Facts:
    rows = [[wording.label(basis), formats.tonnes(total.basis(basis))] for basis in KNOWN_BASES]
    if total.entries_without_mass:
        missing = ", ".join(
            formats.quantity(amount, measure)
            for measure, amount in total.quantities_without_mass.items()
        )
        rows.append([str(_("without mass, not in the total")), missing])
    return rows


def _emissions(total: Sums) -> Facts:
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
        "groups_name": str(_("In groups")),
        "words": max(1, len(names)),
        "columns": [*names, str(_("Mass")), str(_("Entries"))],
        "rows": [
            [
                *(key_label(part) for part in group.key),
                _mass(group.sums),
                formats.number(group.sums.entries),
            ]
            for group in report.groups
        ],
        "foot": [
            str(_("Reuse in all")),
            *[""] * (len(names) - 1),
            formats.tonnes(report.total.mass),
            formats.number(report.total.entries),
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
