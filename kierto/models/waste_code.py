"""The list of waste (Decision 2000/532/EC): codes are text with blanks, zeros and star."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from kierto.db import Base


class WasteCode(Base):
    """A chapter ("01"), sub-chapter ("01 01") or code ("01 03 04*", the star is hazardous)."""

    __tablename__ = "waste_code"

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    description: Mapped[str] = mapped_column(String(500))
    is_hazardous: Mapped[bool]
