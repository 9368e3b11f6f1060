"""Importing listings: every row an offer, found again by its own reference."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kierto.domain.errors import N_, KiertoError, Refused
from kierto.domain.spelling import read_condition
from kierto.domain.text import fold, many_lines, one_line
from kierto.domain.units import Measure, Money, Quantity
from kierto.models import Category, Unit
from kierto.outside.tables.table import Table
from kierto.queries import category_names
from kierto.services.imports.columns import Header, Wanted, find_header
from kierto.services.imports.goods import (
    CategoryNeeded,
    category_of,
    need,
    quantity_of,
)
from kierto.services.imports.mapping import NO_MAPPING, Mapping
from kierto.services.imports.places import PlaceFinder
from kierto.services.imports.result import ImportResult
from kierto.services.imports.rows import Keys, Values, text_of, values_of

WANTED = Wanted(
    names={
        "number": "kierto nro|kierto nr|kierto no",
        "reference": "viite|viitenumero|viite nro|tunnus|tunniste|inventaarionumero|"
        "inventaarionro|laitetunnus|oma viite|reference|ref|asset tag|tag|inventory number|"
        "referens|referensnummer|inventarienummer|beteckning",
        "title": "nimi|nimike|tavara|otsikko|tuote|tuotenimi|item|item name|title|name|product|"
        "artikel|namn|benämning|rubrik|sak|mikä|what|vad",
        "category": "luokka|kategoria|tavararyhmä|tuoteryhmä|category|class|kategori|klass|"
        "varugrupp|ryhmä|group|grupp",
        "quantity": "määrä|lukumäärä|kpl|kappaletta|kappalemäärä|määrä kpl|quantity|qty|count|"
        "amount|pcs|pieces|antal|mängd|st",
        "measure": "mitta|mittayksikkö|yksikkö|measure|unit of measure|uom|ui|unit|måttenhet|"
        "enhet|mått",
        "condition": "kunto|condition|skick",
        "description": "kuvaus|lisätiedot|lisätieto|huomautus|selite|description|notes|note|"
        "comment|comments|beskrivning|anmärkning|kommentar",
        "weight": "paino kg kpl|kg kpl|yksikköpaino|yksikköpaino kg|kappalepaino|paino kpl|"
        "kg per piece|kg pcs|unit weight|weight per piece|avg kg|kg st|styckvikt|vikt kg st|"
        "paino|paino kg|weight|weight kg|vikt|vikt kg",
        "total_weight": "kokonaispaino|kokonaispaino kg|paino yhteensä|paino yhteensä kg|"
        "kg yhteensä|massa|massa kg|total weight|total weight kg|mass|mass kg|total kg|"
        "totalvikt|totalvikt kg|vikt totalt",
        "place": "paikka|sijainti|osoite|toimipaikka|place|location|address|site|plats|adress",
        "municipality": "kunta|kaupunki|paikkakunta|municipality|city|town|kommun|stad|ort",
        "postcode": "postinumero|postinro|postcode|postal code|zip|zip code|postnummer",
        "latitude": "leveysaste|leveyspiiri|lat|latitude|latitud",
        "longitude": "pituusaste|pituuspiiri|lon|lng|long|longitude|longitud",
        "available_from": "saatavilla alkaen|saatavissa alkaen|alkaen|available from|from|"
        "tillgänglig från|från",
        "available_until": "saatavilla asti|saatavissa asti|viimeistään|asti|"
        "noudettava viimeistään|available until|until|tillgänglig till|till|senast",
        "waste_code": "jäteluokka|jätekoodi|jätenimike|ewc|ewc koodi|ewc code|low code|waste code|"
        "avfallskod",
        "data_wiped": "tietojen tyhjennys|tiedot tyhjennetty|data wiped|data wipe|dataradering",
        "price": "hinta|hinta eur|price|price eur|pris|pris eur",
    },
    needed=(("title", "category"),),
)

_NUMERIC = ("quantity", "weight", "total_weight", "price")

_HEAVIEST = Decimal(1_000_000)
"""Kilograms of one piece."""

ONE_EACH = N_("There is no column for the amount: every row is one.")
WEIGHT_OF_ONE = N_("The column “%(column)s” is read as kilograms of one piece.")
WEIGHT_OF_ALL = N_("The column “%(column)s” is read as kilograms of the whole amount.")


class ReferenceTwice(Refused):
    """Two rows of one file claim to be the same thing."""

    message = N_("“%(reference)s” is already in row %(row)s. A reference names one thing.")


class NotYourListing(Refused):
    """The number of a listing that does not exist or belongs to another unit."""

    message = N_("Listing %(number)s is not one of this unit's listings.")


class DaysReversed(Refused):
    """Available until a day before it begins."""

    message = N_("The last day (%(last)s) comes before the first (%(first)s).")


class WeightTwice(Refused):
    """Weight of a piece and of all, and they contradict each other or are not positive."""

    message = N_("The weight must be more than zero. Leave it empty if it is not known.")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row that can be stored: ``said`` holds only what the row says, by field of an Offer.

    ``number`` is the listing's own number when the row comes from an export of Kierto.
    """

    row: int
    key: str
    number: int | None
    said: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """The rows of a file, ready to be stored for ``unit``; ``columns`` are the file's own names."""

    unit: Unit
    rows: list[Prepared]
    columns: dict[str, str]
    result: ImportResult


