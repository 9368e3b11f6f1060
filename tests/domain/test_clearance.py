"""Reading what people write when they empty a room, and the balance that closes."""

import pytest

from kierto.domain.clearance import CapturedLine, MassBalance, read_line
from kierto.domain.hierarchy import Step
from kierto.domain.units import Mass, Quantity


@pytest.mark.parametrize(
    ("text", "title", "quantity"),
    [
        ("30 pulpettia", "Pulpettia", "30"),
        ("30 kpl pulpettia", "Pulpettia", "30"),
        ("30kpl pulpettia", "Pulpettia", "30"),
        ("4 x kaappi", "Kaappi", "4"),
        ("4x kaappi", "Kaappi", "4"),
        ("pulpetti 30", "Pulpetti", "30"),
        ("pulpetti, 30 kpl", "Pulpetti", "30"),
        ("pulpetti: 30", "Pulpetti", "30"),
        ("pulpetti x 30", "Pulpetti", "30"),
        ("stolar 12 st", "Stolar", "12"),
        ("2,5 lattialista", "Lattialista", "2.5"),
        ("taulu", "Taulu", "1"),
        ("  vanha   taulu  ", "Vanha taulu", "1"),
        ("pöytä 120x80 cm", "Pöytä 120x80 cm", "1"),
        ("0 tuolia", "0 tuolia", "1"),
        ("30", "30", "1"),
    ],
)
def test_a_line_is_a_name_with_its_number_before_or_after_it(
    text: str, title: str, quantity: str
) -> None:
    assert read_line(text) == CapturedLine(title, Quantity.from_decimal(quantity))


@pytest.mark.parametrize("text", ["", "   ", "\t"])
def test_a_blank_line_is_nothing(text: str) -> None:
    assert read_line(text) is None


def test_what_scales_have_told_is_part_of_what_was_listed() -> None:
    balance = MassBalance(
        parts={Step.REUSE: Mass(130_500), Step.DISPOSED: Mass(20_000)},
        open=Mass(50_000),
        estimated=Mass(190_000),
        lines_without_weight=1,
    )
    assert (balance.listed, balance.found_by_weighing) == (Mass(200_500), Mass(10_500))
