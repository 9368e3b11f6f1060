"""Address services on the network, asked through geopy: Nominatim and Pelias (Digitransit).

A web request must never hang on somebody else's server, so one question takes a few seconds at
the most, whatever the other side does; after a failure the service is left alone for a while.
"""

import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException, HTTPResponse
from ssl import SSLContext
from typing import Any, Final, Protocol
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, build_opener

from geopy.adapters import URLLibAdapter
from geopy.exc import (
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeopyError,
)
from geopy.exc import GeocoderUnavailable as NoConnection
from geopy.geocoders import Nominatim, Pelias

from kierto.domain.text import fold
from kierto.outside.geocoding.port import Found, GeocoderUnavailable
from kierto.outside.geocoding.service_answers import read_nominatim, read_pelias

MOST_RESULTS = 10
LARGEST_ANSWER = 2_000_000
LONGEST_TEXT = 200
LONGEST_REST_S = 3600.0
_MAY_PASS = (GeocoderServiceError, NoConnection)
_UNUSABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError, OSError)


class Ask(Protocol):
    """Sends one question to a service and gives its raw results."""

    def __call__(self, text: str, *, language: str, timeout_s: float) -> Sequence[Any]: ...


class _StayHere(HTTPRedirectHandler):
    """Follows no redirection: the key in the header is for the configured server alone."""

    def redirect_request(self, *_request: object) -> None:
        return None


