"""Short codes that one side shows to the other when they stand face to face."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.models.user import User


class PresenceCode(Base):
    """A code on the screen of one side of a claim; who types it has met that person."""

    __tablename__ = "presence_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    by_giver: Mapped[bool]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    code: Mapped[str] = mapped_column(String(6))
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)

    user: Mapped[User] = relationship()

    __table_args__ = (UniqueConstraint("claim_id", "by_giver"),)
