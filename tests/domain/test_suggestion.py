"""Titles as people write them, and the category that Kierto should think of."""

import pytest

from kierto.domain.catalogue import read_categories
from kierto.domain.suggestion import CategorySuggester, forms

ROWS = read_categories()
CODES = {row.number: row.code for row in ROWS}
SUGGESTER = CategorySuggester(ROWS)

FINNISH = [
    ("työpöydät", "office-desk"),
    ("30 pulpettia", "school-desk"),
    ("toimistotuoleja", "office-chair"),
    ("Pulpetteja 30 kpl", "school-desk"),
    ("satulatuolit", "saddle-chair"),
    ("Satulatuoleja, 4 kpl, musta", "saddle-chair"),
    ("naulakoita", "coat-rack"),
    ("kaappeja", "wood-cupboard"),
    ("sermejä", "partition-panel"),
    ("lavakauluksia 20 kpl", "pallet-collar"),
    ("EUR-lavoja", "eur-pallet"),
    ("eurolavoja", "eur-pallet"),
    ("sähköpöytiä", "electric-desk"),
    ("Sohva, harmaa, hyväkuntoinen", "sofa"),
    ("Sänkyjä 5", "bed-single"),
    ("Ikkunoita", "window"),
    ("Vanhoja ikkunoita", "old-window"),
    ("sisäovia", "interior-door"),
    ("Ovet 10 kpl", "interior-door"),
    ("palo-ovi", "fire-door"),
    ("purkutiiliä", "brick"),
    ("punatiilet 500 kpl", "brick"),
    ("lankkuja", "sawn-timber"),
    ("kakkosnelosta", "structural-timber"),
    ("vanerilevyjä", "plywood"),
    ("kipsilevyt", "plasterboard"),
    ("lämpöpatterit", "radiator"),
    ("wc-pönttö", "toilet"),
    ("lavuaareja", "washbasin"),
    ("jääkaappi", "refrigerator"),
    ("kannettavia tietokoneita", "laptop"),
    ("Läppäreitä 12 kpl", "laptop"),
    ('näyttöjä 24"', "monitor"),
    ("tulostin", "printer"),
    ("videotykkejä", "projector"),
    ("polkupyöriä", "bicycle"),
    ("Päiväkodin sänkyjä", "child-bed"),
    ("lasten pöytiä ja tuoleja", "child-table"),
    ("kirjahyllyjä", "bookshelf"),
    ("arkistohylly", "archive-shelf"),
    ("peltikaapit", "steel-cupboard"),
    ("pukukaappeja 20", "locker"),
    ("valkotaulu 120x90", "whiteboard"),
    ("rollaattoreita", "walker"),
    ("pyörätuolit", "wheelchair"),
    ("sairaalasänkyjä", "hospital-bed"),
    ("kahvinkeittimet", "coffee-maker"),
    ("mattoja", "rug"),
    ("verhoja 10 paria", "curtain"),
    ("työvaatteita", "workwear"),
    ("pumppukärryt", "pallet-truck"),
    ("porakoneita", "drill"),
    ("hitsauskone", "welder"),
    ("sahanpurua", "sawdust"),
    ("loisteputkia", "mercury-lamp"),
    ("kestopuuta", "treated-wood"),
    ("asbestilevyjä", "asbestos"),
    ("nojatuoleja", "armchair"),
    ("keittiön kaapit", "kitchen-cabinet"),
    ("ruokapöytä ja 6 tuolia", "dining-table"),
    ("toimisto tuoli", "office-chair"),
    ("Luokkahuoneen tuolit", "school-chair"),
    ("kattolamput", "ceiling-lamp"),
    ("neuvotteluhuoneen pöytä", "meeting-table"),
    ("puutarhakalusteita", "garden-chair"),
]
SWEDISH = [
    ("Skrivbord 5 st", "office-desk"),
    ("kontorsstolar", "office-chair"),
    ("30 pulpeter", "school-desk"),
    ("skolstolar", "school-chair"),
    ("bokhyllor", "bookshelf"),
    ("innerdörrar", "interior-door"),
    ("tegelstenar", "brick"),
    ("lastpallar", "eur-pallet"),
    ("pallkragar", "pallet-collar"),
    ("klädhängare", "coat-rack"),
    ("datorskärmar", "monitor"),
    ("bärbara datorer", "laptop"),
    ("gamla fönster", "old-window"),
    ("sjukhussängar", "hospital-bed"),
    ("soffa och två fåtöljer", "sofa"),
    ("whiteboardtavlor", "whiteboard"),
    ("tryckimpregnerat virke", "treated-wood"),
    ("rullstolar", "wheelchair"),
    ("gräsklippare", "lawn-mower"),
]
ENGLISH = [
    ("Office chairs x 12", "office-chair"),
    ("Desks", "office-desk"),
    ("school desks", "school-desk"),
    ("lockers", "locker"),
    ("wooden pallets", "eur-pallet"),
    ("Laptops, 10 pcs", "laptop"),
    ("bookcases", "bookshelf"),
    ("bricks, reclaimed", "brick"),
    ("radiators", "radiator"),
    ("fridge freezer", "refrigerator"),
    ("bunk beds", "bunk-bed"),
    ("fluorescent tubes", "mercury-lamp"),
    ("meeting room table", "meeting-table"),
    ("mattresses", "mattress"),
    ("stackable chairs", "conference-chair"),
    ("standing desks", "electric-desk"),
    ("filing cabinets", "filing-cabinet"),
    ("bicycles", "bicycle"),
    ("plasterboards", "plasterboard"),
]


