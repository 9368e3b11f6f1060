"""Importing past handovers: every row a movement that once took place."""

from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kierto.domain.errors import N_
from kierto.domain.period import local_day
from kierto.domain.text import fold
from kierto.domain.units import Mass, MassBasis, Measure, Quantity, estimate_mass
from kierto.models import Category, Unit
from kierto.outside.tables.table import Table
from kierto.queries import category_names
from kierto.queries.factor_book import FactorBook
from kierto.services.handovers import InTheFuture, NothingMoved, WeightNotPositive
from kierto.services.imports.columns import Header, Wanted, find_header
from kierto.services.imports.goods import category_of, need, quantity_of
from kierto.services.imports.handover_findings import Findings
from kierto.services.imports.mapping import NO_MAPPING, Mapping
from kierto.services.imports.result import ImportResult, Understood
from kierto.services.imports.rows import Keys, Values, values_of

WANTED = Wanted(
    names={
        "reference": "viite|viitenumero|tunnus|tunniste|reference|ref|referens|id",
        "date": "yyyy mm dd|päivä|päivämäärä|pvm|luovutuspäivä|luovutettu|date|day|datum|dag|"
        "ship date|handover date|överlåtelsedag",
        "item": "tavara|nimi|nimike|tuote|otsikko|item|item name|title|name|product|artikel|namn|"
        "benämning|sak",
        "category": "luokka|kategoria|tavararyhmä|tuoteryhmä|category|class|kategori|klass|"
        "varugrupp",
        "material": "materiaali|material",
        "quantity": "kpl|määrä|lukumäärä|kappaletta|kappalemäärä|count|quantity|qty|pcs|pieces|"
        "antal|st|mängd",
        "measure": "mitta|mittayksikkö|yksikkö|measure|unit of measure|uom|ui|unit|måttenhet|enhet",
        "mass_kg": "kg|paino|paino kg|massa|massa kg|kilot|kokonaispaino|kokonaispaino kg|weight|"
        "weight kg|mass|mass kg|total weight|vikt|vikt kg|totalvikt",
        "mass_t": "t|tonnia|tonnit|paino t|massa t|tonnes|tonnes weight|weight t|mass t|ton|vikt t",
    },
    needed=(("date",), ("item", "category", "material")),
)
_NUMERIC = ("quantity", "mass_kg", "mass_t")
UNSORTED = "unsorted"

