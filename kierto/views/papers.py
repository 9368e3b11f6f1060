"""What leaves on paper, in a calendar or in a feed reader."""

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import get_locale
from werkzeug.exceptions import BadRequest

from kierto.documents import calendar, labels, receipt
from kierto.documents.feed import feed_of
from kierto.documents.labels import LabelFormat, Labelled
from kierto.domain.permissions import Permission
from kierto.queries import feed, papers, pickups, receipts
from kierto.views.guards import now, person, public, requires, signed_in, viewer
from kierto.views.installation import settings

blueprint = Blueprint("papers", __name__)

LANGUAGES = ("fi", "sv", "en")
MOST_COPIES = labels.MOST_LABELS


@blueprint.get("/handovers/<int:handover_id>/receipt.pdf")
@signed_in
def receipt_pdf(handover_id: int) -> Response:
    """The receipt, in the receiver's language or the one that ``?language=`` names."""
    found = receipts.visible_receipt(handover_id, person(), viewer())
    asked = request.args.get("language")
    content = receipt.pdf(
        found,
        address=f"{settings().base_url}/handovers/{handover_id}",
        made_at=now(),
        language=asked if asked in LANGUAGES else None,
    )
    return _file(content, "application/pdf", f"kierto-{found.number}.pdf")


@blueprint.get("/listings/<int:listing_id>/labels.pdf")
@requires(Permission.RECORD_HANDOVER)
def labels_of_listing(listing_id: int) -> Response:
    """``?copies=`` labels of one listing."""
    return _labels([listing_id], f"kierto-{listing_id}.pdf")


@blueprint.get("/listings/labels.pdf")
@requires(Permission.RECORD_HANDOVER)
def labels_of_listings() -> Response:
    """Labels of the listings that ``?ids=`` names, with commas between or repeated."""
    texts = [part.strip() for text in request.args.getlist("ids") for part in text.split(",")]
    ids = [int(text) for text in texts if text.isdecimal() and len(text) < 18]
    if len(ids) != len([text for text in texts if text]):
        raise BadRequest
    return _labels(ids[: MOST_COPIES + 1], "kierto.pdf")


def _labels(ids: list[int], name: str) -> Response:
    base = settings().base_url
    things = [
        Labelled(listing, f"{base}/scan/{listing.id}")
        for listing in papers.own_listings(ids, person())
    ]
    single = request.args.get("format") == LabelFormat.SINGLE
    content = labels.pdf(
        things,
        copies=request.args.get("copies", 1, type=int),
        skipped=max(0, request.args.get("skipped", 0, type=int)),
        format_=LabelFormat.SINGLE if single else LabelFormat.SHEET,
        language=str(get_locale()),
        made_at=now(),
    )
    return _file(content, "application/pdf", name)


@blueprint.get("/claims/<int:claim_id>/pickup.ics")
@signed_in
def pickup(claim_id: int) -> Response:
    """The time for fetching, else the last day for it, for the calendars of both sides."""
    claim = papers.claim_of_party(claim_id, viewer())
    address = f"{settings().base_url}/listings/{claim.listing_id}"
    content = calendar.pickup(
        claim,
        address=address,
        language=str(get_locale()),
        made_at=now(),
        time=pickups.newest_time_of(claim),
    )
    return _file(content, "text/calendar; charset=utf-8", f"kierto-{claim_id}.ics")


@blueprint.get("/listings.atom")
@public
def atom() -> Response:
    """The newest listings that are open to everybody, the same for all who ask."""
    base = settings().base_url
    entries = feed_of(feed.public_listings(now()), base=base, now=now())
    response = make_response(render_template("papers/listings.xml", feed=entries, base=base))
    response.mimetype = "application/atom+xml"
    response.vary.update(("Accept-Language", "Cookie"))
    response.cache_control.max_age = 300
    response.add_etag()
    response.make_conditional(request)
    return response


def _file(content: bytes, mimetype: str, name: str) -> Response:
    """A file for this person alone: no cache in between keeps it."""
    response = Response(content, content_type=mimetype)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
