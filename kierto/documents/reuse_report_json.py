"""The reuse report as one JSON document: masses in kg to the gram, as decimal strings."""

import json
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from kierto.domain import footprint
from kierto.domain.reuse_report import KNOWN_BASES, Group, ReuseReport, Sums
from kierto.domain.units import Mass, Measure, Quantity

Document = dict[str, Any]


def document(report: ReuseReport) -> Document:
    """``by_basis`` holds what has a mass; what has none stands in ``without_mass``.

    ``co2e`` is null where nothing is known; ``net_kg`` is its central value.
    """
    total = report.total
    return {
        "from": report.period.first.isoformat(),
        "to": report.period.last.isoformat(),
        "as_of": None if report.as_of is None else report.as_of.isoformat(),
        "by": [str(grouping) for grouping in report.by],
        "total_kg": kilograms(total.mass),
        "entries": total.entries,
        "quantities": _quantities(total.quantities),
        "by_basis": {str(basis): kilograms(total.basis(basis)) for basis in KNOWN_BASES},
        "without_mass": _without_mass(total),
        "by_step": {str(step): _sums(sums) for step, sums in report.by_step.items()},
        "by_direction": {
            str(direction): _sums(sums) for direction, sums in report.by_direction.items()
        },
        "co2e": _co2e(total),
        "missing_factors": [
            {"category": one.category, "label": one.label} | _sums(one.sums)
            for one in report.missing_factors
        ],
        "groups": [_group(group) for group in report.groups],
        "adds_up": report.adds_up,
    }


def text(report: ReuseReport) -> str:
    """The document as it is sent and written."""
    return json.dumps(document(report), ensure_ascii=False) + "\n"


def results_text(by_category: ReuseReport, by_month: ReuseReport) -> str:
    """The public results: totals of a year, without anything that names a unit or a place."""
    total = by_category.total
    found: Document = {
        "from": by_category.period.first.isoformat(),
        "to": by_category.period.last.isoformat(),
        "total_kg": kilograms(total.mass),
        "entries": total.entries,
        "without_mass": _without_mass(total),
        "co2e": _co2e(total),
        "by_category": [
            {"category": group.key[0].code, "label": group.key[0].label} | _sums(group.sums)
            for group in by_category.groups
        ],
        "by_month": [{"month": group.key[0].code} | _sums(group.sums) for group in by_month.groups],
    }
    return json.dumps(found, ensure_ascii=False) + "\n"


def kilograms(mass: Mass) -> str:
    """Exact to the gram: "29603.459"."""
    return f"{mass.kilograms:.3f}"


def _group(group: Group) -> Document:
    found: Document = {
        "key": {str(part.grouping): part.code for part in group.key},
        "label": {str(part.grouping): part.label for part in group.key},
    }
    earlier = {str(part.grouping): list(part.earlier) for part in group.key if part.earlier}
    if earlier:
        found["earlier_names"] = earlier
    sums = group.sums
    return (
        found
        | _sums(sums)
        | {
            "by_basis": {str(basis): kilograms(sums.basis(basis)) for basis in KNOWN_BASES},
            "without_mass": _without_mass(sums),
            "co2e": {
                "gross_kg": _decimal(sums.footprint.gross),
                "transport_kg": _decimal(sums.footprint.transport),
                "net_kg": _decimal(sums.footprint.central),
            },
        }
    )


def _sums(sums: Sums) -> Document:
    """A group in which nothing has a mass has none: null, not zero."""
    return {
        "mass_kg": kilograms(sums.mass) if sums.has_mass else None,
        "entries": sums.entries,
        "quantities": _quantities(sums.quantities),
    }


def _without_mass(sums: Sums) -> Document:
    return {
        "entries": sums.entries_without_mass,
        "quantities": _quantities(sums.quantities_without_mass),
    }


def _quantities(quantities: Mapping[Measure, Quantity]) -> dict[str, str]:
    return {str(measure): str(amount) for measure, amount in sorted(quantities.items())}


def _co2e(sums: Sums) -> Document:
    figures = sums.footprint
    return {
        "method": footprint.METHOD,
        "gross_kg": _decimal(figures.gross),
        "transport_kg": _decimal(figures.transport),
        "net_kg": _decimal(figures.central),
        "low_kg": _decimal(figures.low),
        "high_kg": _decimal(figures.high),
        "considered_gross_kg": _decimal(figures.considered),
        "coverage": _share(sums.coverage),
        "net_coverage": _share(sums.net_coverage),
        "transport_coverage": _share(sums.transport_coverage),
        "transport_basis": "shared_load",
        "displacement": {"low": "0.28", "central": "0.47", "high": "1", "known": False},
        "remaining_life": {"ratio": "0.5", "known": False},
    }


def _decimal(value: Fraction | None) -> str | None:
    rounded = footprint.to_grams(value)
    return None if rounded is None else f"{rounded:f}"


def _share(value: Fraction | None) -> str | None:
    if value is None:
        return None
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact.quantize(Decimal('0.0001'), ROUND_HALF_EVEN):f}"
