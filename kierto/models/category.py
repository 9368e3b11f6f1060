"""Categories: a tree of three levels whose numbers make every subtree an interval."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, attribute_keyed_dict, mapped_column, relationship

from kierto.db import Base
from kierto.domain.units import Measure


class Category(Base):
    """A node; ``id`` is its number and ``last`` the greatest number below it.

    A leaf carries what makes a quantity a mass (``weight_key`` or ``density_key``), an emission
    (``factor_key``) and a waste code; the keys point into the factor set in force.
    """

    __tablename__ = "category"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    eu_class: Mapped[str | None] = mapped_column(String(20))
    weee_class: Mapped[int | None]
    measure: Mapped[Measure | None]
    weight_key: Mapped[str | None] = mapped_column(String(80))
    density_key: Mapped[str | None] = mapped_column(String(80))
    factor_key: Mapped[str | None] = mapped_column(String(80))
    waste_code: Mapped[str | None] = mapped_column(ForeignKey("waste_code.code"))
    is_ict: Mapped[bool] = mapped_column(default=False)
    is_electrical: Mapped[bool] = mapped_column(default=False)
    is_textile: Mapped[bool] = mapped_column(default=False)
    is_refused: Mapped[bool] = mapped_column(default=False)
    uses_energy: Mapped[bool] = mapped_column(default=False)

    parent: Mapped["Category | None"] = relationship(remote_side=[id])
    names: Mapped[dict[str, "CategoryName"]] = relationship(
        collection_class=attribute_keyed_dict("language"), lazy="selectin"
    )

    __table_args__ = (CheckConstraint("last >= id", name="interval"),)

    @property
    def is_leaf(self) -> bool:
        return self.last == self.id

    def name(self, language: str) -> str:
        """The name in ``language`` ("fi", "sv", "en")."""
        return self.names[language].name


class CategoryName(Base):
    """The name of a category in one language, with the words people also use for it."""

    __tablename__ = "category_name"

    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    synonyms: Mapped[str] = mapped_column(String(1000), default="")
