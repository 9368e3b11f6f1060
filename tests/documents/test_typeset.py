"""Papers: tagged, named, in their language; what people wrote is text on them and nothing else."""

import io
import random
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import BooleanObject

from kierto.documents import typeset
from tests import city

TAG = {
    "unit": "Koulu",
    "number": "12",
    "reference": "",
    "code": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
}
ITEMS = [
    "Pöytä, åäö ÅÄÖ – “lainaus” ”citat” 12 € ½ m³ CO₂e → ✓ Ж",
    '#eval("1+48") #panic() #sys.inputs',
    "$7*7$ ${7*7} {{7*7}} *lihava* _kursiivi_ `koodi` = otsikko - luettelo",
    "[x] ] [ \\ \\u{41} <nimi> @viite // kommentti /* ja */ -- --- ~ '",
    '<img src=x onerror=alert(1)> "><script>alert(1)</script>',
]


def shown(*items: str, language: str = "fi", title: str = "Koe") -> PdfReader:
    """Receipts without facts but for one for each item."""
    content: dict[str, Any] = {
        "header": "Koe",
        "footer": "Koe",
        "warning": "",
        "amount": "12 kpl",
        "item": "Pulpetti",
        "mass": "144 kg",
        "code": TAG["code"],
        "code_text": "Koodi",
        "address": "http://x.example",
        "address_text": "Osoite",
        "sections": [{"name": "Tiedot", "facts": [["Nimi", item] for item in items], "note": ""}],
    }
    made = typeset.pdf("receipt", content, title=title, language=language, made_at=city.NOW)
    return PdfReader(io.BytesIO(made))


def text_of(reader: PdfReader) -> str:
    """All its text, with blanks and line ends as one blank."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def part(of: Any, name: str) -> Any:
    """What stands under ``name``, followed to where it is."""
    return of[name].get_object()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_paper_is_tagged_and_says_its_title_and_language(language: str) -> None:
    reader = shown(language=language, title="Kuitti – kvitto")
    root = part(reader.trailer, "/Root")
    assert root["/Lang"] == language
    assert part(root, "/MarkInfo")["/Marked"] == BooleanObject(True)
    assert part(root, "/ViewerPreferences")["/DisplayDocTitle"] == BooleanObject(True)
    assert part(root, "/StructTreeRoot")["/K"]
    assert reader.metadata is not None and reader.metadata.title == "Kuitti – kvitto"
    assert b"<pdfuaid:part>1" in part(root, "/Metadata").get_data()


@pytest.mark.parametrize("item", ITEMS)
def test_what_people_wrote_is_text(item: str) -> None:
    text = text_of(shown(item))
    assert item in text
    assert "49" not in text.replace(item, "")


def test_controls_and_marks_that_turn_the_direction_are_left_out() -> None:
    assert typeset.readable("ab\u202ecd\x07\u2066e\u200d\ufefff\x00\tg\r\nh") == "abcdef g\nh"


def test_signs_that_the_fonts_lack_are_named_and_foreign_letters_become_boxes() -> None:
    assert typeset.readable("Tuoli 😀 👨‍👩‍👧 ❤️ 👍🏽 中文 ✓ 🇫🇮") == (
        "Tuoli [grinning face] [man][woman][girl] ❤ [thumbs up sign] □□ ✓"
        " [regional indicator symbol letter f][regional indicator symbol letter i]"
    )


@pytest.mark.parametrize("end", [0x250, 0x700, 0x2E80, 0x20000, 0x110000])
def test_no_text_whatever_stops_a_paper(end: int) -> None:
    chance = random.Random(end)
    for _time in range(12):
        text = "".join(chr(chance.randrange(end)) for _char in range(chance.randrange(1, 300)))
        assert len(shown(text, title=text).pages) > 0


def test_a_word_of_three_hundred_letters_stays_on_the_paper() -> None:
    long = "Pitkä" * 60
    reader = shown(long, title=long)
    assert text_of(reader).replace(" ", "").count(long) == 2
    right = float(reader.pages[0].mediabox.right)
    reached: list[float] = []
    reader.pages[0].extract_text(
        visitor_text=lambda text, _cm, tm, _font, size: reached.append(
            tm[4] + 0.25 * size * len(text.strip())
        )
    )
    assert max(reached) < right


def test_the_same_data_and_instant_give_the_same_bytes() -> None:
    makes = [
        typeset.pdf(
            "label",
            {"labels": [TAG | {"title": "Pöytä"}], "code_text": "Koodi"},
            title="Tarra",
            language="fi",
            made_at=city.NOW,
        )
        for _time in range(2)
    ]
    assert makes[0] == makes[1]
