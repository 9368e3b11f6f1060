"""CSV files as people send them."""

import codecs
from collections.abc import Sequence

import pytest

from kierto.outside.tables.reading import read_table
from kierto.outside.tables.table import (
    CellProblem,
    EmptyTable,
    LettersUnclear,
    Limits,
    QuoteNotClosed,
    TableTooLarge,
    UnreadableTable,
)

KNOWN = {"kategoria", "nimi", "paino", "määrä", "postinumero"}


def recognise(cells: Sequence[str]) -> int:
    return sum(cell.strip().casefold() in KNOWN for cell in cells)


def rows(source: bytes, encoding: str | None = None) -> list[tuple]:
    table = read_table(source, "a.csv", recognise=recognise, encoding=encoding)
    return [row.cells for row in table.rows()]


KALUSTEET = [("kategoria", "nimi", "paino"), ("Kalusteet", "Kaappi, 2 ovea; musta", "12,5")]


@pytest.mark.parametrize(
    "text",
    [
        'kategoria;nimi;paino\nKalusteet;"Kaappi, 2 ovea; musta";12,5\n',
        'kategoria\tnimi\tpaino\r\nKalusteet\t"Kaappi, 2 ovea; musta"\t12,5\r\n',
        'kategoria,nimi,paino\nKalusteet,"Kaappi, 2 ovea; musta","12,5"\n',
        'kategoria;nimi;paino\rKalusteet;"Kaappi, 2 ovea; musta";12,5\r',
    ],
)
def test_k12_the_delimiter_is_found_and_quoted_signs_stay_in_their_cell(text: str) -> None:
    assert rows(text.encode()) == KALUSTEET


def test_k12_a_line_break_in_quotes_stays_in_the_cell_and_rows_count_as_in_a_sheet() -> None:
    table = read_table(b'nimi;paino\n"Kaappi\r\nmusta";1\n\nTuoli;2\n', "a.csv")
    assert [(row.number, row.cells) for row in table.rows()] == [
        (1, ("nimi", "paino")),
        (2, ("Kaappi\r\nmusta", "1")),
        (3, ()),
        (4, ("Tuoli", "2")),
    ]


def test_k12_a_header_with_one_sign_fewer_than_the_rows_still_gives_three_columns() -> None:
    assert rows(b"kategoria;nimi\nKalusteet;Kaappi;12,5\n") == [
        ("kategoria", "nimi"),
        ("Kalusteet", "Kaappi", "12,5"),
    ]


def test_a_row_with_a_delimiter_too_many_is_marked() -> None:
    found = rows(b"nimi;paino\nTuoli;1\nSohva;2\nKaappi; musta;3\n")
    assert found[3] == ("Kaappi", " musta", CellProblem.EXCESS)


@pytest.mark.parametrize(
    "source",
    [
        b"\xef\xbb\xbf" + "nimi;määrä;postinumero\r\nTuoli;10;00100\r\n".encode(),
        b"\xef\xbb\xbf" + '"nimi";määrä;postinumero\r\nTuoli;10;00100\r\n'.encode(),
        codecs.BOM_UTF16_LE + "nimi;määrä;postinumero\r\nTuoli;10;00100\r\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE
        + "nimi\tmäärä\tpostinumero\r\nTuoli\t10\t00100\r\n".encode("utf-16-be"),
    ],
)
def test_k10_the_mark_of_the_encoding_is_no_part_of_the_first_name(source: bytes) -> None:
    assert rows(source) == [("nimi", "määrä", "postinumero"), ("Tuoli", "10", "00100")]


def test_k10_utf_16_without_a_mark_is_refused_with_advice() -> None:
    with pytest.raises(UnreadableTable, match="UTF-8"):
        rows("nimi;määrä\r\n".encode("utf-16-le"))


def test_k11_windows_letters_are_read_without_asking_but_shown_as_a_guess() -> None:
    source = b"nimi;paino\nP\xf6yt\xe4 50 \x80;1\n\x8aakki;2\n"
    table = read_table(source, "a.csv")
    assert (table.encoding, table.encoding_is_guess) == ("cp1252", True)
    assert [row.cells[0] for row in table.rows()] == ["nimi", "Pöytä 50 €", "Šakki"]
    same = read_table("nimi;paino\nPöytä 50 €;1\nŠakki;2\n".encode(), "a.csv")
    assert [row.cells for row in same.rows()] == [row.cells for row in table.rows()]
    assert (same.encoding, same.encoding_is_guess) == ("utf-8", False)


def test_k11_an_encoding_that_cannot_be_told_apart_can_be_chosen() -> None:
    assert rows(b"nimi\nP\xf6yt\xe4 50 \xa4 \xa6\n", "iso-8859-15")[1] == ("Pöytä 50 € Š",)


@pytest.mark.parametrize("broken", [b"\xff", b"\xc3", b"\x81"])
def test_k11_one_broken_byte_in_a_unicode_file_is_named_with_its_row(broken: bytes) -> None:
    lines = ["nimi;paino", *(f"Pöytä {number};1" for number in range(2, 5000))]
    source = "\n".join(lines).encode()
    at = source.index(b" 3000;")
    with pytest.raises(LettersUnclear, match="Row 3000 "):
        rows(source[:at] + broken + source[at:])


def test_a_quote_that_is_never_closed_does_not_swallow_the_file() -> None:
    with pytest.raises(QuoteNotClosed, match="row 3 "):
        rows(b'nimi;paino\nTuoli;1\n"Kaappi;2\nSohva;3\n')


def test_inch_marks_are_ordinary_signs() -> None:
    assert rows(b'nimi;paino\nTV 32";9\nTV 37";12\n')[1:] == [('TV 32"', "9"), ('TV 37"', "12")]


@pytest.mark.parametrize("source", [b"", b"\xef\xbb\xbf", b"\n\n \n"])
def test_a_file_without_rows_says_so(source: bytes) -> None:
    with pytest.raises(EmptyTable):
        rows(source)


def test_k48_the_guard_of_an_export_is_taken_off() -> None:
    assert rows(b"nimi;paino\n'+358401234567;-12,5\n'=1+1;1\n")[1:] == [
        ("+358401234567", "-12,5"),
        ("=1+1", "1"),
    ]


def test_k17_too_many_rows_and_too_many_bytes_are_refused() -> None:
    for limits in (Limits(rows=3), Limits(file_bytes=10)):
        with pytest.raises(TableTooLarge):
            read_table(b"nimi;paino\na;1\nb;2\nc;3\n", "a.csv", limits=limits)


@pytest.mark.parametrize("source", [b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\n\0\0", b"a\0b"])
def test_other_files_are_no_tables(source: bytes) -> None:
    with pytest.raises(UnreadableTable):
        rows(source)
