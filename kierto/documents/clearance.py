"""A clearance as a file: lines and balance as a workbook, the balance on paper."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from kierto import formats
from kierto.documents import typeset
from kierto.documents.tables import Cell, Sheet, write_xlsx
from kierto.domain.clearance import MassBalance
from kierto.domain.hierarchy import Step
from kierto.domain.units import Mass
from kierto.models import Clearance, Listing
from kierto.wording import label

Rows = list[tuple[str, Mass]]


def balance_rows(balance: MassBalance) -> Rows:
    """Where the mass went, in the order of the hierarchy, with what is still open last."""
    rows = [(label(step), balance.parts[step]) for step in Step if step in balance.parts]
    return [*rows, (str(_("still open")), balance.open)]


def xlsx(clearance: Clearance, lines: Sequence[Listing], balance: MassBalance) -> bytes:
    """Two sheets: every line with its fate, and the balance to the gram."""
    header = [
        _("Number"), _("Room"), _("What"), _("Category"), _("Amount"), _("Measure"),
        _("Condition"), _("Estimated mass, kg"), _("How it is known"), _("Fate"), _("To"),
        _("Reserved"), _("Handed over"), _("Ended otherwise"), _("Still open"),
    ]  # fmt: skip
    return write_xlsx(
        [
            Sheet(str(_("Lines")), [str(name) for name in header], map(_line, lines)),
            Sheet(
                str(_("Mass balance")),
                [str(_("What became of it")), str(_("Mass, kg"))],
                _balance_cells(clearance, balance),
            ),
        ]
    )


def pdf(
    clearance: Clearance, balance: MassBalance, *, lines: int, language: str, made_at: datetime
) -> bytes:
    """The balance on one page; call it inside the locale of ``language``."""
    rows = [[name, formats.exact_kilograms(mass)] for name, mass in balance_rows(balance)]
    content: dict[str, typeset.Value] = {
        "header": _("Clearance"),
        "footer": _("From the ledger of Kierto, %(moment)s", moment=formats.moment(made_at)),
        "unit": clearance.unit.name,
        "facts": [
            [_("Everything is out by"), formats.day(clearance.empty_by)],
            [_("Lines"), str(lines)],
            [_("State"), _("closed") if clearance.closed_at else _("going on")],
        ],
        "columns": [_("What became of it"), _("Mass")],
        "rows": rows,
        "foot": [_("Listed in all"), formats.exact_kilograms(balance.listed)],
        "notes": notes(balance),
    }
    return typeset.pdf(
        "clearance", content, title=clearance.name, language=language, made_at=made_at
    )


def notes(balance: MassBalance) -> list[str]:
    """What a reader has to know beside the sums."""
    said = []
    if balance.found_by_weighing:
        said.append(
            _(
                "Listed includes what scales have told: %(mass)s compared with the estimate"
                " at listing, %(estimate)s.",
                mass=_signed(balance.found_by_weighing),
                estimate=formats.exact_kilograms(balance.estimated),
            )
        )
    if balance.lines_without_weight:
        said.append(
            _(
                "%(lines)s lines have no weight and are in none of the masses.",
                lines=balance.lines_without_weight,
            )
        )
    return said


def _signed(mass: Mass) -> str:
    if mass.grams < 0:
        return "\N{MINUS SIGN}" + formats.exact_kilograms(-mass)
    return "+" + formats.exact_kilograms(mass)


def _balance_cells(clearance: Clearance, balance: MassBalance) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[name, mass.kilograms] for name, mass in balance_rows(balance)]
    rows.append([str(_("Listed in all")), balance.listed.kilograms])
    rows.append([str(_("Estimated at listing")), balance.estimated.kilograms])
    rows += [[note, None] for note in notes(balance)]
    rows.append([clearance.name, None])
    return rows


def _line(listing: Listing) -> list[Cell]:
    return [
        listing.id,
        listing.room or "",
        listing.title,
        listing.category.code,
        listing.quantity.decimal,
        formats.measure_word(listing.measure),
        label(listing.condition),
        None if listing.mass is None else listing.mass.kilograms,
        label(listing.mass_basis),
        "" if listing.fate is None else label(listing.fate),
        "" if listing.fate_unit is None else listing.fate_unit.name,
        listing.reserved.decimal,
        listing.handed_over.decimal,
        listing.ended.decimal,
        listing.left.decimal,
    ]
