"""Submissions: the keys that make a double click or a retried call one act."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kierto.db import Base


class Submission(Base):
    """What a key has already made: ``kind`` of act and the id of its result."""

    __tablename__ = "submission"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int | None]
    digest: Mapped[str] = mapped_column(String(64), default="")
    submitted_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("user_id", "key", "kind"),)
