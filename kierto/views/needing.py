"""From the answers of a form to a need: category, unit and place."""

from flask_babel import get_locale
from flask_babel import gettext as _

from kierto.domain.permissions import Permission
from kierto.domain.text import sort_key
from kierto.forms.listings import grouped
from kierto.forms.wants import NeedForm
from kierto.models import Category, Unit, Want
from kierto.queries import access, categories
from kierto.services.wants import Need
from kierto.views.guards import person
from kierto.views.installation import geocoder


def need_of(form: NeedForm, unit: Unit | None, kept: Want | None = None) -> Need | None:
    """What the form asks for; None when something in it has to be told first."""
    valid = form.validate()
    category = category_of(form)
    place = name = None
    text = (form.place.data or "").strip()
    if kept is not None and text == (kept.place_name or ""):
        place, name = kept.place, kept.place_name
    elif text and not (unit is not None and unit.site is not None and text == unit.site.name):
        form.offer_places(geocoder().find(text, language=str(get_locale())))
        found = form.chosen_place()
        if found is None:
            sentence = (
                _("Choose which of these you mean.")
                if form.found
                else _("No such place was found. Write a municipality or a locality.")
            )
            field = form.place_choice if form.found else form.place
            field.errors = [*field.errors, sentence]
            return None
        place, name = found.place, found.name
    if not valid or category is None:
        return None
    return form.need(category, place, name)


def category_of(form: NeedForm) -> Category | None:
    """The chosen category; one that there is not is told at the field."""
    code = form.category.data or ""
    category = categories.by_code(code) if code else None
    if code and category is None:
        form.category.errors = [_("Choose what is needed.")]
    return category


def offer_choices(form: NeedForm, units: list[Unit]) -> Unit:
    """Fill the drop-downs in the reader's language; the unit that is chosen so far."""
    nodes = [node for node in categories.tree(str(get_locale())) if not node.is_refused]
    choices = grouped(nodes, form.category.data or "", every_leaf=True)
    choices[""] = [("", _("Choose"))]
    form.category.choices = choices
    form.unit.choices = [(unit.code, unit.name) for unit in units]
    unit = unit_of(units, form) or units[0]
    form.unit.data = unit.code
    return unit


def units_for() -> list[Unit]:
    """The units for which this person may tell a need, by name."""
    found = access.choices_where(person(), Permission.POST_WANT)
    return sorted(found, key=lambda unit: sort_key(unit.name))


def unit_of(units: list[Unit], form: NeedForm) -> Unit | None:
    """The unit that the form names, or the only one there is."""
    if len(units) == 1:
        return units[0]
    return next((unit for unit in units if unit.code == form.unit.data), None)
