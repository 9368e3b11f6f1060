"""Categories by any name that people give them: code, number, name or synonym, in any language."""

from dataclasses import dataclass

from sqlalchemy import select

from kierto.db import session
from kierto.domain.text import fold
from kierto.models import Category


@dataclass(frozen=True, slots=True)
class CategoryNames:
    """All names at one moment, so that many rows need one query."""

    by_name: dict[str, Category]

    def find(self, text: str) -> Category | None:
        """The category of this very name, whatever its capitals and blanks; None when unknown."""
        return self.by_name.get(fold(text))


def known() -> CategoryNames:
    """The names of every level of the tree. A name counts before a synonym of another node."""
    by_name: dict[str, Category] = {}
    synonyms: dict[str, Category] = {}
    for category in session.scalars(select(Category).order_by(Category.id)):
        by_name.setdefault(fold(category.code), category)
        for each in category.names.values():
            by_name.setdefault(fold(each.name), category)
            for synonym in each.synonyms.split("|"):
                if synonym:
                    synonyms.setdefault(fold(synonym), category)
    return CategoryNames(synonyms | by_name)
