"""Forms of units, people, organisations and their policy."""

from functools import cache

from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from kierto.domain.errors import N_, Refused
from kierto.domain.place import Place
from kierto.domain.visibility import OrganisationKind
from kierto.forms.fields import EurosField
from kierto.models import Unit
from kierto.outside.geocoding.gazetteer import Gazetteer
from kierto.outside.geocoding.port import Found, Precision
from kierto.services.people import GRANTABLE
from kierto.services.units import Details
from kierto.wording import label

NEVER = ""


class UnknownPlace(Refused):
    """No place of this name is known."""

    message = N_(
        "“%(text)s” was not found among the municipalities and localities of Finland. Check the "
        "spelling, or give the coordinates."
    )


class SeveralPlaces(Refused):
    """The name is offered for choice, never guessed."""

    message = N_("“%(text)s” can mean several places: %(places)s. Write which one you mean.")


@cache
def _gazetteer() -> Gazetteer:
    return Gazetteer.standard()


class UnitForm(FlaskForm):
    """A unit with its usual place. An empty place leaves the unit without one."""

    name = StringField(
        _("Name"), [InputRequired(_("Write the name of the unit.")), Length(max=200)]
    )
    code = StringField(_("Code"), [Length(max=60)])
    parent = SelectField(_("Belongs to"), coerce=int, validate_choice=True)
    is_store = BooleanField(_("A store that only keeps things and passes them on"))
    contact = StringField(_("Contact"), [Length(max=200)])
    address = StringField(_("Street address"), [Length(max=300)])
    postcode = StringField(_("Postcode"), [Length(max=10)])
    municipality = StringField(_("Municipality or locality"), [Length(max=100)])
    latitude = StringField(_("Latitude"))
    longitude = StringField(_("Longitude"))

    def offer_parents(self, rows: list[tuple[int, Unit]]) -> None:
        """The units among which the one above is chosen, as a tree of names."""
        self.parent.choices = [
            SelectChoice(unit.id, "\N{NO-BREAK SPACE}" * 4 * depth + unit.name)
            for depth, unit in rows
        ]

    def show(self, unit: Unit) -> None:
        """Fill in what is known of ``unit``."""
        if "parent" in self:
            self.parent.data = unit.parent_id
        site = unit.site
        if site is None:
            return
        self.address.data, self.postcode.data = site.address, site.postcode
        self.municipality.data = site.municipality
        if site.place is not None and site.precision in {None, Precision.EXACT}:
            mark = "." if str(get_locale()) == "en" else ","
            self.latitude.data = f"{site.place.latitude}".replace(".", mark)
            self.longitude.data = f"{site.place.longitude}".replace(".", mark)

    def details(self) -> Details:
        """What was written. Raises InvalidCoordinates, UnknownPlace, SeveralPlaces."""
        place, precision, municipality = self._place()
        return Details(
            name=self.name.data or "",
            code=self.code.data or "",
            is_store=bool(self.is_store.data),
            contact=self.contact.data or "",
            address=self.address.data or "",
            postcode=self.postcode.data or "",
            municipality=municipality,
            place=place,
            precision=precision,
        )

    def _place(self) -> tuple[Place | None, str | None, str]:
        latitude, longitude = self.latitude.data or "", self.longitude.data or ""
        text = (self.municipality.data or "").strip()
        if latitude.strip() or longitude.strip():
            try:
                return Place.parse(latitude, longitude), Precision.EXACT, text
            except Refused as wrong:
                wrong.field = "latitude"
                raise
        if not text:
            return None, None, ""
        asked = f"{self.postcode.data or ''} {text}".strip()
        found = _gazetteer().find(asked, language=str(get_locale()))
        if not found:
            raise UnknownPlace(field="municipality", text=text)
        if len(found) > 1:
            raise SeveralPlaces(field="municipality", text=text, places=_listed(found))
        return found[0].place, found[0].precision, found[0].name


def _listed(found: list[Found]) -> str:
    return "; ".join(
        f"{one.name}, {one.municipality}" if one.municipality != one.name else one.name
        for one in found[:6]
    )


class RolesField(SelectMultipleField):
    """Roles as tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _roles() -> RolesField:
    return RolesField(
        _("Roles"),
        choices=lambda: [SelectChoice(role.value, label(role)) for role in GRANTABLE],
    )


class InviteForm(FlaskForm):
    """Who is invited, to which unit, in which roles."""

    email = StringField(_("E-mail address"), [InputRequired(_("Write the e-mail address."))])
    name = StringField(_("Name"), [InputRequired(_("Write the name.")), Length(max=200)])
    unit = SelectField(_("Unit"), coerce=int)
    roles = _roles()

    def offer_units(self, rows: list[tuple[int, Unit]]) -> None:
        """The units among which one is chosen."""
        self.unit.choices = [
            SelectChoice(unit.id, "\N{NO-BREAK SPACE}" * 4 * depth + unit.name)
            for depth, unit in rows
        ]


class RolesForm(FlaskForm):
    """The roles in one unit; none takes the person out of it."""

    roles = _roles()


class SuccessorForm(FlaskForm):
    """Who takes over from a unit that closes."""

    successor = SelectField(_("Who takes over"), coerce=int, validators=[Optional()])

    def offer(self, rows: list[tuple[int, Unit]]) -> None:
        """Nobody, or one of the units."""
        self.successor.choices = [
            SelectChoice(0, str(_("Nobody: nothing is open"))),
            *(
                SelectChoice(unit.id, "\N{NO-BREAK SPACE}" * 4 * depth + unit.name)
                for depth, unit in rows
            ),
        ]


def _days(text: str) -> IntegerField:
    return IntegerField(text, [Optional(), NumberRange(0, 3650, _("Write a number of days."))])


class PolicyForm(FlaskForm):
    """The organisation's policy; an empty number of days is never."""

    days_to_partners = _days(_("Days until public bodies and associations see a listing"))
    days_to_companies = _days(_("Days until companies see it"))
    days_to_public = _days(_("Days until everybody sees it"))
    pickup_days = IntegerField(
        _("Days to fetch what is reserved"),
        [
            InputRequired(_("Write a number of days.")),
            NumberRange(1, 365, _("Write a number of days from 1 to 365.")),
        ],
    )
    approves_claims = BooleanField(_("The giver approves each claim"))
    drives = BooleanField(_("Transport can be ordered from us"))
    drive_price = EurosField(_("Price of a drive"))


class PermitForm(FlaskForm):
    """A permit or waste-register entry for one code."""

    code = StringField(
        _("Waste code"), [InputRequired(_("Write the six-digit waste code.")), Length(max=20)]
    )
    reference = StringField(
        _("Number of the permit"),
        [InputRequired(_("Write the number of the permit or of the entry in the waste register."))],
    )
    valid_from = DateField(_("Valid from"), [InputRequired(_("Choose the first day."))])
    valid_until = DateField(_("Valid until"), [Optional()])


class OrganisationForm(FlaskForm):
    """A new organisation and its first administrator."""

    name = StringField(_("Name of the organisation"), [InputRequired(_("Write the name."))])
    kind = RadioField(
        _("Kind"),
        [InputRequired(_("Choose the kind."))],
        choices=lambda: [SelectChoice(kind.value, label(kind)) for kind in OrganisationKind],
    )
    business_id = StringField(_("Business ID"), [Length(max=20)])
    admin_name = StringField(
        _("Name of the administrator"), [InputRequired(_("Write the name of the administrator."))]
    )
    admin_email = StringField(
        _("E-mail address of the administrator"),
        [InputRequired(_("Write the e-mail address of the administrator."))],
    )
