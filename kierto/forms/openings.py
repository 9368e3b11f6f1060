"""Forms of a unit's hours and ways for those who fetch."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import Length, NumberRange, Optional

from kierto.domain.opening import Span, spans_of, text_of
from kierto.forms.fields import DayField, ParsedField, needed
from kierto.models import Site
from kierto.services.openings import Fetching


class HoursField(ParsedField):
    """The openings of one weekday: “8–11, 12–15.30”; empty is closed."""

    def read(self, text: str) -> Any:  # noqa: ANN401
        return spans_of(text)

    def shown(self, value: Sequence[Span]) -> str:
        return text_of(value)


class FetchingForm(FlaskForm):
    """When and how things are fetched from a unit."""

    monday = HoursField(_("Monday"))
    tuesday = HoursField(_("Tuesday"))
    wednesday = HoursField(_("Wednesday"))
    thursday = HoursField(_("Thursday"))
    friday = HoursField(_("Friday"))
    saturday = HoursField(_("Saturday"))
    sunday = HoursField(_("Sunday"))
    has_lift = BooleanField(_("There is a lift"))
    has_dock = BooleanField(_("There is a loading dock"))
    door_cm = IntegerField(
        _("Narrowest door"),
        [Optional(), NumberRange(30, 1000, _("Write the width in centimetres."))],
    )
    access = StringField(_("How to find the right door"), [Length(max=300)])
    contact = StringField(_("Whom to call when there"), [Length(max=200)])

    @property
    def days(self) -> list[HoursField]:
        """The fields of the week from Monday on."""
        return [
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        ]

    def show(self, site: Site | None, hours: dict[int, tuple[Span, ...]]) -> None:
        """Fill in what is known."""
        for weekday, field in enumerate(self.days):
            field.data = hours.get(weekday) or None
        if site is not None:
            self.has_lift.data, self.has_dock.data = site.has_lift, site.has_dock
            self.door_cm.data, self.access.data = site.door_cm, site.access
            self.contact.data = site.fetching_contact

    def fetching(self) -> Fetching:
        """What the valid form says."""
        return Fetching(
            hours={day: field.data for day, field in enumerate(self.days) if field.data},
            has_lift=bool(self.has_lift.data),
            has_dock=bool(self.has_dock.data),
            door_cm=self.door_cm.data,
            access=self.access.data or "",
            contact=self.contact.data or "",
        )


class ClosedForm(FlaskForm):
    """Days on which nothing is fetched."""

    first = DayField(_("First day"), [needed(_("Write the day."))])
    last = DayField(_("Last day"))
    reason = StringField(_("Why"), [Length(max=100)])
