"""The reuse report as tables for people, in the language of the page: CSV and XLSX.

A mass stands in them twice: exact to the gram in kg, and in t as it is shown on the page.
"""

from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _

from kierto import wording
from kierto.documents.tables import Cell, Sheet, write_csv, write_xlsx
from kierto.domain import footprint
from kierto.domain.hierarchy import Direction, Step
from kierto.domain.reuse_report import (
    KNOWN_BASES,
    Grouping,
    KeyPart,
    ReuseReport,
    Sums,
    rounded_tonnes,
)
from kierto.domain.units import MassBasis, Measure

_WORDS_OF = {
    Grouping.STEP: Step,
    Grouping.DIRECTION: Direction,
    Grouping.BASIS: MassBasis,
}


def csv(report: ReuseReport, *, decimal_mark: str = ",") -> bytes:
    """The groups and the total, one line each."""
    return write_csv(_groups(report), decimal_mark=decimal_mark)


def xlsx(report: ReuseReport) -> bytes:
    """The groups, a summary with everything that stands beside them, and missing factors."""
    return write_xlsx([_groups(report), _summary(report), _missing(report)])


def grouping_name(grouping: Grouping) -> str:
    """How a grouping is called: “giving unit”."""
    names: dict[Grouping, str] = {
        Grouping.MAIN_CATEGORY: str(_("Main category")),
        Grouping.CATEGORY: str(_("Category")),
        Grouping.UNIT: str(_("Giver")),
        Grouping.RECEIVER: str(_("Receiver")),
        Grouping.EU_CLASS: str(_("EU class")),
        Grouping.STEP: str(_("Step")),
        Grouping.DIRECTION: str(_("Direction")),
        Grouping.BASIS: str(_("How the mass is known")),
        Grouping.MONTH: str(_("Month")),
    }
    return names[grouping]


def eu_class_name(code: str) -> str:
    """The product groups of the EU's reuse statistics (Decision 2021/19, annex B1)."""
    names: dict[str, str] = {
        "textiles": str(_("Textiles")),
        "eee": str(_("Electrical and electronic equipment")),
        "furniture": str(_("Furniture")),
        "construction": str(_("Construction materials and products")),
        "other": str(_("Other products")),
    }
    return names.get(code, code)


def key_label(part: KeyPart) -> str:
    """The words for one side of a group, with the names it had before."""
    if part.code is None:
        return str(_("not recorded"))
    if part.grouping in _WORDS_OF:
        return wording.label(_WORDS_OF[part.grouping](part.code))
    if part.grouping is Grouping.EU_CLASS:
        return eu_class_name(part.code)
    if part.earlier:
        return str(
            _("%(name)s (earlier %(earlier)s)", name=part.label, earlier=", ".join(part.earlier))
        )
    return part.label


def _groups(report: ReuseReport) -> Sheet:
    header: list[str] = []
    for grouping in report.by:
        header += [grouping_name(grouping), f"{grouping_name(grouping)} ({_('code')})"]
    if not report.by:
        header.append(str(_("Reuse")))
    rows = [_row(_key(report, group.key), group.sums) for group in report.groups]
    width = max(1, 2 * len(report.by))
    whole: list[Cell] = [str(_("Reuse in all")), *[None] * (width - 1)]
    return Sheet(
        name=str(_("Reuse")),
        header=header + _figure_names(),
        rows=[*rows, _row(whole, report.total)],
    )


def _key(report: ReuseReport, key: tuple[KeyPart, ...]) -> list[Cell]:
    cells: list[Cell] = []
    for part in key:
        cells += [key_label(part), part.code]
    return cells


def _figure_names() -> list[str]:
    return [
        str(_("Mass, kg")),
        str(_("Mass, t")),
        *(f"{wording.label(basis)}, kg" for basis in KNOWN_BASES),
        str(_("Entries")),
        str(_("Pieces")),
        str(_("Entries without mass")),
        str(_("Mass with emission factor, kg")),
        str(_("Embodied emissions of new products, kg CO2e")),
        str(_("Transport, kg CO2e")),
        str(_("Estimated avoided emissions, low, kg CO2e")),
        str(_("Estimated avoided emissions, central, kg CO2e")),
        str(_("Estimated avoided emissions, high, kg CO2e")),
    ]


