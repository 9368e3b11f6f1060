"""Events: what happened to a listing or claim, for people to read."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.models.unit import Unit
from kierto.models.user import User


class Event(Base):
    """One line of a history: ``kind`` names what happened, ``data`` the amounts in it.

    ``is_searched`` is false until the worker has looked which wants the listing meets since then.
    """

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    happened_at: Mapped[datetime]
    is_searched: Mapped[bool] = mapped_column(default=False)

    user: Mapped[User | None] = relationship()
    unit: Mapped[Unit | None] = relationship()

    __table_args__ = (
        Index(
            "ix_event_not_searched",
            "id",
            sqlite_where=text("NOT is_searched"),
            postgresql_where=text("NOT is_searched"),
        ),
    )
