"""Wants: standing needs."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.domain.condition import Condition
from kierto.domain.place import Place
from kierto.domain.states import WantState
from kierto.domain.units import Quantity
from kierto.models.category import Category
from kierto.models.organisation import Organisation
from kierto.models.unit import Unit
from kierto.models.user import User


class Want(Base):
    """A category subtree, a quantity, a place, a radius in metres and dates.

    ``organisation_id`` and ``radius_class`` repeat what the unit and the radius say, for the
    search from a listing to the wants that it meets. ``is_searched`` is false until the worker has
    looked for what meets the want as it stands now. ``is_shared``: colleagues of the organisation
    see it on their wish list.
    """

    __tablename__ = "want"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    quantity: Mapped[Quantity | None]
    condition: Mapped[Condition] = mapped_column(default=Condition.REPAIRABLE)
    condition_rank: Mapped[int]
    note: Mapped[str] = mapped_column(String(500), default="")
    is_shared: Mapped[bool] = mapped_column(default=True)
    state: Mapped[WantState] = mapped_column(default=WantState.OPEN)
    place_name: Mapped[str | None] = mapped_column(String(200))
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    x: Mapped[float] = mapped_column(Float)
    y: Mapped[float] = mapped_column(Float)
    z: Mapped[float] = mapped_column(Float)
    radius_m: Mapped[int]
    radius_class: Mapped[int]
    wanted_from: Mapped[date | None]
    wanted_until: Mapped[date | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_searched: Mapped[bool] = mapped_column(default=False)

    organisation: Mapped[Organisation] = relationship()
    unit: Mapped[Unit] = relationship()
    author: Mapped[User | None] = relationship()
    category: Mapped[Category] = relationship()

    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("radius_m >= 0", name="radius_not_negative"),
        CheckConstraint("wanted_until >= wanted_from", name="dates_in_order"),
        Index(
            "ix_want_open_place",
            "category_id",
            "radius_class",
            "latitude",
            "longitude",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_want_not_searched",
            "id",
            sqlite_where=text("NOT is_searched"),
            postgresql_where=text("NOT is_searched"),
        ),
    )

    @property
    def last_category(self) -> int:
        """The end of the interval that is the wanted category's subtree."""
        return self.category.last

    @property
    def place(self) -> Place:
        return Place(self.latitude, self.longitude)

    @place.setter
    def place(self, place: Place) -> None:
        self.latitude, self.longitude = place.latitude, place.longitude
        self.x, self.y, self.z = place.ecef()
