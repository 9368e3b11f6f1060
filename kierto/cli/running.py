"""Commands that run a site: server, worker, and both for the demo."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import click

from kierto.cli import main, with_application
from kierto.cli.serving import end_with_parent, run_server, wait_for_port

PAUSE_SECONDS = 5.0
MOST_LOOKS = 200
"""After so many short looks at what has changed, a round sends its mail first."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes."
)
@with_application
def serve(*, host: str, port: int, workers: int) -> None:
    """Serve the site with the production server."""
    _check_start()
    wait_for_port(host, port)
    click.echo(f"Kierto answers at http://{host}:{port} (Ctrl-C ends it).", err=True)
    run_server(host, port, workers)


@main.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.pass_context
def demo(context: click.Context, *, port: int) -> None:
    """Serve a demo city: database, worker and server together."""
    from kierto.cli.demo import PASSWORD, accounts

    host = "127.0.0.1"
    address = f"http://{host}:{port}"
    os.environ.setdefault("KIERTO_BASE_URL", address)
    wait_for_port(host, port)
    _prepare_demo()
    worker_process = subprocess.Popen([sys.executable, "-m", "kierto", "worker", "--for-parent"])
    click.echo(f"\n  Kierto is at {address}\n  Password of every account: {PASSWORD}\n")
    for email, who in accounts():
        click.echo(f"    {email:<32} {who}")
    click.echo("\n  Ctrl-C ends it; the data stays for the next start.\n")
    try:
        run_server(host, port, 2)
    finally:
        worker_process.terminate()
        try:
            worker_process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            worker_process.kill()
    context.exit(0)


@main.command()
@click.option("--once", is_flag=True, help="Do what is due now and end.")
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON document a round.")
@click.option("--for-parent", is_flag=True, hidden=True, help="End with the starting process.")
@with_application
def worker(*, once: bool, as_json: bool, for_parent: bool) -> None:
    """Do what time brings: send mail, let reservations lapse, open stages, expire offers."""
    _check_start()
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    if for_parent:
        end_with_parent()
    if once:
        _tell(_round(), as_json=as_json)
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        began = time.monotonic()
        done = _round_or_complaint()
        if done is not None and any(done.values()):
            _tell(done, as_json=as_json)
        stop.wait(max(0.5, PAUSE_SECONDS - (time.monotonic() - began)))


@with_application
def _prepare_demo() -> None:
    from kierto.cli.site import prepare

    prepare("kemi", progress=lambda text: click.echo(text, err=True))


def _check_start() -> None:
    from kierto.views.installation import settings
    from kierto.wsgi import StartRefused, refuse_unsafe

    try:
        refuse_unsafe(settings())
    except StartRefused as refused:
        raise click.ClickException(str(refused)) from refused


def _round_or_complaint() -> dict[str, int] | None:
    """One round; what goes wrong in it is logged, and the next round tries again."""
    from sqlalchemy.exc import DBAPIError

    from kierto.db import session

    try:
        return _round()
    except DBAPIError:
        logging.getLogger("kierto.worker").exception("This round failed; the next one tries again")
        return None
    finally:
        session.remove()


def _round() -> dict[str, int]:
    from kierto.cli.deliveries import send_due
    from kierto.db import transaction
    from kierto.models import User
    from kierto.outside.mail import chosen_mailer
    from kierto.services import alerts, digests, reminders, ways_out
    from kierto.services.upkeep import keep_up
    from kierto.views.installation import settings

    now = datetime.now(UTC)
    chosen = settings()

    def way_out(user: User) -> str:
        return ways_out.path_for(user, secret=chosen.secret_key)

    with transaction():
        done = keep_up(now)
    with transaction():
        reminded = reminders.remind(now)
    # Looked for in the same round as the stages that opened, so that their news leave with it.
    matched = looks = 0
    while looks < MOST_LOOKS and alerts.is_due():
        with transaction():
            matched += alerts.find(now)
        looks += 1
    with transaction():
        digests.bundle(now, way_out)
    sent, failed = send_due(
        now,
        chosen_mailer(chosen.mail_url, sender=chosen.mail_from),
        sender=chosen.mail_from,
        site=chosen.base_url,
        clock=lambda: datetime.now(UTC),
    )
    return {
        "sent": sent,
        "lapsed": done.lapsed,
        "promoted": done.promoted,
        "opened": done.opened,
        "failed": failed,
        "expired": done.expired,
        "matched": matched,
        "reminded": reminded,
    }


def _tell(done: dict[str, int], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(done))
    else:
        click.echo(", ".join(f"{name} {number}" for name, number in done.items()))
