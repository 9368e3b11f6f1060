"""The public front page and the start page of those who have signed in."""

from datetime import date

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from kierto import formats
from kierto.domain.period import Period, local_day
from kierto.domain.permissions import Permission
from kierto.domain.units import Mass
from kierto.queries import access, listings, matches, start
from kierto.queries.matches import Match
from kierto.queries.reuse_report import reuse_report
from kierto.queries.start import Task, Waiting
from kierto.views.cards import card_of
from kierto.views.claiming import day_text
from kierto.views.guards import now, person, public, viewer
from kierto.views.reasons import reasons_in_words

blueprint = Blueprint("front", __name__)

CARDS = 8


@blueprint.get("/", endpoint="start")
@public
def front() -> str:
    """What waits for me, or, for a visitor, what this is."""
    return _start() if current_user.is_authenticated else _public()


def _public() -> str:
    today = local_day(now())
    since = reuse_report(Period(date(2000, 1, 1), today))
    newest = listings.find(listings.Search(only_available=True), viewer(), now=now(), limit=CARDS)
    return render_template(
        "front/public.html",
        mass=since.total.mass,
        handovers=since.total.entries,
        cards=[card_of(hit.listing) for hit in newest.hits],
    )


def _start() -> str:
    today = local_day(now())
    units = access.units_where(person(), Permission.CLAIM)
    year = start.year_until(today)
    # The 29th of February has no fellow a year before.
    fellow = today.replace(year=today.year - 1, day=min(today.day, 28 if today.month == 2 else 31))
    before = Period(date(today.year - 1, 1, 1), fellow)
    found: dict[int, Match] = {}
    for match in matches.wants_of(units, now=now()):
        found.setdefault(match.listing.id, match)
    nearest = sorted(found.values(), key=lambda match: match.distance_m)[:CARDS]
    return render_template(
        "front/start.html",
        tasks=sorted(
            (_task(task) for task in start.tasks_of(person())), key=lambda one: not one["urgent"]
        ),
        cards=[
            card_of(m.listing, distance_m=m.distance_m, reasons=reasons_in_words(m))
            for m in nearest
        ],
        posts=access.may(person(), Permission.POST_LISTING),
        wants=access.may(person(), Permission.POST_WANT),
        year=today.year,
        achieved=start.achieved(units or viewer().units, year),
        trend=_trend(
            start.achieved(units or viewer().units, year).given,
            start.achieved(units or viewer().units, before).given,
        ),
    )


def _trend(now_given: Mass, then_given: Mass) -> dict[str, str]:
    """How this year compares with the same days of the last; nothing without a last year."""
    if not then_given:
        return {}
    change = round(100 * (now_given.grams - then_given.grams) / then_given.grams)
    if change == 0:
        return {"text": str(_("as much as a year ago")), "way": ""}
    words = (
        _("%(percent)s %% more than a year ago")
        if change > 0
        else _("%(percent)s %% less than a year ago")
    )
    return {"text": words % {"percent": abs(change)}, "way": "up" if change > 0 else "down"}


def _task(task: Task) -> dict[str, object]:
    """A task as ``components/cards.html`` shows it."""
    if task.handover is not None:
        return {
            "title": task.handover.item,
            "text": str(_("Handed over – confirm that it is right")),
            "time_text": formats.day(task.handover.occurred_on),
            "url": url_for("handovers.show", handover_id=task.handover.id),
            "picture": "check-circle",
            "urgent": False,
        }
    claim = task.claim
    if claim is None:
        raise ValueError("a task is about a claim or a handover")
    amount = formats.quantity(claim.open_quantity, claim.listing.measure)
    today = local_day(now())
    words = {
        Waiting.APPROVE: _("%(unit)s asks for %(amount)s – approve or decline"),
        Waiting.FETCH: _("%(amount)s is reserved for you – fetch it"),
        Waiting.GIVE: _("%(unit)s fetches %(amount)s – hand it over"),
        Waiting.CONFIRM: "",
    }[task.why]
    return {
        "title": claim.listing.title,
        "text": words % {"unit": claim.unit.name, "amount": amount},
        "time_text": str(_("by %(day)s", day=day_text(claim.pickup_by))) if claim.pickup_by else "",
        "url": url_for("claims.show", claim_id=claim.id),
        "picture": {
            Waiting.APPROVE: "check",
            Waiting.FETCH: "truck",
            Waiting.GIVE: "hand-over",
        }[task.why],
        "urgent": claim.pickup_by is not None and (claim.pickup_by - today).days <= 1,
    }
