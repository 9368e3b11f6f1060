"""Who is told what meets their wants: once, together, as often as they like."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from kierto.cli.deliveries import send_due
from kierto.db import session, transaction
from kierto.domain.alerts import AlertRhythm, last_slot
from kierto.domain.visibility import Stage
from kierto.models import Alert, OutboxMessage, Want
from kierto.outside.mail import SmtpMailer
from kierto.services import alerts, claims, digests, upkeep, wants
from tests import city, trading
from tests.services.smtp import Postbox, serving

pytestmark = pytest.mark.usefixtures("app")

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def want(login: str = "paivakoti", category: str = "school-desk", number: int | None = 6) -> Want:
    need = wants.Need(
        category=city.category(category),
        radius_m=50_000,
        quantity=None if number is None else trading.amount(number),
    )
    unit = city.unit(trading.UNIT_OF[login])
    with transaction():
        return wants.post(unit, need, person=city.person(login), now=city.NOW)


def worked(now: datetime = city.NOW) -> int:
    """One round of the worker, without sending; how many mails it queued."""
    with transaction():
        upkeep.note_openings(now)
        alerts.find(now)
    with transaction():
        return digests.bundle(now, lambda user: f"/mails/{user.id}")


def mails() -> list[OutboxMessage]:
    return list(
        session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.key.startswith("alerts"))
            .order_by(OutboxMessage.id)
        )
    )


def rhythm(login: str, chosen: AlertRhythm) -> None:
    with transaction():
        alerts.set_rhythm(city.person(login), chosen)


def test_a_new_listing_is_told_in_words_with_distance_reasons_and_ways_out() -> None:
    want()
    worked()
    listing = trading.listed(4, title="Pulpetteja <b>")

    assert worked() == 1

    [mail] = mails()
    assert (mail.user.email, mail.subject) == ("paivakoti@example.org", "Osuma: Pulpetteja <b>")
    for piece in (
        "Tarvitset: Pulpetti, 6 kpl (Kivikon päiväkoti)",
        "4 kpl tarvitsemastasi 6 kpl",
        "1,9 km päässä: Syväkankaan koulu, Kemin kaupunki",
        f"{{site}}/listings/{listing.id}",
        f"{{site}}/wants/1/dismiss/{listing.id}",
        "{site}/mails/",
    ):
        assert piece in mail.body
    assert "Pulpetteja &lt;b&gt;</a>" in mail.html
    assert "<b>" not in mail.html
    assert mail.way_out == f"/mails/{mail.user_id}"


def test_a_match_is_told_once_however_often_the_listing_changes() -> None:
    want()
    listing = trading.listed(30)
    assert worked() == 1
    claim = trading.claimed(listing, 5)
    trading.cancelled(claim)

    assert [worked(city.NOW + n * DAY) for n in range(1, 4)] == [0, 0, 0]


def test_a_new_want_finds_what_is_there() -> None:
    trading.listed(30)
    worked()
    want()

    assert worked() == 1


def test_what_is_posted_together_comes_as_one_mail_and_a_listing_stands_in_it_once() -> None:
    want()
    want(number=None)
    worked()
    for _ in range(3):
        trading.listed(8)

    assert worked() == 1

    [mail] = mails()
    assert mail.subject == "3 osumaa tarpeisiisi"
    for number in (1, 2, 3):
        assert mail.body.count(f"{{site}}/listings/{number}\n") == 1
    trading.listed(9)
    assert [worked(city.NOW + n * MINUTE) for n in (1, 14, 15, 16)] == [0, 0, 1, 0]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        # NOW is Wednesday at noon in Finland; digests leave at seven.
        (AlertRhythm.DAILY, [0, 0, 1, 0, 0, 0]),
        (AlertRhythm.WEEKLY, [0, 0, 0, 0, 1, 0]),
        (AlertRhythm.NEVER, [0, 0, 0, 0, 0, 0]),
    ],
)
def test_each_is_told_as_often_as_they_like(chosen: AlertRhythm, expected: list[int]) -> None:
    rhythm("paivakoti", chosen)
    want()
    worked()
    trading.listed(8)
    hours = [0, 18, 19.5, 40, 24 * 4 + 19.5, 24 * 11 + 19.5]

    assert [worked(city.NOW + timedelta(hours=h)) for h in hours] == expected


def test_a_stage_that_opens_later_tells_those_for_whom_it_opens() -> None:
    want("puuseppa")
    worked()
    with transaction():
        city.listed(audience=Stage.OWN)

    assert worked() == 0
    assert worked(city.NOW + 15 * DAY) == 1
    assert [mail.user.email for mail in mails()] == ["puuseppa@example.org"]


def test_what_is_gone_before_the_digest_is_left_out_and_news_again_when_it_comes_back() -> None:
    rhythm("kirjasto", AlertRhythm.DAILY)
    want("kirjasto")
    worked()
    listing = trading.listed(5)
    worked()
    claim = trading.claimed(listing, 5)

    assert worked(city.NOW + DAY) == 0
    with transaction():
        claims.cancel(claim.id, person=city.person("paivakoti"), now=city.NOW + DAY)
    worked(city.NOW + DAY)
    assert worked(city.NOW + 2 * DAY) == 1


def test_what_does_not_interest_is_neither_told_nor_kept_from_others() -> None:
    first, second = want(), want("kirjasto")
    worked()
    listing = trading.listed(8)
    with transaction():
        alerts.dismiss(first, listing, person=city.person("paivakoti"), now=city.NOW)

    assert worked() == 1
    assert [mail.user.email for mail in mails()] == ["kirjasto@example.org"]
    with transaction():
        alerts.show_again(first, person=city.person("paivakoti"))
    assert {alert.want_id for alert in session.scalars(select(Alert))} == {second.id}


def test_nobody_is_told_of_what_they_have_posted_themselves() -> None:
    with transaction():
        unit, person = city.unit("kivikko"), city.person("koulu")
        city.people_also("koulu", "kivikko")
        need = wants.Need(category=city.category("school-desk"), radius_m=50_000)
        wants.post(unit, need, person=person, now=city.NOW)
    trading.listed(8)

    assert worked() == 0


def test_when_the_author_has_left_the_unit_is_told() -> None:
    want()
    with transaction():
        city.people_also("kirjasto", "kivikko")
        city.person("paivakoti").deactivated_at = city.NOW
    trading.listed(8)
    worked()

    assert [mail.user.email for mail in mails()] == ["kirjasto@example.org"]


def test_the_slots_follow_the_wall_clock_when_clocks_change() -> None:
    before = datetime.fromisoformat("2026-10-25T06:30:00+02:00")
    slots = [last_slot(AlertRhythm.DAILY, before + n * timedelta(hours=1)) for n in range(2)]

    assert [slot.isoformat() for slot in slots] == [
        "2026-10-24T06:00:00+02:00",
        "2026-10-25T07:00:00+02:00",
    ]


def test_a_mark_is_looked_at_once() -> None:
    trading.listed(8)
    want()
    with transaction():
        assert alerts.find(city.NOW) == 1
    with transaction():
        assert alerts.find(city.NOW) == 0


def test_the_mail_arrives_in_the_readers_language_with_a_button_that_ends_it() -> None:
    with transaction():
        city.person("paivakoti").language = "sv"
    want()
    listing = trading.listed(30)
    worked()
    postbox = Postbox()
    with serving(postbox) as port:
        mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", sender="kierto@kemi.example")
        site = "https://kierto.example"
        send_due(city.NOW, mailer, sender="kierto@kemi.example", site=site)

    letters = {str(letter["To"]): letter for _, letter in postbox.letters}
    letter = letters["paivakoti@example.org"]
    html = letter.get_body(("html",))
    assert html is not None
    assert str(letter["Subject"]) == "Träff: Pulpetteja"
    assert letter["List-Unsubscribe"] == f"<{site}/mails/{city.person('paivakoti').id}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f'<a href="{site}/listings/{listing.id}">Pulpetteja</a>' in html.get_content()
    assert '<html lang="sv">' in html.get_content()
