"""Files of postcodes, the real ones among them."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from kierto.domain.place import Place
from kierto.outside.geocoding.gazetteer import Gazetteer, standard_entries
from kierto.outside.geocoding.postcode_files import (
    PostcodeRow,
    UnreadablePostcodeFile,
    UnreadLine,
    read_postcodes,
)

RealFile = Callable[[str], Path]
HEAD = ("kunta", "postinumeroalue", "koordinaatit")
SQUARE = "[[24.0,60.0],[25.0,60.0],[25.0,61.0],[24.0,61.0],[24.0,60.0]]"


def workbook(path: Path, *lines: tuple[object, ...], above: int = 0) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for number, line in enumerate(lines):
        sheet.write_row(number + above, 0, line)
    book.close()
    return path


def test_the_geonames_file_is_read_with_padded_names_and_empty_accuracies(
    real_file: RealFile,
) -> None:
    read = read_postcodes(real_file("fi_geonames_FI_sample.tsv"))
    assert read.unread == []
    assert len(read.rows) == 12
    assert read.rows[:2] == [
        PostcodeRow("00100", "Helsinki", "Helsinki", Place(60.1714, 24.9316)),
        PostcodeRow("00540", "Helsinki", "Helsinki", Place(60.1841, 24.9785)),
    ]
    assert PostcodeRow("87101", "Kajaani", "Paltamo", Place(64.3592, 28.1485)) in read.rows


def test_the_workbook_is_read_by_its_three_columns_only(real_file: RealFile) -> None:
    read = read_postcodes(real_file("fi_postinumerot_ja_rajat.xlsx"))
    assert read.unread == []
    assert len(read.rows) == 3026
    assert all(row.place is not None and row.place.in_finland() for row in read.rows)
    by_code = {row.postcode: row for row in read.rows}
    assert by_code["00100"].municipality == "Helsinki"
    middle = by_code["00100"].place
    assert middle is not None
    assert middle.distance_to(Place(60.1714, 24.9316)) < 1000


def test_an_import_of_the_workbook_makes_every_postcode_a_place(real_file: RealFile) -> None:
    read = read_postcodes(real_file("fi_postinumerot_ja_rajat.xlsx"))
    gazetteer = Gazetteer.standard(read.rows)
    [kemi] = gazetteer.find("Sauvosaarenkatu 5, 94100 Kemi", language="fi")
    assert (kemi.name, kemi.municipality, str(kemi.precision)) == ("94100", "Kemi", "postcode")
    assert kemi.place.distance_to(Place(65.74, 24.55)) < 3000


def test_names_and_codes_of_the_municipalities_agree_with_the_post(real_file: RealFile) -> None:
    rows = json.loads(real_file("fi_posti_postcodes.json").read_text(encoding="utf-8"))
    posts = {(r["municipal_code"], r["municipal_name_fi"], r["municipal_name_sv"]) for r in rows}
    ours = {
        (entry.municipality_code, entry.name_fi, entry.name_sv)
        for entry in standard_entries()
        if entry.is_municipality
    }
    assert ours == posts


def test_postcodes_of_the_list_agree_with_the_post(real_file: RealFile) -> None:
    rows = json.loads(real_file("fi_posti_postcodes.json").read_text(encoding="utf-8"))
    posts = {(r["postcode"], r["postcode_fi_name"].casefold(), r["municipal_code"]) for r in rows}
    ours = {
        (postcode, entry.name_fi.casefold(), entry.municipality_code)
        for entry in standard_entries()
        for postcode in entry.postcodes
    }
    assert len(ours) == 2
    assert ours <= posts


def test_every_municipality_lies_by_the_postcode_areas_of_its_name(real_file: RealFile) -> None:
    areas: dict[str, list[Place]] = {}
    for row in read_postcodes(real_file("fi_postinumerot_ja_rajat.xlsx")).rows:
        assert row.place is not None
        areas.setdefault(row.municipality, []).append(row.place)
    far = {
        entry.name_fi
        for entry in standard_entries()
        if entry.is_municipality
        and entry.name_fi in areas
        and min(entry.place.distance_to(place) for place in areas[entry.name_fi]) > 20_000
    }
    unnamed = {e.name_fi for e in standard_entries() if e.is_municipality} - set(areas)
    assert far <= {"Sodankylä", "Savukoski", "Enontekiö", "Inari", "Utsjoki"}
    assert unnamed == {"Koski Tl", "Maarianhamina", "Mänttä-Vilppula", "Pedersöre"}


def test_a_workbook_is_read_under_empty_lines_and_with_numbers_for_codes(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "alueet.xlsx",
        HEAD,
        ("Helsinki", 100, SQUARE),
        ("Helsinki", "00102", ""),
        ("Ei", "mikään", SQUARE),
        ("Kemi", "94100", "[[24.5"),
        ("Kemi", "94200", f"[{SQUARE}]"),
        ("Kemi", "94300", "[[24.5,65.7]]"),
        above=2,
    )
    read = read_postcodes(path)
    assert read.rows == [
        PostcodeRow("00100", "", "Helsinki", Place(60.5, 24.5)),
        PostcodeRow("00102", "", "Helsinki", None),
        PostcodeRow("94100", "", "Kemi", None),
        PostcodeRow("94200", "", "Kemi", Place(60.5, 24.5)),
        PostcodeRow("94300", "", "Kemi", Place(65.7, 24.5)),
    ]
    assert read.unread == [
        UnreadLine(6, "'mikään' is not a postcode"),
        UnreadLine(7, "the area of 94100 could not be read; the postcode was kept"),
    ]


@pytest.mark.parametrize(
    "area", ["[]", "[[]]", "{}", "null", '[["a","b"]]', "[[999,1]]", "[[[[[[]"]
)
def test_an_area_that_is_none_leaves_the_postcode_without_a_place(
    tmp_path: Path, area: str
) -> None:
    read = read_postcodes(workbook(tmp_path / "a.xlsx", HEAD, ("Kemi", "94100", area)))
    assert read.rows == [PostcodeRow("94100", "", "Kemi", None)]
    assert [line.line for line in read.unread] == [2]


def test_lines_of_a_text_file_that_are_not_postcodes_are_told(tmp_path: Path) -> None:
    path = tmp_path / "FI.txt"
    good = ["FI", "94100", "Kemi   ", "Lapland", "19", "", "", "Kemi", "240", "65.7372", "24.5507"]
    lines = [[*good, ""], ["x"], [*good[:9], "91", "24", "6"], [*good[:9], "", "", ""], [""]]
    path.write_text("\r\n".join(map("\t".join, lines)), encoding="utf-8-sig")
    read = read_postcodes(path)
    assert read.rows == [
        PostcodeRow("94100", "Kemi", "Kemi", Place(65.7372, 24.5507)),
        PostcodeRow("94100", "Kemi", "Kemi", None),
    ]
    assert [line.line for line in read.unread] == [2, 3]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b""),
        ("b.txt", b"nothing of the kind\n"),
        ("c.txt", "Kemij\u00e4rvi".encode("latin-1")),
        ("d.xlsx", b"not a workbook"),
        ("e.xlsx", b""),
    ],
)
def test_another_file_is_refused_by_name(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadablePostcodeFile) as refused:
        read_postcodes(path)
    assert refused.value.data == {"file": name}


def test_a_workbook_without_the_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePostcodeFile):
        read_postcodes(workbook(tmp_path / "a.xlsx", ("a", "b", "c"), ("Kemi", "94100", SQUARE)))


def test_the_real_workbook_repeats_no_postcode(real_file: RealFile) -> None:
    rows = read_postcodes(real_file("fi_postinumerot_ja_rajat.xlsx")).rows
    counted = Counter(row.postcode for row in rows)
    assert [code for code, count in counted.items() if count > 1] == []
