"""How two writings of a name are found to be the same name."""

import re
import unicodedata

_NOT_SHOWN = re.compile(
    # Controls but tab and line feed; marks that turn the writing direction; lone surrogates.
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_NOT_KEPT = re.compile("[\x00\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_AFTER_Z = str.maketrans({"å": "z\uffff1", "ä": "z\uffff2", "ö": "z\uffff3"})


def fold(text: str) -> str:
    """The text in the form in which names are compared.

    Compatible characters are one (NFKC), capitals and small letters are one, and blanks, the
    no-break kind too, are trimmed and collapsed. ä, ö and å stay letters of their own: in Finnish
    "Säde" and "Sade" are different names.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def without_marks(text: str) -> str:
    """The text as typed on a keyboard without ä, ö and å: "kemijärvi" becomes "kemijarvi".

    Only for a second attempt after the exact name was not found.
    """
    parts = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(p for p in parts if not unicodedata.combining(p)))


def one_line(text: str) -> str:
    """What a person wrote into a field of one line, as it is kept: composed, without controls.

    Line breaks become blanks, so a title can stand in the subject of a mail.
    """
    return " ".join(_visible(text).split())


def many_lines(text: str) -> str:
    """The same for a field of several lines: their ends become line feeds."""
    return "\n".join(line.rstrip() for line in _visible(text).split("\n")).strip()


def _visible(text: str) -> str:
    return unicodedata.normalize("NFC", _NOT_SHOWN.sub("", _LINE_ENDS.sub("\n", text)))


def without_turns(text: str) -> str:
    """The text without zero bytes and without marks that turn the direction of what follows.

    For text that is kept or shown as it is; a name with such a mark would turn the rest of the
    page around, and PostgreSQL keeps no zero byte.
    """
    return text if text.isascii() and text.isprintable() else _NOT_KEPT.sub("", text)


def sort_key(name: str) -> str:
    """Orders names as Finnish and Swedish do: å, ä and ö come after z, capitals do not matter."""
    return fold(name).translate(_AFTER_Z)
