"""The reference data: complete, consistent, and joined by the names that others use."""

import csv
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kierto.domain.catalogue import (
    EU_CLASSES,
    FLAGS,
    LANGUAGES,
    CategoryRow,
    ancestors,
    fold,
    is_waste_code,
    level,
    read_categories,
    read_factors,
    read_waste_codes,
    subtree,
)
from kierto.domain.units import Measure

ROWS = read_categories()
LEAVES = [row for row in ROWS if row.is_leaf]
FACTORS = {row.key: row for row in read_factors()}
WASTE_CODES = {row.code: row for row in read_waste_codes()}
BY_CODE = {row.code: row for row in ROWS}

# A reuse charity's categories, and the node that each means.
CHARITY = {
    "Furniture": "furniture",
    "Soft Furniture": "soft-furniture",
    "Home Office Furniture": "office-furniture",
    "Bric-a-Brac": "bric-a-brac",
    "Children's Items": "children",
    "Garden": "outdoor",
    "Flooring": "flooring",
    "Bathroom Items": "sanitary",
    "Bedding & window dressings": "home-textiles",
    "Miscellaneous": "other",
    "DIY": "building-parts",
    "Leisure": "sports-leisure",
    "Gas Appliances": "gas-appliances",
    "Cat 1 - Large Household Appliances": "large-appliances",
    "Cat 2 - Small Household Appliances": "small-appliances",
    "Cat 3 - IT & Telecommunications": "it-equipment",
    "Cat 4 - Consumer Equipment": "audio-video",
    "Cat 5 - Lighting Equipment": "lighting",
    "Cat 6 - Electrical & Electronic Tools": "electrical-tools",
    "Cat 7 - Toys, leisure & sports": "leisure-electrical",
    "Cat 8 - Medical devices": "medical-electrical",
    "Cat 11 - Display Equipment": "displays",
    "Cat 12 - Cooling Appliances containing refrigeration": "cooling-appliances",
}

# Materials of other tables that mean the same as a factor, and those that have none.
MATERIALS = {
    "Wood": "ef_prod_wood",
    "Scrap Metal": "ef_prod_scrap_metal",
    "Plasterboard": "ef_prod_plasterboard",
    "PVC (including forming)": "ef_prod_pvc",
    "Average Plastics": "ef_prod_plastics_average",
    "Average plastic rigid (including bottles)": "ef_prod_plastic_rigid",
    "WEEE - Large": "ef_prod_electrical_large",
    "WEEE - Small": "ef_prod_electrical_small",
    "WEEE - Fridges and Freezers": "ef_prod_fridges_freezers",
    "WEEE - Mixed": None,
    "Textiles": None,
    "Textiles and Footwear": None,
    "Batteries (Post Consumer Non Automotive)": None,
}


def joined(name: str, language: str = "en") -> list[str]:
    """Codes of the nodes that carry ``name`` as a name or synonym."""
    wanted = fold(name)
    return [row.code for row in ROWS if wanted in map(fold, row.terms(language))]


def aliased() -> dict[str, str]:
    """Folded alias → factor key."""
    return {fold(alias): row.key for row in FACTORS.values() for alias in row.aliases}


class TestTree:
    def test_has_leaves_for_what_cities_and_companies_release(self) -> None:
        assert len(LEAVES) >= 140

    def test_numbers_and_codes_are_unique_and_in_order(self) -> None:
        numbers = [row.number for row in ROWS]
        assert numbers == sorted(set(numbers))
        assert len(BY_CODE) == len(ROWS)

    def test_every_node_stands_in_the_interval_of_an_existing_parent(self) -> None:
        existing = {row.number for row in ROWS}
        for row in ROWS:
            for above in ancestors(row.number):
                assert above in existing
                first, last = subtree(above)
                assert first < row.number <= subtree(row.number)[1] <= last

    def test_every_group_has_leaves(self) -> None:
        groups = {row.number for row in ROWS if level(row.number) < 3}
        assert groups == {above for leaf in LEAVES for above in ancestors(leaf.number)}

    @given(st.integers(1, 9), st.integers(0, 99), st.integers(0, 99))
    def test_a_subtree_holds_exactly_the_numbers_below(self, top: int, mid: int, low: int) -> None:
        number = top * 10_000 + mid * 100 + (low if mid else 0)
        first, last = subtree(number)
        assert first == number
        below = [n for n in range(10_000, 100_000) if n % 10_000 >= 100 and number in ancestors(n)]
        if level(number) == 3:
            assert (below, last) == ([], number)
        else:
            assert (below[0], below[-1]) == (first + (100 if level(number) == 1 else 1), last)

    @pytest.mark.parametrize("number", [0, -10_000, 999, 9_999, 10_001, 10_099, 100_000])
    def test_refuses_a_number_outside_the_tree(self, number: int) -> None:
        with pytest.raises(ValueError, match="category number"):
            level(number)

    def test_ancestors_run_from_the_top(self) -> None:
        assert [ancestors(n) for n in (10000, 10200, 10203)] == [(), (10000,), (10000, 10200)]


