"""Labels: one for each copy, in its place, whatever is written on the thing."""

import io

import pytest
from flask import Flask
from pypdf import PdfReader

from kierto.documents import labels, qr
from kierto.documents.labels import LabelFormat, Labelled, NoLabels, TooManyLabels
from kierto.models import Listing
from tests import city, trading


def made(*listings: Listing, **choices: int | LabelFormat) -> PdfReader:
    things = [Labelled(one, f"https://kierto.example.org/listings/{one.id}") for one in listings]
    content = labels.pdf(things, language="en", made_at=city.NOW, **choices)  # type: ignore[arg-type]
    return PdfReader(io.BytesIO(content))


def words(reader: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_a_label_says_what_whose_and_which(app: Flask) -> None:
    desks = trading.listed(30, reference="A-12")
    (page,) = words(made(desks, format_=LabelFormat.SINGLE))
    assert page == f"Pulpetteja Syväkankaan koulu Kierto {desks.id} A-12"


def test_copies_fill_the_sheet_and_go_on_on_the_next(app: Flask) -> None:
    desks, chairs = trading.listed(30), trading.listed(4, title="Tuoleja")
    pages = words(made(desks, chairs, copies=13, skipped=2))
    assert [(page.count("Pulpetteja"), page.count("Tuoleja")) for page in pages] == [
        (13, 9),
        (0, 4),
    ]
    assert len(words(made(desks, copies=24))) == 1
    assert len(words(made(desks, copies=24, skipped=24))) == 1
    assert len(words(made(desks, copies=3, format_=LabelFormat.SINGLE))) == 3


def test_the_sheet_is_a4_and_its_labels_have_codes_with_words_for_those_who_do_not_see(
    app: Flask,
) -> None:
    reader = made(trading.listed(30))
    (page,) = reader.pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    assert reader.trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]
    assert b"QR code that leads to the listing" in b"".join(
        str(reader.get_object(number)).encode() for number in range(1, len(reader.xref[0]) + 1)
    )


def test_a_long_title_is_cut_and_pushes_nothing_out(app: Flask) -> None:
    long = trading.listed(30, title="#[x] " + "W" * 190, reference="R" * 120)
    pages = words(made(long, copies=24))
    assert len(pages) == 1
    assert pages[0].count("#[x]") == 24 and pages[0].count("…") == 48
    assert "W" * 40 not in pages[0].replace(" ", "")


def test_none_and_too_many_are_refused(app: Flask) -> None:
    desks = trading.listed(30)
    for copies in (0, -1):
        with pytest.raises(NoLabels):
            made(desks, copies=copies)
    with pytest.raises(NoLabels):
        made()
    with pytest.raises(TooManyLabels):
        made(desks, copies=labels.MOST_LABELS + 1)


def test_the_code_is_a_drawing_with_its_quiet_zone() -> None:
    drawn = qr.svg("https://kierto.example.org/listings/1")
    assert drawn.startswith("<?xml") and 'width="37"' in drawn
