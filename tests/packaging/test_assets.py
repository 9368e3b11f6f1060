"""Every third-party file that a page names is one that assets.toml brings, and is there."""

import re
import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
FILES = tomllib.loads((CHECKOUT / "assets.toml").read_text("utf-8"))["file"]
NAMED = re.compile(r"vendor/[\w./-]*\w")


def test_every_vendor_file_that_a_template_or_script_names_is_brought() -> None:
    sources = [
        *(CHECKOUT / "templates").rglob("*.html"),
        *(CHECKOUT / "static" / "js").rglob("*.js"),
        *(CHECKOUT / "static" / "css").rglob("*.css"),
    ]
    named = {name for path in sources for name in NAMED.findall(path.read_text("utf-8"))}
    missing = {name for name in named if not (CHECKOUT / "static" / name).exists()}
    assert missing == set(), "add it to assets.toml, then `make assets`"


def test_all_that_is_listed_has_been_brought_and_nothing_loads_from_elsewhere() -> None:
    for file in FILES:
        path = CHECKOUT / file["to"]
        assert path.exists(), f"{path} is missing: `make assets`"
        if path.suffix == ".css":
            assert not re.search(r"@import|url\([\"']?(https?:)?//", path.read_text("utf-8"))


def test_every_component_class_of_the_design_system_in_a_template_has_its_sheet() -> None:
    sheets = {Path(name).parent.name for file in FILES for name in listed(file["from"])}
    used = set()
    for path in (CHECKOUT / "templates").rglob("*.html"):
        used |= set(re.findall(r"\bhds-([a-z]+(?:-[a-z]+)*)", path.read_text("utf-8")))
    # Icons are drawn in the template; "core" is the design system's own name in a sentence.
    assert used - sheets - {"icon", "core"} == set()


def listed(source: str | list[str]) -> list[str]:
    return [source] if isinstance(source, str) else source
