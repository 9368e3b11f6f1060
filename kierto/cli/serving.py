"""Processes of a running site: the production server, and how they end together."""

import os
import signal
import socket
import threading
import time

import click
from flask import Flask

PATIENCE_SECONDS = 4.0


def application() -> Flask:
    """What each process of the server runs. It ends with the process that started it."""
    from kierto.wsgi import create

    end_with_parent()
    # A terminal's Ctrl-C reaches every process, and then the server tells its own to end: told
    # twice, one of them would wait until it is killed.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    return create()


def end_with_parent() -> None:
    """Stop this process when the one that started it is gone, however that one went.

    Otherwise a killed server would leave children behind that hold its port.
    """
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(3)
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()


def run_server(host: str, port: int, workers: int) -> None:
    """Serve until a signal ends it. Raises ClickException when the port is taken."""
    from granian import Granian
    from granian.constants import Interfaces

    wait_for_port(host, port)
    Granian(
        "kierto.cli.serving:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        backpressure=128,
        factory=True,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level="warning",  # type: ignore[arg-type]
    ).serve()


def wait_for_port(host: str, port: int) -> None:
    """Give what held the port a moment to go; a ClickException when it does not."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except socket.gaierror as unknown:
            raise click.ClickException(f"“{host}” is not an address of this machine.") from unknown
        except OSError as problem:
            if time.monotonic() < deadline and problem.errno is not None:
                time.sleep(0.2)
                continue
            raise click.ClickException(
                f"{host}:{port} cannot be used ({problem.strerror}): another program answers "
                f"there, or this user may not. Choose another port: --port {port + 1}."
            ) from problem
        return
