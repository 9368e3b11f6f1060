"""Tables that tell one thing of each item: its weight, or its material."""

from decimal import Decimal

from kierto.domain.errors import N_, Refused
from kierto.domain.text import fold
from kierto.outside.tables.table import Table
from kierto.services.imports.columns import Wanted, find_header
from kierto.services.imports.mapping import NO_MAPPING
from kierto.services.imports.result import ImportResult, RowError
from kierto.services.imports.rows import Values, values_of

_ITEM = "item|item name|tavara|nimi|nimike|artikel|namn|name|title|tuote|product"

_HEAVIEST = Decimal(1_000_000)

WEIGHTS = Wanted(
    names={
        "item": _ITEM,
        "weight": "avg kg|kg|paino|paino kg|kg kpl|paino kg kpl|yksikköpaino|keskipaino|weight|"
        "weight kg|unit weight|average weight|kg per piece|vikt|vikt kg|styckvikt|kg st",
    },
    needed=(("item",), ("weight",)),
)
MATERIALS = Wanted(
    names={
        "item": _ITEM,
        "material": "material|materiaali|aine|kerroin|factor|factor key|faktor",
    },
    needed=(("item",), ("material",)),
)


class ItemTwice(Refused):
    """One item with two different values."""

    message = N_("“%(item)s” is there twice with different values.")


class ItemTableWrong(Refused):
    """A weights or materials file with an error; ``row`` and ``problem`` say which."""

    message = N_("The file of weights or materials has an error in row %(row)s: “%(value)s”.")


class WeightNotPositive(Refused):
    """An average weight of zero or less."""

    message = N_("The weight must be more than zero. Leave it empty if it was not weighed.")


def read_weights(table: Table) -> dict[str, Decimal]:
    """Kilograms of one piece by the item's folded name. Raises ItemTableWrong."""
    weights: dict[str, Decimal] = {}
    result = ImportResult(kind="weights")
    header = find_header(table, WEIGHTS, NO_MAPPING)
    for values in values_of(table, header, ("weight",), result):
        item, weight = (
            fold(values.text("item")),
            values.number_of("weight", most=Decimal(1_000_000)),
        )
        if weight is not None and weight <= 0:
            values.refuse("weight", WeightNotPositive())
        elif item and weight is not None and weights.setdefault(item, weight) != weight:
            values.refuse("item", ItemTwice(item=item))
        _stop_at_errors(values)
    return weights


def read_materials(table: Table) -> dict[str, str]:
    """The material's name by the item's folded name. Raises ItemTableWrong."""
    materials: dict[str, str] = {}
    result = ImportResult(kind="materials")
    header = find_header(table, MATERIALS, NO_MAPPING)
    for values in values_of(table, header, (), result):
        item, material = fold(values.text("item")), values.text("material")
        if item and material and materials.setdefault(item, material) != material:
            values.refuse("item", ItemTwice(item=item))
        _stop_at_errors(values)
    return materials


def _stop_at_errors(values: Values) -> None:
    if values.errors:
        first: RowError = values.errors[0]
        raise ItemTableWrong(row=first.row, value=first.value)
