"""Random people trade at random; the giver answers every claim."""

import pytest

from tests.properties.exchange import Exchange
from tests.properties.walking import walk


@pytest.mark.slow
@pytest.mark.usefixtures("app")
def test_nothing_is_promised_twice_or_lost() -> None:
    walk(Exchange)
