"""Alerts: that a listing meets a want is told to a person once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.models.listing import Listing
from kierto.models.user import User
from kierto.models.want import Want


class Alert(Base):
    """One match and one person: found, then told in a mail; ``dismissed_at``: not interested."""

    __tablename__ = "alert"

    id: Mapped[int] = mapped_column(primary_key=True)
    want_id: Mapped[int] = mapped_column(ForeignKey("want.id"))
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    found_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]

    want: Mapped[Want] = relationship()
    listing: Mapped[Listing] = relationship()
    user: Mapped[User] = relationship()

    __table_args__ = (
        UniqueConstraint("want_id", "listing_id", "user_id"),
        Index(
            "ix_alert_waiting",
            "user_id",
            "found_at",
            sqlite_where=text("told_at IS NULL AND dismissed_at IS NULL"),
            postgresql_where=text("told_at IS NULL AND dismissed_at IS NULL"),
        ),
    )
