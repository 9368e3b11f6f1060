"""Listings as entries of an Atom feed, in words that XML can hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from kierto import formats, wording
from kierto.domain.text import one_line
from kierto.models import Listing

_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a reader of feeds shows of a listing; the instants are RFC 3339."""

    address: str
    title: str
    unit: str
    category_code: str
    category: str
    published: str
    updated: str
    summary: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries, and the instant of the latest change among them."""

    entries: tuple[Entry, ...]
    updated: str


def feed_of(listings: Sequence[Listing], *, base: str, now: datetime) -> Feed:
    """The feed of ``listings``; ``base`` is the address of the site, ``now`` stands in for none."""
    latest = max((_updated(listing) for listing in listings), default=now)
    return Feed(tuple(_entry(listing, base) for listing in listings), latest.isoformat())


def _entry(listing: Listing, base: str) -> Entry:
    return Entry(
        address=f"{base}/listings/{listing.id}",
        title=_line(listing.title),
        unit=_line(listing.unit.name),
        category_code=listing.category.code,
        category=listing.category.name(str(get_locale())),
        published=_published(listing).isoformat(),
        updated=_updated(listing).isoformat(),
        summary=_line(_summary(listing)),
    )


def _published(listing: Listing) -> datetime:
    return listing.public_from or listing.created_at


def _updated(listing: Listing) -> datetime:
    return max(_published(listing), listing.changed_at)


def _summary(listing: Listing) -> str:
    """How much is free, its condition, where, until when: “18 kpl, hyvä, Syväkankaan koulu”."""
    parts = [
        formats.quantity(listing.free, listing.measure),
        wording.label(listing.condition),
        listing.place_name or listing.unit.name,
    ]
    if listing.available_until is not None:
        parts.append(str(_("until %(day)s", day=formats.day(listing.available_until))))
    return ", ".join(parts)


def _line(text: str) -> str:
    return one_line(_NOT_XML.sub("", text))
