"""What a program reads: the tree, the lists, one listing, the description of it all."""

import io
import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image

from tests.contract.outside import Caller, Members, send
from tests.services.site import Site

Person = Callable[[str], Caller]
KEMI = "65.7455,24.5920"


def branches(items: list[Members], depth: int = 1) -> Iterator[tuple[int, Members]]:
    for item in items:
        yield depth, item
        yield from branches(item["children"], depth + 1)


def test_the_tree_of_categories_has_codes_names_weights_and_classes(koulu: Caller) -> None:
    page = koulu.get("/categories").json
    tree = list(branches(page["items"]))
    assert page["next"] is None
    assert {depth for depth, _ in tree} == {1, 2, 3}
    leaves = [item for _, item in tree if not item["children"]]
    assert len(leaves) >= 140
    assert len({item["code"] for _, item in tree}) == len(tree)
    assert all(set(item["names"]) == {"fi", "sv", "en"} for _, item in tree)
    desk = next(item for item in leaves if item["code"] == "school-desk")
    assert (desk["unit_weight_kg"], desk["eu_class"], desk["measure"]) == ("12", "furniture", "pcs")


def test_listings_come_by_distance_and_through_every_filter(koulu: Caller, person: Person) -> None:
    word = f"tuoli{secrets.token_hex(4)}"
    near = koulu.listed(title=f"{word} lähellä", category="school-chair", condition="good")
    naapuri = person("naapuri")
    far = naapuri.listed(title=f"{word} kaukana", category="office-chair", condition="fair")
    query: Members = {"near": KEMI, "q": word}

    def found(**more: Any) -> list[int]:
        page = koulu.get("/listings", query | more).json
        assert set(page) == {"items", "next"}
        return [item["id"] for item in page["items"]]

    assert found() == [near["id"], far["id"]]
    distances = [item["distance_km"] for item in koulu.get("/listings", query).json["items"]]
    assert distances[0] == 0
    assert 15 < distances[1] < 35
    assert found(radius_km="10") == [near["id"]]
    assert found(radius_km=50, condition="good") == [near["id"]]
    assert found(unit=naapuri.unit) == [far["id"]]
    assert found(category="office-chair") == [far["id"]]
    assert found(category="furniture") == [near["id"], far["id"]]
    assert found(near="65.8440,24.1500") == [far["id"], near["id"]]


def test_lists_are_paged_by_cursor_without_gaps_or_repeats(koulu: Caller, person: Person) -> None:
    word = f"hylly{secrets.token_hex(4)}"
    made = {koulu.listed(title=f"{word} {number}")["id"] for number in range(5)}
    query = {"q": word, "near": KEMI}
    paged = [item["id"] for item in koulu.everything("/listings", query, limit=2)]
    assert (len(paged), set(paged)) == (5, made)
    puuseppa = person("puuseppa")
    claims = [puuseppa.claimed(koulu.listed(quantity=2), 1)["id"] for _ in range(3)]
    assert [item["id"] for item in puuseppa.everything("/claims", {}, limit=2)][:3] == claims[::-1]


@pytest.mark.parametrize("path", ["/listings", "/claims", "/wants", "/handovers", "/ledger"])
def test_a_cursor_that_was_never_given_out_is_refused(koulu: Caller, path: str) -> None:
    for cursor in ("x", "MQ", "LTE=", "bmFu", "//8=", "A" * 300, "%00", "MTox" * 9, "ZTlfOTk5OjE="):
        answer = koulu.get(path, {"cursor": cursor})
        assert answer.told == (422, ["cursor"])
    for limit in ("0", "-1", "201", "1.5", "x", "9" * 40):
        assert koulu.get(path, {"limit": limit}).told == (422, ["limit"])


def test_a_change_needs_the_version_that_it_is_based_on(koulu: Caller, paivakoti: Caller) -> None:
    listing = koulu.listed()
    path = f"/listings/{listing['id']}"
    tag = koulu.get(path).headers["ETag"]
    assert koulu.get(path, If_None_Match=tag).status == 304
    assert koulu.patch(path, {"title": "Uusi"}).told[0] == 428
    changed = koulu.patch(path, {"title": "Uusi"}, If_Match=tag)
    assert (changed.status, changed.json["title"]) == (200, "Uusi")
    assert changed.headers["ETag"] != tag
    assert koulu.patch(path, {"title": "Vanha"}, If_Match=tag).told[0] == 412
    # A claim changes what is free: a change based on the earlier figures is stale too.
    paivakoti.claimed(listing, 1)
    stale = koulu.patch(path, {"quantity": 20}, If_Match=changed.headers["ETag"])
    assert stale.told[0] == 412
    newest = koulu.get(path).headers["ETag"]
    assert koulu.patch(path, {"quantity": 20}, If_Match=newest).json["free"] == "19"
    assert paivakoti.patch(path, {"quantity": 1}, If_Match=newest).told[0] == 403


