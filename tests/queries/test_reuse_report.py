"""The rules of counting reuse, each named after what must come out."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from flask import Flask

from kierto.db import session, transaction
from kierto.domain.hierarchy import Direction, OutcomeKind, Step
from kierto.domain.period import Period, local_day
from kierto.domain.reuse_report import Grouping, rounded_tonnes
from kierto.domain.units import Mass, MassBasis, Measure, Quantity, part_of_mass
from kierto.models import Factor, FactorSet, LedgerEntry
from kierto.services import corrections, ledger, outcomes
from kierto.services.corrections import Correction
from tests import bookkeeping, city
from tests.bookkeeping import kilograms, report, write


def test_many_small_entries_are_summed_before_they_are_rounded(app: Flask) -> None:
    with transaction():
        for _ in range(1499):
            ledger.append(bookkeeping.movement(grams=340), person=None, now=city.NOW)
    found = report()
    assert f"{found.total.mass.kilograms:f}" == "509.660"
    assert str(rounded_tonnes(found.total.mass)) == "0.510"


def test_a_total_is_the_rounded_sum_and_says_when_its_lines_do_not_add_up(app: Flask) -> None:
    for category in ("school-desk", "office-desk", "office-chair"):
        write(category=category, grams=400)
    found = report(Grouping.CATEGORY)
    assert [str(rounded_tonnes(group.sums.mass)) for group in found.groups] == ["0.000"] * 3
    assert str(rounded_tonnes(found.total.mass)) == "0.001"
    assert not found.adds_up
    assert report(Grouping.STEP).adds_up


def test_mass_is_rounded_half_up_once_and_shown_half_even() -> None:
    assert Mass.from_kilograms(Decimal("0.0125")) == Mass(13)
    assert str(rounded_tonnes(Mass(2_500))) == "0.002"
    assert str(rounded_tonnes(Mass(3_500))) == "0.004"


def test_what_is_listed_ends_as_reuse_waste_or_rest_and_nothing_else(app: Flask) -> None:
    kaisa = city.person("koulu")
    with transaction():
        chairs = city.listed(quantity=Quantity.from_decimal(40), kilograms_per_measure="4.5")
        bookkeeping.hand_over(chairs, "paivakoti", "kivikko", "25")
        bookkeeping.hand_over(chairs, "naapuri", "suensaari", "10")
        outcomes.end(
            chairs.id,
            Quantity.from_decimal(5),
            OutcomeKind.DISPOSED,
            occurred_on=city.TODAY,
            waste_code="20 03 07",
            person=kaisa,
            now=city.NOW,
        )
    found = report()
    assert found.total.quantities == {Measure.PIECES: Quantity.from_decimal(35)}
    assert found.by_step[Step.DISPOSED].quantities == {Measure.PIECES: Quantity.from_decimal(5)}
    assert chairs.free == Quantity(0)
    assert f"{found.total.mass.kilograms:f}" == "157.500"


def test_parts_of_a_weighed_lot_add_up_to_the_lot() -> None:
    lot, whole = Mass(180_000), Quantity.from_decimal(40)
    first = part_of_mass(lot, whole, before=Quantity(0), part=Quantity.from_decimal(25))
    rest = part_of_mass(
        lot, whole, before=Quantity.from_decimal(25), part=Quantity.from_decimal(15)
    )
    assert (first, first + rest) == (Mass(112_500), lot)


def test_the_way_through_a_store_is_counted_once_at_the_final_user(app: Flask) -> None:
    write(receiver="materiaalikeskus", step=Step.MOVED, grams=26_000)
    write(giver="materiaalikeskus", receiver="kirjasto", grams=26_000)
    found = report(Grouping.RECEIVER)
    assert kilograms(found) == {("kirjasto",): "26.000"}
    assert found.by_step[Step.MOVED].mass == Mass(26_000)
    assert found.total.mass == Mass(26_000)


def test_what_comes_back_is_taken_away_on_its_own_day(app: Flask) -> None:
    entry = write(grams=26_000, occurred_on=date(2026, 12, 30))
    kept = write(grams=1_000, occurred_on=date(2026, 12, 31))
    with transaction():
        corrections.correct(
            entry.id,
            Correction(reason="Ei sopinut, palautettiin", quantity=Quantity(0)),
            person=city.person("ymparisto"),
            now=city.NOW,
        )
    found = report(Grouping.CATEGORY, Grouping.MONTH)
    assert (found.total.mass, found.total.entries) == (kept.mass, 1)
    assert kilograms(found) == {("school-desk", "2026-12"): "1.000"}
    assert report(period=Period.year(2027)).total.entries == 0


def test_a_corrected_weight_is_seen_only_from_the_day_it_was_recorded(app: Flask) -> None:
    write(grams=12_220_000, now=datetime(2027, 1, 10, tzinfo=UTC))
    wrong = write(grams=120_000, now=datetime(2027, 1, 11, tzinfo=UTC))
    with transaction():
        corrections.correct(
            wrong.id,
            Correction(reason="Pilkku väärässä", mass=Mass(12_000)),
            person=city.person("ymparisto"),
            now=datetime(2027, 3, 5, tzinfo=UTC),
        )
    as_closed = report(as_of=date(2027, 1, 31))
    assert (str(as_closed.total.mass.tonnes), as_closed.total.entries) == ("12.340000", 2)
    assert str(report().total.mass.tonnes) == "12.232000"
    assert report().total.entries == 2
    assert report(as_of=date(2027, 3, 4)).total == as_closed.total
    assert report(as_of=date(2027, 3, 5)).total == report().total
    assert report(as_of=date(2027, 1, 10)).total.mass == Mass(12_220_000)


def test_a_new_factor_set_leaves_old_entries_with_theirs(app: Flask) -> None:
    write()
    before = report().total.footprint
    with transaction():
        newer = FactorSet(name="2027", valid_from=date(2026, 1, 1), created_at=city.NOW)
        session.add(newer)
        session.flush()
        for old in session.query(Factor).filter(Factor.factor_set_id != newer.id).all():
            session.add(
                Factor(
                    factor_set_id=newer.id,
                    key=old.key,
                    value=None if old.value is None else old.value * 2,
                    unit=old.unit,
                    source=old.source,
                    year="2027",
                    version=old.version,
                    licence=old.licence,
                    trust=old.trust,
                    valid_from=date(2027, 1, 1),
                )
            )
    assert report().total.footprint == before
    write()
    assert report().total.footprint.gross == (before.gross or 0) * 3


def test_within_the_city_and_out_of_it_are_kept_apart(app: Flask) -> None:
    write(receiver="kivikko", grams=3_000)
    write(receiver="suensaari", grams=5_000)
    found = report(Grouping.DIRECTION)
    assert {k: v.mass for k, v in found.by_direction.items()} == {
        Direction.INTERNAL: Mass(3_000),
        Direction.EXTERNAL: Mass(5_000),
    }
    assert kilograms(found) == {("external",): "5.000", ("internal",): "3.000"}


def test_a_later_merger_does_not_make_an_external_transfer_internal(app: Flask) -> None:
    write(receiver="puuseppa", grams=4_000)
    with transaction():
        city.unit("puuseppa").organisation_id = city.unit("kaupunki").organisation_id
    assert report().by_direction[Direction.EXTERNAL].mass == Mass(4_000)


NEW_YEAR = (
    ("2026-12-31T21:59:59+00:00", 1_000),
    ("2026-12-31T22:00:00+00:00", 20_000),
    ("2026-12-31T22:30:00+00:00", 300_000),
    ("2026-12-31T23:59:59.900000+00:00", 4_000_000),
)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "Europe/Helsinki"])
def test_a_year_ends_at_midnight_in_finland_wherever_the_server_stands(
    app: Flask, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        for text, grams in NEW_YEAR:
            instant = datetime.fromisoformat(text)
            write(grams=grams, occurred_on=local_day(instant), now=instant)

        def grams_of(first: date, last: date, as_of: date | None = None) -> int:
            return report(period=Period(first, last), as_of=as_of).total.mass.grams

        assert grams_of(date(2026, 1, 1), date(2026, 12, 31)) == 1_000
        assert grams_of(date(2026, 12, 1), date(2026, 12, 31)) == 1_000
        assert grams_of(date(2027, 1, 1), date(2027, 12, 31)) == 4_320_000
        assert grams_of(date(2027, 1, 1), date(2027, 1, 31)) == 4_320_000
        assert grams_of(date(1900, 1, 1), date(2026, 12, 31)) == 1_000
        assert grams_of(date(2026, 1, 1), date(2027, 12, 31)) == 4_321_000
        # "As of 31 December" holds what was recorded until the local day ended, no later.
        assert grams_of(date(2026, 1, 1), date(2027, 12, 31), date(2026, 12, 31)) == 1_000
        assert grams_of(date(2026, 1, 1), date(2027, 12, 31), date(2027, 1, 1)) == 4_321_000
        months = kilograms(
            report(Grouping.MONTH, period=Period(date(2026, 1, 1), date(2027, 1, 31)))
        )
        assert months == {("2026-12",): "1.000", ("2027-01",): "4320.000"}
    finally:
        monkeypatch.undo()
        time.tzset()


def test_an_unknown_weight_is_counted_in_pieces_and_never_as_zero(app: Flask) -> None:
    write(grams=None, pieces="7")
    write(grams=2_000)
    found = report(Grouping.CATEGORY, Grouping.BASIS)
    assert found.total.mass == Mass(2_000)
    assert found.total.entries_without_mass == 1
    assert found.total.quantities_without_mass == {Measure.PIECES: Quantity.from_decimal(7)}
    assert MassBasis.MISSING not in found.total.by_basis
    missing = next(g for g in found.groups if g.key[1].code == "missing")
    assert (missing.sums.by_basis, missing.sums.entries) == ({}, 1)


def test_a_missing_factor_lowers_the_coverage_and_is_named(app: Flask) -> None:
    write(category="school-desk", grams=3_000)
    write(category="school-desk", grams=1_000, factor_key=None)
    found = report()
    assert found.total.coverage == Fraction(3, 4)
    assert [(m.category, m.sums.mass) for m in found.missing_factors] == [
        ("school-desk", Mass(1_000))
    ]


def test_without_any_factor_there_is_no_emission_figure(app: Flask) -> None:
    write(factor_key=None)
    footprint = report().total.footprint
    assert (footprint.gross, footprint.transport, footprint.central) == (None, None, None)
    assert report().total.coverage == 0


def test_net_is_gross_times_displacement_and_life_less_transport(app: Flask) -> None:
    write(category="office-desk", grams=26_000, distance_m=35_000)
    footprint = report().total.footprint
    gross = Fraction(26_000, 1_000_000) * 1048
    transport = Fraction(26_000 * 35_000, 10**9) * (Fraction("0.63130") + Fraction("0.15095"))
    assert (footprint.gross, footprint.transport) == (gross, transport)
    assert footprint.low == gross * Fraction("0.28") / 2 - transport
    assert footprint.central == gross * Fraction("0.47") / 2 - transport
    assert footprint.high == gross / 2 - transport


def test_a_net_figure_may_be_negative(app: Flask) -> None:
    write(category="office-desk", grams=26_000, distance_m=1_000_000)
    central = report().total.footprint.central
    assert central is not None and central < 0


def test_an_item_factor_counts_pieces_and_not_mass(app: Flask) -> None:
    write(category="office-chair", pieces="3", grams=99_000, factor_key="embodied_desk_fixed_low")
    assert report().total.footprint.gross == 270


def test_what_uses_energy_has_a_gross_figure_only(app: Flask) -> None:
    write(category="electric-desk", grams=50_000)
    found = report().total
    assert found.footprint.gross is not None
    assert found.footprint.central is None
    assert (found.coverage, found.net_coverage) == (1, 0)


def test_steps_stand_apart_and_only_reuse_is_the_total(app: Flask) -> None:
    write(grams=1_000)
    write(grams=20_000, step=Step.PREPARING)
    write(grams=300_000, step=Step.RECYCLING, receiver=None)
    found = report(Grouping.STEP)
    assert found.total.mass == Mass(1_000)
    assert kilograms(found) == {
        ("recycling",): "300.000",
        ("preparing_for_reuse",): "20.000",
        ("reuse",): "1.000",
    }
    assert kilograms(report(Grouping.CATEGORY)) == {("school-desk",): "1.000"}


def test_a_renamed_unit_is_one_line_with_its_earlier_name(app: Flask) -> None:
    write(grams=1_000)
    with transaction():
        city.unit("syvakangas").name = "Syväkankaan yhtenäiskoulu"
    write(grams=2_000)
    (group,) = report(Grouping.UNIT).groups
    (part,) = group.key
    assert (part.code, part.label, part.earlier) == (
        "syvakangas",
        "Syväkankaan yhtenäiskoulu",
        ("Syväkankaan koulu",),
    )
    assert group.sums.mass == Mass(3_000)


def test_a_scope_counts_what_it_gave_and_what_it_got_once(app: Flask) -> None:
    write(receiver="kivikko", grams=1_000)
    write(receiver="suensaari", grams=20_000)
    write(giver="puuseppa", receiver="rakentaja", grams=300_000)
    kemi = frozenset({city.unit("kaupunki").organisation_id})
    assert report(organisations=kemi).total.mass == Mass(21_000)
    assert report(units=frozenset({city.unit("kivikko").id})).total.mass == Mass(1_000)
    assert report(organisations=frozenset()).total.entries == 0
    assert report().total.mass == Mass(321_000)


def test_a_weight_from_the_scale_beats_the_estimate_and_both_are_kept(app: Flask) -> None:
    with transaction():
        bags = city.listed(
            quantity=Quantity.from_decimal(4), kilograms_per_measure="25", title="Säkit"
        )
        assert bags.mass == Mass(100_000)
        handover, entry = bookkeeping.hand_over(
            bags, "paivakoti", "kivikko", "4", weighed=Mass(93_500)
        )
    assert (handover.estimated_mass, handover.weighed_mass) == (Mass(100_000), Mass(93_500))
    assert report().total.by_basis == {MassBasis.WEIGHED: Mass(93_500)}
    for amount, measure in (("0.25", Measure.TONNES), ("250", Measure.KILOGRAMS)):
        quantity = Quantity.from_decimal(amount)
        with transaction():
            ledger.append(
                bookkeeping.movement(
                    quantity=quantity,
                    measure=measure,
                    mass=Mass(quantity.thousandths * (measure.grams or 0) // 1000),
                ),
                person=None,
                now=city.NOW,
            )
    write(grams=250_000)
    write(grams=None)
    found = report().total
    assert found.mass == Mass(93_500 + 750_000)
    assert found.entries_without_mass == 1
    assert session.get(LedgerEntry, entry.id) is not None
