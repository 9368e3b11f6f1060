"""Organisations: municipalities, companies, associations and other public bodies."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.domain.units import Money
from kierto.domain.visibility import STAGE_OF_KIND, OrganisationKind, Stage, StageDays


class Organisation(Base):
    """A legal person with its policy for audience stages, approvals and transport.

    ``drives`` says that its transport can be ordered with a claim, at ``drive_price`` (net, for
    one drive) where it has one.
    """

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[OrganisationKind]
    business_id: Mapped[str | None] = mapped_column(String(20), unique=True)
    days_to_partners: Mapped[int | None] = mapped_column(default=14)
    days_to_companies: Mapped[int | None] = mapped_column(default=14)
    days_to_public: Mapped[int | None] = mapped_column(default=28)
    approves_claims: Mapped[bool] = mapped_column(default=True)
    pickup_days: Mapped[int] = mapped_column(default=14)
    drives: Mapped[bool] = mapped_column(default=False)
    drive_price: Mapped[Money | None]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    permits: Mapped[list["WastePermit"]] = relationship(back_populates="organisation")

    __table_args__ = (CheckConstraint("pickup_days > 0", name="pickup_days_positive"),)

    @property
    def stage_days(self) -> StageDays:
        return StageDays(self.days_to_partners, self.days_to_companies, self.days_to_public)

    @property
    def stage(self) -> Stage:
        """The audience stage at which this organisation begins to see others' listings."""
        return STAGE_OF_KIND[self.kind]


class WastePermit(Base):
    """A recorded permit or waste-register entry that covers one waste code for a time."""

    __tablename__ = "waste_permit"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    waste_code: Mapped[str] = mapped_column(ForeignKey("waste_code.code"))
    reference: Mapped[str] = mapped_column(String(100))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship(back_populates="permits")

    __table_args__ = (UniqueConstraint("organisation_id", "waste_code", "reference"),)
