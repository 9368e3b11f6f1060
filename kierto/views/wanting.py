"""A want in words, with how much meets it now."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from kierto import formats
from kierto.domain.condition import Condition
from kierto.domain.states import WantState
from kierto.domain.units import Measure
from kierto.forms.wants import RADII_KM, kilometres_of
from kierto.models import Want
from kierto.queries import units
from kierto.queries.matches import Match, listings_for
from kierto.views.guards import now, person
from kierto.views.pictures import picture_of
from kierto.wording import label

MOST = 20
"""A list of wants counts matches up to this and then says “over”."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantShown:
    """The fields of ``want_card`` in components/cards.html, and the want itself."""

    want: Want
    title: str
    url: str
    picture: str
    amount_text: str
    radius_text: str
    radius_km: int
    place_text: str
    until_text: str
    condition_text: str
    match_text: str
    waiting_text: str
    status_text: str
    nearest: Match | None


def want_shown(want: Want) -> WantShown:
    """``want`` in the reader's language."""
    found = listings_for(want, now=now(), limit=MOST + 1)
    measure = want.category.measure or Measure.PIECES
    return WantShown(
        want=want,
        title=want.category.name(str(get_locale())),
        url=url_for("wants.show", want_id=want.id),
        picture=picture_of(want.category),
        amount_text="" if want.quantity is None else formats.quantity(want.quantity, measure),
        radius_text=_radius(want),
        radius_km=kilometres_of(want),
        place_text=f"{want.place_name}," if want.place_name else "",
        until_text=_until(want),
        condition_text=_condition(want),
        match_text=_matches(found),
        waiting_text="" if want.state is WantState.OPEN else label(want.state).capitalize(),
        status_text=label(want.state),
        nearest=found[0] if found else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WishShown:
    """A colleague's want: never more than they chose to tell, so no matches of theirs."""

    want: Want
    title: str
    amount_text: str
    asked: str
    condition_text: str
    until_text: str
    distance_text: str


def wish_shown(want: Want) -> WishShown:
    """``want`` of another unit in the reader's language."""
    measure = want.category.measure or Measure.PIECES
    own = units.home_of(person())
    here = own.site.place if own is not None and own.site is not None else None
    return WishShown(
        want=want,
        title=want.category.name(str(get_locale())),
        amount_text="" if want.quantity is None else formats.quantity(want.quantity, measure),
        asked="" if want.quantity is None else str(want.quantity),
        condition_text=_condition(want),
        until_text=_until(want),
        distance_text="" if here is None else formats.distance(want.place.distance_to(here)),
    )


def _until(want: Want) -> str:
    if want.wanted_until is None:
        return ""
    return str(_("until %(day)s", day=formats.day(want.wanted_until)))


def _condition(want: Want) -> str:
    if want.condition is Condition.REPAIRABLE:
        return str(_("any condition"))
    return str(_("at least: %(condition)s", condition=label(want.condition)))


def _radius(want: Want) -> str:
    kilometres = kilometres_of(want)
    if kilometres >= RADII_KM[-1]:
        return str(_("whole Finland"))
    return str(_("within %(km)s km", km=formats.number(kilometres)))


def _matches(found: list[Match]) -> str:
    if not found:
        return ""
    if len(found) > MOST:
        return str(_("over %(number)s matches", number=MOST))
    nearest = formats.distance(found[0].distance_m)
    return str(
        ngettext(
            "%(num)s match, %(nearest)s away",
            "%(num)s matches, the nearest %(nearest)s away",
            len(found),
            nearest=nearest,
        )
    )
