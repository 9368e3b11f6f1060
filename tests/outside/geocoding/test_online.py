"""Address services that answer, that fail, and that never come back."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from kierto.domain.place import Place
from kierto.outside.geocoding.chosen import chosen_geocoder
from kierto.outside.geocoding.online import Limits, OnlineGeocoder, nominatim, pelias
from kierto.outside.geocoding.port import Found, GeocoderUnavailable, Precision

QUICK = Limits(patience_s=2.0, timeout_s=0.5, tries=2, pause_s=0.0, rest_s=0.0)
AGENT = "Kierto tests (test@example.org)"
STREET = "Mannerheimintie 5, Helsinki"


@pytest.fixture
def slow_server() -> Iterator[HTTPServer]:
    """A server of the test's own, so that a slow answer does not reach into the next test."""
    with HTTPServer(threaded=True) as server:
        yield server


def nominatim_row(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "lat": "60.1699",
        "lon": "24.9384",
        "class": "place",
        "type": "house",
        "addresstype": "place",
        "name": "",
        "display_name": "5, Mannerheimintie, Kamppi, Helsinki, 00100, Suomi",
        "address": {
            "house_number": "5",
            "road": "Mannerheimintie",
            "city": "Helsinki",
            "postcode": "00100",
        },
    }
    return row | changes


def town(name: str, **changes: object) -> dict[str, object]:
    return nominatim_row(
        **{
            "class": "boundary",
            "type": "administrative",
            "addresstype": "city",
            "name": name,
            "display_name": f"{name}, Suomi",
            "address": {"city": name, "country": "Suomi"},
        }
        | changes
    )


def pelias_answer(*rows: Mapping[str, object]) -> dict[str, object]:
    return {
        "features": [
            {"geometry": {"coordinates": [24.9384, 60.1699]}, "properties": row} for row in rows
        ]
    }


PELIAS_HOUSE = {
    "layer": "address",
    "name": "Mannerheimintie 5",
    "street": "Mannerheimintie",
    "housenumber": "5",
    "localadmin": "Helsinki",
    "label": "Mannerheimintie 5, Helsinki",
}


def asked(server: HTTPServer, answer: object, text: str = STREET) -> list[Found]:
    server.expect_request("/search").respond_with_json(answer)
    return nominatim(server.url_for(""), user_agent=AGENT, limits=QUICK).find(text, language="fi")


def asked_pelias(server: HTTPServer, answer: object, text: str = STREET) -> list[Found]:
    server.expect_request("/geocoding/v1/search").respond_with_json(answer)
    address = server.url_for("/geocoding")
    service = pelias(address, user_agent=AGENT, key="secret", limits=QUICK)
    return service.find(text, language="fi")


def test_nominatim_gives_an_address_with_its_precision(httpserver: HTTPServer) -> None:
    assert asked(httpserver, [nominatim_row()]) == [
        Found(
            "5, Mannerheimintie, Kamppi, Helsinki, 00100, Suomi",
            Place(60.1699, 24.9384),
            Precision.EXACT,
            "Helsinki",
            "nominatim",
        )
    ]
    [(request, _)] = httpserver.log
    assert request.headers["User-Agent"] == AGENT
    assert request.args["accept-language"] == "fi"
    assert request.args["countrycodes"] == "fi"


def test_pelias_gets_its_key_in_the_header_and_its_path_from_the_address(
    httpserver: HTTPServer,
) -> None:
    assert asked_pelias(httpserver, pelias_answer(PELIAS_HOUSE)) == [
        Found(
            "Mannerheimintie 5, Helsinki",
            Place(60.1699, 24.9384),
            Precision.EXACT,
            "Helsinki",
            "pelias",
        )
    ]
    [(request, _)] = httpserver.log
    assert request.headers["digitransit-subscription-key"] == "secret"
    assert "secret" not in request.url


def stub(answer: Callable[[Request], Response]) -> Callable[[HTTPServer], None]:
    return lambda server: server.expect_request("/search").respond_with_handler(answer)


def slow(_request: Request) -> Response:
    time.sleep(1.5)
    return Response("[]", content_type="application/json")


