"""The demo city lives: its ledger is whole, everybody finds what is theirs, nothing comes twice."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from kierto import migrating
from kierto.app import create_app
from kierto.cli import demo
from kierto.cli.demo.photos import Photographers
from kierto.cli.demo.tables import rows
from kierto.db import db, session, transaction
from kierto.domain.clearance import Fate
from kierto.domain.hierarchy import Step
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission, Role
from kierto.domain.states import ClaimState, ListingState
from kierto.domain.units import MassBasis
from kierto.domain.visibility import STAGES
from kierto.models import (
    Claim,
    Clearance,
    LedgerEntry,
    Listing,
    OutboxMessage,
    Photo,
    Stream,
    Unit,
    User,
    Want,
)
from kierto.outside.photo_store import PhotoStore
from kierto.queries import access, installation, ledger, matches
from kierto.services import reference
from tests.cli.commands import document, kierto
from tests.services import databases

BOTH_DATABASES = False
NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


def no_photo(*_: object) -> None:
    """Drawing takes time; one test of its own looks at the photos."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo's database, without photos."""
    home = tmp_path_factory.mktemp("demo")
    with create_app(databases.settings(f"sqlite:///{home / 'kierto.db'}", home)).app_context():
        migrating.upgrade()
        with transaction():
            reference.load(NOW)
        with transaction():
            demo.fill(NOW, no_photo)
        session.remove()
        db.engine.dispose()
    return home


