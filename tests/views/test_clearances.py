"""Pages of a clearance, through the client."""

import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from kierto.db import session
from kierto.domain.clearance import Fate
from kierto.models import Clearance, Listing
from tests import city
from tests.browsing import sign_in

ROOM = "30 pulpettia\n2 kirjahyllyä\nvalkotaulu"


@pytest.fixture
def school(client: FlaskClient) -> FlaskClient:
    sign_in(client, "koulu")
    return client


def begun(school: FlaskClient) -> int:
    answer = school.post(
        "/clearances/new",
        data={
            "key": "aloitus",
            "name": "Vanha siipi",
            "empty_by": (city.TODAY + timedelta(days=400)).isoformat(),
        },
    )
    assert answer.status_code == 303, answer.text
    return session.scalars(select(Clearance.id)).one()


def noted(school: FlaskClient, clearance: int, key: str = "a", **changes: str) -> int:
    data = {"key": key, "room": "Luokka 1", "lines": ROOM, "condition": "good"} | changes
    return school.post(f"/clearances/{clearance}/capture", data=data).status_code


def lines() -> list[Listing]:
    return list(session.scalars(select(Listing).order_by(Listing.id)))


def test_lines_of_a_room_become_drafts_with_a_category_from_their_names(
    school: FlaskClient,
) -> None:
    clearance = begun(school)
    assert noted(school, clearance) == 303
    assert [
        (line.title, str(line.quantity), line.category.code, line.room) for line in lines()
    ] == [
        ("Pulpettia", "30", "school-desk", "Luokka 1"),
        ("Kirjahyllyä", "2", "bookshelf", "Luokka 1"),
        ("Valkotaulu", "1", "whiteboard", "Luokka 1"),
    ]


def test_a_form_that_is_sent_twice_notes_once(school: FlaskClient) -> None:
    clearance = begun(school)
    assert [noted(school, clearance), noted(school, clearance)] == [303, 303]
    assert len(lines()) == 3


def test_a_name_that_is_not_recognised_asks_for_a_category_and_keeps_all(
    school: FlaskClient,
) -> None:
    clearance = begun(school)
    data = {"key": "a", "room": "Kellari", "lines": "5 qwxzyq\n3 pulpettia", "condition": "good"}
    answer = school.post(f"/clearances/{clearance}/capture", data=data)
    assert answer.status_code == 422
    assert "5 qwxzyq\r\n3 pulpettia" in answer.text or "5 qwxzyq\n3 pulpettia" in answer.text
    assert "Qwxzyq" in answer.text
    assert lines() == []
    assert noted(school, clearance, "b", lines=data["lines"], category="office-chair") == 303
    assert [(line.title, line.category.code) for line in lines()] == [
        ("Qwxzyq", "office-chair"),
        ("Pulpettia", "school-desk"),
    ]


def test_ticked_lines_are_decided_and_carried_out_and_the_balance_is_shown(
    school: FlaskClient,
) -> None:
    clearance = begun(school)
    noted(school, clearance)
    desks, shelves, board = lines()
    page = f"/clearances/{clearance}"
    school.post(f"{page}/fates", data={"line": [desks.id], "fate": "move", "to": "kivikko"})
    school.post(f"{page}/fates", data={"line": [shelves.id, board.id], "fate": "recycle"})
    assert [line.fate for line in lines()] == [Fate.MOVE, Fate.RECYCLE, Fate.RECYCLE]
    school.post(f"{page}/carry-out", data={"everything": "y"})
    assert [line.left.units for line in lines()] == [0, 0, 0]
    assert "Kaikki on löytänyt paikkansa" in school.get(page).text
    assert school.post(f"{page}/close").status_code == 303
    assert session.get_one(Clearance, clearance).closed_at is not None


def test_all_lines_of_the_choice_are_meant_by_one_tick(school: FlaskClient) -> None:
    clearance = begun(school)
    noted(school, clearance)
    noted(school, clearance, "b", room="Luokka 2", lines="4 tuolia")
    school.post(
        f"/clearances/{clearance}/fates?room=Luokka+2", data={"everything": "y", "fate": "keep"}
    )
    assert [line.fate for line in lines()] == [None, None, None, Fate.KEEP]


def test_without_a_fate_nothing_is_decided_and_the_page_says_so(school: FlaskClient) -> None:
    clearance = begun(school)
    noted(school, clearance)
    answer = school.post(f"/clearances/{clearance}/fates", data={"fate": "", "everything": "y"})
    assert (answer.status_code, "Valitse, mitä niille tehdään." in answer.text) == (422, True)


def test_paper_and_workbook_say_the_same_balance(school: FlaskClient) -> None:
    clearance = begun(school)
    noted(school, clearance)
    paper = school.get(f"/clearances/{clearance}/balance.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.data)).pages)
    book = load_workbook(io.BytesIO(school.get(f"/clearances/{clearance}/lines.xlsx").data))
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    total = sum(line.mass.grams for line in lines() if line.mass is not None)
    assert rows[1:3] == [("vielä avoinna", total / 1000), ("Ilmoitettu yhteensä", total / 1000)]
    assert f"{total // 1000}" in text
    assert book.worksheets[0].max_row == 4


def test_a_clearance_is_for_those_who_follow_its_unit(
    school: FlaskClient, client: FlaskClient
) -> None:
    clearance = begun(school)
    noted(school, clearance)
    client.post("/logout")
    for login, status in (("paivakoti", 404), ("naapuri", 404), ("auditoija", 200)):
        sign_in(client, login)
        assert client.get(f"/clearances/{clearance}").status_code == status, login
        client.post("/logout")
    sign_in(client, "auditoija")
    assert client.post(f"/clearances/{clearance}/close").status_code == 403


def test_a_mistaken_line_is_taken_back(school: FlaskClient) -> None:
    clearance = begun(school)
    noted(school, clearance)
    first = lines()[0]
    school.post(f"/clearances/{clearance}/lines/{first.id}/forget", data={"room": "Luokka 1"})
    assert f"line-{first.id}" not in school.get(f"/clearances/{clearance}").text
