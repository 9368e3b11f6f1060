"""When a site is open for fetching, and when it is not."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from kierto.db import Base


class OpeningHours(Base):
    """An opening on a weekday (0 is Monday), in local minutes after midnight."""

    __tablename__ = "opening_hours"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    weekday: Mapped[int]
    opens: Mapped[int]
    closes: Mapped[int]

    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_known"),
        CheckConstraint("opens >= 0 AND closes <= 1440 AND opens < closes", name="hours_in_order"),
    )


class ClosedDays(Base):
    """Days on which a site is closed besides public holidays, both ends included."""

    __tablename__ = "closed_days"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
    reason: Mapped[str] = mapped_column(String(100), default="")

    __table_args__ = (CheckConstraint("first <= last", name="days_in_order"),)
