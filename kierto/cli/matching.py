"""The command that shows matches with their reasons."""

import json
from datetime import UTC, datetime

import click

from kierto.cli import main, with_application

NUMBER = click.IntRange(1, 2**63 - 1)
"""A number that a database can hold."""


@main.command()
@click.option("--listing", "listing_id", type=NUMBER, help="Wants that this listing meets.")
@click.option("--want", "want_id", type=NUMBER, help="Listings that meet this want.")
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON document.")
@with_application
def match(*, listing_id: int | None, want_id: int | None, as_json: bool) -> None:
    """Show what meets a want, or which wants a listing meets."""
    from kierto.db import session
    from kierto.models import Listing, Want
    from kierto.queries import matches
    from kierto.wording import label

    if (listing_id is None) == (want_id is None):
        raise click.UsageError("Name either --listing or --want.")
    now = datetime.now(UTC)
    if listing_id is not None:
        listing = session.get(Listing, listing_id)
        if listing is None:
            raise click.ClickException(f"There is no listing {listing_id}.")
        found = matches.wants_for(listing, now=now)
    else:
        want = session.get(Want, want_id)
        if want is None:
            raise click.ClickException(f"There is no want {want_id}.")
        found = matches.listings_for(want, now=now)
    document = [
        {
            "listing": one.listing.id,
            "want": one.want.id,
            "distance_km": round(one.distance_m / 1000, 3),
            "reasons": [reason.value for reason in one.reasons],
        }
        for one in found
    ]
    if as_json:
        click.echo(json.dumps({"matches": document}, ensure_ascii=False))
        return
    for one in found:
        click.echo(
            f"{one.distance_m / 1000:8.1f} km  listing {one.listing.id} ({one.listing.title})"
            f" – want {one.want.id} ({one.want.unit.name}): "
            + ", ".join(str(label(reason)) for reason in one.reasons)
        )
    if not found:
        click.echo("No match.")
