"""Listings: offers of a quantity of one category at one site."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.domain.clearance import Fate
from kierto.domain.condition import Condition
from kierto.domain.hierarchy import LegalStatus, Recovery
from kierto.domain.place import Place
from kierto.domain.states import ListingState
from kierto.domain.units import Mass, MassBasis, Measure, Money, Quantity
from kierto.models.category import Category
from kierto.models.clearance import Clearance
from kierto.models.factor import FactorSet
from kierto.models.organisation import Organisation
from kierto.models.photo import Photo
from kierto.models.site import Site
from kierto.models.stream import Stream
from kierto.models.unit import Unit
from kierto.models.user import User


class Listing(Base):
    """What is offered and how much of it is promised, gone or ended.

    The three counters ``reserved``, ``handed_over`` and ``ended`` are kept with the row so that
    the database itself refuses to promise more than exists; ``kierto check`` recounts them.
    ``search_text`` is what a search looks in, folded; ``search_plain`` the same without the marks
    of ä, ö and å, for a second attempt. Coordinates are the site's at the time of listing, with
    their ECEF form for the search. ``clearance_id``, ``room`` and ``fate`` belong to a line of a
    clearance; ``fate_unit_id`` is the unit that the line moves to. A listing of a ``stream`` is
    that of the period which begins on ``stream_period``. ``loan_days`` says that the thing is lent,
    for so many days at most, and comes back.
    """

    __tablename__ = "listing"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reference: Mapped[str | None] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    search_text: Mapped[str] = mapped_column(Text, default="")
    search_plain: Mapped[str] = mapped_column(Text, default="")
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    condition: Mapped[Condition]
    condition_rank: Mapped[int]
    state: Mapped[ListingState] = mapped_column(default=ListingState.OPEN)

    quantity: Mapped[Quantity]
    measure: Mapped[Measure]
    is_lot: Mapped[bool] = mapped_column(default=False)
    reserved: Mapped[Quantity] = mapped_column(default=Quantity(0))
    handed_over: Mapped[Quantity] = mapped_column(default=Quantity(0))
    ended: Mapped[Quantity] = mapped_column(default=Quantity(0))

    kilograms_per_measure: Mapped[Decimal | None]
    mass: Mapped[Mass | None]
    mass_basis: Mapped[MassBasis]
    factor_set_id: Mapped[int | None] = mapped_column(ForeignKey("factor_set.id"))

    legal_status: Mapped[LegalStatus] = mapped_column(default=LegalStatus.PRODUCT)
    recovery: Mapped[Recovery | None]
    waste_code: Mapped[str | None] = mapped_column(ForeignKey("waste_code.code"))
    data_wiped: Mapped[str | None] = mapped_column(String(200))
    price: Mapped[Money | None]
    vat_percent: Mapped[Decimal | None]

    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    place_name: Mapped[str | None] = mapped_column(String(200))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    x: Mapped[float | None] = mapped_column(Float)
    y: Mapped[float | None] = mapped_column(Float)
    z: Mapped[float | None] = mapped_column(Float)

    available_from: Mapped[date | None]
    available_until: Mapped[date | None]
    opened_at: Mapped[datetime | None]
    partners_from: Mapped[datetime | None]
    companies_from: Mapped[datetime | None]
    public_from: Mapped[datetime | None]
    noticed_on: Mapped[date | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    origin_handover_id: Mapped[int | None] = mapped_column(
        ForeignKey("handover.id", use_alter=True)
    )

    stream_id: Mapped[int | None] = mapped_column(ForeignKey("stream.id"))
    stream_period: Mapped[date | None]
    loan_days: Mapped[int | None]

    clearance_id: Mapped[int | None] = mapped_column(ForeignKey("clearance.id"), index=True)
    room: Mapped[str | None] = mapped_column(String(80))
    fate: Mapped[Fate | None]
    fate_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))

    organisation: Mapped[Organisation] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    fate_unit: Mapped[Unit | None] = relationship(foreign_keys=[fate_unit_id])
    clearance: Mapped[Clearance | None] = relationship()
    author: Mapped[User | None] = relationship()
    category: Mapped[Category] = relationship()
    stream: Mapped[Stream | None] = relationship()
    site: Mapped[Site | None] = relationship()
    factor_set: Mapped[FactorSet | None] = relationship()
    photos: Mapped[list[Photo]] = relationship(order_by=Photo.position)

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        CheckConstraint("handed_over >= 0", name="handed_over_not_negative"),
        CheckConstraint("ended >= 0", name="ended_not_negative"),
        CheckConstraint("reserved + handed_over + ended <= quantity", name="no_more_than_exists"),
        CheckConstraint("mass >= 0", name="mass_not_negative"),
        CheckConstraint("(mass IS NULL) = (mass_basis = 'missing')", name="mass_has_basis"),
        CheckConstraint("legal_status <> 'waste' OR waste_code IS NOT NULL", name="waste_has_code"),
        CheckConstraint("waste_code NOT LIKE '%*'", name="no_hazardous_waste"),
        CheckConstraint("available_until >= available_from", name="dates_in_order"),
        CheckConstraint("loan_days > 0", name="loan_days_positive"),
        Index("uq_listing_stream_period", "stream_id", "stream_period", unique=True),
        Index("uq_listing_unit_reference", "unit_id", "reference", unique=True),
        Index(
            "ix_listing_open_place",
            "category_id",
            "latitude",
            "longitude",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_listing_state_created", "state", "created_at"),
    )

    @property
    def free(self) -> Quantity:
        """What can still be claimed."""
        return self.quantity - self.reserved - self.handed_over - self.ended

    @property
    def left(self) -> Quantity:
        """What has neither moved nor ended: free or promised."""
        return self.quantity - self.handed_over - self.ended

    @property
    def place(self) -> Place | None:
        if self.latitude is None or self.longitude is None:
            return None
        return Place(self.latitude, self.longitude)

    @place.setter
    def place(self, place: Place | None) -> None:
        self.latitude = None if place is None else place.latitude
        self.longitude = None if place is None else place.longitude
        self.x, self.y, self.z = (None, None, None) if place is None else place.ecef()
