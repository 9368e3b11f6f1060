"""The category tree as people choose from it."""

from dataclasses import dataclass

from sqlalchemy import select

from kierto.db import session
from kierto.domain.catalogue import ancestors, level
from kierto.domain.units import Measure
from kierto.models import Category, CategoryName


@dataclass(frozen=True, slots=True)
class Node:
    """A category under its name in one language; ``last`` ends its subtree's interval."""

    id: int
    last: int
    code: str
    name: str
    measure: Measure | None
    is_ict: bool
    is_refused: bool

    @property
    def level(self) -> int:
        return level(self.id)

    @property
    def above(self) -> tuple[int, ...]:
        """The ids of the nodes above, from the top down."""
        return ancestors(self.id)


def tree(language: str) -> list[Node]:
    """Every category in the order of the tree, parents before children."""
    rows = session.execute(
        select(
            Category.id,
            Category.last,
            Category.code,
            CategoryName.name,
            Category.measure,
            Category.is_ict,
            Category.is_refused,
        )
        .join(CategoryName, CategoryName.category_id == Category.id)
        .where(CategoryName.language == language)
        .order_by(Category.id)
    )
    return [Node(*row) for row in rows]


def by_code(code: str) -> Category | None:
    """The category that commands, links and the API call ``code``."""
    return session.scalar(select(Category).where(Category.code == code))


def by_ids(ids: list[int]) -> list[Category]:
    """The categories with these numbers, in the order asked."""
    found = {c.id: c for c in session.scalars(select(Category).where(Category.id.in_(ids)))}
    return [found[id_] for id_ in ids if id_ in found]


def everything() -> list[Category]:
    """Every category with its names, in the order of the tree."""
    return list(session.scalars(select(Category).order_by(Category.id)))