def test_wants_meet_listings_within_their_radius_with_reasons(
    koulu: Caller, paivakoti: Caller
) -> None:
    listing = koulu.listed(quantity=8)
    place = {"lat": 65.7290, "lon": 24.5830, "address": "Kivikko"}
    body = {
        "unit": paivakoti.unit,
        "category": "school-desk",
        "quantity": "5",
        "location": place,
        "radius_km": "2.5",
        "condition": "fair",
        "until": "2099-12-31",
    }
    made = paivakoti.post("/wants", body)
    assert (made.status, made.json["quantity"]) == (201, "5")
    path = f"/wants/{made.json['id']}/matches"
    matches = paivakoti.everything(path, {}, limit=20)
    match = next(one for one in matches if one["listing"] == listing["id"])
    assert {"listing", "want", "distance_km", "reasons"} <= set(match)
    assert match["reasons"]
    assert 1.5 < match["distance_km"] < 2.5
    distances = [one["distance_km"] for one in matches]
    assert distances == sorted(distances)
    narrow = paivakoti.post("/wants", body | {"radius_km": "1"}).json
    met = paivakoti.everything(f"/wants/{narrow['id']}/matches", {}, limit=20)
    assert listing["id"] not in {one["listing"] for one in met}
    assert koulu.get(path).told[0] == 404


def test_a_photo_is_sent_as_multipart(koulu: Caller, outside: Site) -> None:
    listing = koulu.listed()
    answer = koulu.call(
        "POST",
        f"/listings/{listing['id']}/photos",
        multipart("photo", "pulpetti.jpg", picture()),
        Content_Type="multipart/form-data; boundary=raja",
    )
    assert answer.status == 201, answer.content
    (photo,) = answer.json["items"]
    assert koulu.get(f"/listings/{listing['id']}").json["photos"] == [photo]
    shown = send(outside.address, "GET", photo["url"].removeprefix(outside.address))
    assert (shown.status, shown.media_type) == (200, "image/webp")
    for content in (b"", b"GIF89a", b"%PDF-1.7", b"\xff\xd8\xff\xe0" + bytes(40)):
        refused = koulu.call(
            "POST",
            f"/listings/{listing['id']}/photos",
            multipart("photo", "x.jpg", content),
            Content_Type="multipart/form-data; boundary=raja",
        )
        assert refused.told[0] in {415, 422}
    assert koulu.post(f"/listings/{listing['id']}/photos", {"photo": "x"}).told == (422, ["photo"])


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.linear_gradient("L").resize((64, 48)).save(drawn, "JPEG")
    return drawn.getvalue()


def multipart(field: str, name: str, content: bytes) -> bytes:
    head = f'--raja\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
    return head.encode() + b"Content-Type: image/jpeg\r\n\r\n" + content + b"\r\n--raja--\r\n"


def test_the_description_and_its_page_are_open_and_whole(outside: Site) -> None:
    described = send(outside.address, "GET", "/api/v1/openapi.json")
    assert (described.status, described.media_type) == (200, "application/json")
    document = described.json
    assert document["openapi"].startswith("3.1.")
    post = document["paths"]["/listings/{listing_id}/claims"]["post"]
    assert {"201", "202", "401", "403", "404", "409", "422"} <= set(post["responses"])
    assert "Idempotency-Key" in {one["name"] for one in post["parameters"]}
    listing = document["paths"]["/listings/{listing_id}"]
    assert "ETag" in listing["get"]["responses"]["200"]["headers"]
    assert {"If-Match"} == {
        one["name"] for one in listing["patch"]["parameters"] if one["in"] == "header"
    }
    assert "application/problem+json" in json.dumps(document)
    page = send(outside.address, "GET", "/api/v1/", headers={"Accept-Language": "fi"})
    assert (page.status, page.media_type) == (200, "text/html")
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy and "http" not in policy
    text = page.content.decode()
    assert "<script>" not in text and " style=" not in text and " onclick=" not in text
    assert all(f'src="{scheme}' not in text for scheme in ("http:", "https:", "//"))
