import os
import time

import psycopg
import pytest

from tests.services import postgresql

pytestmark = pytest.mark.postgresql


@pytest.mark.parametrize("turn", range(4))
def test_each_worker_writes_to_a_database_of_its_own(postgresql_url: str, turn: int) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS visits (worker text, turn int)")
        connection.execute("INSERT INTO visits VALUES (%s, %s)", (worker, turn))
        workers = connection.execute("SELECT DISTINCT worker FROM visits").fetchall()
    assert workers == [(worker,)]


def test_a_database_is_gone_after_its_block(postgresql_server: str) -> None:
    with postgresql.database(postgresql_server) as address, psycopg.connect(address) as connection:
        row = connection.execute(
            "SELECT current_database() LIKE 'kierto\\_test\\_%', 'Ä' < 'ä'"
        ).fetchone()
        assert row == (True, True)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(address)


def test_a_server_is_gone_after_its_block() -> None:
    with postgresql.server() as address, psycopg.connect(address) as connection:
        assert connection.info.server_version >= 160000
    time.sleep(0.1)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address, connect_timeout=2)
