"""The form of a want."""

from dataclasses import replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from kierto.domain.condition import Condition
from kierto.domain.place import Place
from kierto.formats import number
from kierto.forms.fields import DayField, QuantityField, needed
from kierto.models import Category, Want
from kierto.outside.geocoding.port import Found
from kierto.services.wants import Need
from kierto.wording import label

RADII_KM = (5, 10, 25, 50, 100, 200, 1500)
"""1,500 km reaches from any place of Finland to any other."""


class NeedForm(FlaskForm):
    """What is needed and how far it may be."""

    key = HiddenField()
    category = SelectField(
        _("What is needed?"), [needed(_("Choose what is needed."))], validate_choice=False
    )
    quantity = QuantityField(_("How many?"))
    unit = SelectField(_("For which unit?"), validate_choice=False)
    radius_km = SelectField(_("How far may it be?"), default="25")
    condition = RadioField(_("In what condition at least?"), default=Condition.FAIR.value)
    place = StringField(_("Around which place?"), [Length(max=200)])
    place_choice = RadioField(_("Which of these?"), validate_choice=False)

    def __init__(self, *args: Any, kept_km: int | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        """``kept_km`` is the distance of a want that is changed, among the choices as it is."""
        super().__init__(*args, **kwargs)
        self.condition.choices = [(c.value, label(c).capitalize()) for c in Condition]
        lengths = sorted({*RADII_KM, *([] if kept_km is None else [kept_km])})
        self.radius_km.choices = [
            (str(km), gettext("whole Finland") if km == RADII_KM[-1] else f"{number(km)} km")
            for km in lengths
        ]
        self.found: list[Found] = []
        self.place_choice.choices = []

    def offer_places(self, found: list[Found]) -> None:
        """Let the person choose among the places that a name may mean."""
        self.found = found
        self.place_choice.choices = [(str(n), _described(one)) for n, one in enumerate(found)]

    def chosen_place(self) -> Found | None:
        """The one place that the name means, or that was chosen among several."""
        if len(self.found) == 1:
            return self.found[0]
        chosen = self.place_choice.data or ""
        if chosen.isdecimal() and len(chosen) < 4 and int(chosen) < len(self.found):
            return self.found[int(chosen)]
        return None

    def need(self, category: Category, place: Place | None, place_name: str | None) -> Need:
        """What the valid form says."""
        return Need(
            category=category,
            radius_m=int(self.radius_km.data) * 1000,
            quantity=self.quantity.data,
            condition=Condition(self.condition.data),
            place=place,
            place_name=place_name,
        )


class WantForm(NeedForm):
    """A need that is looked for until some day, with what else matters."""

    wanted_until = DayField(_("Until when is it looked for?"))
    note = TextAreaField(
        _("What else matters?"), [Length(max=500, message=_("At most 500 letters."))]
    )
    is_shared = BooleanField(_("Show this to colleagues on the wish list of our organisation"))

    def need(self, category: Category, place: Place | None, place_name: str | None) -> Need:
        """What the valid form says."""
        return replace(
            super().need(category, place, place_name),
            wanted_until=self.wanted_until.data,
            note=self.note.data or "",
            is_shared=bool(self.is_shared.data),
        )


def kilometres_of(want: Want) -> int:
    """Whole kilometres that reach as far as the want does."""
    return -(-want.radius_m // 1000)


def values_of(want: Want) -> dict[str, Any]:
    """What a form shows of a want that is changed."""
    return {
        "category": want.category.code,
        "quantity": want.quantity,
        "unit": want.unit.code,
        "radius_km": str(kilometres_of(want)),
        "condition": want.condition.value,
        "wanted_until": want.wanted_until,
        "note": want.note,
        "is_shared": want.is_shared,
        "place": want.place_name or "",
    }


def _described(found: Found) -> str:
    if found.municipality and found.municipality not in found.name:
        return f"{found.name}, {found.municipality}"
    return found.name
