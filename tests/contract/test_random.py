"""Random bodies and queries, made of the members that the description names: never a fault."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.outside import Caller, Members, send
from tests.services.site import Site

BOUNDED = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
ODD = ["kivikko", "school-desk", "pcs", "65.7,24.5", "10", "0001-01-01", "9999-12-31", "1e3", "-0"]
ODD += ["0.0005", '"', "*", "(", "NEAR/1", "%", "_", "ä", "\x00", ""]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(ODD)
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)
)


@pytest.fixture(scope="module")
def described(outside: Site) -> Any:
    """The description that the running site gives of itself."""
    return send(outside.address, "GET", "/api/v1/openapi.json").json


def operation(described: Any, method: str, path: str) -> Any:
    """What is described of a call on something of this number."""
    for address, methods in described["paths"].items():
        if re.fullmatch(re.sub(r"{\w+}", r"\\d+", address), path):
            return methods[method.lower()]
    raise KeyError(path)


@BOUNDED
@given(data=st.data())
def test_random_bodies_are_never_a_fault(
    writes: list[tuple[Caller, str, str]], described: Any, data: st.DataObject
) -> None:
    caller, method, path = data.draw(st.sampled_from(writes))
    call = operation(described, method, path)
    content = call["requestBody"]["content"]["application/json"]
    name = content["schema"]["$ref"].rpartition("/")[2]
    members = sorted(described["components"]["schemas"][name]["properties"])
    body = data.draw(st.dictionaries(st.sampled_from(members), VALUES, max_size=len(members)))
    answer = caller.call(method, path, json.dumps(body).encode(), If_Match="*")
    assert str(answer.status) in call["responses"], (method, path, body, answer.content)
    if answer.status >= 400:
        assert set(names(answer.told[1])) <= {*members, ""}, (method, path, body, answer.content)


def names(told: list[str]) -> list[str]:
    """The members of the body in which something is wrong: location of location.lat."""
    return [name.split(".")[0] for name in told]


@BOUNDED
@given(data=st.data())
def test_random_queries_are_never_a_fault(
    person: Callable[[str], Caller], described: Any, data: st.DataObject
) -> None:
    reading = {
        path: [one["name"] for one in methods["get"]["parameters"] if one["in"] == "query"]
        for path, methods in described["paths"].items()
        if "get" in methods and "{" not in path
    }
    path = data.draw(st.sampled_from(sorted(path for path in reading if reading[path])))
    text = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(ODD)
    query: Members = data.draw(st.dictionaries(st.sampled_from(reading[path]), text))
    answer = person("ymparisto").get(path, query)
    assert answer.status in {200, 422}, (path, query, answer.content)
    if answer.status == 422:
        assert set(answer.told[1]) <= set(reading[path]), (path, query, answer.content)