FAILURES: dict[str, Callable[[HTTPServer], None]] = {
    "429": stub(lambda _: Response("slow down", status=429)),
    "500": stub(lambda _: Response("oops", status=500)),
    "403": stub(lambda _: Response("no", status=403)),
    "redirect": stub(lambda _: Response("", status=302, headers={"Location": "/elsewhere"})),
    "HTML": stub(lambda _: Response("<html>down</html>", content_type="text/html")),
    "lat null text": stub(lambda _: Response(json.dumps([nominatim_row(lat="null")]))),
    "lat null": stub(lambda _: Response(json.dumps([nominatim_row(lat=None)]))),
    "lat NaN": stub(lambda _: Response(json.dumps([nominatim_row(lat="NaN")]))),
    "lat 91": stub(lambda _: Response(json.dumps([nominatim_row(lat="91")]))),
    "text": stub(lambda _: Response('"hello"')),
    "no address": stub(lambda _: Response('[{"lat": 1, "lon": 2}]')),
    "not UTF-8": stub(lambda _: Response(b'["\xff"]')),
    "endless": stub(lambda _: Response("[" + " " * 3_000_000 + "]")),
    "deep": stub(lambda _: Response("[" * 100_000)),
}


@pytest.mark.filterwarnings("ignore:Latitude normalization")
@pytest.mark.parametrize("failure", FAILURES)
def test_a_failing_service_is_an_error_of_ours_and_the_gazetteer_answers(
    httpserver: HTTPServer, failure: str
) -> None:
    FAILURES[failure](httpserver)
    fails_and_falls_back(httpserver)


def test_a_service_that_does_not_answer_in_time_is_given_up(slow_server: HTTPServer) -> None:
    slow_server.expect_request("/search").respond_with_handler(slow)
    fails_and_falls_back(slow_server)


def fails_and_falls_back(server: HTTPServer) -> None:
    service = nominatim(server.url_for(""), user_agent=AGENT, limits=QUICK)
    with pytest.raises(GeocoderUnavailable) as failed:
        service.find(STREET, language="fi")
    assert failed.value.service == "nominatim"

    chosen = chosen_geocoder(
        "nominatim", address=server.url_for(""), user_agent=AGENT, limits=QUICK
    )
    started = time.monotonic()
    answer = chosen.answer("Tuntematon katu 5, 94100 Kemi", language="fi")
    assert time.monotonic() - started < 3
    assert isinstance(answer.unavailable, GeocoderUnavailable)
    assert [(found.name, found.precision) for found in answer.found] == [
        ("Kemi", Precision.MUNICIPALITY)
    ]


@pytest.mark.parametrize("pair", [[None, None], ["24.9"], [], [24.9, 160.1], None])
@pytest.mark.filterwarnings("ignore:Latitude normalization")
def test_pelias_without_coordinates_is_never_null_island(
    httpserver: HTTPServer, pair: list[object] | None
) -> None:
    feature = {"geometry": {"coordinates": pair}, "properties": PELIAS_HOUSE}
    with pytest.raises(GeocoderUnavailable):
        asked_pelias(httpserver, {"features": [feature]})


def test_without_any_network_the_gazetteer_answers() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        chosen = chosen_geocoder("pelias", address=address, user_agent=AGENT, limits=QUICK)
        answer = chosen.answer("Kemi", language="fi")
    assert [found.name for found in answer.found] == ["Kemi"]
    assert answer.unavailable is not None
    assert str(answer.unavailable).startswith("The address service does not answer just now.")


@pytest.mark.parametrize("nothing", ["[]", "{}", "null"])
def test_an_empty_answer_is_no_failure(httpserver: HTTPServer, nothing: str) -> None:
    httpserver.expect_request("/search").respond_with_data(nothing)
    chosen = chosen_geocoder(
        "nominatim", address=httpserver.url_for(""), user_agent=AGENT, limits=QUICK
    )
    assert chosen.answer("Xyzzy", language="fi").found == []
    answer = chosen.answer("Kemi", language="fi")
    assert answer.unavailable is None
    assert [found.source for found in answer.found] == ["gazetteer"]


