"""The public results."""

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import get_locale
from flask_login import current_user

from kierto.documents import reuse_report_json, reuse_report_page
from kierto.domain import footprint
from kierto.domain.errors import NotFound
from kierto.domain.period import Period, local_day
from kierto.domain.reuse_report import Grouping, ReuseReport
from kierto.queries.factors import current_set
from kierto.queries.results import years
from kierto.queries.reuse_report import reuse_report
from kierto.views import guards

blueprint = Blueprint("results", __name__)

_KEPT_SECONDS = 600


@blueprint.get("/results")
@guards.public
def public() -> Response:
    """One number, one sentence, one chart, and the categories."""
    year, known = _year()
    by_month = _report(year, Grouping.MONTH)
    page = render_template(
        "results/public.html",
        year=year,
        years=known,
        report=by_month,
        months=reuse_report_page.months(by_month, _report(year - 1, Grouping.MONTH)),
        by_category=reuse_report_page.bars(_report(year, Grouping.MAIN_CATEGORY).groups),
        method=footprint.METHOD,
        factor_set=current_set(local_day(guards.now())),
    )
    return _cached(make_response(page))


@blueprint.get("/results.json")
@guards.public
def data() -> Response:
    """The same as data: totals by main category and by month."""
    year, _known = _year()
    return _cached(
        Response(
            reuse_report_json.results_text(
                _report(year, Grouping.MAIN_CATEGORY), _report(year, Grouping.MONTH)
            ),
            mimetype="application/json",
        )
    )


def _year() -> tuple[int, list[int]]:
    """The year of the link, else the newest; only years with results have a page."""
    known = years(local_day(guards.now()))
    year = request.args.get("year", known[0], type=int)
    if year not in known:
        raise NotFound
    return year, known


def _report(year: int, by: Grouping) -> ReuseReport:
    return reuse_report(Period.year(year), by=(by,), language=str(get_locale()))


def _cached(answer: Response) -> Response:
    """Visitors' pages may be kept for a while by anybody; a signed-in one is the reader's own."""
    if current_user.is_authenticated:
        answer.headers["Cache-Control"] = "private, no-cache"
    else:
        answer.headers["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    answer.vary.update(["Cookie", "Accept-Language"])
    return answer
