"""A running site for tests with a browser: the production server on a database of its own."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from tests.services.databases import SECRET
from tests.services.ports import free_port

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site answers and where its data lies."""

    address: str
    home: Path

    def begin_anew(self, source: Path) -> None:
        """Make the database the same as ``source``, under the running server."""
        with (
            closing(sqlite3.connect(source)) as fresh,
            closing(sqlite3.connect(self.home / "kierto.db")) as used,
        ):
            fresh.backup(used)

    def verify_ledger(self) -> dict[str, Any]:
        """What ``kierto ledger verify`` says of the same database."""
        done = subprocess.run(
            [sys.executable, "-m", "kierto", "ledger", "verify", "--json"],
            cwd=CHECKOUT,
            env=_environment(self.home, self.address),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        said: dict[str, Any] = json.loads(done.stdout)
        return said


@contextmanager
def serving(source: Path, home: Path) -> Iterator[Site]:
    """Serve a copy of the SQLite file ``source`` until the block ends.

    Raises:
        RuntimeError: the server did not start; the message ends with what it said.
    """
    shutil.copy(source, home / "kierto.db")
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}", home)
    log = home / "server.log"
    # setpriv ends the server when the test run is gone, however it went.
    command = ["setpriv", "--pdeathsig", "TERM", sys.executable, "-m", "kierto", "serve"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--workers", "1"],
            cwd=CHECKOUT,
            env=_environment(home, site.address),
            stdout=output,
            stderr=output,
        )
    try:
        if not _answers(process, port):
            raise RuntimeError(f"The site did not start:\n{log.read_text('utf-8', 'replace')}")
        yield site
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment(home: Path, address: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if "KIERTO_" not in name}
    return inherited | {
        "KIERTO_HOME": str(home),
        "KIERTO_BASE_URL": address,
        "KIERTO_SECRET_KEY": SECRET,
    }


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with closing(HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
            try:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return True
            except (HTTPException, OSError):
                time.sleep(0.05)
    return False
