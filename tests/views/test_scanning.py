"""A label leads to the one thing that is to be done with it, and tells nothing to others."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select

from kierto.db import session, transaction
from kierto.domain.visibility import Stage
from kierto.models import Claim, Handover, LedgerEntry, PresenceCode
from tests import city, trading
from tests.browsing import sign_in


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(city.NOW + timedelta(hours=1)):
        yield


@pytest.fixture
def claim(client: FlaskClient) -> Claim:
    return trading.reserved(trading.listed(30), 12)


def be(client: FlaskClient, login: str) -> None:
    client.post("/logout")
    sign_in(client, login)


def entries() -> int:
    return session.scalar(select(func.count()).select_from(LedgerEntry)) or 0


def test_each_side_sees_its_own_question_with_the_amount(client: FlaskClient, claim: Claim) -> None:
    for login, title, button in (
        ("koulu", "Annat", "Kyllä, annoin"),
        ("paivakoti", "Saat", "Kyllä, sain"),
    ):
        be(client, login)
        page = client.get(f"/scan/{claim.listing_id}").text
        assert f"<h1>{title}</h1>" in page
        assert button in page
        assert 'name="quantity" required type="text" value="12"' in page or 'value="12"' in page


def test_a_scan_by_one_and_then_the_other_is_one_entry(client: FlaskClient, claim: Claim) -> None:
    be(client, "koulu")
    answer = client.post(
        f"/claims/{claim.id}/handover",
        data={"key": "a", "quantity": "10", "occurred_on": "2026-11-25", "rest": "returns"},
    )
    assert answer.location == "/handovers/1"
    be(client, "paivakoti")
    page = client.get(f"/scan/{claim.listing_id}").text
    assert 'action="/handovers/1/confirm"' in page
    assert "10\u00a0kpl" in page
    client.post("/handovers/1/confirm")
    assert entries() == 1
    # Nothing is left to do: the label leads to the listing again.
    assert client.get(f"/scan/{claim.listing_id}").location == f"/listings/{claim.listing_id}"


def test_a_label_tells_nothing_to_those_who_may_not_see_the_listing(client: FlaskClient) -> None:
    with transaction():
        hidden = city.listed(audience=Stage.OWN)
    sign_in(client, "puuseppa")
    assert client.get(f"/scan/{hidden.id}").status_code == 404
    assert client.get("/scan/999").status_code == 404
    client.post("/logout")
    assert client.get(f"/scan/{hidden.id}").location.startswith("/login")


def test_the_code_on_one_screen_confirms_for_both(client: FlaskClient, claim: Claim) -> None:
    be(client, "koulu")
    assert client.post(f"/claims/{claim.id}/code").location == f"/claims/{claim.id}/code"
    code = session.scalars(select(PresenceCode.code)).one()
    page = client.get(f"/claims/{claim.id}/code").text
    assert f"{code[:3]} {code[3:]}" in page
    assert client.get(f"/claims/{claim.id}/code.svg").mimetype == "image/svg+xml"
    be(client, "kirjasto")
    assert client.get(f"/claims/{claim.id}/code").status_code == 404
    be(client, "paivakoti")
    page = client.get(f"/scan/{claim.listing_id}?claim={claim.id}&code={code}").text
    assert f'value="{code}"' in page
    data = {"key": "a", "quantity": "12", "occurred_on": "2026-11-25", "rest": "stays"}
    wrong = client.post(f"/claims/{claim.id}/handover", data=data | {"code": "x"})
    assert wrong.status_code == 422
    assert "Koodi ei täsmää" in wrong.text
    session.expire_all()
    assert session.scalars(select(PresenceCode.tries)).one() == 1
    client.post(f"/claims/{claim.id}/handover", data=data | {"code": f"{code[:3]} {code[3:]}"})
    page = client.get("/handovers/1").text
    assert page.count("receipt__side--done") == 2
    assert "toinen antoi toisen näyttämän koodin" in page
    assert entries() == 1


def test_the_number_is_the_same_on_page_and_paper(client: FlaskClient, claim: Claim) -> None:
    trading.handed_over(claim, 12)
    be(client, "koulu")
    page = client.get("/handovers/1").text
    paper = client.get("/handovers/1/receipt.pdf").data
    text = PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    assert "2026-000001" in page
    assert "2026-000001" in text
    assert 'href="/handovers/1/receipt.pdf"' in page


def test_a_refused_part_is_agreed_upon_by_the_giver(client: FlaskClient, claim: Claim) -> None:
    trading.handed_over(claim, 12)
    be(client, "paivakoti")
    answer = client.post(
        "/handovers/1/objection", data={"objection": "Kaksi rikki", "received": "13"}
    )
    assert answer.status_code == 422
    client.post("/handovers/1/objection", data={"objection": "Kaksi rikki", "received": "10"})
    assert "/handovers/1/agree" not in client.get("/handovers/1").text
    be(client, "koulu")
    assert "/handovers/1/agree" in client.get("/handovers/1").text
    client.post("/handovers/1/agree")
    assert "10\u00a0kpl" in client.get("/handovers/1").text
    assert (entries(), trading.balance(claim.listing)["free"]) == (3, "20")


def test_a_release_is_asked_recorded_and_printed(client: FlaskClient) -> None:
    claim = trading.reserved(trading.listed(30), 12, "puuseppa")
    be(client, "koulu")
    address = f"/claims/{claim.id}/release"
    assert address in client.get(f"/claims/{claim.id}/handover").text
    assert client.post(address, data={"number": "§ 4"}).status_code == 422
    client.post(
        address,
        data={
            "decided_by": "Maija Mäkelä",
            "number": "§ 12/2026",
            "decided_on": "20.11.2026",
            "estimated_value": "120",
            "price": "0",
            "reason": "Ei tarvita",
        },
    )
    assert "§ 12/2026" in client.get(f"/claims/{claim.id}").text
    trading.handed_over(claim, 12)
    paper = client.get("/handovers/1/receipt.pdf?language=fi").data
    text = " ".join(PdfReader(io.BytesIO(paper)).pages[0].extract_text().split())
    for part in ("Luovutuspäätös", "§ 12/2026", "Maija Mäkelä", "120 €", "Ei tarvita"):
        assert part in text
    be(client, "puuseppa")
    assert client.get(address).status_code == 404
    assert session.scalar(select(func.count()).select_from(Handover)) == 1
