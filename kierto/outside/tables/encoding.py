"""The letters of a text file: which bytes mean ä."""

import codecs

from kierto.outside.tables.table import LettersUnclear, UnreadableTable

CHOICES = ("utf-8", "cp1252", "iso-8859-15", "utf-16")
"""What a person may choose: Unicode, Windows, older Unix with €, Excel's "Unicode text"."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(source: bytes, name: str, chosen: str | None) -> tuple[str, str, bool]:
    """The text, its encoding, and whether that is a guess that a person should look at.

    A byte-order mark decides, then strict UTF-8. What is neither is Windows-1252, unless most of
    its non-ASCII bytes are good UTF-8: then the file is a damaged one, and reading it as
    Windows-1252 would store "PÃ¶ytÃ¤". Raises LettersUnclear or UnreadableTable.
    """
    if chosen is not None:
        if chosen not in CHOICES:
            raise UnreadableTable(name=name)
        marked = chosen == "utf-8" and source.startswith(codecs.BOM_UTF8)
        return _strictly(source, "utf-8-sig" if marked else chosen), chosen, False
    for mark, encoding in _MARKS:
        if source.startswith(mark):
            return _strictly(source, encoding), encoding.removesuffix("-sig"), False
    if b"\0" in source:
        raise UnreadableTable(name=name)
    try:
        return source.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError as first:
        readable = source.decode("utf-8", "surrogateescape")
        broken = sum("\udc80" <= letter <= "\udcff" for letter in readable)
        good = sum(letter > "\x7f" for letter in readable) - broken
        if good > broken:
            raise LettersUnclear(row=_row_of(source[: first.start])) from first
    return _strictly(source, "cp1252"), "cp1252", True


def _strictly(source: bytes, encoding: str) -> str:
    try:
        text = source.decode(encoding)
    except UnicodeDecodeError as broken:
        row = _row_of(source[: broken.start].replace(b"\0", b""))
        raise LettersUnclear(row=row) from broken
    if "\0" in text:
        raise LettersUnclear(row=1 + text[: text.index("\0")].count("\n"))
    return text


def _row_of(before: bytes) -> int:
    lines = before.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return 1 + lines.count(b"\n")
