"""Posting and changing listings: one page of answers that keeps whatever was typed."""

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from kierto import formats
from kierto.db import transaction
from kierto.domain.errors import KiertoError, NotAllowed, StaleVersion
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.plausibility import is_doubtful
from kierto.domain.text import sort_key
from kierto.domain.units import Measure, Quantity
from kierto.domain.visibility import Stage
from kierto.forms.listings import CONDITION_HINTS, ListingForm, PhotosForm, leaves
from kierto.forms.offers import Difference, merged, offer_of, texts_of, values_of
from kierto.models import Category, Listing, Unit
from kierto.outside.geocoding.fallback import Answer
from kierto.outside.photo_store import Stored
from kierto.queries import access, categories
from kierto.queries.visibility import visible_listing
from kierto.services import listings, photos
from kierto.services.listings import Offer
from kierto.services.submissions import KeyReused
from kierto.views import sending
from kierto.views.guards import now, person, requires, viewer
from kierto.views.installation import geocoder, map_settings, photo_store
from kierto.views.pictures import picture_of
from kierto.views.suggestions import asks_of, echo_of, language, offer_suggestions
from kierto.wording import explain, label


@requires(Permission.POST_LISTING)
def new() -> Response | tuple[str, int]:
    """Post a listing: what, how many, condition; the rest is filled in."""
    form = ListingForm(
        data={
            "title": request.args.get("title", ""),
            "category": request.args.get("category", ""),
            "quantity": _asked_amount(request.args.get("quantity", "")),
            "key": secrets.token_urlsafe(16),
        }
    )
    page = _Page(form, units=_units())
    if not form.is_submitted():
        return page.shown()
    valid = form.validate()
    page.receive_photos()
    offer = offer_of(form, page.category, find_places)
    if offer is None or not valid:
        return page.shown(422)
    try:
        with transaction():
            listing = listings.post(
                page.unit, offer, person=person(), now=now(), key=form.key.data or None
            )
            # A repeated submission finds the photos of the first one there.
            if not listing.photos:
                photos.attach(listing, page.held, person=person(), now=now())
            listing_id = listing.id
            doubtful = _weighs_oddly(listing)
    except KiertoError as error:
        return page.refused(error)
    page.release_photos()
    _warn_of_places(offer)
    _warn_of_odd_weights(doubtful)
    flash(_("The listing is posted. You get a message when somebody claims it."), "success")
    return redirect(url_for("listings.show", listing_id=listing_id), 303)


def _asked_amount(text: str) -> Quantity | None:
    """An amount from a link such as “I have this”; what is none is left for the person."""
    is_amount = re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,3})?", text)
    return Quantity.from_decimal(text) if is_amount else None


@requires(Permission.POST_LISTING)
def edit(listing_id: int) -> Response | tuple[str, int]:
    """Change a listing; a change made meanwhile by somebody else is shown beside one's own."""
    listing = visible_listing(listing_id, viewer(), now())
    if not access.may(person(), Permission.POST_LISTING, listing.unit_id):
        raise NotAllowed
    form = ListingForm(data=values_of(listing) | {"version": str(listing.version)})
    page = _Page(form, units=[listing.unit], listing=listing)
    if not form.is_submitted():
        form.was.data = json.dumps(texts_of(form), ensure_ascii=False)
        return page.shown()
    if request.form.get("version") != str(listing.version):
        return _conflict(form, listing)
    valid = form.validate()
    offer = offer_of(form, page.category, find_places)
    if offer is None or not valid:
        return page.shown(422)
    if form.own_place.data and offer.place is None:
        offer = replace(offer, site=listing.unit.site)
    try:
        with transaction():
            listings.change(listing, offer, version=listing.version, person=person(), now=now())
            doubtful = _weighs_oddly(listing)
    except StaleVersion:
        return _conflict(form, visible_listing(listing_id, viewer(), now()))
    except KiertoError as error:
        return page.refused(error)
    _warn_of_places(offer)
    _warn_of_odd_weights(doubtful)
    flash(_("The changes are saved."), "success")
    return redirect(url_for("listings.show", listing_id=listing_id), 303)


@requires(Permission.POST_LISTING)
def suggestions() -> str:
    """The category choices for a title that is being typed."""
    return _suggested()


@requires(Permission.POST_LISTING)
def asks() -> str:
    """What the chosen category asks for, and how it is counted."""
    return _suggested(only_asks=True)


@requires(Permission.POST_LISTING)
def weights() -> str:
    """How the amount and weight that are being typed are read."""
    form = ListingForm(request.args, meta={"csrf": False})
    echo = echo_of(
        categories.by_code(form.chosen_category) if form.chosen_category else None,
        _measure(form),
        request.args.get("quantity", ""),
        request.args.get("kilograms", ""),
    )
    return render_template("listings/_echo.html", echo=echo)


def find_places(text: str) -> Answer:
    """The places that a text may mean, and whether the address service failed."""
    return geocoder().answer(text, language=language())


