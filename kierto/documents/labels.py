"""Labels that are stuck on things: what it is, whose it is, and a code that opens its listing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import force_locale
from flask_babel import gettext as _

from kierto.documents import qr, typeset
from kierto.domain.errors import N_, Refused
from kierto.models import Listing

MOST_LABELS = 480
"""Twenty sheets: more in one file is a finger that slipped."""

PER_SHEET = 24


class NoLabels(Refused):
    """Nothing was chosen, or no copy of it."""

    message = N_("Choose at least one listing and one copy of its label.")


class TooManyLabels(Refused):
    """More labels than are made at once."""

    message = N_("At most %(most)s labels are made at once. Print them in parts.")


class LabelFormat(StrEnum):
    """``sheet``: A4 of 3 × 8 labels of 70 × 37 mm; ``single``: one label of 100 × 62 mm a page."""

    SHEET = "sheet"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A listing with the address to which the code on its label leads."""

    listing: Listing
    address: str


def pdf(
    things: Sequence[Labelled],
    *,
    copies: int = 1,
    skipped: int = 0,
    format_: LabelFormat = LabelFormat.SHEET,
    language: str,
    made_at: datetime,
) -> bytes:
    """``copies`` labels of each thing; ``skipped`` places of the first sheet are used already.

    Raises NoLabels and TooManyLabels.
    """
    if not things or copies < 1:
        raise NoLabels(field="copies")
    if len(things) * copies > MOST_LABELS:
        raise TooManyLabels(field="copies", most=MOST_LABELS)
    labels = [_label(thing) for thing in things for _copy in range(copies)]
    blanks = skipped % PER_SHEET if format_ is LabelFormat.SHEET else 0
    with force_locale(language):
        title = _("Labels: %(title)s", title=things[0].listing.title)
        content: dict[str, typeset.Value] = {
            "labels": labels,
            "blanks": blanks,
            "code_text": _("QR code that leads to the listing"),
        }
    name = "labels" if format_ is LabelFormat.SHEET else "label"
    return typeset.pdf(name, content, title=title, language=language, made_at=made_at)


def _label(thing: Labelled) -> dict[str, typeset.Value]:
    listing = thing.listing
    return {
        "title": listing.title,
        "unit": listing.unit.name,
        "number": str(listing.id),
        "reference": listing.reference or "",
        "code": qr.svg(thing.address),
    }
