"""Tables that others published, imported as they are: nothing lost, nothing doubled."""

import csv
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from geopy.distance import geodesic
from sqlalchemy import func, select

from kierto.db import session
from kierto.domain.place import Place
from kierto.models import Handover, LedgerEntry, Listing, Site
from kierto.queries import access
from kierto.queries.listings import Search, find
from kierto.services.imports.mapping import Mapping
from tests import city
from tests.importing import counts, errors, kilograms, run

pytestmark = pytest.mark.usefixtures("app")

RealFile = Callable[[str], Path]
GLASGOW = Place(55.8609, -4.2514)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_sites_of_a_regulator_are_sites_with_their_coordinates(real_file: RealFile) -> None:
    path = real_file("dcs_waste-site-io.csv")
    assert counts(run("sites", path)) == (1254, 1254, 0, 0, 0)
    assert counts(run("sites", path)) == (1254, 0, 0, 1254, 0)
    of_city = select(Site).where(Site.organisation_id == city.unit("syvakangas").organisation_id)
    stored = Counter(
        (site.name, site.latitude, site.longitude)
        for site in session.scalars(of_city.where(Site.latitude < 64))
    )
    published = Counter(
        (" ".join(row["site-name"].split()), float(row["latitude"]), float(row["longitude"]))
        for row in read(path)
    )
    assert stored == published


def test_what_lies_at_those_sites_is_found_in_the_order_of_the_geodesic(
    real_file: RealFile,
) -> None:
    path = real_file("dcs_waste-site-io.csv")
    mapping = Mapping(
        columns={"title": "site-name"}, constants={"category": "unsorted", "condition": "good"}
    )
    assert counts(run("listings", path, mapping=mapping)) == (1254, 1254, 0, 0, 0)
    viewer = access.viewer_of(city.person("koulu"))
    asked = Search(near=GLASGOW, radius_m=15_000.0)
    found, cursor = [], None
    while True:
        page = find(asked, viewer, now=city.NOW, limit=100, cursor=cursor)
        found += [round(hit.distance_m, 3) for hit in page.hits if hit.distance_m is not None]
        cursor = page.after
        if cursor is None:
            break
    centre = (GLASGOW.latitude, GLASGOW.longitude)
    away = [
        geodesic(centre, (float(row["latitude"]), float(row["longitude"]))).m for row in read(path)
    ]
    assert found == sorted(round(metres, 3) for metres in away if metres <= 15_000)
    assert len(found) > 50


def test_k16_the_postcode_workbook_gives_its_rows_and_keeps_the_zeros(real_file: RealFile) -> None:
    mapping = Mapping(columns={"name": "postinumeroalue", "municipality": "kunta"})
    result = run("sites", real_file("fi_postinumerot_ja_rajat.xlsx"), mapping=mapping)
    assert counts(result) == (3026, 3026, 0, 0, 0)
    names = set(session.scalars(select(Site.name).where(Site.name.like("00%"))))
    assert "00100" in names
    assert {len(name) for name in names} == {5}


def test_two_equal_rows_of_a_surplus_list_are_two_things(real_file: RealFile) -> None:
    path = real_file("leso_mraps_sample.csv")
    rows = Counter(tuple(row.values()) for row in read(path))
    assert max(rows.values()) == 2
    assert counts(run("handovers", path)) == (12, 12, 0, 0, 0)
    assert counts(run("handovers", path)) == (12, 0, 0, 12, 0)
    assert session.scalar(select(func.count(Handover.id))) == 12
    assert {(e.mass, e.mass_basis.value) for e in session.scalars(select(LedgerEntry))} == {
        (None, "missing")
    }


def test_tonnes_of_a_reuse_shop_are_summed_exactly_and_empty_quarters_left_out(
    real_file: RealFile,
) -> None:
    path = real_file("dcs_fairshare.csv")
    result = run("handovers", path)
    assert (counts(result), kilograms(result)) == ((390, 320, 0, 70, 0), Decimal("44284.680"))
    # The file's own floats carry noise in the sixteenth digit; each entry is rounded to its gram.
    exact = sum(Decimal(row["tonnes-weight"]) for row in read(path))
    assert exact == Decimal("44.2846799999999990741")


def test_of_a_flow_in_two_directions_one_is_taken_and_a_negative_tonne_is_an_error(
    real_file: RealFile,
) -> None:
    path = real_file("dcs_stirling-community-food-tonnes.csv")
    columns = {"item": "counter-party"}
    came = run("handovers", path, mapping=Mapping(columns=columns, only={"io-direction": "in"}))
    assert (counts(came), kilograms(came)) == ((1350, 600, 0, 750, 0), Decimal("78499.783"))
    went = run("handovers", path, mapping=Mapping(columns=columns, only={"io-direction": "out"}))
    negative = [
        number
        for number, row in enumerate(read(path), start=2)
        if row["io-direction"] == "out" and Decimal(row["tonnes"]) < 0
    ]
    assert [row for row, *_ in errors(went)] == negative
    assert (went.created, len(negative)) == (0, 83)


def test_every_code_of_the_list_of_waste_is_accepted_as_written_or_refused_as_hazardous(
    real_file: RealFile,
) -> None:
    codes = [row["ewc-code"] for row in read(real_file("dcs_ewc-code.csv"))]
    six = [code for code in codes if len(code.rstrip("*")) == 8]
    table = "viite;nimi;luokka;kpl;jätekoodi\n" + "".join(
        f"{code};Erä;unsorted;1;{code}\n" for code in six
    )
    result = run("listings", table, is_trial=True)
    refused = {value for _row, _column, value, _why in errors(result)}
    assert (len(six), len(refused)) == (842, 408)
    assert refused == {code for code in six if code.endswith("*")}
    plain = [code for code in six if not code.endswith("*")]
    table = "viite;nimi;luokka;kpl;jätekoodi\n" + "".join(
        f"{code};Erä;unsorted;1;{code.replace(' ', '')}\n" for code in plain
    )
    assert counts(run("listings", table)) == (434, 434, 0, 0, 0)
    assert sorted(str(code) for code in session.scalars(select(Listing.waste_code))) == plain
