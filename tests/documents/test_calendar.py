"""The last day for picking up, as calendars read it."""

from datetime import date, timedelta

import icalendar
import pytest
from flask import Flask

from kierto.db import transaction
from kierto.documents import calendar
from kierto.domain.errors import NotFound
from kierto.models import Claim
from tests import city, trading

ADDRESS = "https://kierto.example.org/listings/1"
TITLE = "Pöytä; tuoli, \\n kaappi\r\nBEGIN:VEVENT " + "ä" * 100


@pytest.fixture
def claim(app: Flask) -> Claim:
    with transaction():
        school = city.unit("syvakangas")
        school.contact = "Kaisa, 040 123"
        assert school.site is not None
        school.site.address, school.site.municipality = "Koulukatu 1", "Kemi"
        school.site.access = "Ovi B; soita"
    return trading.reserved(trading.listed(30, title=TITLE), 12)


def test_it_is_a_day_in_finland_with_place_and_contact(claim: Claim) -> None:
    made = calendar.pickup(claim, address=ADDRESS, language="en", made_at=city.NOW)
    (event,) = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert claim.pickup_by is not None
    assert event["DTSTART"].to_ical() == f"{claim.pickup_by:%Y%m%d}".encode()
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event.decoded("DTEND") == claim.pickup_by + timedelta(days=1)
    assert event["UID"] == f"claim-{claim.id}-pickup@kierto.example.org"
    title = "Pöytä; tuoli, \\n kaappi BEGIN:VEVENT " + "ä" * 100
    assert event["SUMMARY"] == f"Last day to pick up: {title}"
    assert event["LOCATION"] == "Syväkankaan koulu, Koulukatu 1, Kemi"
    assert str(event["DESCRIPTION"]).split("\n") == [
        "12\u00a0pcs reserved for Kivikon päiväkoti",
        "Giver: Syväkankaan koulu",
        "Contact: Kaisa, 040 123",
        "Ovi B; soita",
        ADDRESS,
    ]


def test_its_lines_are_escaped_and_short(claim: Claim) -> None:
    made = calendar.pickup(claim, address=ADDRESS, language="en", made_at=city.NOW)
    lines = made.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert lines.count(b"BEGIN:VEVENT") == 1
    assert b"SUMMARY:Last day to pick up: P\xc3\xb6yt\xc3\xa4\\; tuoli\\, \\\\n" in made


def test_its_name_stays_when_the_day_moves(claim: Claim) -> None:
    names = set()
    for day in (date(2026, 12, 1), date(2026, 12, 9)):
        with transaction():
            claim.pickup_by = day
        made = calendar.pickup(claim, address=ADDRESS, language="en", made_at=city.NOW)
        (event,) = icalendar.Calendar.from_ical(made).walk("VEVENT")
        assert event.decoded("DTSTART") == day
        names.add(str(event["UID"]))
    assert len(names) == 1


def test_there_is_none_for_what_is_not_reserved(app: Flask) -> None:
    asked = trading.claimed(trading.listed(30), 12)
    with pytest.raises(NotFound):
        calendar.pickup(asked, address=ADDRESS, language="en", made_at=city.NOW)