def suggested(title: str, language: str | None = None) -> list[str]:
    return [CODES[number] for number, _ in SUGGESTER.suggest(title, language)]


@pytest.mark.parametrize(("title", "code"), FINNISH + SWEDISH + ENGLISH)
def test_the_right_category_is_among_the_first_three(title: str, code: str) -> None:
    assert code in suggested(title)


@pytest.mark.parametrize(
    ("titles", "language"), [(FINNISH, "fi"), (SWEDISH, "sv"), (ENGLISH, "en")]
)
def test_knowing_the_language_mostly_puts_it_first(
    titles: list[tuple[str, str]], language: str
) -> None:
    first = [code == suggested(title, language)[0] for title, code in titles]
    assert sum(first) >= 0.9 * len(titles)


def test_a_word_shares_a_form_with_its_cases_and_plurals() -> None:
    families = [
        "pöytä pöydät pöytiä pöydän",
        "kaappi kaapit kaappeja",
        "sänky sängyt sänkyjä",
        "lavakaulus lavakaulukset lavakauluksia",
        "tulostin tulostimet tulostimia",
        "ovi ovet ovia",
        "tuoli tuolit tuoleja",
        "stol stolar stolarna",
        "hylla hyllor",
        "pulpet pulpeter",
        "shelf shelves",
        "locker lockers",
        "battery batteries",
    ]
    for family in families:
        base, *others = map(forms, family.split())
        assert all(base & other for other in others), family


def test_a_compound_is_the_thing_it_ends_with() -> None:
    assert suggested("leikkihuonetuoleja", "fi")[0] == "chair"


def test_a_compound_may_be_written_apart() -> None:
    assert suggested("sähkö pöytä", "fi")[0] == "electric-desk"
    assert "kitchen-cabinet" in suggested("keittiön kaappeja", "fi")


def test_a_half_typed_word_already_helps() -> None:
    assert suggested("satulatu", "fi")[0] == "saddle-chair"


def test_a_word_for_a_group_points_at_its_leaves() -> None:
    assert set(suggested("pihakalusteet", "fi")) == {
        "garden-chair",
        "garden-table",
        "picnic-table",
    }


def test_refused_things_are_found_so_that_people_are_told_why() -> None:
    assert suggested("Asbestilevyjä", "fi")[0] == "asbestos"
    assert suggested("kyllästettyä puuta", "fi")[0] == "treated-wood"


@pytest.mark.parametrize("title", ["", "   ", "12 345", "xyzzy qwrt", "!!! 😀", "ja kpl st"])
def test_nothing_known_suggests_nothing(title: str) -> None:
    assert SUGGESTER.suggest(title) == []


def test_only_leaves_with_scores_from_0_to_1_the_best_first() -> None:
    leaves = {row.number for row in ROWS if row.is_leaf}
    for title, _ in FINNISH + SWEDISH + ENGLISH:
        found = SUGGESTER.suggest(title, limit=5)
        assert {number for number, _ in found} <= leaves
        scores = [score for _, score in found]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)
        assert len(found) <= 5


def test_a_very_long_title_is_no_burden() -> None:
    assert suggested("pulpetti " * 5_000)[0] == "school-desk"
    assert SUGGESTER.suggest("ö" * 100_000) == []
