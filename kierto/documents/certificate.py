"""The certificate of a check before buying, on paper."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from kierto import formats
from kierto.documents import qr, typeset


@dataclass(frozen=True, slots=True)
class NearestWords:
    """A listing that was near, in the reader's words; ``why`` tells what kept it from being it."""

    listing_id: int
    title: str
    distance: str
    free: str
    condition: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateWords:
    """A certificate in the reader's words; what others may not know is empty for them."""

    number: str
    code: str
    what: str
    organisation: str
    finding: str
    facts: list[tuple[str, str]]
    issued_text: str
    valid_text: str
    is_ours: bool
    unit: str
    person: str
    purpose: str
    reason: str
    nearest: tuple[NearestWords, ...]


def pdf(words: CertificateWords, *, address: str, language: str, made_at: datetime) -> bytes:
    """One page; its code leads to ``address``, where anybody can verify it.

    Call it inside the locale of ``language``.
    """
    facts = [
        (_("Number"), words.number),
        (_("Day"), words.issued_text),
        (_("Valid until"), words.valid_text),
        (_("Organisation"), words.organisation),
        (_("Unit"), words.unit),
        (_("Checked by"), words.person),
        (_("To be bought"), words.purpose),
        *words.facts,
        (_("Why none of these did"), words.reason),
    ]
    content: dict[str, typeset.Value] = {
        "header": _("Check before buying"),
        "footer": _("From the records of Kierto, %(moment)s", moment=formats.moment(made_at)),
        "finding": words.finding[:1].upper() + words.finding[1:],
        "what": words.what,
        "valid": _("Valid until %(day)s", day=words.valid_text),
        "facts": [[name, text] for name, text in facts if text],
        "nearest_title": _("What was nearest"),
        "columns": [_("What"), _("Why it did not do"), _("Distance"), _("Free"), _("Condition")],
        "rows": [
            [near.title, near.why, near.distance, near.free, near.condition]
            for near in words.nearest
        ],
        "none": _("Nothing of this kind was open to the unit anywhere."),
        "code": qr.svg(address),
        "code_text": _("QR code that leads to the page where this certificate is verified"),
        "address": address,
        "address_text": _("Anybody can verify this certificate here:"),
    }
    title = _("Check before buying %(number)s", number=words.number)
    return typeset.pdf("certificate", content, title=title, language=language, made_at=made_at)
