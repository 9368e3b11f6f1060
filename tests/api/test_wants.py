"""Wants and matches."""

import pytest

from tests.api.calling import PROBLEM, Caller, Calls, listed, paged


def need(**changes: object) -> dict[str, object]:
    return {"unit": "kivikko", "category": "school-desk", "radius_km": 10} | changes


def test_a_want_says_what_how_far_and_until_when(paivakoti: Caller) -> None:
    answer = paivakoti.post(
        "/wants",
        need(
            quantity=6,
            location={"lat": 65.7, "lon": 24.5, "address": "Piha"},
            radius_km="12.345",
            condition="fair",
            until="2027-01-31",
        ),
    )
    assert answer.status_code == 201, answer.text
    want = answer.json
    assert answer.headers["Location"] == f"/api/v1/wants/{want['id']}"
    assert paivakoti.get(f"/wants/{want['id']}").json == want
    want.pop("id")
    want.pop("created_at")
    assert want == {
        "status": "open",
        "unit": "kivikko",
        "category": "school-desk",
        "quantity": "6",
        "condition": "fair",
        "location": {"lat": 65.7, "lon": 24.5, "name": "Piha"},
        "radius_km": "12.345",
        "from": None,
        "until": "2027-01-31",
        "note": "",
    }


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"radius_km": -1}, "radius_km"),
        ({"radius_km": 30000}, "radius_km"),
        ({"radius_km": "far"}, "radius_km"),
        ({"quantity": 0}, "quantity"),
        ({"category": "x"}, "category"),
        ({"unit": "x"}, "unit"),
        ({"until": "x"}, "until"),
        ({"location": {"lat": "x", "lon": 1}}, "location.lat"),
    ],
)
def test_each_refusal_names_its_member(
    paivakoti: Caller, change: dict[str, object], member: str
) -> None:
    answer = paivakoti.post("/wants", need(**change))
    assert (answer.status_code, answer.mimetype) == (422, PROBLEM)
    assert list(answer.json["errors"]) == [member]


def test_a_repeated_want_with_the_same_key_is_one(paivakoti: Caller) -> None:
    answers = [paivakoti.post("/wants", need(), headers={"Idempotency-Key": "w"}) for _ in range(2)]
    assert len({answer.json["id"] for answer in answers}) == 1


def test_listings_that_meet_a_want_come_by_distance_with_reasons(
    koulu: Caller, paivakoti: Caller
) -> None:
    want = paivakoti.post("/wants", need(quantity=6)).json
    near = listed(koulu, quantity=3, location={"lat": 65.7291, "lon": 24.583}, audience="own")
    far = listed(koulu, audience="own")
    listed(koulu, category="school-chair")
    listed(koulu, location={"lat": 60.17, "lon": 24.94})
    items = paged(paivakoti, f"/wants/{want['id']}/matches", 1)
    told = [(match["listing"], match["want"], match["reasons"]) for match in items]
    assert told == [
        (near["id"], want["id"], ["category", "distance", "amount_part", "condition"]),
        (far["id"], want["id"], ["category", "distance", "amount_enough", "condition"]),
    ]
    assert 0 < items[0]["distance_km"] < items[1]["distance_km"] < 10


def test_a_listing_shows_the_giver_the_wants_that_it_meets(
    koulu: Caller, paivakoti: Caller, calls: Calls
) -> None:
    first = paivakoti.post("/wants", need()).json
    second = paivakoti.post("/wants", need(radius_km=50)).json
    listing = listed(koulu)
    path = f"/listings/{listing['id']}/matches"
    seen = [match["want"] for match in paged(koulu, path, 1)]
    assert seen == [first["id"], second["id"]]
    assert [match["want"] for match in paivakoti.get(path).json["items"]] == seen
    assert calls("naapuri").get(path).json["items"] == []


def test_wants_of_others_are_not_there(paivakoti: Caller, calls: Calls) -> None:
    want = paivakoti.post("/wants", need()).json
    for login in ("naapuri", "kirjasto"):
        other = calls(login)
        assert other.get(f"/wants/{want['id']}").status_code == 404
        assert other.get(f"/wants/{want['id']}/matches").status_code == 404
        assert other.get("/wants").json["items"] == []
        assert other.post("/wants", need()).status_code == 403
    own = paivakoti.get("/wants?unit=kivikko&status=open").json["items"]
    assert [one["id"] for one in own] == [want["id"]]


@pytest.mark.parametrize("cursor", ["x", "LTE6MA==", "bmFuOjE=", "MTox", "MTphYmM="])
def test_a_cursor_of_another_list_is_refused(paivakoti: Caller, cursor: str) -> None:
    paivakoti.post("/wants", need())
    answer = paivakoti.get(f"/wants?cursor={cursor}")
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["cursor"])
