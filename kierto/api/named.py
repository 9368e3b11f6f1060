"""Things by the names that callers send; what does not exist is told at its member."""

from kierto.api import tokens
from kierto.domain.errors import N_, Refused
from kierto.domain.place import Place
from kierto.models import Category, Site, Unit
from kierto.queries import access, categories, named_units


class UnknownCategory(Refused):
    """No category has this code."""

    message = N_("There is no category “%(code)s”. The codes are at /api/v1/categories.")


class UnknownUnit(Refused):
    """No living unit has this code."""

    message = N_("There is no unit “%(code)s”. Your own units are at /api/v1/units.")


class UnknownSite(Refused):
    """The unit's organisation has no such site, or two of that name."""

    message = N_("The unit's organisation has no single site “%(site)s”.")


def category(code: str) -> Category:
    """The category with this code. Raises UnknownCategory."""
    found = categories.by_code(code)
    if found is None:
        raise UnknownCategory(field="category", code=code)
    return found


def unit(code: str) -> Unit:
    """The unit with this code. Raises UnknownUnit."""
    found = named_units.by_code(code)
    if found is None:
        raise UnknownUnit(field="unit", code=code)
    return found


def site(unit: Unit, name: int | str) -> Site:
    """A site of the unit's organisation. Raises UnknownSite."""
    found = named_units.site_of(unit.organisation_id, name)
    if found is None:
        raise UnknownSite(field="site", site=name)
    return found


def own_place() -> Place | None:
    """Where the caller is when the query does not say: the site of the first own unit."""
    places = (
        None if unit.site is None else unit.site.place
        for unit, _may in named_units.own_units(tokens.caller())
    )
    return next((place for place in places if place is not None), None)


def acts_for(unit_id: int) -> bool:
    """Whether the caller acts for the unit in any role."""
    return unit_id in access.viewer_of(tokens.caller()).units
