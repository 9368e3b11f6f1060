"""What the find page shows: the form filled in, the place from which it measures, the results."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from kierto.domain.condition import Condition
from kierto.domain.errors import KiertoError
from kierto.domain.place import Place
from kierto.domain.text import sort_key
from kierto.forms.listings import RADII_KM, SearchForm
from kierto.forms.offers import name_of, pair_of, value_of
from kierto.models import Unit
from kierto.queries import categories, units
from kierto.queries.listings import MOST_COUNTED, Results, Search, find
from kierto.views.cards import Card, card_of
from kierto.views.guards import now, person, viewer
from kierto.views.installation import geocoder
from kierto.views.suggestions import language
from kierto.wording import explain

DEFAULT_RADIUS_KM = "100"
PAGE_SIZE = 24


@dataclass(slots=True)
class Centre:
    """From where distances are measured, and what to say when that is not clear."""

    place: Place | None = None
    name: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Everything that the template of the find page needs."""

    form: SearchForm
    centre: Centre
    results: Results
    cards: list[Card]
    unplaced_cards: list[Card]
    points: list[dict[str, object]]
    own_unit: Unit | None

    @property
    def total_text(self) -> str:
        """How many there are; honest where counting ended."""
        if self.results.total > MOST_COUNTED:
            return str(_("More than %(number)s listings", number=MOST_COUNTED))
        if self.results.total == 1:
            return str(_("1 listing"))
        return str(_("%(number)s listings", number=self.results.total))

    @property
    def next_url(self) -> str:
        """A link to the next page that can be shared."""
        if self.results.after is None:
            return ""
        letters = {"letters": "plain"} if self.results.plain else {}
        return self.url(cursor=self.results.after, **letters)

    @property
    def first_url(self) -> str:
        """A link to the first page, when this is a later one."""
        return self.url() if request.args.get("cursor") else ""

    def url(self, **changes: str) -> str:
        """This search as a link, with ``changes``."""
        kept = {
            name: value
            for name, value in request.args.items()
            if value and name not in {"cursor", "letters"}
        }
        return url_for("listings.index", **(kept | changes))  # type: ignore[arg-type]


def found() -> Finding:
    """The find page of this request."""
    form = SearchForm(request.args)
    own = units.home_of(person()) if current_user.is_authenticated else None
    if "radius_km" not in request.args:
        form.radius_km.data = DEFAULT_RADIUS_KM
    centre = _centre(form, own)
    unit = units.by_code(form.unit.data) if form.unit.data else None
    form.offer_choices(categories.tree(language()), _unit_choices(unit))
    search = Search(
        words=form.q.data or "",
        category=categories.by_code(form.category.data) if form.category.data else None,
        near=None if form.order.data == "newest" else centre.place,
        radius_m=_radius_m(form.radius_km.data),
        condition=next((c for c in Condition if c.value == form.condition.data), None),
        unit_id=None if unit is None else unit.id,
        only_available=bool(form.available.data),
        only_gratis=bool(form.free.data),
        plain=request.args.get("letters") == "plain",
    )
    results = find(search, viewer(), now=now(), limit=PAGE_SIZE, cursor=request.args.get("cursor"))
    by_distance = search.near is not None
    placed = [hit for hit in results.hits if not by_distance or hit.distance_m is not None]
    unplaced = [hit for hit in results.hits if by_distance and hit.distance_m is None]
    cards = [card_of(hit.listing, distance_m=_metres(hit.listing.place, hit.distance_m, centre))
             for hit in placed]  # fmt: skip
    points: list[dict[str, object]] = [
        {
            "lat": place.latitude,
            "lon": place.longitude,
            "title": card.title,
            "url": card.url,
            "text": " · ".join(part for part in (card.free_text, card.distance_text) if part),
        }
        for hit, card in zip(placed, cards, strict=True)
        if (place := hit.listing.place) is not None
    ]
    return Finding(
        form=form,
        centre=centre,
        results=results,
        cards=cards,
        unplaced_cards=[card_of(hit.listing) for hit in unplaced],
        points=points,
        own_unit=own,
    )


def _metres(place: Place | None, known: float | None, centre: Centre) -> float | None:
    """The distance to show: measured already, or measured now where the newest come first."""
    if known is not None or place is None or centre.place is None:
        return known
    return place.distance_to(centre.place)


def _radius_m(text: str | None) -> float | None:
    return float(text) * 1000 if text in {str(km) for km in RADII_KM} else None


def _centre(form: SearchForm, own: Unit | None) -> Centre:
    """The place that was asked for, else the person's own unit's."""
    text = (form.near.data or "").strip()
    own_place = own.site.place if own is not None and own.site is not None else None
    if not text:
        return Centre(own_place, own.name if own is not None and own_place is not None else "")
    try:
        pair = pair_of(text)
    except KiertoError as error:
        return Centre(problem=explain(error))
    if pair is not None:
        return Centre(pair, text)
    answer = geocoder().answer(text, language=language())
    if len(answer.found) == 1:
        problem = explain(answer.unavailable) if answer.unavailable else ""
        return Centre(answer.found[0].place, name_of(answer.found[0]), problem=problem)
    if answer.found:
        return Centre(
            choices=[(value_of(each), name_of(each)) for each in answer.found],
            problem=_("There are several places called “%(name)s”.", name=text),
        )
    return Centre(
        problem=_(
            "“%(name)s” was not found, so the newest come first. Write a municipality or locality.",
            name=text,
        )
    )


def _unit_choices(chosen: Unit | None) -> Iterable[tuple[str, str]]:
    """The units of the reader's own organisations, and the one that a link names."""
    mine = units.of_organisations(viewer().organisations)
    every = {unit.code: unit.name for unit in (*mine, *([] if chosen is None else [chosen]))}
    return sorted(every.items(), key=lambda pair: sort_key(pair[1]))
