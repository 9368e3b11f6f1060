"""Sites: addresses with coordinates where goods lie."""

from sqlalchemy import CheckConstraint, Float, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from kierto.db import Base
from kierto.domain.place import Place


class Site(Base):
    """An address; coordinates may be missing, and then the site is at no distance at all.

    ``access``, ``has_lift``, ``has_dock`` (for loading), ``door_cm`` (the narrowest door) and
    ``fetching_contact`` are for those who fetch.
    """

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(300))
    postcode: Mapped[str | None] = mapped_column(String(10))
    municipality: Mapped[str | None] = mapped_column(String(100))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    precision: Mapped[str | None] = mapped_column(String(20))
    access: Mapped[str | None] = mapped_column(String(300))
    has_lift: Mapped[bool] = mapped_column(default=False)
    has_dock: Mapped[bool] = mapped_column(default=False)
    door_cm: Mapped[int | None]
    fetching_contact: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="both_or_none"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_in_range"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_in_range"),
        CheckConstraint("door_cm BETWEEN 30 AND 1000", name="door_in_range"),
    )

    @property
    def place(self) -> Place | None:
        if self.latitude is None or self.longitude is None:
            return None
        return Place(self.latitude, self.longitude)

    @place.setter
    def place(self, place: Place | None) -> None:
        self.latitude = None if place is None else place.latitude
        self.longitude = None if place is None else place.longitude
