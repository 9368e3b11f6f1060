"""Tables to fill in, and a unit's listings as a table that can be filled in and sent back."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from kierto.documents.tables import Cell, Sheet, write_csv, write_xlsx
from kierto.domain.table_columns import COLUMNS, LISTINGS, NUMBER, TableColumn
from kierto.domain.units import MassBasis
from kierto.formats import measure_word
from kierto.models import Listing
from kierto.queries.categories import Node
from kierto.queries.category_names import CategoryNames
from kierto.wording import label


def template_csv(kind: str, language: str) -> bytes:
    """Only the header: a row with an example would be taken for goods."""
    return write_csv(Sheet(kind, _names(COLUMNS[kind], language), ()))


def template_xlsx(kind: str, language: str, categories: Iterable[Node]) -> bytes:
    """An empty sheet, one that explains the columns, and one with the categories."""
    columns = COLUMNS[kind]
    help_rows = [(c.name(language), _(c.meaning), c.example) for c in columns]
    sheets = [
        Sheet(_("Table"), _names(columns, language), ()),
        Sheet(_("Instructions"), [_("Column"), _("What it holds"), _("Example")], help_rows),
    ]
    if kind != "sites":
        names = [(node.name, node.code) for node in categories if not node.is_refused]
        sheets.append(Sheet(_("Categories"), [_("Category"), _("Code")], names))
    return write_xlsx(sheets)


def listings_sheet(listings: Iterable[Listing], names: CategoryNames, language: str) -> Sheet:
    """Every listing as a row that, sent back as it is, changes nothing."""
    columns = (NUMBER, *LISTINGS)
    rows = (_row(listing, names, language) for listing in listings)
    return Sheet(_("Listings"), _names(columns, language), rows)


def _names(columns: Sequence[TableColumn], language: str) -> list[str]:
    return [column.name(language) for column in columns]


def _row(listing: Listing, names: CategoryNames, language: str) -> list[Cell]:
    category = listing.category
    called = category.name(language)
    own_figure = listing.mass_basis in {MassBasis.DECLARED, MassBasis.WEIGHED}
    place = listing.place
    values: dict[str, Cell] = {
        "number": listing.id,
        "reference": _own_reference(listing),
        "title": listing.title,
        # A name that two categories share would come back as the other one.
        "category": called if names.find(called) is category else category.code,
        "quantity": listing.quantity.decimal,
        "measure": measure_word(listing.measure),
        "condition": str(label(listing.condition)),
        "description": listing.description,
        "weight": listing.kilograms_per_measure if own_figure else None,
        "place": listing.place_name if place is not None else None,
        "latitude": None if place is None else repr(place.latitude),
        "longitude": None if place is None else repr(place.longitude),
        "available_from": listing.available_from,
        "available_until": listing.available_until,
        "waste_code": listing.waste_code,
        "data_wiped": listing.data_wiped,
        "price": None if listing.price is None else listing.price.euros,
    }
    return [values.get(column.key) for column in (NUMBER, *LISTINGS)]


def _own_reference(listing: Listing) -> str | None:
    """Not the key by which an import finds rows that have no reference."""
    reference = listing.reference
    return None if reference is None or reference.startswith("row:") else reference
