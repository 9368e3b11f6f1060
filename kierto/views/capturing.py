"""From the lines that were written in a room to the offers that a clearance takes."""

from collections.abc import Iterable

from flask_babel import gettext as _

from kierto.domain.condition import Condition
from kierto.forms.clearances import CaptureForm
from kierto.forms.listings import leaves
from kierto.models import Category, Clearance
from kierto.queries import categories
from kierto.queries.categories import Node
from kierto.services.listings import Offer
from kierto.views.suggestions import suggester


def category_choices(nodes: Iterable[Node]) -> dict[str, list[tuple[str, str]]]:
    """Every leaf that may be listed, under the name of its group."""
    return leaves([node for node in nodes if not node.is_refused])


def offers_of(form: CaptureForm, clearance: Clearance) -> list[Offer] | None:
    """An offer for each line; None when a name is not recognised and no category is chosen."""
    otherwise = categories.by_code(form.category.data) if form.category.data else None
    offers, unknown = [], []
    for line in form.captured():
        category = _recognised(line.title) or otherwise
        if category is None:
            unknown.append(line.title)
            continue
        offers.append(
            Offer(
                title=line.title,
                category=category,
                quantity=line.quantity,
                condition=Condition(form.condition.data),
                clearance=clearance,
                room=" ".join((form.room.data or "").split()) or None,
                available_from=clearance.available_from,
                available_until=clearance.empty_by,
                site=clearance.site,
            )
        )
    if unknown:
        form.category.errors = [
            *form.category.errors,
            _("Choose a category for: %(names)s.", names=", ".join(unknown[:10])),
        ]
        return None
    return offers


def _recognised(title: str) -> Category | None:
    scored = suggester().suggest(title)
    found = categories.by_ids([number for number, _score in scored[:1]])
    return found[0] if found else None
