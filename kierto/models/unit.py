"""Units: the tree of an organisation."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.models.organisation import Organisation
from kierto.models.site import Site


class Unit(Base):
    """A school, a workshop, a store; ``code`` names it in commands and the API.

    ``is_store`` marks a unit that only keeps and passes on: what reaches it is moved, not reused.
    """

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    is_store: Mapped[bool] = mapped_column(default=False)
    contact: Mapped[str | None] = mapped_column(String(200))
    archived_at: Mapped[datetime | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))

    organisation: Mapped[Organisation] = relationship()
    parent: Mapped["Unit | None"] = relationship(
        remote_side=[id], foreign_keys=[parent_id], back_populates="children"
    )
    children: Mapped[list["Unit"]] = relationship(
        foreign_keys=[parent_id], back_populates="parent", order_by="Unit.name"
    )
    successor: Mapped["Unit | None"] = relationship(remote_side=[id], foreign_keys=[successor_id])
    site: Mapped[Site | None] = relationship(foreign_keys=[site_id])

    __table_args__ = (CheckConstraint("parent_id <> id", name="not_its_own_parent"),)
