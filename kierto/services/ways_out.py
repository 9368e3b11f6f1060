"""The signed link in a mail, with which a person ends such mails without signing in.

The signature says whose mails are meant and nothing else: it opens no page, tells no name and
can only be used to get fewer mails or more, never to read one.
"""

from itsdangerous import BadSignature, URLSafeSerializer

from kierto.db import session
from kierto.domain.errors import NotFound
from kierto.models import User

_SALT = "ways out of mails"


def path_for(user: User, *, secret: str) -> str:
    """The path of the page for ``user``."""
    return f"/mails/{_serializer(secret).dumps(user.id)}"


def user_of(signed: str, *, secret: str) -> User:
    """Whose link it is. Raises NotFound when it was not signed here or the person has left."""
    try:
        number = _serializer(secret).loads(signed)
    except BadSignature as forged:
        raise NotFound from forged
    user = session.get(User, number) if isinstance(number, int) else None
    if user is None or user.erased_at is not None:
        raise NotFound
    return user


def _serializer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=_SALT)
