"""Idempotency: a key that has already made something makes nothing more."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from kierto.db import Base, session
from kierto.domain.errors import N_, Conflict
from kierto.models import Submission, User

M = TypeVar("M", bound=Base)


class KeyReused(Conflict):
    """The same key with another content: a mistake of the caller, not a retry."""

    status = 422
    message = N_("This key was already used for something else. Send a new one.")


def once(
    model: type[M],
    make: Callable[[], M],
    *,
    person: User,
    key: str | None,
    content: object,
    now: datetime,
) -> M:
    """What ``make`` made for this person's ``key``, now or the first time.

    ``content`` is what was asked (JSON-like); the same key with another content raises
    KeyReused. Two calls at once are settled by the unique key in the database: the later one
    waits for the first and gets its result.
    """
    if not key:
        return make()
    kind = model.__tablename__
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
    earlier = _find(person, key, kind)
    if earlier is None:
        submission = Submission(
            user_id=person.id, key=key, kind=kind, digest=digest, submitted_at=now
        )
        try:
            with session.begin_nested():
                session.add(submission)
        except IntegrityError:
            earlier = _find(person, key, kind)
        else:
            made = make()
            session.flush()
            submission.object_id = made.id  # type: ignore[attr-defined]
            return made
    if earlier is None or earlier.digest != digest:
        raise KeyReused
    result = session.get(model, earlier.object_id)
    if result is None:
        raise KeyReused
    return result


def _find(person: User, key: str, kind: str) -> Submission | None:
    return session.scalar(
        select(Submission).where(
            Submission.user_id == person.id, Submission.key == key, Submission.kind == kind
        )
    )