MASS_IN_KG = N_("The column “%(column)s” is read as kilograms of the whole row.")
MASS_IN_T = N_("The column “%(column)s” is read as tonnes.")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A movement that can be recorded; ``key`` finds it again when the file comes twice."""

    row: int
    key: str
    item: str
    category: Category
    quantity: Quantity | None
    measure: Measure
    mass: Mass | None
    basis: MassBasis
    uncertainty_percent: int | None
    day: date
    factor_set_id: int | None
    factor_key: str | None


@dataclass(frozen=True, slots=True)
class Batch:
    """The movements of a file, ready to be recorded as given by ``unit``."""

    unit: Unit
    rows: list[Prepared]
    result: ImportResult


def prepare(
    table: Table,
    unit: Unit,
    mapping: Mapping = NO_MAPPING,
    *,
    now: datetime,
    weights: AbstractMapping[str, Decimal] | None = None,
    materials: AbstractMapping[str, str] | None = None,
) -> Batch:
    """Read all rows without writing anything; see ``read_weights`` and ``read_materials``.

    Raises ColumnsNotFound when the table has no header that says what is needed.
    """
    result = ImportResult(kind="handovers")
    header = find_header(table, WANTED, mapping)
    for key, message in (("mass_kg", MASS_IN_KG), ("mass_t", MASS_IN_T)):
        if key in header.columns:
            result.note(message, column=header.columns[key].name)
    reader = _RowReader(header, mapping, local_day(now), weights or {}, materials)
    prepared: list[Prepared] = []
    for values in values_of(table, header, _NUMERIC, result):
        row = reader.read(values)
        if values.errors:
            result.refuse(values.errors)
        elif row is None:
            result.skipped += 1
        else:
            prepared.append(row)
            result.show(_understood(row))
    reader.findings.tell(result)
    return Batch(unit, prepared, result)


def _understood(row: Prepared) -> Understood:
    return Understood(
        row=row.row,
        title=row.item,
        category_id=row.category.id,
        quantity=row.quantity,
        measure=row.measure,
        mass=row.mass,
        basis=row.basis,
        day=row.day,
    )


class _RowReader:
    """Turns one row after another into a movement."""

    def __init__(
        self,
        header: Header,
        mapping: Mapping,
        today: date,
        weights: AbstractMapping[str, Decimal],
        materials: AbstractMapping[str, str] | None,
    ) -> None:
        self.findings = Findings()
        self._names = category_names.known()
        self._unsorted = self._names.by_name[UNSORTED]
        self._book = FactorBook()
        self._keys = Keys()
        self._header = header
        self._mapping = mapping
        self._today = today
        self._weights = weights
        self._materials = materials

    def read(self, values: Values) -> Prepared | None:
        """The movement, or None when the row has an error or nothing in it."""
        key = self._key(values)
        item = values.text("item") or values.text("material")
        day = self._day(values)
        category = self._category(values, item)
        amount = quantity_of(values)
        declared = self._declared(values)
        if values.errors or day is None or category is None:
            return None
        quantity, measure = amount or (None, None)
        if self._is_empty(values, quantity, declared):
            return None
        if values.errors:
            return None
        measure = measure or category.measure or Measure.PIECES
        factor_set = self._book.set_on(day)
        mass, basis, uncertainty = declared, MassBasis.DECLARED, None
        if declared is None:
            mass, basis, uncertainty = self._weigh(item, category, quantity, measure, day)
        if mass is None:
            self.findings.without_weight.append(values.number)
        self.findings.plausibility.look_at(values.number, category, quantity, measure, mass)
        return Prepared(
            row=values.number,
            key=key,
            item=item or category.name("fi"),
            category=category,
            quantity=quantity,
            measure=measure,
            mass=mass,
            basis=basis,
            uncertainty_percent=uncertainty,
            day=day,
            factor_set_id=None if factor_set is None else factor_set.id,
            factor_key=self._factor_key(values, item, category, day),
        )

    def _key(self, values: Values) -> str:
        content = self._keys.of(values)
        reference = values.text("reference", most=70)
        return f"ref:{reference}" if reference else content

    def _day(self, values: Values) -> date | None:
        day = values.day("date")
        if day is None:
            need(values, "date")
        elif day > self._today:
            values.refuse("date", InTheFuture())
        return day

    def _category(self, values: Values, item: str) -> Category | None:
        if values.text("category"):
            return category_of(values, self._names, self._mapping)
        if not item:
            need(values, "item" if self._header.has("item") else "category")
            return None
        named = self._names.find(self._mapping.categories.get(fold(item), item))
        if named is None:
            self.findings.unsorted[item] += 1
        return named or self._unsorted

    def _declared(self, values: Values) -> Mass | None:
        """The mass that the row itself gives, from whichever column and unit, to the gram."""
        for key, own in (("mass_kg", Decimal(1)), ("mass_t", Decimal(1000))):
            found = values.amount(key)
            if found is None:
                continue
            number, behind = found
            kilograms = number * own
            if behind is not None:
                if behind[0].grams is None:
                    values.refuse(key, WeightNotPositive())
                    return None
                kilograms = number * behind[1] * behind[0].grams / 1000
            if kilograms < 0:
                values.refuse(key, WeightNotPositive())
                return None
            return Mass.from_kilograms(kilograms)
        return None

    def _is_empty(self, values: Values, quantity: Quantity | None, declared: Mass | None) -> bool:
        """Whether the row says that nothing moved; a contradiction in it is an error."""
        if quantity is not None and quantity < Quantity(0):
            values.refuse("quantity", NothingMoved())
        elif quantity == Quantity(0) or (quantity is None and declared == Mass(0)):
            self.findings.empty.append(values.number)
            return True
        elif declared == Mass(0):
            values.refuse(
                "mass_t" if "mass_t" in self._header.columns else "mass_kg", WeightNotPositive()
            )
        elif quantity is None and declared is None:
            need(values, "quantity" if self._header.has("quantity") else "mass_kg")
        return False

    def _weigh(
        self,
        item: str,
        category: Category,
        quantity: Quantity | None,
        measure: Measure,
        day: date,
    ) -> tuple[Mass | None, MassBasis, int | None]:
        """Count × kilograms: of the item where the weights tell it, else of the category."""
        if quantity is None:
            return None, MassBasis.MISSING, None
        if measure.grams is not None:
            return estimate_mass(quantity, measure, None), MassBasis.DECLARED, None
        kilograms = self._weights.get(fold(item))
        uncertainty = None
        if kilograms is None:
            known = self._book.unit_weight(category, measure, self._book.set_on(day))
            if known is None:
                return None, MassBasis.MISSING, None
            kilograms, uncertainty = known.kilograms, known.uncertainty_percent
        return estimate_mass(quantity, measure, kilograms), MassBasis.AVERAGE, uncertainty

    def _factor_key(self, values: Values, item: str, category: Category, day: date) -> str | None:
        """By the row's material, or that of the materials table, else by the category."""
        factor_set = self._book.set_on(day)
        material = values.text("material")
        if not material and self._materials is not None:
            material = self._materials.get(fold(item), "")
            found = material and self._book.key_of_material(material, factor_set)
        elif material:
            found = self._book.key_of_material(material, factor_set)
        else:
            found = self._book.factor_key(category, factor_set)
        if not found:
            named = f"{item} ({material})" if material and material != item else item
            self.findings.without_factor[named or category.name("fi")] = None
        return found or None