@pytest.fixture
def kemi(filled: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application on a copy of the demo."""
    shutil.copy(filled / "kierto.db", tmp_path / "kierto.db")
    address = f"sqlite:///{tmp_path / 'kierto.db'}"
    app = create_app(databases.settings(address, tmp_path))
    with app.app_context():
        yield app
        session.remove()
        db.engine.dispose()


def person(email: str) -> User:
    return session.scalars(select(User).where(User.email == email)).one()


def own_unit(email: str) -> Unit:
    return person(email).memberships[0].unit


def test_the_ledger_is_a_whole_chain_and_the_counters_agree_with_it(kemi: Flask) -> None:
    verification = ledger.verify()
    assert (verification.ok, verification.entries > 250) == (True, True)
    assert installation.wrong_counters() == []


def test_a_year_of_handovers_shows_every_kind_of_evidence_and_step(kemi: Flask) -> None:
    entries = list(session.scalars(select(LedgerEntry)))
    assert {entry.mass_basis for entry in entries} == set(MassBasis)
    assert {entry.step for entry in entries} >= {
        Step.REUSE,
        Step.MOVED,
        Step.KEPT,
        Step.RECYCLING,
        Step.ENERGY,
        Step.DISPOSED,
    }
    assert len({entry.direction for entry in entries}) == 2
    assert len({entry.occurred_on.replace(day=1) for entry in entries}) == 12
    assert sum(entry.reverses_id is not None for entry in entries) > 2
    assert sum(entry.origin_handover_id is not None for entry in entries) > 5
    receivers = Counter(entry.receiver_unit_id for entry in entries)
    assert len(receivers) > 25


def test_time_only_goes_forward_in_the_ledger(kemi: Flask) -> None:
    moments = list(session.scalars(select(LedgerEntry.recorded_at).order_by(LedgerEntry.id)))
    assert moments == sorted(moments)
    assert moments[-1] < NOW < moments[0] + timedelta(days=370)


def test_every_stage_and_state_can_be_looked_at(kemi: Flask) -> None:
    states = Counter(session.scalars(select(Listing.state)))
    assert states[ListingState.OPEN] > 55
    claim_states = set(session.scalars(select(Claim.state)))
    assert claim_states >= {
        ClaimState.REQUESTED,
        ClaimState.RESERVED,
        ClaimState.WAITING,
        ClaimState.HANDED_OVER,
        ClaimState.DECLINED,
    }
    met = [bool(matches.listings_for(want, now=NOW)) for want in session.scalars(select(Want))]
    assert {True, False} == set(met)


def test_a_building_is_being_emptied_and_nothing_lapses_on_the_first_day(kemi: Flask) -> None:
    clearance = session.scalars(select(Clearance)).one()
    assert (clearance.unit.code, clearance.closed_at) == ("syvakangas", None)
    lines = session.scalars(select(Listing).where(Listing.clearance_id == clearance.id)).all()
    assert len(lines) == len(rows("clearing"))
    assert {line.state for line in lines} >= {ListingState.CLOSED, ListingState.DRAFT}
    assert {line.fate for line in lines} == {*Fate} - {Fate.OFFER, Fate.ENERGY} | {None}
    days = session.scalars(select(Claim.pickup_by).where(Claim.state == ClaimState.RESERVED))
    assert min(day for day in days if day) >= local_day(NOW)


def test_a_side_stream_comes_every_month(kemi: Flask) -> None:
    stream = session.scalars(select(Stream)).one()
    assert (stream.unit.code, stream.rhythm, stream.state) == ("saha", "month", "running")


def test_nobody_is_sent_news_of_last_year(kemi: Flask) -> None:
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


# What the contract says that each account is.
ACCOUNTS = {
    "koulu@kemi.example": ("syvakangas", {Role.MEMBER}),
    "paivakoti@kemi.example": ("kivikko", {Role.MEMBER}),
    "materiaalikeskus@kemi.example": ("materiaalikeskus", {Role.APPROVER, Role.TRANSPORT}),
    "ymparisto@kemi.example": ("kemi", {Role.COORDINATOR}),
    "auditoija@kemi.example": ("kemi", {Role.AUDITOR}),
    "admin@kemi.example": ("kemi", {Role.ADMIN}),
    "puuseppa@yritys.example": ("puuseppa", {Role.MEMBER}),
    "rakentaja@yritys.example": ("rakentaja", {Role.MEMBER}),
    "naapuri@tornio.example": ("suensaari", {Role.MEMBER}),
    "yllapito@kierto.example": (None, set()),
}


@pytest.mark.parametrize("email", ACCOUNTS)
def test_every_account_signs_in_as_who_it_is(kemi: Flask, email: str) -> None:
    client = kemi.test_client()
    answer = client.post("/login", data={"email": email, "password": demo.PASSWORD})
    assert answer.status_code == 302
    for page in ("/", "/listings", "/wants", "/claims"):
        assert client.get(page).status_code in {200, 403}, page
    user = person(email)
    code, roles = ACCOUNTS[email]
    assert {membership.role for membership in user.memberships} == roles
    assert {membership.unit.code for membership in user.memberships} == ({code} if code else set())
    assert (user.is_demo, user.is_operator) == (True, code is None)
    assert {row[0] for row in demo.accounts()} == set(ACCOUNTS)


def test_nobody_else_can_sign_in(kemi: Flask) -> None:
    with_password = session.scalars(select(User.email).where(User.password_hash.is_not(None)))
    assert set(with_password) == set(ACCOUNTS)
    assert all(session.scalars(select(User.is_demo)))


def test_something_waits_for_those_who_look_first(kemi: Flask) -> None:
    school, daycare = own_unit("koulu@kemi.example"), own_unit("paivakoti@kemi.example")
    to_approve = session.scalars(
        select(Claim)
        .join(Listing)
        .where(Listing.unit_id == school.id, Claim.state == ClaimState.REQUESTED)
    ).all()
    assert len(to_approve) >= 2
    found = matches.wants_of(frozenset({daycare.id}), now=NOW)
    assert {match.listing.title for match in found} >= {"Matalia leikkikaappeja"}
    today = local_day(NOW)
    to_fetch = session.scalars(
        select(Claim).where(Claim.state == ClaimState.RESERVED, Claim.pickup_by == today)
    ).all()
    assert {claim.listing.unit.code for claim in to_fetch} >= {"syvakangas", "materiaalikeskus"}
    joiner = own_unit("puuseppa@yritys.example")
    assert matches.wants_of(frozenset({joiner.id}), now=NOW)


def test_the_coordinator_and_the_auditor_see_the_ledger_and_the_school_does_not(
    kemi: Flask,
) -> None:
    sees = {
        email: access.may(person(email), Permission.SEE_LEDGER)
        for email in ("ymparisto@kemi.example", "auditoija@kemi.example", "koulu@kemi.example")
    }
    assert list(sees.values()) == [True, True, False]


def test_a_neighbour_does_not_see_what_is_for_the_city_alone(kemi: Flask) -> None:
    internal = session.scalars(
        select(Listing).where(Listing.title.startswith("Pulpetteja ka"))
    ).one()
    for email, expected in (("paivakoti@kemi.example", 200), ("naapuri@tornio.example", 404)):
        # A context for each: who is signed in is kept there.
        with kemi.app_context():
            client = kemi.test_client()
            client.post("/login", data={"email": email, "password": demo.PASSWORD})
            assert client.get(f"/listings/{internal.id}").status_code == expected
    assert len(STAGES) == 4


def test_a_second_start_adds_nothing(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(filled / "kierto.db", tmp_path / "kierto.db")
    monkeypatch.setenv("KIERTO_HOME", str(tmp_path))
    monkeypatch.delenv("KIERTO_DATABASE_URL", raising=False)
    monkeypatch.delenv("KIERTO_ENV", raising=False)
    before = kierto("backup", str(tmp_path / "one.tar"), "--json").stdout
    expected = {"database": f"sqlite:///{tmp_path / 'kierto.db'}", "revision": "0001"}
    assert document(kierto("init", "--demo", "kemi", "--json")) == expected | {"demo": "kemi"}
    after = kierto("backup", str(tmp_path / "one.tar"), "--json").stdout
    assert (after, '"photos": 0' in after) == (before, True)


def test_an_offer_gets_the_photo_of_what_it_is(kemi: Flask, tmp_path: Path) -> None:
    row = next(row for row in rows("offers") if row["key"] == "pulpetit")
    listing = session.scalars(select(Listing).where(Listing.title == row["title"])).one()
    with Photographers(tmp_path / "photos", [row]) as photographers, transaction():
        photographers.hang(listing, row["key"], person("koulu@kemi.example"), NOW)
    [photo] = session.scalars(select(Photo))
    assert (photo.listing_id, photo.description) == (listing.id, row["title"])
    assert (photo.width, photo.height) == (1024, 768)
    assert PhotoStore(tmp_path / "photos").file(photo.name, "page") is not None


def test_what_was_drawn_for_a_demo_that_failed_is_thrown_away(kemi: Flask, tmp_path: Path) -> None:
    row = next(row for row in rows("offers") if row["key"] == "pulpetit")
    listing = session.scalars(select(Listing).where(Listing.title == row["title"])).one()

    def begin_and_fail() -> None:
        with Photographers(tmp_path / "photos", [row]) as photographers, transaction():
            photographers.hang(listing, row["key"], person("koulu@kemi.example"), NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        begin_and_fail()
    left = list(tmp_path.glob("photos/**/*.webp")), list(session.scalars(select(Photo)))
    assert left == ([], [])
