"""What every geocoder gives, however it finds it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kierto.domain.errors import N_, KiertoError
from kierto.domain.place import Place


class Precision(StrEnum):
    """How small the area is that a found place stands for, smallest first."""

    EXACT = "exact"
    STREET = "street"
    LOCALITY = "locality"
    POSTCODE = "postcode"
    MUNICIPALITY = "municipality"


@dataclass(frozen=True, slots=True)
class Found:
    """A place that a text may mean. Several of them are a question to a person, never a ranking.

    `municipality` is its name, empty when the source does not say; `source` names who knows.
    """

    name: str
    place: Place
    precision: Precision
    municipality: str
    source: str


class Geocoder(Protocol):
    """Finds places by their names."""

    def find(self, text: str, *, language: str) -> list[Found]:
        """The places that bear this very name or address, in the language (fi, sv or en).

        None when nothing does: a similar name elsewhere is no answer. Raises GeocoderUnavailable
        when the service could not be asked; nothing else.
        """
        ...


class GeocoderUnavailable(KiertoError):
    """The address service gave no usable answer; `service` and `reason` are for the log.

    `pause_s` is how long the service asked to be left alone, if it did.
    """

    status = 503
    message = N_(
        "The address service does not answer just now. Places were looked up by the names of"
        " municipalities and localities. You can also choose the place on the map."
    )

    def __init__(self, *, service: str, reason: str, pause_s: float | None = None) -> None:
        super().__init__(service=service, reason=reason)
        self.service = service
        self.reason = reason
        self.pause_s = pause_s
