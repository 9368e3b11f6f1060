"""Reports, each figure open to its entries."""

from dataclasses import replace

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import get_locale

from kierto.documents import (
    reuse_report_json,
    reuse_report_page,
    reuse_report_pdf,
    reuse_report_tables,
)
from kierto.domain import footprint
from kierto.domain.errors import NotFound
from kierto.domain.period import Period, local_day
from kierto.domain.permissions import Permission
from kierto.domain.reuse_report import Group, Grouping, ReuseReport
from kierto.forms.reports import SHOWN_GROUPINGS, ReportQuestion
from kierto.queries.factors import current_set
from kierto.queries.reuse_report import reuse_report
from kierto.views.guards import now, public, requires, viewer

blueprint = Blueprint("reports", __name__)

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "pdf": "application/pdf",
}


@blueprint.get("/reports")
@requires(Permission.SEE_REPORTS)
def reuse() -> str:
    """The reuse report of a period, with its charts, groups and ways to take it along."""
    today = local_day(now())
    question = ReportQuestion.asked(request.args, today)
    report = _report(question)

    def entries_of(group: Group) -> str:
        return url_for("ledger.index", **question.entries_of(group))

    def grouped(grouping: Grouping) -> ReuseReport:
        return _report(replace(question, by=(grouping,)))

    year = question.period.last.year
    in_year = replace(question, period=Period.year(year), by=(Grouping.MONTH,))
    year_before = replace(in_year, period=Period.year(year - 1))
    return render_template(
        "reports/reuse.html",
        report=report,
        question=question,
        today=today,
        year=year,
        groupings=SHOWN_GROUPINGS,
        grouping_name=reuse_report_tables.grouping_name,
        figures=reuse_report_page,
        table=reuse_report_page.table(
            report, entries_of, url_for("ledger.index", **question.entries(step="reuse"))
        ),
        months=reuse_report_page.months(_report(in_year), _report(year_before)),
        by_category=reuse_report_page.bars(grouped(Grouping.MAIN_CATEGORY).groups, entries_of),
        by_receiver=reuse_report_page.bars(grouped(Grouping.RECEIVER).groups, entries_of),
        method=footprint.METHOD,
    )


@blueprint.get("/reports/reuse.<format_>")
@requires(Permission.SEE_REPORTS)
def download(format_: str) -> Response:
    """The same report as a file."""
    if format_ not in _TYPES:
        raise NotFound
    question = ReportQuestion.asked(request.args, local_day(now()))
    report, language = _report(question), str(get_locale())
    if format_ == "json":
        answer = Response(reuse_report_json.text(report))
    elif format_ == "csv":
        mark = "." if language == "en" else ","
        answer = Response(reuse_report_tables.csv(report, decimal_mark=mark))
    elif format_ == "xlsx":
        answer = Response(reuse_report_tables.xlsx(report))
    else:
        answer = Response(reuse_report_pdf.pdf(report, language=language, made_at=now()))
    answer.headers["Content-Type"] = _TYPES[format_]
    name = f"kierto-{question.period.first}-{question.period.last}.{format_}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/reports/method")
@public
def method() -> str:
    """How mass is counted and avoided emissions are estimated."""
    return render_template(
        "reports/method.html",
        method=footprint.METHOD,
        factor_set=current_set(local_day(now())),
    )


def _report(question: ReportQuestion) -> ReuseReport:
    return reuse_report(
        question.period,
        as_of=question.as_of,
        by=question.by,
        organisations=viewer().organisations,
        language=str(get_locale()),
    )