def test_a_passing_failure_is_asked_a_second_time_and_no_more(httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request("/search").respond_with_data("", status=500)
    httpserver.expect_ordered_request("/search").respond_with_json([town("Kemi")])
    service = nominatim(httpserver.url_for(""), user_agent=AGENT, limits=QUICK)
    assert [found.name for found in service.find("Kemi", language="fi")] == ["Kemi"]
    assert len(httpserver.log) == 2


def test_a_dripping_answer_does_not_hold_the_request(slow_server: HTTPServer) -> None:
    def drops() -> Any:
        for _ in range(20):
            time.sleep(0.2)
            yield b" "

    slow_server.expect_request("/search").respond_with_handler(lambda _: Response(drops()))
    started = time.monotonic()
    with pytest.raises(GeocoderUnavailable, match="address service"):
        nominatim(slow_server.url_for(""), user_agent=AGENT, limits=QUICK).find(
            "Kemi", language="fi"
        )
    assert time.monotonic() - started < 1.5


class Service:
    """Counts what it is asked; fails while `broken`."""

    def __init__(self) -> None:
        self.questions: list[tuple[float, str]] = []
        self.now = 100.0
        self.broken = False
        self.at_once = self.most_at_once = 0

    def ask(self, text: str, *, language: str, timeout_s: float) -> Sequence[Any]:
        self.questions.append((self.now, text))
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        time.sleep(0.01)
        self.at_once -= 1
        if self.broken:
            raise ValueError("broken")
        return [text]

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def geocoder(self, limits: Limits) -> OnlineGeocoder:
        return OnlineGeocoder(
            "stub",
            self.ask,
            lambda raw, _question, source: [
                Found(raw[0], Place(65, 25), Precision.EXACT, "", source)
            ],
            limits=limits,
            clock=lambda: self.now,
            sleep=self.sleep,
        )


def test_the_same_question_is_asked_once_a_day() -> None:
    service = Service()
    geocoder = service.geocoder(QUICK)
    first = geocoder.find("Kemi", language="fi")
    assert geocoder.find("  KEMI ", language="fi") == first
    geocoder.find("Kemi", language="sv")
    assert len(service.questions) == 2
    service.now += 90_000
    geocoder.find("Kemi", language="fi")
    assert len(service.questions) == 3


def test_a_caller_who_changes_a_result_does_not_change_the_cache() -> None:
    geocoder = Service().geocoder(QUICK)
    geocoder.find("Kemi", language="fi").clear()
    assert len(geocoder.find("Kemi", language="fi")) == 1


def test_a_second_lies_between_two_questions_and_one_is_asked_at_a_time() -> None:
    service = Service()
    geocoder = service.geocoder(replace(QUICK, pause_s=1.0, patience_s=60))
    threads = [
        threading.Thread(target=geocoder.find, args=(f"Kemi {n}",), kwargs={"language": "fi"})
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = [moment for moment, _ in service.questions]
    assert times == [100.0 + n for n in range(8)]
    assert service.most_at_once == 1


def test_after_a_failure_a_hundred_rows_do_not_each_wait(slow_server: HTTPServer) -> None:
    slow_server.expect_request("/search").respond_with_handler(slow)
    chosen = chosen_geocoder(
        "nominatim",
        address=slow_server.url_for(""),
        user_agent=AGENT,
        limits=replace(QUICK, rest_s=60.0),
    )
    started = time.monotonic()
    answers = [chosen.answer(f"Katu {number}, Kemi", language="fi") for number in range(100)]
    assert time.monotonic() - started < 2
    assert all(answer.unavailable for answer in answers)
    assert {found.name for answer in answers for found in answer.found} == {"Kemi"}


def test_a_service_that_asks_for_rest_gets_it(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/search").respond_with_data(
        "", status=429, headers={"Retry-After": "30"}
    )
    service = nominatim(httpserver.url_for(""), user_agent=AGENT, limits=QUICK)
    reasons = []
    for _ in range(3):
        with pytest.raises(GeocoderUnavailable) as failed:
            service.find("Kemi", language="fi")
        reasons.append((failed.value.reason.split(":")[0], failed.value.pause_s))
    assert reasons == [("GeocoderRateLimited", 30.0), *[("left alone after a failure", None)] * 2]
    assert len(httpserver.log) == 1


def test_no_question_is_sent_for_nothing_or_for_a_page_of_text() -> None:
    service = Service()
    geocoder = service.geocoder(QUICK)
    assert [geocoder.find(text, language="fi") for text in ("", "  ", "x" * 201)] == [[], [], []]
    assert service.questions == []


@pytest.mark.parametrize(
    "address", ["nominatim.example.org", "ftp://x", "https://", "https://x/?q=1"]
)
def test_what_is_no_address_of_a_service_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(ValueError, match="not the address"):
        chosen_geocoder("nominatim", address=address, user_agent=AGENT)
    with pytest.raises(ValueError, match="no such geocoder"):
        chosen_geocoder("telepathy", user_agent=AGENT)
