"""A school is emptied: lines from a phone, decided at a desk, and the balance closes."""

from collections.abc import Callable

import pytest

from tests.journeys.people import Someone
from tests.services.site import Site

pytestmark = pytest.mark.browser

ROOMS = 10
THINGS = (
    "30 pulpettia", "30 koulutuolia", "valkotaulu", "2 kirjahyllyä", "opettajan pöytä",
    "3 kaappia", "naulakko", "4 verhoa", "6 toimistotuolia", "2 sohvaa",
    "4 nojatuolia", "kokouspöytä", "12 pinottavaa tuolia", "2 lipastoa", "5 hyllyä",
    "ilmoitustaulu", "3 jakkaraa", "2 työpöytää", "arkistokaappi", "penkki",
)  # fmt: skip


def test_two_hundred_lines_are_noted_decided_and_carried_out(
    site: Site, come: Callable[..., Someone]
) -> None:
    phone = come("koulu", width=390, height=844, scripts=True).page
    phone.goto("/clearances/new")
    phone.fill("[name=name]", "Syväkankaan koulun vanha siipi")
    phone.fill("[name=empty_by]", "2099-06-30")
    phone.click("main form button[type=submit]")
    for room in range(1, ROOMS + 1):
        phone.fill("[name=room]", f"Luokka {room:02}")
        phone.fill("[name=lines]", "\n".join(THINGS))
        phone.select_option("[name=category]", "office-chair", force=True)
        phone.click("main form.form button[type=submit]")
        phone.wait_for_selector(f"h2:text-is('Luokka {room:02}')")
    plan = phone.url.partition("/capture")[0]

    desk = come("koulu", width=1280, height=900, scripts=False).page
    desk.goto(plan)
    assert "200 riviä on vielä auki" in desk.inner_text("main")
    for number, (fate, unit) in enumerate(
        (("move", "kivikko"), ("keep", ""), ("recycle", ""), ("energy", ""), ("discard", "")), 1
    ):
        for room in (number, number + 5):
            desk.goto(f"{plan}?room=Luokka+{room:02}")
            desk.check("[name=everything]")
            desk.select_option("[name=fate]", fate)
            desk.select_option("[name=to]", unit)
            desk.get_by_role("button", name="Päätä", exact=True).click()
    desk.goto(plan)
    assert "odottaa päätöstä" not in desk.inner_text("main")
    desk.check("[name=everything]")
    desk.click("summary:has-text('Kirjaa toteutetuksi')")
    desk.get_by_role("button", name="Kirjaa toteutetuksi").click()
    assert "200 / 200" in desk.inner_text("main")

    masses = [_grams(cell) for cell in desk.locator("table.balance tbody td").all_inner_texts()]
    listed = _grams(desk.inner_text("table.balance tfoot td"))
    names = desk.locator("table.balance tbody th").all_inner_texts()
    assert names == [
        "uudelleenkäyttö", "kierrätys", "energiahyödyntäminen", "loppukäsitelty", "pidetty",
        "vielä avoinna",
    ]  # fmt: skip
    assert (sum(masses), masses[-1], min(masses[:-1]) > 0) == (listed, 0, True)
    desk.get_by_role("button", name="Päätä tyhjennys").click()
    assert "päätetty" in desk.inner_text("main")
    verified = site.verify_ledger()
    assert (verified["entries"], verified["ok"]) == (200, True)


def _grams(text: str) -> int:
    whole, _comma, fraction = text.removesuffix("kg").strip().partition(",")
    return int("".join(filter(str.isdigit, whole))) * 1000 + int(fraction.ljust(3, "0") or 0)
