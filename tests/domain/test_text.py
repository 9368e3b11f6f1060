"""When two writings are one name."""

from hypothesis import given
from hypothesis import strategies as st

from kierto.domain.text import fold, without_marks


def test_capitals_blanks_and_compatible_characters_make_no_difference() -> None:
    written = ["  Kemi\u00a0 järvi ", "KEMI JÄRVI", "kemi\tja\u0308rvi", "Kemi järvi"]
    assert {fold(text) for text in written} == {"kemi järvi"}


def test_finnish_letters_stay_letters_of_their_own() -> None:
    assert fold("Säde") != fold("Sade")
    assert without_marks(fold("Säkylä Åbo Öja")) == "sakyla abo oja"


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
