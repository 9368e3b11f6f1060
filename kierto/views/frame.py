"""What the frame of every page knows of the reader."""

import secrets

from flask import g
from flask_login import current_user

from kierto.domain.permissions import Permission
from kierto.queries import access


def words() -> dict[str, object]:
    """What else the reader may do; nothing for a visitor or when all is broken."""
    if g.get("is_broken") or not current_user.is_authenticated:
        return {}
    if "may_administer" not in g:
        user = current_user._get_current_object()
        g.may_administer = user.is_operator or access.may(user, Permission.ADMINISTER_PEOPLE)
        g.may_import = access.may(user, Permission.IMPORT)
    return {
        "may_administer": g.may_administer,
        "may_import": g.may_import,
        "mail_stopped": current_user.mail_stopped_at is not None,
    }


def submission_key() -> str:
    """A key for a form whose second sending must not do the same again."""
    return secrets.token_urlsafe(12)
