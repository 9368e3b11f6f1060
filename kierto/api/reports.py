"""Reports: the same documents as the commands give."""

from typing import Any

from flask import Response
from flask_babel import get_locale

from kierto.api.calls import Noun, answer
from kierto.api.schemas.reports import ReportOut, ReportSearch
from kierto.api.tokens import viewer
from kierto.documents import reuse_report_json
from kierto.domain.period import Period
from kierto.domain.permissions import Permission
from kierto.domain.reuse_report import groupings
from kierto.queries.reuse_report import reuse_report

noun = Noun("reports", "Reports")


@noun.get(
    "/reports/reuse",
    guard=Permission.SEE_REPORTS,
    query=ReportSearch(),
    answers={200: ReportOut()},
)
def reuse(query: dict[str, Any]) -> Response:
    """The reuse report of your organisations, each figure computed from the ledger.

    Only the step “reuse” is in total_kg; other steps stand beside it, never added to it.
    """
    found = reuse_report(
        Period(query["first"], query["last"]),
        as_of=query.get("as_of"),
        by=groupings(query["by"]),
        organisations=viewer().organisations,
        language=str(get_locale()),
    )
    return answer(reuse_report_json.document(found))
