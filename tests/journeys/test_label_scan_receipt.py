"""From the label on a thing to the receipt on paper, on two phones and without scripts."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.people import Someone, plain
from tests.services.site import Site

pytestmark = pytest.mark.browser

DESKS = "Pulpetteja luokasta 12"


def test_a_label_is_scanned_by_both_and_the_receipt_is_printed(
    site: Site, come: Callable[..., Someone], photo: Path
) -> None:
    school, daycare = (
        come(login, width=390, height=844, scripts=False) for login in ("koulu", "paivakoti")
    )
    school.list_desks(DESKS, "30", photo)
    listing = school.page.url.rsplit("/", 1)[-1].split("?")[0]
    daycare.page.goto(f"/listings/{listing}")
    daycare.claim("12", "Ryhmätilaan")
    claim = daycare.page.url.rsplit("/", 1)[-1]
    school.open_task("Kivikon päiväkoti pyytää: 12 kpl")
    school.press("Hyväksy")

    # The code of the label is the address of this page.
    school.page.goto(f"/scan/{listing}")
    assert school.text("h1") == "Annat"
    expect(school.page.get_by_label("Montako luovutettiin?")).to_have_value("12")
    school.press("Näytä koodini")
    code = school.text(".presence__code").replace(" ", "")
    drawn = school.page.locator(".presence__drawing")
    assert drawn.evaluate("image => image.decode().then(() => image.naturalWidth)") > 20

    daycare.page.goto(f"/scan/{listing}?claim={claim}&code={code}")
    assert daycare.text("h1") == "Saat"
    daycare.press("Kyllä, sain")
    expect(daycare.page.locator(".receipt__side--done")).to_have_count(2)

    paper = daycare.page.request.get(f"{daycare.page.url}/receipt.pdf").body()
    text = plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages))
    for part in (
        "-000001",
        "12 kpl",
        "144 kg",
        "keskipaino",
        "Syväkankaan koulu",
        "Kivikon päiväkoti",
        "Kaisa Koulu",
        "Pia Päivä",
    ):
        assert part in text
    assert daycare.text(".receipt__head .number").endswith("-000001")
    assert site.verify_ledger()["entries"] == 1
    assert [one.complaints for one in (daycare,)] == [[]]
