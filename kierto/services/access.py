"""The gate that every write passes: may this person do this for this unit?"""

from kierto.domain.errors import NotAllowed
from kierto.domain.permissions import Permission
from kierto.models import Unit, User
from kierto.queries import access


def allow(person: User, permission: Permission, unit: Unit | None = None) -> None:
    """Raises NotAllowed unless ``person`` has ``permission`` in ``unit`` (or anywhere)."""
    if not access.may(person, permission, None if unit is None else unit.id):
        raise NotAllowed
