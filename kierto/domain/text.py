"""How two writings of a name are found to be the same name."""

import unicodedata


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
