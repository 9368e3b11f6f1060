"""A certificate in words, for its page and its paper."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from kierto import formats
from kierto.documents.certificate import CertificateWords, NearestWords
from kierto.domain.certificate import Finding, Shortcoming
from kierto.domain.condition import Condition
from kierto.domain.units import Measure, Quantity
from kierto.forms.wants import RADII_KM
from kierto.models import Certificate
from kierto.queries.certificates import Checked
from kierto.wording import label


@dataclass(frozen=True, slots=True)
class Line:
    """A certificate in a list."""

    number: str
    url: str
    title: str
    unit: str
    issued_text: str
    valid_text: str
    finding_text: str


def line(certificate: Certificate) -> Line:
    """One line of the list of certificates."""
    return Line(
        number=certificate.number,
        url=url_for("certificates.show", code=certificate.code),
        title=_what(certificate),
        unit=certificate.unit.name,
        issued_text=formats.day(certificate.issued_on),
        valid_text=formats.day(certificate.valid_until),
        finding_text=label(certificate.finding),
    )


def shown(certificate: Certificate, *, is_ours: bool) -> CertificateWords:
    """All of it for the own organisation; for others neither person, unit nor listings."""
    author = certificate.author
    return CertificateWords(
        number=certificate.number,
        code=certificate.code,
        what=_what(certificate),
        organisation=certificate.organisation.name,
        finding=label(certificate.finding),
        facts=_facts(certificate, is_ours=is_ours),
        issued_text=formats.day(certificate.issued_on),
        valid_text=formats.day(certificate.valid_until),
        is_ours=is_ours,
        unit=certificate.unit.name if is_ours else "",
        person=author.name if is_ours and author is not None else "",
        purpose=certificate.purpose if is_ours else "",
        reason=certificate.reason if is_ours else "",
        nearest=tuple(_kept(each) for each in certificate.nearest) if is_ours else (),
    )


def nearest_now(found: Checked) -> list[NearestWords]:
    """What is nearest of the kind and why it does not meet the need, as of now."""
    return [
        NearestWords(
            listing_id=near.match.listing.id,
            title=near.match.listing.title,
            distance=formats.distance(near.match.distance_m),
            free=formats.quantity(near.match.listing.free, near.match.listing.measure),
            condition=label(near.match.listing.condition),
            why=_why(near.shortcomings),
        )
        for near in found.nearest
    ]


def _kept(kept: dict[str, Any]) -> NearestWords:
    return NearestWords(
        listing_id=kept["listing_id"],
        title=kept["title"],
        distance=formats.distance(kept["distance_m"]),
        free=formats.quantity(Quantity(kept["free"]), Measure(kept["measure"])),
        condition=label(Condition(kept["condition"])),
        why=_why(tuple(Shortcoming(each) for each in kept["shortcomings"])),
    )


def _why(found: tuple[Shortcoming, ...]) -> str:
    return ", ".join(label(each) for each in found) or str(_("meets the need"))


def _what(certificate: Certificate) -> str:
    category = certificate.category
    name = category.name(str(get_locale()))
    if certificate.quantity is None:
        return name
    return f"{name}, {formats.quantity(certificate.quantity, category.measure or Measure.PIECES)}"


def _facts(certificate: Certificate, *, is_ours: bool) -> list[tuple[str, str]]:
    kilometres = certificate.radius_m // 1000
    far = (
        _("whole Finland")
        if kilometres >= RADII_KM[-1]
        else _("within %(km)s km", km=formats.number(kilometres))
    )
    # The place may be one that is published nowhere, and it names the unit.
    place = (certificate.place_name or "") if is_ours else ""
    looked = ngettext(
        "%(num)s open listing of this kind, at any distance and in any condition",
        "%(num)s open listings of this kind, at any distance and in any condition",
        certificate.looked_at,
    )
    suitable = (
        _("none of them")
        if certificate.finding is Finding.NOTHING
        else _("%(number)s, none of which did", number=certificate.suitable)
    )
    return [
        (_("Searched"), _what(certificate)),
        (_("Condition at least"), label(certificate.condition)),
        (_("How far"), f"{far}, {place}" if place else str(far)),
        (_("Looked at"), str(looked)),
        (_("Met the need"), str(suitable)),
    ]
