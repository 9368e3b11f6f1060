"""The answers of a person who posts desks, and reading what the page says back."""

import re
from html import unescape
from typing import Any

from werkzeug.test import TestResponse


def answers(**changes: Any) -> dict[str, Any]:
    """Title, amount, condition and category; None leaves an answer out."""
    values = {
        "title": "Pulpetteja",
        "quantity": "30",
        "measure": "pcs",
        "condition": "good",
        "category": "school-desk",
        "unit": "syvakangas",
        "key": "kaisan-lomake-1",
    } | changes
    return {name: value for name, value in values.items() if value is not None}


def refusals(answer: TestResponse) -> list[str]:
    """What stands at the fields of a refused form, in the order of the page."""
    found = re.findall(
        r'<p class="field__error".*?</svg><span>(.*?)</span>', answer.text, re.DOTALL
    )
    return [unescape(text) for text in found]


def value_of(answer: TestResponse, name: str) -> str | None:
    """What stands in the field ``name`` of the page; None when there is no such field."""
    for tag in re.findall(r"<input[^>]*>", answer.text):
        if f' name="{name}"' in tag:
            found = re.search(r' value="([^"]*)"', tag)
            return unescape(found.group(1)) if found else ""
    return None
