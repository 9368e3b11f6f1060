"""A weight and how it is known come together: neither is guessed for the other."""

from kierto.domain.errors import N_, Refused
from kierto.domain.units import MassBasis


class WeightMissing(Refused):
    """A basis without the weight that it is the basis of."""

    message = N_("Send %(member)s too: this basis needs a weight.")


class AverageIsTheCategorys(Refused):
    """An average weight is known here already; another one would be somebody's own figure."""

    message = N_("An average comes from the category. Leave out %(member)s, or declare it.")


def check(basis: MassBasis | None, weight: object, *, member: str) -> None:
    """Whether ``basis`` and ``weight`` (None: left out) fit; ``member`` is what weights are called.

    Raises WeightMissing, AverageIsTheCategorys.
    """
    if basis is MassBasis.AVERAGE:
        if weight is not None:
            raise AverageIsTheCategorys(field=member, member=member)
    elif basis is not None and weight is None:
        raise WeightMissing(field=member, member=member)
