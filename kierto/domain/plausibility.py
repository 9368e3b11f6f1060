"""Weights that look as if kilograms, tonnes and grams were mixed up."""

from kierto.domain.units import Mass, Measure, Quantity

LIGHTEST, HEAVIEST = Mass(10), Mass(500_000)
_BY_THE_PIECE = frozenset({"furniture", "textiles"})


def is_doubtful(
    mass: Mass | None, quantity: Quantity | None, measure: Measure, eu_class: str | None
) -> bool:
    """Whether one piece of furniture or textile would weigh less than 10 g or more than 500 kg."""
    if not mass or not quantity or measure is not Measure.PIECES or eu_class not in _BY_THE_PIECE:
        return False
    return not LIGHTEST <= Mass(mass.grams * 1000 // quantity.thousandths) <= HEAVIEST
