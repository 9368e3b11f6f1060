"""Decisions by which public property leaves its organisation."""

from sqlalchemy import select

from kierto.db import session
from kierto.domain.visibility import OrganisationKind
from kierto.models import Claim, Release

_PUBLIC = frozenset({OrganisationKind.MUNICIPALITY, OrganisationKind.PUBLIC_BODY})


def leaves_public_property(claim: Claim) -> bool:
    """Whether a public body gives to somebody outside itself, so that a decision is needed.

    What is only lent stays its property.
    """
    giver = claim.listing.organisation
    return claim.loan_days is None and giver.kind in _PUBLIC and claim.organisation_id != giver.id


def release_of(claim: Claim) -> Release | None:
    """The decision recorded for ``claim``."""
    return session.scalar(select(Release).where(Release.claim_id == claim.id))
