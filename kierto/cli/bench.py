"""The command that measures Kierto against what one would otherwise do."""

import json
import sys

import click

from kierto.cli import main, one_document

BENCHES = ("match", "claims", "import")
BACKENDS = ("sqlite", "postgresql")


@main.command()
@click.argument("name", type=click.Choice(BENCHES))
@click.option("--backend", "backends", default="sqlite", show_default=True, help="Or both: a,b.")
@click.option("--listings", default=10_000, show_default=True, type=click.IntRange(1, 5_000_000))
@click.option("--wants", default=200, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option(
    "--claims", "claimed", default=200, show_default=True, type=click.IntRange(1, 100_000)
)
@click.option("--processes", default=4, show_default=True, type=click.IntRange(1, 64))
@click.option("--quantity", default=100, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--database-url", help="A PostgreSQL server to make a database on.")
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON document.")
@one_document
def bench(
    *,
    name: str,
    backends: str,
    listings: int,
    wants: int,
    claimed: int,
    processes: int,
    quantity: int,
    database_url: str | None,
    as_json: bool,
) -> None:
    """Measure NAME and check its answers; exit 1 when an answer is wrong.

    "match" searches the listings for a want; "claims" claims one listing from many processes at
    once; "import" reads a workbook of as many listings, twice.
    """
    from kierto.bench import claims, importing, match
    from kierto.bench.databases import NoServer
    from kierto.bench.results import Result

    def progress(words: str) -> None:
        click.echo(words, err=True)

    chosen = [word.strip() for word in backends.split(",") if word.strip()]
    unknown = [word for word in chosen if word not in BACKENDS]
    if unknown or not chosen:
        raise click.UsageError(f"--backend is one or both of: {', '.join(BACKENDS)}.")
    results: list[Result] | list[claims.Result]
    try:
        if name == "claims":
            results = [
                claims.run(
                    backend,
                    claims=claimed,
                    processes=processes,
                    quantity=quantity,
                    database_url=database_url,
                    progress=progress,
                )
                for backend in chosen
            ]
        elif name == "import":
            results = [
                importing.run(
                    backend, listings=listings, database_url=database_url, progress=progress
                )
                for backend in chosen
            ]
        else:
            results = [
                match.run(
                    backend,
                    listings=listings,
                    wants=wants,
                    database_url=database_url,
                    progress=progress,
                )
                for backend in chosen
            ]
    except NoServer as missing:
        raise click.ClickException(str(missing)) from missing
    documents = [result.document() for result in results]
    if as_json:
        whole = documents[0] | {"wrong": sum(result.wrong for result in results)}
        click.echo(json.dumps(whole if len(documents) == 1 else whole | {"backends": documents}))
    else:
        for result in results:
            click.echo(result.sentence())
    sys.exit(1 if any(result.wrong for result in results) else 0)