def prepare(table: Table, unit: Unit, mapping: Mapping = NO_MAPPING) -> Batch:
    """Read all rows without writing anything.

    Raises ColumnsNotFound when the table has no header that says what is needed.
    """
    result = ImportResult(kind="listings")
    header = find_header(table, WANTED, mapping)
    _tell_of_columns(header, result)
    reader = _RowReader(unit, mapping, header, result)
    prepared: list[Prepared] = []
    for values in values_of(table, header, _NUMERIC, result):
        row = reader.read(values)
        if values.errors:
            result.refuse(values.errors)
        elif row is not None:
            prepared.append(row)
    reader.places.tell(result)
    columns = {key: column.name for key, column in header.columns.items()}
    return Batch(unit, prepared, columns, result)


def _tell_of_columns(header: Header, result: ImportResult) -> None:
    if not header.has("quantity"):
        result.note(ONE_EACH)
    for key, message in (("weight", WEIGHT_OF_ONE), ("total_weight", WEIGHT_OF_ALL)):
        if key in header.columns:
            result.note(message, column=header.columns[key].name)


class _RowReader:
    """Turns one row after another into what it says of a listing."""

    def __init__(self, unit: Unit, mapping: Mapping, header: Header, result: ImportResult) -> None:
        self.places = PlaceFinder(unit)
        self._names = category_names.known()
        self._mapping = mapping
        self._header = header
        self._keys = Keys()
        self._references: dict[str, int] = {}

    def read(self, values: Values) -> Prepared | None:
        said: dict[str, Any] = {}
        category = self._category(values)
        title = values.text("title") or (category.name("fi") if category else "")
        if category is not None:
            said["category"] = category
        said["title"] = title
        self._amount(values, said)
        self._details(values, said)
        if category is not None and "quantity" in said:
            self._weight(values, category, said)
        where = self.places.find(values)
        if where is not None:
            said["site"], said["place"] = where.site, where.place
            said["place_name"], said["is_elsewhere"] = where.name, where.is_elsewhere
        reference = values.text("reference", most=100)
        if reference:
            self._once(values, reference)
        key = reference or self._keys.of(values)
        return Prepared(values.number, key, self._number(values), said)

    def _category(self, values: Values) -> Category | None:
        category = category_of(values, self._names, self._mapping)
        if category is not None or values.errors:
            return category
        title = values.text("title")
        if not title:
            need(values, "title" if self._header.has("title") else "category")
            return None
        found = self._names.find(self._mapping.categories.get(fold(title), title))
        if found is None:
            values.refuse("category", CategoryNeeded(text=title))
        return found

    def _amount(self, values: Values, said: dict[str, Any]) -> None:
        if not self._header.has("quantity"):
            said["quantity"] = Quantity.from_decimal(1)
            return
        before = len(values.errors)
        amount = quantity_of(values)
        if amount is None:
            if len(values.errors) == before:
                need(values, "quantity")
            return
        said["quantity"] = amount[0]
        if amount[1] is not None:
            said["measure"] = amount[1]

    def _weight(self, values: Values, category: Category, said: dict[str, Any]) -> None:
        one, whole = values.number_of("weight", most=_HEAVIEST), values.number_of("total_weight")
        if any(weight is not None and weight <= 0 for weight in (one, whole)):
            values.refuse(
                "weight" if one is not None and one <= 0 else "total_weight", WeightTwice()
            )
            return
        measure = said.get("measure") or category.measure or Measure.PIECES
        quantity: Quantity = said["quantity"]
        if measure.grams is not None or quantity <= Quantity(0):
            return
        if one is None and whole is not None:
            one = whole / quantity.decimal
        if one is not None:
            said["kilograms_per_measure"] = one

    def _details(self, values: Values, said: dict[str, Any]) -> None:
        condition = values.text("condition")
        if condition:
            try:
                said["condition"] = read_condition(condition)
            except KiertoError as problem:
                values.refuse("condition", problem)
        description = many_lines(text_of(values.cell("description")))
        if description:
            said["description"] = description
        for key in ("available_from", "available_until"):
            day = values.day(key)
            if day is not None:
                said[key] = day
        first, last = said.get("available_from"), said.get("available_until")
        if first and last and last < first:
            values.refuse(
                "available_until", DaysReversed(first=first.isoformat(), last=last.isoformat())
            )
        if code := values.text("waste_code", most=20):
            said["waste_code"] = _waste_code(code)
        if wiped := one_line(values.text("data_wiped")):
            said["data_wiped"] = wiped
        price = values.number_of("price")
        if price is not None:
            try:
                said["price"] = Money.from_euros(price)
            except KiertoError as problem:
                values.refuse("price", problem)

    def _once(self, values: Values, reference: str) -> None:
        earlier = self._references.setdefault(reference, values.number)
        if earlier != values.number:
            values.refuse("reference", ReferenceTwice(reference=reference, row=earlier))

    def _number(self, values: Values) -> int | None:
        number = values.number_of("number", most=Decimal(2**62))
        if number is None:
            return None
        if number != number.to_integral_value():
            values.refuse("number", NotYourListing(number=f"{number:f}"))
            return None
        return int(number)


def _waste_code(text: str) -> str:
    """Write "200307" and "20.03.07" as "20 03 07"; anything else stays as written."""
    digits = "".join(sign for sign in text if sign.isdigit())
    rest = text.strip().removesuffix("*").strip()
    if len(digits) == 6 and all(sign.isdigit() or sign in " ." for sign in rest):
        star = "*" if text.strip().endswith("*") else ""
        return f"{digits[:2]} {digits[2:4]} {digits[4:]}{star}"
    return text
