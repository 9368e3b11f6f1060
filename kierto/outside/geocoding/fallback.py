"""Asks the address service first and the gazetteer when that fails or knows nothing."""

import logging
from dataclasses import dataclass

from kierto.outside.geocoding.gazetteer import Gazetteer
from kierto.outside.geocoding.port import Found, Geocoder, GeocoderUnavailable

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and the service's failure if there was one: a message beside the result.

    A caller may ask again later if `unavailable` is set; what was found is good enough until then.
    """

    found: list[Found]
    unavailable: GeocoderUnavailable | None = None


class FallbackGeocoder:
    """A geocoder that always answers; `online` is None where only the gazetteer is wanted."""

    def __init__(self, online: Geocoder | None, gazetteer: Gazetteer) -> None:
        self._online = online
        self._gazetteer = gazetteer

    def answer(self, text: str, *, language: str) -> Answer:
        """The places of this name or address, and whether the service failed. Never raises."""
        unavailable = None
        if self._online is not None and text.strip():
            try:
                found = self._online.find(text, language=language)
            except GeocoderUnavailable as failure:
                log.warning("geocoder %s unavailable: %s", failure.service, failure.reason)
                unavailable = failure
            else:
                if found:
                    return Answer(found)
        return Answer(self._gazetteer.find(text, language=language), unavailable)

    def find(self, text: str, *, language: str) -> list[Found]:
        """The same without the message: for callers that only need a Geocoder."""
        return self.answer(text, language=language).found
