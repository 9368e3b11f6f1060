"""Posting, finding and changing listings."""

from decimal import Decimal

import pytest

from kierto.db import session, transaction
from kierto.domain.place import Place
from kierto.models import Listing, Unit
from tests import city
from tests.api.calling import PROBLEM, Caller, Calls, amounts, claimed, desks, listed, paged


def test_a_listing_is_filled_in_from_unit_and_category(koulu: Caller) -> None:
    body = {
        name: value
        for name, value in desks().items()
        if name in {"unit", "title", "category", "quantity", "condition"}
    }
    answer = koulu.post("/listings", body)
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/listings/{answer.json['id']}"
    told = {
        name: answer.json[name]
        for name in ("status", "unit", "category", "measure", "quantity", "free", "reserved")
    }
    assert told == {
        "status": "open",
        "unit": "syvakangas",
        "category": "school-desk",
        "measure": "pcs",
        "quantity": "30",
        "free": "30",
        "reserved": "0",
    }
    assert answer.json["handed_over"] == answer.json["ended"] == "0"
    assert (answer.json["mass_kg"], answer.json["mass_basis"]) == ("360.000", "average")
    assert answer.json["location"] == {"lat": 65.7455, "lon": 24.592, "name": "Syväkankaan koulu"}
    assert answer.json["audience"] == "own"
    assert answer.json["created_at"].endswith("+00:00")


def test_everything_that_is_sent_comes_back(koulu: Caller) -> None:
    sent = desks(
        title="Lautaa",
        category="sawn-timber",
        quantity="12.345",
        measure="m",
        condition="unused",
        description="Kuivaa",
        location={"lat": 65.7, "lon": 24.5, "address": "Piha"},
        mass_per_measure_kg="1.234",
        mass_basis="weighed",
        lot=True,
        available_from="2026-11-01",
        available_until="2027-01-31",
        audience="companies",
        legal_status="waste",
        waste_code="17 02 01",
        price="12.50",
        vat_percent="25.5",
        reference="L-1",
    )
    answer = koulu.post("/listings", sent)
    assert answer.status_code == 201, answer.text
    got = answer.json
    location = sent.pop("location")
    assert {name: got[name] for name in sent} == sent
    assert got["location"] == {"lat": 65.7, "lon": 24.5, "name": location["address"]}
    assert got["mass_kg"] == "15.234"  # 15.23373 kg, half up to the gram


@pytest.mark.parametrize(
    ("quantity", "told"),
    [(12, "12"), ("12", "12"), (0.1, "0.1"), ("0.001", "0.001"), (2.5, "2.5"), ("1.500", "1.5")],
)
def test_quantities_are_exact_as_numbers_and_as_strings(
    koulu: Caller, quantity: object, told: str
) -> None:
    got = listed(koulu, quantity=quantity, category="sawn-timber", measure="m")
    assert (got["quantity"], got["free"]) == (told, told)


@pytest.mark.parametrize(
    "quantity",
    [0, -1, "0", "-1", "1,5", "", "viisi", None, True, [], 0.0001, "1e3", "9" * 30, "NaN"],
)
def test_a_quantity_that_is_none_is_told_at_its_member(koulu: Caller, quantity: object) -> None:
    answer = koulu.post("/listings", desks(quantity=quantity))
    assert (answer.status_code, answer.mimetype) == (422, PROBLEM)
    assert list(answer.json["errors"]) == ["quantity"]


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"unit": "olematon"}, "unit"),
        ({"category": "olematon"}, "category"),
        ({"condition": "like new"}, "condition"),
        ({"measure": "litres"}, "measure"),
        ({"audience": "friends"}, "audience"),
        ({"title": "  "}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"title": "\ud800"}, "title"),
        ({"colour": "red"}, "colour"),
        ({"location": {"lat": 91, "lon": 24}}, "location.lat"),
        ({"location": {"lat": 65}}, "location.lon"),
        ({"location": "Kemi"}, "location._body"),
        ({"site": "Olematon"}, "site"),
        ({"price": -1}, "price"),
        ({"available_until": "31.1.2027"}, "available_until"),
        ({"mass_basis": "average", "mass_per_measure_kg": 3}, "mass_per_measure_kg"),
        ({"mass_basis": "weighed"}, "mass_per_measure_kg"),
        ({"legal_status": "waste"}, "waste_code"),
        ({"waste_code": "17 06 01*"}, "waste_code"),
    ],
)
def test_each_refusal_names_its_member(
    koulu: Caller, change: dict[str, object], member: str
) -> None:
    answer = koulu.post("/listings", desks(**change))
    assert (answer.status_code, answer.mimetype) == (422, PROBLEM)
    assert list(answer.json["errors"]) == [member]
    assert answer.json["errors"][member][0]


