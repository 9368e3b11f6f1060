"""Random people trade at random; whoever comes first gets it without asking."""

import pytest

from tests.properties.exchange import Exchange
from tests.properties.walking import walk


class WithoutAsking(Exchange):
    approves = False


@pytest.mark.slow
@pytest.mark.usefixtures("app")
def test_nothing_is_promised_twice_or_lost() -> None:
    walk(WithoutAsking)
