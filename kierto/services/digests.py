"""The mail about matches: one for each person, however many wants and listings are new."""

from collections.abc import Callable
from datetime import datetime
from itertools import groupby

from babel.dates import format_date
from babel.numbers import format_decimal
from sqlalchemy import func, select

from kierto.db import session
from kierto.domain.alerts import PAUSE, AlertRhythm, last_slot
from kierto.domain.condition import Condition
from kierto.domain.errors import N_
from kierto.domain.matching import Reason, meets
from kierto.domain.period import local_day
from kierto.domain.units import Measure, Quantity
from kierto.models import Alert, Listing, User, Want
from kierto.queries.access import viewer_of_unit
from kierto.queries.matches import Match, match_of
from kierto.services import outbox
from kierto.services.letters import say
from kierto.services.mail_pages import Item, Link, MailPage, Section

SUBJECT_ONE = N_("A match: %(title)s")
SUBJECTS = N_("%(number)s matches for what you need")
LEAD = N_("This meets what you have told that you need. It goes to the one who claims it first.")
HEADING = N_("You need: %(category)s (%(unit)s)")
HEADING_AMOUNT = N_("You need: %(category)s, %(amount)s (%(unit)s)")
AWAY = N_("%(distance)s away: %(unit)s, %(organisation)s")
FREE = N_("%(free)s is free")
PART = N_("%(free)s of the %(wanted)s you need")
CONDITION = N_("Condition: %(condition)s")
UNTIL = N_("Can be fetched until %(day)s")
NOT_INTERESTED = N_("Not interested")
FOOT = N_(
    "You get this mail because your unit looks for things in Kierto. Each match is told once."
)
LESS = N_("Fewer mails or none at all, without signing in")
SEE_WANTS = N_("Your wants")
CONDITIONS = {
    Condition.UNUSED: N_("unused"),
    Condition.GOOD: N_("good"),
    Condition.FAIR: N_("worn but works"),
    Condition.REPAIRABLE: N_("needs repair"),
}
MOST_ITEMS = 40


def bundle(now: datetime, way_out: Callable[[User], str]) -> int:
    """Queue the mails whose time has come; how many.

    ``way_out`` gives the path of the page where a person ends these mails.
    """
    queued = 0
    waiting = session.execute(
        select(Alert.user_id, func.min(Alert.found_at))
        .where(Alert.told_at.is_(None), Alert.dismissed_at.is_(None))
        .group_by(Alert.user_id)
        .order_by(Alert.user_id)
    ).all()
    for user_id, since in waiting:
        user = session.get_one(User, user_id)
        if user.mail_stopped_at is None and _is_time(user, since, now):
            queued += _tell(user, now, way_out)
    return queued


def _is_time(user: User, since: datetime, now: datetime) -> bool:
    """Whether a mail leaves now to somebody whose oldest news is of ``since``."""
    if user.alert_rhythm is not AlertRhythm.IMMEDIATE:
        return since < last_slot(user.alert_rhythm, now)
    last = session.scalar(select(func.max(Alert.told_at)).where(Alert.user_id == user.id))
    return last is None or last + PAUSE <= now


def _tell(user: User, now: datetime, way_out: Callable[[User], str]) -> bool:
    """One mail with everything that is new for the person; what no longer fits is left out."""
    alerts = session.scalars(
        select(Alert)
        .where(Alert.user_id == user.id, Alert.told_at.is_(None), Alert.dismissed_at.is_(None))
        .order_by(Alert.want_id, Alert.id)
        .with_for_update(of=Alert, skip_locked=True)
    ).all()
    fitting: list[Match] = []
    shown: set[int] = set()
    for alert in alerts:
        match = _still(alert, now)
        if match is None:
            # Should it come back, it is news again.
            session.delete(alert)
            continue
        alert.told_at = now
        # A listing that meets two wants of a person stands under the first of them.
        if alert.listing_id not in shown:
            shown.add(alert.listing_id)
            fitting.append(match)
    session.flush()
    if not fitting:
        return False
    page = _page(user, fitting, way_out(user))
    told = outbox.tell(
        user,
        key=f"alerts {user.id} {max(alert.id for alert in alerts)} {now.isoformat()}",
        subject=page.subject,
        body=page.as_text(),
        html=page.as_html(),
        way_out=way_out(user),
        now=now,
    )
    return told is not None


def _still(alert: Alert, now: datetime) -> Match | None:
    listing, want = alert.listing, alert.want
    viewer = viewer_of_unit(want.unit)
    if alert.user.alert_rhythm is AlertRhythm.NEVER:
        return None
    return match_of(listing, want) if meets(listing, want, viewer, now, local_day(now)) else None


def _page(user: User, matches: list[Match], way_out: str) -> MailPage:
    language = user.language
    if len(matches) == 1:
        subject = say(language, SUBJECT_ONE, title=matches[0].listing.title)
    else:
        subject = say(language, SUBJECTS, number=len(matches))
    sections = [
        Section(_heading(want, language), [_item(match, language) for match in group])
        for want, group in groupby(matches[:MOST_ITEMS], key=lambda match: match.want)
    ]
    return MailPage(
        language=language,
        subject=outbox.one_line(subject),
        lead=say(language, LEAD),
        sections=sections,
        foot=say(language, FOOT),
        links=[
            Link(say(language, SEE_WANTS), f"{outbox.SITE}/wants"),
            Link(say(language, LESS), f"{outbox.SITE}{way_out}"),
        ],
    )


def _heading(want: Want, language: str) -> str:
    words = {"category": want.category.name(language), "unit": want.unit.name}
    if want.quantity is None:
        return say(language, HEADING, **words)
    measure = want.category.measure or Measure.PIECES
    amount = _amount(want.quantity, measure, language)
    return say(language, HEADING_AMOUNT, amount=amount, **words)


def _item(match: Match, language: str) -> Item:
    listing, want = match.listing, match.want
    free = _amount(listing.free, listing.measure, language)
    amount = say(language, FREE, free=free)
    if Reason.AMOUNT_PART in match.reasons and want.quantity is not None:
        wanted = _amount(want.quantity, listing.measure, language)
        amount = say(language, PART, free=free, wanted=wanted)
    lines = [
        amount,
        say(
            language,
            AWAY,
            distance=_distance(match.distance_m, language),
            unit=listing.unit.name,
            organisation=listing.organisation.name,
        ),
        say(language, CONDITION, condition=say(language, CONDITIONS[listing.condition])),
    ]
    if listing.available_until is not None:
        day = format_date(listing.available_until, "short", locale=language)
        lines.append(say(language, UNTIL, day=day))
    no = f"{outbox.SITE}/wants/{want.id}/dismiss/{listing.id}"
    return Item(
        Link(outbox.one_line(listing.title), _address(listing)),
        lines,
        [Link(say(language, NOT_INTERESTED), no)],
    )


def _address(listing: Listing) -> str:
    return f"{outbox.SITE}/listings/{listing.id}"


def _amount(quantity: Quantity, measure: Measure, language: str) -> str:
    word = say(language, "pcs") if measure is Measure.PIECES else measure.value
    return f"{format_decimal(quantity.decimal, locale=language)} {word}"


def _distance(metres: float, language: str) -> str:
    if metres < 1000:
        return say(language, "under 1 km")
    kilometres = round(metres / 1000, 1 if metres < 10_000 else 0)
    return f"{format_decimal(kilometres, locale=language)} km"