def test_allowed_words_are_named(koulu: Caller) -> None:
    answer = koulu.post("/listings", desks(condition="perfect"))
    assert answer.json["errors"]["condition"] == ["Choose one of: unused, good, fair, repairable."]


def test_internal_is_another_word_for_own(koulu: Caller) -> None:
    assert listed(koulu, audience="internal")["audience"] == "own"


def test_a_body_that_is_no_json_is_told(koulu: Caller) -> None:
    broken = koulu.post("/listings", data="{", content_type="application/json")
    assert (broken.status_code, broken.mimetype) == (400, PROBLEM)
    form = koulu.post("/listings", data={"title": "x"})
    assert (form.status_code, form.mimetype) == (415, PROBLEM)
    listing = koulu.post("/listings", [1])
    assert (listing.status_code, listing.mimetype) == (422, PROBLEM)


def test_another_organisations_unit_cannot_be_used(koulu: Caller) -> None:
    answer = koulu.post("/listings", desks(unit="suensaari"))
    assert (answer.status_code, answer.mimetype) == (403, PROBLEM)


def test_exchanged_coordinates_are_pointed_out(koulu: Caller) -> None:
    got = listed(koulu, location={"lat": 24.59, "lon": 65.74})
    assert len(got["warnings"]) == 1


def test_a_repeated_post_with_the_same_key_is_one_listing(koulu: Caller) -> None:
    headers = {"Idempotency-Key": "a"}
    answers = [koulu.post("/listings", desks(), headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.json["id"] for answer in answers}) == 1
    other = koulu.post("/listings", desks(quantity=3), headers=headers)
    assert (other.status_code, other.mimetype) == (422, PROBLEM)
    long = koulu.post("/listings", desks(), headers={"Idempotency-Key": "a" * 121})
    assert list(long.json["errors"]) == ["Idempotency-Key"]


def test_listings_come_by_distance_and_page_by_page(koulu: Caller) -> None:
    near = [(65.74 + step / 1000, 24.59) for step in (5, 1, 3, 0, 4, 2, 2)]
    for number, (lat, lon) in enumerate(near):
        listed(koulu, title=f"Pöytä {number}", location={"lat": lat, "lon": lon})
    items = paged(koulu, "/listings?near=65.74,24.59", 3)
    distances = [item["distance_km"] for item in items]
    here = Place(65.74, 24.59)
    metres = sorted(here.distance_to(Place(*place)) for place in near)
    assert distances == [round(one / 1000, 3) for one in metres]
    assert len({item["id"] for item in items}) == 7


def test_search_filters_by_category_tree_words_condition_and_unit(
    koulu: Caller, calls: Calls
) -> None:
    desk = listed(koulu)
    chair = listed(koulu, title="Punainen tuoli", category="school-chair", condition="fair")
    table = calls("naapuri").post("/listings", desks(unit="suensaari", title="Pöytä")).json

    def found(query: str) -> set[int]:
        return {item["id"] for item in koulu.get(f"/listings?{query}").json["items"]}

    assert found("") == {desk["id"], chair["id"], table["id"]}
    assert found("category=school-chair") == {chair["id"]}
    assert found("category=furniture") == {desk["id"], chair["id"], table["id"]}
    assert found("q=PUNAINEN") == {chair["id"]}
    assert found("q=%25") == found("q=_") == set()
    assert found("condition=good") == {desk["id"], table["id"]}
    assert found("unit=suensaari") == {table["id"]}
    assert found("near=65.7455,24.5920&radius_km=5") == {desk["id"], chair["id"]}


