"""The columns of tables that Kierto writes and reads: templates, exports and the pages on imports.

An import knows more names than these (see ``kierto.services.imports``); these are the ones that
people are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kierto.domain.errors import N_


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column under its Finnish, Swedish and English name, what stands in it, and an example."""

    key: str
    names: tuple[str, str, str]
    meaning: str
    example: str = ""
    is_needed: bool = False

    def name(self, language: str) -> str:
        """The name in ``language``, Finnish where that has none."""
        finnish, swedish, english = self.names
        return {"sv": swedish, "en": english}.get(language, finnish)


NUMBER = TableColumn(
    "number",
    ("kierto nro", "kierto nr", "kierto no"),
    N_("The listing's number in Kierto; only in tables that come from here."),
)

_PLACE = (
    TableColumn("postcode", ("postinumero", "postnummer", "postcode"), N_("Five digits."), "94100"),
    TableColumn("municipality", ("kunta", "kommun", "municipality"), N_("Its name."), "Kemi"),
    TableColumn(
        "latitude",
        ("leveysaste", "latitud", "latitude"),
        N_("Degrees north, if they are known."),
        "65,7364",
    ),
    TableColumn(
        "longitude",
        ("pituusaste", "longitud", "longitude"),
        N_("Degrees east, if they are known."),
        "24,5637",
    ),
)

LISTINGS = (
    TableColumn(
        "reference",
        ("viite", "referens", "reference"),
        N_("Your own number of the thing: with it the file can be sent again after changes."),
        "INV-00123",
    ),
    TableColumn(
        "title", ("nimi", "namn", "name"), N_("What it is, in a few words."), "Pulpetit", True
    ),
    TableColumn(
        "category",
        ("luokka", "kategori", "category"),
        N_("Name or code of a category. Not needed where the name already is one."),
        "school-desk",
    ),
    TableColumn(
        "quantity",
        ("määrä", "antal", "quantity"),
        N_("How many. Without this column every row is one."),
        "30",
    ),
    TableColumn(
        "measure",
        ("mittayksikkö", "måttenhet", "unit of measure"),
        N_("kpl, kg, t, m³, m² or m; empty is the usual one of the category."),
        "kpl",
    ),
    TableColumn(
        "condition",
        ("kunto", "skick", "condition"),
        N_("New, good, fair or repair; empty is good."),
        "hyvä",
    ),
    TableColumn("description", ("kuvaus", "beskrivning", "description"), N_("Anything else.")),
    TableColumn(
        "weight",
        ("paino kg/kpl", "vikt kg/st", "kg per piece"),
        N_("Kilograms of one piece. Empty is unknown and becomes an average."),
        "12,5",
    ),
    TableColumn(
        "total_weight",
        ("kokonaispaino kg", "totalvikt kg", "total weight kg"),
        N_("Kilograms of the whole row, if that is what you know."),
    ),
    TableColumn(
        "place",
        ("paikka", "plats", "place"),
        N_("A site of yours, or a room; empty is the unit's own site."),
    ),
    *_PLACE,
    TableColumn(
        "available_from",
        ("saatavilla alkaen", "tillgänglig från", "available from"),
        N_("The first day, as 12.3.2026."),
    ),
    TableColumn(
        "available_until",
        ("saatavilla asti", "tillgänglig till", "available until"),
        N_("The last day, as 12.3.2026."),
    ),
    TableColumn(
        "waste_code",
        ("jätekoodi", "avfallskod", "waste code"),
        N_("Six digits, if the thing is waste."),
    ),
    TableColumn(
        "data_wiped",
        ("tietojen tyhjennys", "dataradering", "data wiped"),
        N_("Computers and phones: how the data was wiped, and by whom."),
    ),
    TableColumn("price", ("hinta eur", "pris eur", "price eur"), N_("Empty is free of charge.")),
)

HANDOVERS = (
    TableColumn(
        "reference",
        ("viite", "referens", "reference"),
        N_("Your own number of the handover, so that it is never recorded twice."),
        "L-2025-001",
    ),
    TableColumn(
        "date", ("päivä", "datum", "date"), N_("The day it moved, as 12.3.2026."), "12.3.2025", True
    ),
    TableColumn("item", ("tavara", "artikel", "item"), N_("What moved."), "Pulpetit", True),
    TableColumn(
        "category",
        ("luokka", "kategori", "category"),
        N_("Name or code of a category. Not needed where the name already is one."),
        "school-desk",
    ),
    TableColumn(
        "material",
        ("materiaali", "material", "material"),
        N_("Its material, if emissions are counted by material."),
    ),
    TableColumn("quantity", ("määrä", "antal", "quantity"), N_("How many."), "30"),
    TableColumn(
        "measure",
        ("mittayksikkö", "måttenhet", "unit of measure"),
        N_("kpl, kg, t, m³, m² or m; empty is the usual one of the category."),
        "kpl",
    ),
    TableColumn(
        "mass_kg",
        ("paino kg", "vikt kg", "weight kg"),
        N_("Kilograms of the whole row. Empty: number times the average weight."),
        "375",
    ),
    TableColumn(
        "mass_t", ("paino t", "vikt t", "weight t"), N_("The same in tonnes, if you know tonnes.")
    ),
)

SITES = (
    TableColumn(
        "name",
        ("toimipaikka", "verksamhetsställe", "site"),
        N_("What people call it."),
        "Syväkankaan koulu",
        True,
    ),
    TableColumn(
        "address", ("osoite", "adress", "address"), N_("Street and number."), "Koulukatu 1"
    ),
    *_PLACE,
)

COLUMNS: Mapping[str, tuple[TableColumn, ...]] = {
    "listings": LISTINGS,
    "handovers": HANDOVERS,
    "sites": SITES,
}
