"""Every text that people see is there in Finnish and Swedish."""

import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

CHECKOUT = Path(__file__).parents[2]
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


@pytest.fixture(scope="module")
def texts() -> Catalog:
    """What code and templates mark for translation, read anew."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    methods = [(one["pattern"], one["method"]) for one in project["tool"]["babel"]["mappings"]]
    catalog = Catalog()
    for folder in ("kierto", "templates"):
        under = [(p.removeprefix(f"{folder}/"), m) for p, m in methods if p.startswith(folder)]
        for name, line, message, _, context in extract_from_dir(
            CHECKOUT / folder, method_map=under, keywords=KEYWORDS
        ):
            catalog.add(message, None, [(f"{folder}/{name}", line)], context=context)
    return catalog


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_no_text_is_missing_or_doubtful(texts: Catalog, language: str) -> None:
    path = CHECKOUT / "kierto" / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        translated = read_po(file, locale=language)
    missing = []
    for message in texts:
        if not message.id:
            continue
        found = translated.get(message.id, message.context)
        string = None if found is None or found.fuzzy else found.string
        strings = [string] if isinstance(string, str) else [*(string or ())]
        if not strings or not all(strings):
            missing.append((message.id, message.locations[0]))
    assert missing == []


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_placeholders_survive_translation(language: str) -> None:
    path = CHECKOUT / "kierto" / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        translated = read_po(file, locale=language)
    wrong = [
        (message.id, [str(error) for error in errors]) for message, errors in translated.check()
    ]
    assert wrong == []
