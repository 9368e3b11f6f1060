"""A mass in words, always with how it is known."""

from flask_babel import gettext as _

from kierto import formats
from kierto.domain.units import MassBasis
from kierto.models import Listing
from kierto.queries import factors


def mass_text(listing: Listing) -> str:
    """The whole of a listing: “n. 360 kg”; an average is called about."""
    if listing.mass is None:
        return str(_("weight missing"))
    amount = formats.kilograms(listing.mass)
    if listing.mass_basis is MassBasis.AVERAGE:
        return str(_("about %(mass)s", mass=amount))
    return amount


def basis_text(listing: Listing) -> str:
    """How the mass is known: “n. 12 kg/kpl, arvio”; a starting value asks for a scale."""
    if listing.mass is None:
        return str(_("it is asked for at the handover"))
    if listing.measure.grams is not None:
        return str(_("the giver's figure"))
    if listing.kilograms_per_measure is None:
        return ""
    each = (
        f"{formats.number(listing.kilograms_per_measure)}\u00a0kg/"
        f"{formats.measure_word(listing.measure)}"
    )
    if listing.mass_basis is MassBasis.WEIGHED:
        return str(_("%(each)s, weighed", each=each))
    if listing.mass_basis is MassBasis.DECLARED:
        return str(_("%(each)s, the giver's figure", each=each))
    known = (
        None
        if listing.factor_set is None
        else factors.unit_weight(listing.category, listing.measure, listing.factor_set)
    )
    if known is not None and known.is_starting_value:
        return str(_("about %(each)s, starting value: weigh at the handover", each=each))
    return str(_("about %(each)s, estimate", each=each))
