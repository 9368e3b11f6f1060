"""Streams, for the units that give them."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kierto.db import session
from kierto.domain.errors import NotFound
from kierto.domain.stream import StreamState
from kierto.domain.visibility import Viewer
from kierto.models import Listing, Stream


def stream_of_viewer(stream_id: int, viewer: Viewer) -> Stream:
    """The stream, if ``viewer`` belongs to its unit. Raises NotFound for everybody else."""
    found = session.scalar(
        select(Stream).where(Stream.id == stream_id, Stream.unit_id.in_(viewer.units))
    )
    if found is None:
        raise NotFound
    return found


def of_units(units: frozenset[int]) -> list[Stream]:
    """The streams of ``units``: those that run first, those that have ended last."""
    found = session.scalars(
        select(Stream)
        .where(Stream.unit_id.in_(units))
        .options(joinedload(Stream.unit), joinedload(Stream.category))
        .order_by(Stream.id.desc())
    ).all()
    return sorted(found, key=lambda stream: list(StreamState).index(stream.state))


def listings_of(stream: Stream, *, limit: int = 60) -> list[Listing]:
    """What was offered of it, the newest period first."""
    return list(
        session.scalars(
            select(Listing)
            .where(Listing.stream_id == stream.id)
            .order_by(Listing.stream_period.desc())
            .limit(limit)
        )
    )
