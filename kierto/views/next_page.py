"""Where a person goes after signing in or out or switching the language."""

from urllib.parse import unquote

from flask import request, url_for


def safe_path(text: str) -> str | None:
    r"""``text`` when it is a path on this site; None for everything else.

    Browsers drop tabs and line breaks from addresses and take a backslash for a slash, so that
    “/\evil” and “/<tab>/evil” lead to another host; both are refused, also percent-encoded.
    """
    bare = text.split("?", 1)[0].split("#", 1)[0]
    path = unquote(bare)
    if not path.startswith("/") or path.startswith("//") or bare.startswith("//"):
        return None
    if "\\" in path or any(ord(letter) < 33 or ord(letter) == 127 for letter in path + text):
        return None
    return text


def next_page() -> str:
    """The path that the request names as ``next``, else the front page."""
    return safe_path(request.values.get("next", "")) or url_for("front.start")
