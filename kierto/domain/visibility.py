"""Who may see a listing: the one rule that every door asks.

Audience stages widen in order: own organisation → partners → companies → public. The database
form of the same rule is ``kierto.queries.visibility``; a property test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from kierto.domain.states import ListingState


class OrganisationKind(StrEnum):
    """What an organisation is; it decides at which stage it sees others' listings."""

    MUNICIPALITY = "municipality"
    PUBLIC_BODY = "public_body"
    ASSOCIATION = "association"
    COMPANY = "company"


class Stage(StrEnum):
    """To whom a listing is open, from the narrowest to the widest circle."""

    OWN = "own"
    PARTNERS = "partners"
    COMPANIES = "companies"
    PUBLIC = "public"


STAGES = tuple(Stage)

STAGE_OF_KIND: Mapping[OrganisationKind, Stage] = {
    OrganisationKind.MUNICIPALITY: Stage.PARTNERS,
    OrganisationKind.PUBLIC_BODY: Stage.PARTNERS,
    OrganisationKind.ASSOCIATION: Stage.PARTNERS,
    OrganisationKind.COMPANY: Stage.COMPANIES,
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks: the units and organisations they act for, and their widest stage.

    The default is a visitor who has not signed in.
    """

    stage: Stage = Stage.PUBLIC
    organisations: frozenset[int] = field(default_factory=frozenset)
    units: frozenset[int] = field(default_factory=frozenset)


class Shown(Protocol):
    """What the rule needs to know of a listing."""

    @property
    def organisation_id(self) -> int: ...
    @property
    def unit_id(self) -> int: ...
    @property
    def state(self) -> ListingState: ...
    @property
    def partners_from(self) -> datetime | None: ...
    @property
    def companies_from(self) -> datetime | None: ...
    @property
    def public_from(self) -> datetime | None: ...


def can_see(listing: Shown, viewer: Viewer, now: datetime) -> bool:
    """Drafts are for the giving unit, everything else for those whose stage has opened."""
    if listing.state is ListingState.DRAFT:
        return listing.unit_id in viewer.units
    if listing.organisation_id in viewer.organisations:
        return True
    opens = {
        Stage.OWN: None,
        Stage.PARTNERS: listing.partners_from,
        Stage.COMPANIES: listing.companies_from,
        Stage.PUBLIC: listing.public_from,
    }[viewer.stage]
    return opens is not None and opens <= now


@dataclass(frozen=True, slots=True)
class StageDays:
    """An organisation's policy: days from opening until each wider stage; None is never."""

    partners: int | None = 14
    companies: int | None = 14
    public: int | None = 28

    def opening_times(self, opened_at: datetime) -> dict[Stage, datetime | None]:
        """When each stage opens; a wider stage never opens before a narrower one."""

        def after(days: int | None) -> datetime | None:
            return None if days is None else opened_at + timedelta(days=days)

        return {
            Stage.PARTNERS: after(self.partners),
            Stage.COMPANIES: after(self.companies),
            Stage.PUBLIC: after(self.public),
        }


def times_for_audience(
    audience: Stage, opened_at: datetime, policy: StageDays
) -> dict[Stage, datetime | None]:
    """Opening times when the owner opens ``audience`` at once; wider stages keep the policy.

    ``Stage.OWN`` means the policy as it stands.
    """
    times = policy.opening_times(opened_at)
    reached = STAGES.index(audience)
    return {
        stage: opened_at if STAGES.index(stage) <= reached else opens
        for stage, opens in times.items()
    }


def current_stage(listing: Shown, now: datetime) -> Stage:
    """The widest stage that is open at ``now``."""
    open_stage = Stage.OWN
    for stage, opens in (
        (Stage.PARTNERS, listing.partners_from),
        (Stage.COMPANIES, listing.companies_from),
        (Stage.PUBLIC, listing.public_from),
    ):
        if opens is not None and opens <= now:
            open_stage = stage
    return open_stage