class _BoundedAdapter(URLLibAdapter):
    """geopy's own adapter, which neither retries nor reads on without an end.

    geopy would take `requests` where that happens to be installed, and let it try three times.
    """

    def __init__(self, *, proxies: dict[str, str] | None, ssl_context: SSLContext | None) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self.urlopen = build_opener(
            HTTPSHandler(context=ssl_context), ProxyHandler(proxies), _StayHere()
        ).open

    def _decode_page(self, page: HTTPResponse) -> str:
        try:
            body = page.read(LARGEST_ANSWER + 1)
        except (OSError, HTTPException, ValueError) as error:
            raise GeocoderServiceError(f"the answer broke off: {error}") from error
        finally:
            page.close()
        if len(body) > LARGEST_ANSWER:
            raise GeocoderParseError("the answer is too large")
        try:
            return str(body, "utf-8")
        except UnicodeDecodeError as error:
            raise GeocoderParseError("the answer is not UTF-8") from error


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait for a service and how often to ask it, in seconds.

    `patience_s` is the longest that one look-up takes in all, pauses and the second try included;
    `timeout_s` the longest of one question. `pause_s` lies between two questions (Nominatim's
    public server asks for a second). `rest_s` is how long nothing is sent after a failure, so
    that a hundred imported rows do not each wait for a dead server.
    """

    patience_s: float = 4.0
    timeout_s: float = 2.5
    tries: int = 2
    pause_s: float = 1.0
    rest_s: float = 60.0
    cache_size: int = 1000
    cache_for_s: float = 86_400.0


STANDARD_LIMITS: Final = Limits()


class OnlineGeocoder:
    """A service behind limits: of time, to one question at a time, and a cache before it.

    The cache and the queue belong to one process; with several workers each has its own.
    Clock and sleep come in for tests.
    """

    def __init__(
        self,
        service: str,
        ask: Ask,
        read: Callable[[Sequence[Any], str, str], list[Found]],
        *,
        limits: Limits = STANDARD_LIMITS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.service = service
        self._ask = ask
        self._read = read
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._cache: OrderedDict[tuple[str, str], tuple[float, list[Found]]] = OrderedDict()
        self._cache_lock = threading.Lock()
        self._one_at_a_time = threading.Lock()
        self._not_before = 0.0
        self._resting_until = 0.0

    def find(self, text: str, *, language: str) -> list[Found]:
        """The places that bear this name or address; see `Geocoder.find`."""
        question = fold(text)
        if not question or len(question) > LONGEST_TEXT:
            return []
        cached = self._cached(question, language)
        if cached is not None:
            return cached
        deadline = self._clock() + self._limits.patience_s
        if self._clock() < self._resting_until:
            raise self._unavailable("left alone after a failure")
        if not self._one_at_a_time.acquire(timeout=self._limits.patience_s):
            raise self._unavailable("busy with other questions")
        try:
            cached = self._cached(question, language)
            if cached is not None:
                return cached
            if self._clock() < self._resting_until:
                raise self._unavailable("left alone after a failure")
            found = self._asked(text.strip(), question, language, deadline)
        except GeocoderUnavailable as failure:
            rest_s = self._limits.rest_s if failure.pause_s is None else failure.pause_s
            self._resting_until = max(self._resting_until, self._clock() + rest_s)
            raise
        finally:
            self._one_at_a_time.release()
        with self._cache_lock:
            self._cache[question, language] = (self._clock() + self._limits.cache_for_s, found)
            while len(self._cache) > self._limits.cache_size:
                self._cache.popitem(last=False)
        return list(found)

    def _cached(self, question: str, language: str) -> list[Found] | None:
        with self._cache_lock:
            until, found = self._cache.get((question, language), (0.0, []))
            if self._clock() >= until:
                self._cache.pop((question, language), None)
                return None
            self._cache.move_to_end((question, language))
            return list(found)

    def _asked(self, text: str, question: str, language: str, deadline: float) -> list[Found]:
        """One question, sent a second time only after a failure that may have been a passing one.

        A time-out is not repeated (there would be no time left), nor is a refusal.
        """
        for attempt in range(1, self._limits.tries + 1):
            wait = max(0.0, self._not_before - self._clock())
            if self._clock() + wait >= deadline:
                break
            if wait:
                self._sleep(wait)
            timeout_s = min(self._limits.timeout_s, deadline - self._clock())
            try:
                raw = _within(
                    partial(self._ask, text, language=language, timeout_s=timeout_s), timeout_s
                )
                return self._read(raw, question, self.service)[:MOST_RESULTS]
            except GeopyError as error:
                if type(error) in _MAY_PASS and attempt < self._limits.tries:
                    continue
                raise self._unavailable(_said(error), pause_s=_pause_after(error)) from error
            except _UNUSABLE as error:
                reason = f"unusable answer: {_said(error)}"
                raise self._unavailable(reason, pause_s=0.0) from error
            finally:
                self._not_before = self._clock() + self._limits.pause_s
        raise self._unavailable("no time left to ask", pause_s=0.0)

    def _unavailable(self, reason: str, *, pause_s: float | None = None) -> GeocoderUnavailable:
        return GeocoderUnavailable(service=self.service, reason=reason, pause_s=pause_s)


def _said(error: Exception) -> str:
    """The error's kind and the start of its words: a service's page of HTML is not for the log."""
    return f"{type(error).__name__}: {str(error).splitlines()[0][:120] if str(error) else ''}"


def _pause_after(error: GeopyError) -> float | None:
    """How long to leave the service alone: as it says, not at all, or the usual time (None)."""
    if isinstance(error, GeocoderQueryError):
        return 0.0
    if isinstance(error, GeocoderRateLimited) and error.retry_after:
        return min(float(error.retry_after), LONGEST_REST_S)
    return None


def _within(ask: Callable[[], Sequence[Any]], seconds: float) -> Sequence[Any]:
    """What `ask` gives, or GeocoderTimedOut when it takes longer.

    It runs in a thread of its own, because a socket's time limit counts each read anew and does
    not bound the look-up of a host's name. The thread is left to end by itself.
    """
    outcome: queue.SimpleQueue[tuple[Sequence[Any], Exception | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put((ask(), None))
        except Exception as error:  # noqa: BLE001 - carried over to the asking thread
            outcome.put(((), error))

    threading.Thread(target=run, name="geocoder", daemon=True).start()
    try:
        given, error = outcome.get(timeout=seconds + 0.25)
    except queue.Empty:
        raise GeocoderTimedOut(f"no answer in {seconds:.1f} s") from None
    if error is not None:
        raise error
    return given


def nominatim(address: str, *, user_agent: str, limits: Limits = STANDARD_LIMITS) -> OnlineGeocoder:
    """Nominatim at an address such as https://nominatim.openstreetmap.org.

    `user_agent` names the installation and how to reach it, as the public server's rules ask.
    """
    scheme, domain = _split(address)
    service = Nominatim(
        domain=domain, scheme=scheme, user_agent=user_agent, adapter_factory=_BoundedAdapter
    )

    def ask(text: str, *, language: str, timeout_s: float) -> Sequence[Any]:
        return (
            service.geocode(
                text,
                exactly_one=False,
                limit=MOST_RESULTS,
                addressdetails=True,
                namedetails=True,
                country_codes="fi",
                language=language,
                timeout=timeout_s,
            )
            or ()
        )

    return OnlineGeocoder("nominatim", ask, read_nominatim, limits=limits)


def pelias(
    address: str,
    *,
    user_agent: str,
    key: str = "",
    key_header: str = "digitransit-subscription-key",
    limits: Limits = STANDARD_LIMITS,
) -> OnlineGeocoder:
    """Pelias at an address such as https://api.digitransit.fi/geocoding (its path included).

    The key goes into a header, not into the address, so that no proxy writes it to its log.
    """
    scheme, domain = _split(address)
    service = Pelias(
        domain=domain, scheme=scheme, user_agent=user_agent, adapter_factory=_BoundedAdapter
    )
    if key:
        service.headers[key_header] = key

    def ask(text: str, *, language: str, timeout_s: float) -> Sequence[Any]:
        return service.geocode(text, exactly_one=False, language=language, timeout=timeout_s) or ()

    return OnlineGeocoder("pelias", ask, read_pelias, limits=limits)


def _split(address: str) -> tuple[str, str]:
    """Scheme and host with path. ValueError for what is no http or https address."""
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise ValueError(f"not the address of a geocoding service: {address!r}")
    return parts.scheme, f"{parts.netloc}{parts.path}".rstrip("/")