class TestNames:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_term_means_one_node(self, language: str) -> None:
        terms = Counter(fold(term) for row in ROWS for term in row.terms(language))
        assert [term for term, count in terms.items() if count > 1] == []

    def test_names_are_there_in_three_languages_with_synonyms(self) -> None:
        for row in ROWS:
            for language in LANGUAGES:
                assert row.names[language] == row.names[language].strip() != ""
                assert len(row.synonyms[language]) >= (2 if row.is_leaf else 1), row.code

    def test_finnish_is_not_a_copy_of_another_language(self) -> None:
        same = [
            row.code
            for row in ROWS
            if fold(row.names["fi"]) in {fold(row.names["sv"]), fold(row.names["en"])}
        ]
        assert same == ["camera", "piano"]

    def test_the_charity_s_categories_join_one_node_each(self) -> None:
        assert {name: joined(name) for name in CHARITY} == {
            name: [code] for name, code in CHARITY.items()
        }
        assert len(set(CHARITY.values())) == len(CHARITY)
        assert BY_CODE["furniture"].names["en"] == "Furniture"

    def test_a_name_joins_whatever_its_case_and_blanks(self) -> None:
        assert joined("  FURNITURE\u00a0 ") == ["furniture"]
        assert joined("kalusteet", "fi") == joined("Huonekalut ", "fi") == ["furniture"]

    def test_fold_keeps_the_letters_of_finnish_and_swedish(self) -> None:
        assert fold("\u00a0 Työ\u202fPÖYTÄ\t\n å ") == "työ pöytä å"
        assert fold("a\u0308") == "ä"
        assert fold("pöytä") != fold("poyta")


class TestLeaves:
    def test_classes_and_flags_are_known(self) -> None:
        for row in ROWS:
            assert row.eu_class in EU_CLASSES
            assert row.flags <= set(FLAGS)
            assert row.weee_class in {None, 1, 2, 3, 4, 5, 6}

    def test_electrical_equipment_alone_has_a_weee_class(self) -> None:
        for leaf in LEAVES:
            assert (leaf.eu_class == "eee") == (leaf.weee_class is not None), leaf.code

    def test_each_can_become_a_mass(self) -> None:
        for leaf in LEAVES:
            keys = (leaf.weight_key is not None, leaf.density_key is not None)
            if leaf.code == "unsorted" or leaf.measure.grams:
                assert keys == (False, False), leaf.code
            elif leaf.measure is Measure.CUBIC_METRES:
                assert keys == (False, True), leaf.code
            else:
                assert keys == (True, False), leaf.code

    def test_keys_lead_to_values_in_the_right_unit(self) -> None:
        per = {Measure.PIECES: "kg/item", Measure.SQUARE_METRES: "kg/m2", Measure.METRES: "kg/m"}
        for leaf in LEAVES:
            if leaf.weight_key:
                assert FACTORS[leaf.weight_key].unit == per[leaf.measure], leaf.code
            if leaf.density_key:
                assert FACTORS[leaf.density_key].unit == "kg/m3", leaf.code
            if leaf.factor_key:
                unit = "kgCO2e/item" if leaf.factor_key.startswith("embodied") else "kgCO2e/t"
                assert FACTORS[leaf.factor_key].unit == unit, leaf.code
            for key in (leaf.weight_key, leaf.density_key, leaf.factor_key):
                assert key is None or FACTORS[key].value is not None, leaf.code

    def test_waste_codes_are_in_the_list(self) -> None:
        used = {row.waste_code for row in ROWS if row.waste_code}
        assert used <= {code for code, row in WASTE_CODES.items() if row.is_entry}
        assert all(leaf.waste_code for leaf in LEAVES)

    def test_refused_are_exactly_the_hazardous(self) -> None:
        hazardous = {
            leaf.code for leaf in LEAVES if WASTE_CODES[leaf.waste_code or ""].is_hazardous
        }
        assert hazardous == {leaf.code for leaf in LEAVES if leaf.is_refused}
        assert {
            "asbestos",
            "treated-wood",
            "hazardous-paint",
            "chemicals",
            "mercury-lamp",
            "refrigerant",
        } <= hazardous

    def test_unsorted_has_neither_weight_nor_factor(self) -> None:
        unsorted = BY_CODE["unsorted"]
        assert (unsorted.eu_class, unsorted.weight_key, unsorted.factor_key, unsorted.flags) == (
            "other",
            None,
            None,
            frozenset(),
        )

    def test_what_stores_data_is_marked(self) -> None:
        ict = {leaf.code for leaf in LEAVES if "ict" in leaf.flags}
        assert {"laptop", "desktop-computer", "smartphone", "server", "photocopier"} <= ict
        assert "keyboard" not in ict

    def test_a_desk_reads_as_written(self) -> None:
        assert BY_CODE["school-desk"] == CategoryRow(
            number=10201,
            code="school-desk",
            names={"fi": "Pulpetti", "sv": "Pulpet", "en": "School desk"},
            synonyms={
                "fi": ("oppilaspöytä", "koulupöytä", "oppilaspulpetti", "koulupulpetti"),
                "sv": ("skolbänk", "elevbord", "elevpulpet", "skolpulpet"),
                "en": ("pupil desk", "student desk", "classroom desk"),
            },
            eu_class="furniture",
            weee_class=None,
            measure=Measure.PIECES,
            weight_key="w_school_desk_single",
            density_key=None,
            factor_key="ef_mix_desk_board_steel",
            waste_code="20 03 07",
            flags=frozenset(),
        )


