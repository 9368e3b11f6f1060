"""Messages between the two sides of a claim."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.models.claim import Claim
from kierto.models.unit import Unit
from kierto.models.user import User


class Message(Base):
    """What somebody of one side (``unit``) wrote to the other; never changed afterwards."""

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]

    claim: Mapped[Claim] = relationship()
    unit: Mapped[Unit] = relationship()
    author: Mapped[User] = relationship()
