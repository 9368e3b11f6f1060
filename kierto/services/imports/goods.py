"""What a row of goods is: its category and its amount."""

from dataclasses import dataclass, field
from decimal import Decimal

from kierto.domain.errors import N_, KiertoError, Refused
from kierto.domain.plausibility import is_doubtful
from kierto.domain.spelling import read_measure
from kierto.domain.text import fold
from kierto.domain.units import Mass, Measure, Quantity
from kierto.models import Category
from kierto.queries.category_names import CategoryNames
from kierto.services.imports.mapping import Mapping
from kierto.services.imports.result import ImportResult, row_list
from kierto.services.imports.rows import ValueMissing, Values

HEAVY_OR_LIGHT = N_(
    "Look at the weight in row %(rows)s: one piece would weigh less than 10 g or more than 500 kg. "
    "Is the column really in %(unit)s?"
)


class UnknownCategory(Refused):
    """Categories are never made by an import."""

    message = N_(
        "“%(text)s” is no category here. Use a name or code from the list of categories, "
        "or give a mapping."
    )


class CategoryNeeded(Refused):
    """The title alone does not name a category exactly."""

    message = N_("No category is given, and “%(text)s” is not exactly the name of one.")


class MeasuresDiffer(Refused):
    """The measure in its own column and the one behind the number are not the same."""

    message = N_("The amount is in %(one)s, but the column for the measure says %(other)s.")


def category_of(values: Values, names: CategoryNames, mapping: Mapping) -> Category | None:
    """The category that the row names. An unknown one is an error; an empty cell gives None."""
    text = values.text("category")
    if not text:
        return None
    found = names.find(mapping.categories.get(fold(text), text))
    if found is None:
        values.refuse("category", UnknownCategory(text=text))
    return found


def quantity_of(values: Values) -> tuple[Quantity, Measure | None] | None:
    """The amount and its measure, if the row says one; None when the cell is empty or wrong."""
    amount = values.amount("quantity")
    if amount is None:
        return None
    number, behind = amount
    beside = _measure(values)
    if behind and beside and behind[0] is not beside[0]:
        values.refuse("measure", MeasuresDiffer(one=behind[0].value, other=beside[0].value))
        return None
    measure, times = behind or beside or (None, Decimal(1))
    try:
        return Quantity.from_decimal(number * times), measure
    except KiertoError as problem:
        values.refuse("quantity", problem)
        return None


def _measure(values: Values) -> tuple[Measure, Decimal] | None:
    text = values.text("measure", most=40)
    if not text:
        return None
    try:
        return read_measure(text)
    except KiertoError as problem:
        values.refuse("measure", problem)
        return None


def need(values: Values, key: str) -> None:
    """Refuse the row unless ``key`` already is the reason of a refusal."""
    if not values.errors:
        values.refuse(key, ValueMissing())


@dataclass(slots=True)
class Plausibility:
    """Gathers the rows whose weight looks as if kilograms and tonnes were mixed up."""

    unit: str
    rows: list[int] = field(default_factory=list)

    def look_at(
        self,
        row: int,
        category: Category,
        quantity: Quantity | None,
        measure: Measure | None,
        mass: Mass | None,
    ) -> None:
        """A piece of furniture weighs between 10 g and 500 kg."""
        counted = measure or category.measure or Measure.PIECES
        if is_doubtful(mass, quantity, counted, category.eu_class):
            self.rows.append(row)

    def tell(self, result: ImportResult) -> None:
        """Add the warning."""
        if self.rows:
            result.note(HEAVY_OR_LIGHT, rows=row_list(self.rows), unit=self.unit)