class TestFactors:
    def test_every_row_tells_where_it_is_from(self) -> None:
        for row in FACTORS.values():
            assert row.source
            assert row.licence
            assert row.unit
            assert row.trust in {"A", "B", "C", "D"}
            assert 0 < row.uncertainty_percent <= 50
        assert len(FACTORS) == len(read_factors())

    def test_uncertainty_follows_trust(self) -> None:
        by_trust: dict[str, set[int]] = {}
        for row in FACTORS.values():
            by_trust.setdefault(row.trust, set()).add(row.uncertainty_percent)
        assert by_trust == {"A": {5}, "B": {15}, "C": {25}, "D": {40, 50}}

    def test_values_are_exact_and_empty_is_unknown(self) -> None:
        assert FACTORS["ef_prod_wood"].value == Decimal("269.50416")
        assert FACTORS["ef_vkm_van_avg_diesel"].value == Decimal("0.25561")
        assert FACTORS["ef_vkm_van_avg_diesel_wtt"].value == Decimal("0.06128")
        assert FACTORS["w_office_desk"].value == Decimal(26)
        unknown = {row.key for row in FACTORS.values() if row.value is None}
        assert unknown == {"ef_prod_soils", "ef_prod_books", "ef_prod_furniture"}
        assert all(row.value > 0 for row in FACTORS.values() if row.value is not None)

    def test_aliases_join_one_factor_each(self) -> None:
        aliases = [fold(alias) for row in FACTORS.values() for alias in row.aliases]
        assert len(aliases) == len(set(aliases))

    def test_materials_of_another_table_join_only_where_they_mean_the_same(self) -> None:
        known = aliased()
        assert {name: known.get(fold(name)) for name in MATERIALS} == MATERIALS

    def test_shared_by_licence_rows_can_be_taken_out(self) -> None:
        boavizta = {row.key for row in FACTORS.values() if "Boavizta" in row.source}
        assert boavizta == {row.key for row in FACTORS.values() if row.licence.startswith("ODbL")}
        assert len(boavizta) == 14


class TestWasteCodes:
    def test_are_all_there(self) -> None:
        entries = [row for row in WASTE_CODES.values() if row.is_entry]
        assert Counter(len(code.rstrip("*")) for code in WASTE_CODES) == {2: 20, 5: 111, 8: 842}
        assert (len(entries), sum(row.is_hazardous for row in entries)) == (842, 408)

    def test_a_star_is_hazardous_and_zeros_stay(self) -> None:
        assert all(row.is_hazardous == code.endswith("*") for code, row in WASTE_CODES.items())
        assert WASTE_CODES["01 03 04*"].is_hazardous
        assert WASTE_CODES["20 03 07"].description_en == "bulky waste"

    @pytest.mark.parametrize(
        ("text", "right"),
        [
            ("17 02 01", True),
            ("17 06 05*", True),
            ("170201", False),
            ("17 02", False),
            ("17 02 01 ", False),
            ("17 02 01\n", False),
            ("١٧ ٠٢ ٠١", False),
        ],
    )
    def test_form(self, text: str, *, right: bool) -> None:
        assert is_waste_code(text) is right


@pytest.mark.real
class TestRealFiles:
    def test_the_charity_s_file_joins_entirely(self, real_file: Callable[[str], Path]) -> None:
        path = real_file("dcs_ace-furniture-to-scottishCarbonMetric.csv")
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert {row["category"].strip() for row in rows} == set(CHARITY)
        known = aliased()
        assert {row["material"].strip() for row in rows} == set(MATERIALS)
        missing = Counter(row["material"] for row in rows if fold(row["material"]) not in known)
        assert missing == {
            "WEEE - Mixed": 30,
            "Textiles and Footwear": 15,
            "Textiles": 5,
            "Batteries (Post Consumer Non Automotive)": 1,
        }

    def test_the_list_of_waste_is_the_published_one(self, real_file: Callable[[str], Path]) -> None:
        path = real_file("dcs_ewc-code.csv")
        with path.open(encoding="utf-8", newline="") as file:
            published = {row["ewc-code"]: row["ewc-description"] for row in csv.DictReader(file)}
        assert {code: row.description_en for code, row in WASTE_CODES.items()} == {
            code: " ".join(text.split()) for code, text in published.items()
        }
