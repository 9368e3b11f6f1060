"""The receipt of a handover says what the ledger says, in the receiver's language."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from kierto.db import session, transaction
from kierto.documents import receipt
from kierto.domain.hierarchy import LegalStatus, Recovery
from kierto.domain.units import Mass, Measure, Money, Quantity
from kierto.models import Handover, LedgerEntry, WastePermit
from kierto.queries.receipts import receipt_of
from kierto.services import corrections
from kierto.services.corrections import Correction
from tests import city, trading

ADDRESS = "https://kierto.example.org/handovers/1"


def moved(
    number: int = 12, login: str = "paivakoti", weighed: str | None = None, **values: Any
) -> tuple[Handover, LedgerEntry]:
    listing = trading.listed(30, **values)
    claim = trading.reserved(listing, number, login)
    return trading.handed_over(claim, number, weighed=weighed)


def text_of(handover: Handover, language: str | None = "en") -> str:
    made = receipt.pdf(receipt_of(handover), address=ADDRESS, made_at=city.NOW, language=language)
    pages = PdfReader(io.BytesIO(made)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_it_tells_what_moved_from_whom_to_whom_and_who_says_so(app: Flask) -> None:
    handover, _entry = moved(weighed="93.5", price=Money(2550), vat_percent=Decimal("25.5"))
    text = text_of(handover)
    for part in (
        f"Receipt of handover 2026-{handover.id:06d}",
        "12 pcs Pulpetteja 93.5 kg, weighed",
        "Category School desk",
        "Day of handover 25 Nov 2026",
        "Estimate before weighing 144 kg, average weight",
        "25.50 € without VAT, as described in the listing; VAT 25.5 %",
        "Legal status product for reuse",
        "Giver Syväkankaan koulu, Kemin kaupunki (0210427-9)",
        "Receiver Kivikon päiväkoti, Kemin kaupunki (0210427-9)",
        "Recorded Kaisa Koulu, 25 Nov 2026 12:00",
        "Giver confirmed Kaisa Koulu, 25 Nov 2026 12:00",
        "Receiver confirmed not yet",
        ADDRESS,
    ):
        assert part in text
    assert "SIIRTO" not in text and "Data wiped" not in text


def test_an_estimate_is_called_one(app: Flask) -> None:
    handover, entry = moved()
    assert f"about 144 kg, an estimate (average weight ± {entry.uncertainty_percent} %)" in text_of(
        handover
    )


def test_what_was_not_weighed_and_cannot_be_estimated_says_so(app: Flask) -> None:
    handover, entry = moved(category="sawn-timber", measure=Measure.METRES)
    assert entry.mass is None
    assert "12 m Pulpetteja weight missing" in text_of(handover)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_it_is_in_the_language_of_the_person_who_claimed(app: Flask, language: str) -> None:
    with transaction():
        city.person("paivakoti").language = language
    handover, _entry = moved()
    made = receipt.pdf(receipt_of(handover), address=ADDRESS, made_at=city.NOW)
    assert PdfReader(io.BytesIO(made)).trailer["/Root"]["/Lang"] == language  # type: ignore[index]
    name = {"fi": "Pulpetti", "sv": "Pulpet", "en": "School desk"}[language]
    assert name in text_of(handover, None)


def test_waste_has_the_data_of_the_transfer_document(app: Flask) -> None:
    with transaction():
        joinery = city.unit("puuseppa")
        session.add(
            WastePermit(
                organisation_id=joinery.organisation_id,
                waste_code="17 02 01",
                reference="LSSAVI/123/2024",
                valid_from=date(2024, 1, 1),
            )
        )
        assert joinery.site is not None
        joinery.site.address, joinery.site.postcode = "Karjalahdenkatu 12", "94600"
        joinery.site.municipality = "Kemi"
    handover, _entry = moved(
        5,
        "puuseppa",
        weighed="93.5",
        legal_status=LegalStatus.WASTE,
        recovery=Recovery.PREPARING,
        waste_code="17 02 01",
    )
    text = text_of(handover)
    for part in (
        "Legal status waste: preparing for reuse",
        "Waste code 17 02 01 Description wood",
        "Holder of the waste Syväkankaan koulu, Kemin kaupunki",
        "Receiver Puuseppä, Perämeren puuseppä Oy",
        "Receiver's permit LSSAVI/123/2024",
        "Place of origin Syväkankaan koulu",
        "Destination Puuseppä, Karjalahdenkatu 12, 94600 Kemi",
        "Day 25 Nov 2026 Mass 93.5 kg, weighed Treatment of the waste preparing for reuse",
        "Kierto does not file it in SIIRTO",
    ):
        assert part.lower() in text.lower()


def test_a_computer_says_how_its_data_were_wiped(app: Flask) -> None:
    handover, _entry = moved(2, category="laptop", data_wiped="Blancco, 24.11.2026, IT-tuki")
    assert "Data wiped Blancco, 24.11.2026, IT-tuki" in text_of(handover)


def test_a_corrected_handover_shows_what_stands_and_why(app: Flask) -> None:
    handover, entry = moved()
    ylva = city.person("ymparisto")
    right = Correction(reason="Punnittu jälkikäteen", mass=Mass(150_000))
    with transaction():
        _reversal, corrected = corrections.correct(entry.id, right, person=ylva, now=city.NOW)
    text = text_of(handover)
    assert "Corrected on 25 Nov 2026 12:00: Punnittu jälkikäteen" in text
    assert "12 pcs Pulpetteja 150 kg, weighed" in text

    assert corrected is not None
    never = Correction(reason="Ei tapahtunut", quantity=Quantity(0))
    with transaction():
        corrections.correct(corrected.id, never, person=ylva, now=city.NOW)
    assert "taken back on 25 Nov 2026 12:00: Ei tapahtunut" in text_of(handover)


def test_what_people_wrote_is_text(app: Flask) -> None:
    title = '#eval("7*7") $x$ [b] {{7*7}} <img src=x onerror=alert(1)>'
    with transaction():
        city.person("koulu").name = "#panic() *Kaisa*"
        city.unit("kivikko").name = "Kivikko ] \\ <b>"
    handover, _entry = moved(title=title)
    text = text_of(handover)
    assert title in text and "#panic() *Kaisa*" in text and "Kivikko ] \\ <b>" in text
    assert "49" not in text