class _Page:
    """The page of answers with what is known besides them."""

    def __init__(
        self, form: ListingForm, *, units: Sequence[Unit], listing: Listing | None = None
    ) -> None:
        self.form = form
        self.listing = listing
        self.units = units
        self.unit = next((u for u in units if u.code == form.unit.data), units[0])
        form.unit.choices = [(unit.code, unit.name) for unit in units]
        form.unit.data = self.unit.code
        form.other_category.choices = leaves(categories.tree(language()))
        # A suggestion is taken without asking only where the person sees it while typing.
        self.category: Category | None = offer_suggestions(form, choose=not form.is_submitted())
        if not form.is_submitted() and listing is None and self.category is not None:
            form.measure.data = (self.category.measure or Measure.PIECES).value
        self.held: list[Stored] = []

    def receive_photos(self) -> None:
        """Take what was sent now and what is held from an earlier attempt."""
        self.held = sending.received(self.form.photos)

    def release_photos(self) -> None:
        store = photo_store()
        for photo in self.held:
            store.release(photo.name, owner=person().id)

    def refused(self, error: KiertoError) -> tuple[str, int]:
        """The page again, with the refusal beside its field and everything kept."""
        if isinstance(error, KeyReused):
            self.form.key.data = secrets.token_urlsafe(16)
            sentence = _("This form was already posted. Press again to post another listing.")
            self.form.refuse(None, sentence)
            return self.shown(409)
        self.form.refuse(error.field, explain(error))
        return self.shown(error.status)

    def shown(self, status: int = 200, differences: Sequence[Difference] = ()) -> tuple[str, int]:
        form = self.form
        asked = _asks(form, self.category)
        page = render_template(
            "listings/form.html",
            form=form,
            listing=self.listing,
            unit=self.unit,
            units=self.units,
            held=self.held,
            asks=asked,
            differences=differences,
            place_text=self._place_text(),
            publication=publication_text(self.unit, now()),
            echo=echo_of(
                self.category,
                _measure(form),
                _typed(form.quantity),
                _typed(form.kilograms),
            ),
            map_settings=map_settings(),
            conflict=status == 409 and self.listing is not None,
            condition_hints={c.value: hint for c, hint in CONDITION_HINTS.items()},
            when_text=self._when_text(),
            photos_form=PhotosForm(formdata=None),
            picture=picture_of(self.category) if self.category is not None else "generic",
        )
        return page, status

    def _when_text(self) -> str:
        begin, end = self.form.available_from.data, self.form.available_until.data
        if begin and end:
            return f"{formats.day(begin)}–{formats.day(end)}"
        if begin:
            return str(_("from %(day)s", day=formats.day(begin)))
        return str(_("until %(day)s", day=formats.day(end)) if end else _("now, without an end"))

    def _place_text(self) -> str:
        if self.form.place.data:
            return str(self.form.place.data)
        if self.listing is not None:
            return self.listing.place_name or _("location missing")
        return self.unit.site.name if self.unit.site else _("location missing")


def _conflict(form: ListingForm, listing: Listing) -> tuple[str, int]:
    """Both versions: what was typed stays, what was not touched takes the stored value."""
    stored = ListingForm(formdata=None, data=values_of(listing))
    offer_suggestions(stored)
    texts, differences = merged(form, stored)
    again = ListingForm(
        formdata=MultiDict(
            texts
            | {
                "version": str(listing.version),
                "was": json.dumps(texts_of(stored), ensure_ascii=False),
            }
        )
    )
    page = _Page(again, units=[listing.unit], listing=listing)
    return page.shown(409, differences)


def publication_text(unit: Unit, opened_at: datetime) -> str:
    """When which circle sees a listing that opens now, in one sentence."""
    times = unit.organisation.stage_days.opening_times(opened_at)
    first = str(_("your own organisation"))
    by_day: dict[date, list[str]] = {}
    for stage in (Stage.PARTNERS, Stage.COMPANIES, Stage.PUBLIC):
        moment = times[stage]
        if moment is None:
            continue
        if moment <= opened_at:
            first = label(stage)
        else:
            by_day.setdefault(local_day(moment), []).append(label(stage))
    later = [
        str(_("%(stage)s from %(day)s", stage=", ".join(stages), day=formats.day(day)))
        for day, stages in by_day.items()
    ]
    return "; ".join([str(_("First: %(stage)s", stage=first)), *later])


def _suggested(**options: bool) -> str:
    form = ListingForm(request.args, meta={"csrf": False})
    chosen = offer_suggestions(form)
    if chosen is not None and chosen.measure is not None:
        form.measure.data = chosen.measure.value
    return render_template(
        "listings/_suggestions.html", form=form, asks=_asks(form, chosen), **options
    )


def _units() -> list[Unit]:
    found = access.choices_where(person(), Permission.POST_LISTING)
    return sorted(found, key=lambda unit: sort_key(unit.name))


def _measure(form: ListingForm) -> Measure | None:
    return next((m for m in Measure if m.value == form.measure.data), None)


def _asks(form: ListingForm, category: Category | None) -> object:
    return asks_of(category, _measure(form))


def _typed(field: object) -> str:
    text: str = field._value()  # type: ignore[attr-defined]
    return text


def _weighs_oddly(listing: Listing) -> bool:
    return is_doubtful(listing.mass, listing.quantity, listing.measure, listing.category.eu_class)


def _warn_of_odd_weights(doubtful: bool) -> None:
    if doubtful:
        flash(
            _(
                "Look at the weight: one piece would weigh less than 10 g or more than 500 kg."
                " Is it really in kilograms?"
            ),
            "alert",
        )


def _warn_of_places(offer: Offer) -> None:
    if offer.is_elsewhere:
        flash(
            _(
                "The address service does not answer just now, so the place is missing."
                " Set it on the map, or save the address again later."
            ),
            "alert",
        )
    elif offer.place is not None and offer.place.looks_swapped():
        flash(
            _(
                "The place is outside Finland. Check whether latitude and longitude"
                " are the right way round."
            ),
            "alert",
        )
