"""The chain that makes a changed ledger visible: each entry's hash covers the one before it."""

import hashlib
import json
from collections.abc import Mapping

GENESIS = "0" * 64
"""The hash that stands before the first entry."""

Value = str | int | None

_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def entry_hash(previous: str, fields: Mapping[str, Value]) -> str:
    """SHA-256 (hex) over the previous hash and the entry's fields as canonical JSON.

    Canonical: keys sorted, no blanks, UTF-8. Only text, whole numbers and null are allowed, so
    the same entry gives the same bytes on every database.
    """
    body = _canonical(fields)
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