def _row(key: list[Cell], sums: Sums) -> list[Cell]:
    pieces = sums.quantities.get(Measure.PIECES)
    figures = sums.footprint
    emissions = (figures.gross, figures.transport, figures.low, figures.central, figures.high)
    return [
        *key,
        sums.mass.kilograms if sums.has_mass else None,
        rounded_tonnes(sums.mass) if sums.has_mass else None,
        *(sums.basis(basis).kilograms for basis in KNOWN_BASES),
        sums.entries,
        None if pieces is None else pieces.decimal,
        sums.entries_without_mass,
        sums.with_factor.kilograms,
        *(footprint.to_grams(value) for value in emissions),
    ]


def _summary(report: ReuseReport) -> Sheet:
    as_of = _("now") if report.as_of is None else report.as_of.isoformat()
    rows: list[list[Cell]] = [
        [str(_("First day")), report.period.first],
        [str(_("Last day")), report.period.last],
        [str(_("As recorded until")), str(as_of)],
        [str(_("Reuse in all")) + ", kg", report.total.mass.kilograms],
        [str(_("Reuse in all")) + ", t", rounded_tonnes(report.total.mass)],
        [str(_("Entries")), report.total.entries],
        [str(_("Entries without mass")), report.total.entries_without_mass],
        *(
            _pair(f"{wording.label(basis)}, kg", report.total.basis(basis).kilograms)
            for basis in KNOWN_BASES
        ),
        *(
            _pair(f"{wording.label(direction)}, kg", sums.mass.kilograms)
            for direction, sums in report.by_direction.items()
        ),
        [str(_("Steps of the waste hierarchy: each stands alone, they are not added up")), None],
        *(
            _pair(f"{wording.label(step)}, kg", sums.mass.kilograms if sums.has_mass else None)
            for step, sums in report.by_step.items()
        ),
        *_emissions(report.total),
    ]
    if not report.adds_up:
        rows.append(
            [
                str(
                    _(
                        "The lines are rounded one by one, the total only once: they may not add "
                        "up to it."
                    )
                ),
                None,
            ]
        )
    return Sheet(name=str(_("Summary")), header=[str(_("What")), str(_("Value"))], rows=rows)


def _pair(name: str, value: Cell) -> list[Cell]:
    return [name, value]


def _emissions(total: Sums) -> list[list[Cell]]:
    figures = total.footprint
    return [
        [
            str(_("Estimated avoided emissions, method %(method)s", method=footprint.METHOD)),
            None,
        ],
        [str(_("low, kg CO2e")), footprint.to_grams(figures.low)],
        [str(_("central, kg CO2e")), footprint.to_grams(figures.central)],
        [str(_("high, kg CO2e")), footprint.to_grams(figures.high)],
        [str(_("Share of the mass with an emission factor, %")), _percent(total.coverage)],
        [str(_("Share of the mass with a net figure, %")), _percent(total.net_coverage)],
        [str(_("Share of it whose transport is known, %")), _percent(total.transport_coverage)],
    ]


def _missing(report: ReuseReport) -> Sheet:
    return Sheet(
        name=str(_("Missing factors")),
        header=[
            str(_("Category")),
            f"{_('Category')} ({_('code')})",
            str(_("Mass, kg")),
            str(_("Entries")),
        ],
        rows=[
            [
                one.label,
                one.category,
                one.sums.mass.kilograms if one.sums.has_mass else None,
                one.sums.entries,
            ]
            for one in report.missing_factors
        ],
    )


def _percent(share: Fraction | None) -> Decimal | None:
    if share is None:
        return None
    return (Decimal(100 * share.numerator) / Decimal(share.denominator)).quantize(Decimal("0.1"))
