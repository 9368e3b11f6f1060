"""The main job from end to end, as people do it: thirty desks find two new homes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Someone
from tests.services.site import Site

pytestmark = pytest.mark.browser

PHONE, DESKTOP = (390, 844), (1280, 900)
DESKS = "Pulpetteja luokasta 12"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_thirty_desks_find_two_new_homes(
    site: Site,
    come: Callable[..., Someone],
    photo: Path,
    size: tuple[int, int],
    scripts: bool,
) -> None:
    width, height = size
    school, daycare, joinery, coordinator = (
        come(login, width=width, height=height, scripts=scripts)
        for login in ("koulu", "paivakoti", "puuseppa", "ymparisto")
    )

    want = _the_daycare_wants_twelve(daycare)
    listing = _the_school_lists_thirty(school, photo)
    _the_want_shows_them(daycare, want)
    _the_daycare_claims_and_gets_twelve(daycare, school)
    _companies_see_them_when_the_school_opens_the_listing(school, joinery, listing)
    _the_joinery_claims_and_gets_the_rest(joinery, school)
    _the_coordinator_opens_the_tonnes_down_to_the_handover(coordinator)

    assert site.verify_ledger() == {
        "entries": 2,
        "ok": True,
        "first_bad": None,
        "differences": [],
    }
    assert [one.complaints for one in (daycare, joinery, coordinator)] == [[], [], []]
    # Without scripts the category is chosen among suggestions that come with a refused form.
    assert len(school.complaints) == (0 if scripts else 1), school.complaints


def _the_daycare_wants_twelve(daycare: Someone) -> str:
    daycare.want("school-desk", "12")
    assert daycare.text("h1") == "Pulpetti"
    assert daycare.text(".empty__title") == "Sopivaa ei vielä ole"
    return daycare.page.url


def _the_school_lists_thirty(school: Someone, photo: Path) -> str:
    school.list_desks(DESKS, "30", photo)
    assert school.text("h1") == DESKS
    assert school.text(".thing__free") == "30 kpl vapaana"
    assert school.text(".flash p") == "Ilmoitus on julkaistu. Saat viestin, kun joku varaa."
    facts = school.facts()
    assert (facts["Luokka"], facts["Kunto"], facts["Paino"]) == (
        "Pulpetti",
        "hyvä",
        "n. 360 kg (n. 12 kg/kpl, lähtöarvo: punnitse luovutuksessa)",
    )
    picture = school.page.locator(".gallery__main img")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 600
    # The other side of the match: who needs them, and how far away.
    assert school.texts("section[aria-labelledby=wants-title] .line") == [
        "Kivikon päiväkoti Pulpetti 12 kpl 1,9 km"
    ]
    return school.page.url


def _the_want_shows_them(daycare: Someone, want: str) -> None:
    daycare.page.goto("/")
    assert daycare.texts(".card--match .card__where") == ["1,9 km Syväkankaan koulu"]
    daycare.page.goto(want)
    assert daycare.texts(".match-strip__reasons li") == [
        "Etsit: Pulpetti",
        "1,9 km päässä",
        "30 kpl vapaana",
        "Kunto: hyvä",
    ]
    daycare.follow(DESKS)


def _the_daycare_claims_and_gets_twelve(daycare: Someone, school: Someone) -> None:
    assert daycare.text(".thing__where") == "Syväkankaan koulu · 1,9 km yksiköstä Kivikon päiväkoti"
    daycare.claim("12", "Uusi eskariryhmä")
    assert daycare.text("main .lead") == "12 kpl antaja: Syväkankaan koulu"
    assert daycare.text("section[aria-labelledby=next] p") == (
        "Varauksesi odottaa vastausta: Syväkankaan koulu. Saat viestin."
    )

    school.open_task("Kivikon päiväkoti pyytää: 12 kpl")
    school.press("Hyväksy")
    assert school.text("main .lead") == "12 kpl saaja: Kivikon päiväkoti"
    school.hand_over(kilograms="138,5")
    assert school.texts(".receipt__numbers p") == ["12 kpl", "138,5 kg punnittu"]
    assert school.facts()["Arvio ennen punnitusta"] == "144 kg (keskipaino)"

    daycare.open_task("Luovutettu – vahvista, että tieto on oikein")
    daycare.press("Kyllä, vahvistan")
    expect(daycare.page.locator(".receipt__side--done")).to_have_count(2)


def _companies_see_them_when_the_school_opens_the_listing(
    school: Someone, joinery: Someone, listing: str
) -> None:
    joinery.page.goto("/listings")
    assert joinery.texts(".card__title") == []

    school.page.goto(listing)
    stage = school.page.locator(".stages__later", has_text="yritykset")
    school.press("Avaa nyt", within=stage)
    assert school.text(".thing__free") == "18 / 30 kpl vapaana"

    joinery.page.goto("/listings")
    assert joinery.texts(".card__title") == [DESKS]
    assert joinery.texts(".card__where") == ["2,5 km Syväkankaan koulu"]
    joinery.follow(DESKS)


def _the_joinery_claims_and_gets_the_rest(joinery: Someone, school: Someone) -> None:
    joinery.claim("18", "Penkeiksi pihalle")
    school.open_task("Puuseppä pyytää: 18 kpl")
    school.press("Hyväksy")
    school.hand_over()
    assert school.texts(".receipt__numbers p") == ["18 kpl", "216 kg keskipaino"]
    school.follow("Ilmoitukseen")
    assert school.text("#claim, .thing__act .notice") == "Kaikki on löytänyt paikkansa."


def _the_coordinator_opens_the_tonnes_down_to_the_handover(coordinator: Someone) -> None:
    page = coordinator.page
    page.goto("/reports")
    # 138.5 kg on the scale and 18 pieces of 12 kg: 354.5 kg, and half to even is 354.
    assert coordinator.texts("main .figure__value") == ["0,354 t", "2", "0,138 t", "0,216 t"]
    assert coordinator.texts(".basis__part") == ["punnittu 0,138 t", "keskipaino 0,216 t"]

    page.locator("main .figure__link").first.click()
    assert coordinator.texts("main .figure__value") == ["2", "0,354 t"]
    entries = coordinator.rows()
    assert [[*row[2:6], row[6], row[7]] for row in entries] == [
        [
            f"{DESKS} · Pulpetti",
            "18 kpl",
            "216 kg",
            "keskipaino",
            "Syväkankaan koulu → Puuseppä",
            "uudelleenkäyttö",
        ],
        [
            f"{DESKS} · Pulpetti",
            "12 kpl",
            "138,5 kg",
            "punnittu",
            "Syväkankaan koulu → Kivikon päiväkoti",
            "uudelleenkäyttö",
        ],
    ]

    coordinator.follow(entries[-1][0])
    evidence = coordinator.facts("section[aria-labelledby=evidence]")
    assert (evidence["Punnittu"], evidence["Arvio ennen luovutusta"]) == (
        "138,5 kg",
        "144 kg, keskipaino",
    )
    assert evidence["Antaja vahvisti"].endswith(", Kaisa Koulu")
    assert evidence["Saaja vahvisti"].endswith(", Pia Päivä")
    photo = page.locator(".evidence__photo")
    photo.scroll_into_view_if_needed()
    assert photo.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300

    coordinator.follow("Luovutuksen kuitti")
    assert coordinator.texts(".receipt__numbers p") == ["12 kpl", "138,5 kg punnittu"]
    assert coordinator.texts(".receipt__side strong") == [
        "Antaja: Syväkankaan koulu",
        "Saaja: Kivikon päiväkoti",
    ]
