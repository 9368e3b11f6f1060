"""Short names in ASCII that stand in commands, addresses and the API."""

import re
import unicodedata

LONGEST = 60
_ALLOWED = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def code_of(name: str) -> str:
    """A code made of a name: “Syväkankaan koulu” gives “syvakankaan-koulu”."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss"))
    kept = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c)))
    return kept.strip("-")[:LONGEST].strip("-") or "yksikko"


def is_code(text: str) -> bool:
    """Whether ``text`` is a code: small letters, digits and single hyphens between them."""
    return len(text) <= LONGEST and _ALLOWED.fullmatch(text) is not None
