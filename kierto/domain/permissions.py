"""Who may do what: one table of roles and permissions.

A role is held in a unit and reaches that unit and everything below it; held in the root unit it
reaches the whole organisation. Visibility of listings is not decided here (see visibility).
"""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a person is in a unit."""

    VIEWER = "viewer"
    MEMBER = "member"
    APPROVER = "approver"
    TRANSPORT = "transport"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMIN = "admin"
    OPERATOR = "operator"


class Permission(StrEnum):
    """What a person does; each view, API call and command names the one it needs."""

    BROWSE = "browse"
    POST_LISTING = "post_listing"
    POST_WANT = "post_want"
    CLAIM = "claim"
    DECIDE_CLAIM = "decide_claim"
    RECORD_HANDOVER = "record_handover"
    RECORD_OUTCOME = "record_outcome"
    DRIVE = "drive"
    IMPORT = "import"
    SEE_REPORTS = "see_reports"
    SEE_LEDGER = "see_ledger"
    CORRECT_LEDGER = "correct_ledger"
    ADMINISTER_UNITS = "administer_units"
    ADMINISTER_PEOPLE = "administer_people"
    ADMINISTER_ORGANISATION = "administer_organisation"
    OPERATE = "operate"


_EVERYBODY = frozenset({Permission.BROWSE})
_MEMBER = _EVERYBODY | {
    Permission.POST_LISTING,
    Permission.POST_WANT,
    Permission.CLAIM,
    Permission.DECIDE_CLAIM,
    Permission.RECORD_HANDOVER,
    Permission.RECORD_OUTCOME,
    Permission.SEE_REPORTS,
}

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.VIEWER: _EVERYBODY | {Permission.SEE_REPORTS},
    Role.MEMBER: _MEMBER,
    Role.APPROVER: _MEMBER,
    Role.TRANSPORT: _EVERYBODY
    | {Permission.RECORD_HANDOVER, Permission.DRIVE, Permission.SEE_REPORTS},
    Role.COORDINATOR: _MEMBER
    | {
        Permission.IMPORT,
        Permission.SEE_LEDGER,
        Permission.CORRECT_LEDGER,
    },
    Role.AUDITOR: _EVERYBODY | {Permission.SEE_REPORTS, Permission.SEE_LEDGER},
    Role.ADMIN: _EVERYBODY
    | {
        Permission.SEE_REPORTS,
        Permission.IMPORT,
        Permission.ADMINISTER_UNITS,
        Permission.ADMINISTER_PEOPLE,
        Permission.ADMINISTER_ORGANISATION,
    },
    Role.OPERATOR: _EVERYBODY | {Permission.OPERATE},
}


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that carry ``permission``."""
    return frozenset(role for role, granted in PERMISSIONS.items() if permission in granted)