def test_distance_to_the_same_point_is_zero_and_inside_every_radius(koulu: Caller) -> None:
    for lat, lon in ((60.5544, 24.9), (60.1714, 24.9316), (0, 24.9), (60, 0)):
        got = listed(koulu, location={"lat": lat, "lon": lon})
        for radius in (0, 1, 5):
            items = koulu.get(f"/listings?near={lat},{lon}&radius_km={radius}").json["items"]
            assert [(item["id"], item["distance_km"]) for item in items] == [(got["id"], 0.0)]


def test_a_listing_without_place_comes_last_and_has_no_distance(
    koulu: Caller, calls: Calls
) -> None:
    listed(koulu)
    with transaction():
        site = city.unit("kirjasto").site
        assert site is not None
        site.place = None
    nowhere = calls("kirjasto").post("/listings", desks(unit="kirjasto")).json
    items = koulu.get("/listings?near=0,0").json["items"]
    assert (items[-1]["id"], items[-1]["distance_km"]) == (nowhere["id"], None)
    assert nowhere["location"]["lat"] is None
    assert nowhere["id"] not in [
        item["id"] for item in koulu.get("/listings?near=0,0&radius_km=20000").json["items"]
    ]


@pytest.mark.parametrize(
    "query",
    [
        *("near=91,0", "near=65", "near=x,y", "near=65,7,24,5", "radius_km=-1"),
        *("limit=0", "limit=201", "limit=x", "cursor=x", "cursor=YQ=="),
        *("category=x", "condition=x", "unit=x"),
    ],
)
def test_a_query_that_cannot_be_used_is_told_at_its_member(koulu: Caller, query: str) -> None:
    answer = koulu.get(f"/listings?{query}")
    assert (answer.status_code, answer.mimetype) == (422, PROBLEM)
    assert list(answer.json["errors"]) == [query.partition("=")[0]]


def test_a_change_needs_the_version_and_a_stale_one_is_refused(koulu: Caller) -> None:
    posted = koulu.post("/listings", desks(quantity=10))
    path, first = f"/listings/{posted.json['id']}", posted.headers["ETag"]
    assert koulu.get(path).headers["ETag"] == first
    assert koulu.patch(path, {"quantity": 8}).status_code == 428

    changed = koulu.patch(path, {"quantity": 8}, headers={"If-Match": first})
    assert (changed.status_code, changed.json["quantity"]) == (200, "8")
    assert changed.headers["ETag"] != first

    stale = koulu.patch(path, {"description": "Ehjiä"}, headers={"If-Match": first})
    assert (stale.status_code, stale.mimetype) == (412, PROBLEM)
    fresh = {"If-Match": changed.headers["ETag"]}
    later = koulu.patch(path, {"description": "Ehjiä"}, headers=fresh)
    assert (later.json["quantity"], later.json["description"]) == ("8", "Ehjiä")
    assert later.json["mass_kg"] == "96.000"


