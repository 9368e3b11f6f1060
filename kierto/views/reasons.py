"""Why a match is a match, in the reader's words."""

from flask_babel import get_locale
from flask_babel import gettext as _

from kierto import formats
from kierto.domain.matching import Reason
from kierto.queries.matches import Match
from kierto.wording import label


def reasons_in_words(match: Match) -> tuple[str, ...]:
    """One short phrase for each reason, in their order."""
    listing, want = match.listing, match.want
    free = formats.quantity(listing.free, listing.measure)
    wanted = "" if want.quantity is None else formats.quantity(want.quantity, listing.measure)
    sought = want.category.name(str(get_locale()))
    words = {
        Reason.CATEGORY: _("You look for: %(category)s", category=sought),
        Reason.DISTANCE: _("%(distance)s away", distance=formats.distance(match.distance_m)),
        Reason.AMOUNT_ENOUGH: _("%(free)s is free", free=free),
        Reason.AMOUNT_PART: _("%(free)s of the %(wanted)s you need", free=free, wanted=wanted),
        Reason.CONDITION: _("Condition: %(condition)s", condition=label(listing.condition)),
    }
    return tuple(str(words[reason]) for reason in match.reasons)
