"""K35 and K49: a zero byte in any field of any page is no fault, on either database."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import city
from tests.browsing import sign_in
from tests.trading import claimed, listed, reserved
from tests.views.posting import answers

pytestmark = pytest.mark.usefixtures("city_time")
ZERO = "a\x00b@example.org"


def test_k49_a_zero_byte_is_no_fault(app: Flask) -> None:
    """Signing in, searching, posting, claiming and administering take it or say no."""
    listing = listed(30)
    claim, waits = reserved(listing, 4), claimed(listing, 2)
    forms: dict[str, list[tuple[str, dict[str, Any]]]] = {
        "": [
            ("/login", {"email": ZERO, "password": ZERO}),
            ("/password", {"email": ZERO}),
        ],
        "koulu": [
            (
                "/listings/new",
                answers(title=ZERO, description=ZERO, place=ZERO, waste_code=ZERO, key=ZERO),
            ),
            ("/listings/new", answers(reference=ZERO, unit=ZERO, category=ZERO, key="2")),
            (f"/claims/{waits.id}/decline", {"reason": ZERO}),
            (
                f"/claims/{claim.id}/handover",
                {"quantity": "1", "occurred_on": "24.11.2026", "rest": "stays", "key": ZERO},
            ),
            ("/account", {"name": ZERO, "phone": ZERO, "language": "fi"}),
        ],
        "paivakoti": [
            (
                f"/listings/{listing.id}/claims",
                {"unit": ZERO, "quantity": "1", "purpose": ZERO, "key": ZERO},
            ),
            ("/wants/new", {"unit": ZERO, "category": ZERO, "place": ZERO, "radius_km": "5"}),
        ],
        "admin": [
            (
                f"/administration/units/{city.unit('kaupunki').id}/new",
                {"name": ZERO, "code": ZERO, "contact": ZERO},
            ),
        ],
    }
    seen = {}
    for login, sent in forms.items():
        client: FlaskClient = app.test_client()
        if login:
            sign_in(client, login)
        for path, data in sent:
            seen[f"POST {path}"] = client.post(path, data=data).status_code
        for path in ("/listings", "/reports", "/ledger", "/claims", "/handovers", "/wants"):
            words = ("q", "category", "near", "unit", "by", "cursor", "giver", "receiver", "from")
            query = dict.fromkeys(words, "a\x00b")
            seen[f"{login} {path}"] = client.get(path, query_string=query).status_code
    assert {name: status for name, status in seen.items() if status >= 500} == {}
