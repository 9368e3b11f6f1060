"""Counts of attempts, shared by all processes of an installation."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from kierto.db import Base


class RateCount(Base):
    """How often something was tried since a window began; worthless after ``expires_at``."""

    __tablename__ = "rate_count"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    hits: Mapped[int]
    expires_at: Mapped[datetime]