def test_an_unchanged_listing_need_not_be_sent_again(koulu: Caller) -> None:
    got = listed(koulu)
    tag = koulu.get(f"/listings/{got['id']}").headers["ETag"]
    again = koulu.get(f"/listings/{got['id']}", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_claim_makes_the_version_stale(koulu: Caller, paivakoti: Caller) -> None:
    got = listed(koulu, quantity=10)
    tag = koulu.get(f"/listings/{got['id']}").headers["ETag"]
    claimed(paivakoti, got, "kivikko", 7)
    answer = koulu.patch(f"/listings/{got['id']}", {"quantity": 5}, headers={"If-Match": tag})
    assert answer.status_code == 412


def test_quantity_cannot_go_below_what_is_promised(koulu: Caller, paivakoti: Caller) -> None:
    got = listed(koulu, quantity=10)
    claimed(paivakoti, got, "kivikko", 7)
    path = f"/listings/{got['id']}"

    def quantity(amount: int) -> tuple[int, str]:
        tag = koulu.get(path).headers["ETag"]
        answer = koulu.patch(path, {"quantity": amount}, headers={"If-Match": tag})
        return answer.status_code, amounts(koulu, got)["free"]

    assert quantity(5) == (422, "3")
    assert quantity(7) == (200, "0")
    assert quantity(12) == (200, "5")


def test_a_changed_weight_is_the_givers_until_it_is_taken_back(koulu: Caller) -> None:
    got = listed(koulu, quantity=10)
    path = f"/listings/{got['id']}"
    headers = {"If-Match": "*"}
    own = koulu.patch(path, {"mass_per_measure_kg": "11.5"}, headers=headers).json
    assert (own["mass_kg"], own["mass_basis"]) == ("115.000", "declared")
    kept = koulu.patch(path, {"quantity": 4}, headers=headers).json
    assert (kept["mass_kg"], kept["mass_basis"]) == ("46.000", "declared")
    none = {"mass_per_measure_kg": None, "mass_basis": None}
    back = koulu.patch(path, none, headers=headers).json
    assert (back["mass_kg"], back["mass_basis"]) == ("48.000", "average")


def test_a_listing_is_withdrawn_and_offered_again(koulu: Caller) -> None:
    got = listed(koulu)
    path, headers = f"/listings/{got['id']}", {"If-Match": "*"}
    assert koulu.patch(path, {"status": "withdrawn"}, headers=headers).json["status"] == "withdrawn"
    assert koulu.get("/listings").json["items"] == []
    assert koulu.patch(path, {"status": "open"}, headers=headers).json["status"] == "open"


def test_internal_listings_do_not_exist_for_others(koulu: Caller, calls: Calls) -> None:
    got = listed(koulu, audience="own")
    path = f"/listings/{got['id']}"
    for login in ("naapuri", "puuseppa", "yhdistys", "operaattori"):
        other = calls(login)
        answers = [
            other.get(path),
            other.get(f"{path}/matches"),
        ]
        if login != "operaattori":
            answers += [
                other.patch(path, {"title": "Oma"}, headers={"If-Match": "*"}),
                other.post(f"{path}/claims", {"unit": city_unit(login), "quantity": 1}),
                other.post(
                    f"{path}/outcomes",
                    {"quantity": 1, "outcome": "kept", "occurred_on": "2026-01-01"},
                ),
                other.post(f"{path}/photos", data={"photo": (b"", "x.png")}),
            ]
        assert {answer.status_code for answer in answers} == {404}
        assert not any("Pulpetteja" in answer.text for answer in answers)
        assert other.get("/listings").json["items"] == []
    assert session.get_one(Listing, got["id"]).title == "Pulpetteja"


def city_unit(login: str) -> str:
    return next(code for name, _person, code, _role in city.PEOPLE if name == login)


def test_a_public_listing_is_seen_but_not_changed_by_others(koulu: Caller, calls: Calls) -> None:
    got = listed(koulu)
    naapuri = calls("naapuri")
    assert naapuri.get(f"/listings/{got['id']}").status_code == 200
    answer = naapuri.patch(f"/listings/{got['id']}", {"title": "Oma"}, headers={"If-Match": "*"})
    assert answer.status_code == 403
    assert session.get_one(Listing, got["id"]).title == "Pulpetteja"


def test_numbers_that_no_database_could_hold_are_no_listing(koulu: Caller) -> None:
    for number in (0, 2**63, 10**30):
        assert koulu.get(f"/listings/{number}").status_code == 404


def test_the_units_site_can_be_named(koulu: Caller) -> None:
    sites = koulu.get("/units").json["items"][0]["sites"]
    library = next(site for site in sites if site["name"] == "Kemin kirjasto")
    for name in (library["id"], "Kemin kirjasto"):
        assert listed(koulu, site=name)["location"] == {
            "lat": library["lat"],
            "lon": library["lon"],
            "name": "Kemin kirjasto",
        }
    tornio = session.query(Unit).filter_by(code="suensaari").one()
    assert koulu.post("/listings", desks(site=tornio.site_id)).status_code == 422


def test_decimals_of_json_never_become_floats(koulu: Caller) -> None:
    body = (
        '{"unit":"syvakangas","title":"Sahanpurua","category":"school-desk","quantity":3,'
        '"condition":"good","mass_per_measure_kg":0.1}'
    )
    got = koulu.post("/listings", data=body, content_type="application/json").json
    assert (got["mass_per_measure_kg"], got["mass_kg"]) == ("0.1", "0.300")
    assert session.get_one(Listing, got["id"]).kilograms_per_measure == Decimal("0.1")
