"""The caller, and the units for which the caller acts."""

from typing import Any

from flask import Response

from kierto.api.calls import Noun, answer
from kierto.api.schemas.units import CallerOut, UnitsOut
from kierto.api.tokens import caller
from kierto.domain.permissions import Permission
from kierto.models import Unit
from kierto.queries import named_units

noun = Noun("units", "Units and the caller")


@noun.get("/units", guard="signed_in", answers={200: UnitsOut()})
def index() -> Response:
    """Your units: their codes, sites, and what you may do for each."""
    units = named_units.own_units(caller())
    sites = named_units.sites_of({unit.organisation_id for unit, _may in units})
    return answer(
        {
            "items": [
                _shown(unit, may)
                | {
                    "sites": [
                        {"id": s.id, "name": s.name, "lat": s.latitude, "lon": s.longitude}
                        for s in sites[unit.organisation_id]
                    ]
                }
                for unit, may in units
            ],
            "next": None,
        }
    )


@noun.get("/me", guard="signed_in", answers={200: CallerOut()})
def me() -> Response:
    """You: the person for whom the token acts."""
    person = caller()
    return answer(
        {
            "id": person.id,
            "name": person.name,
            "email": person.email,
            "language": person.language,
            "operator": person.is_operator,
            "units": [_shown(unit, may) for unit, may in named_units.own_units(person)],
        }
    )


def _shown(unit: Unit, may: frozenset[Permission]) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "organisation": unit.organisation.name,
        "store": unit.is_store,
        "site": None if unit.site is None else unit.site.name,
        "permissions": sorted(may),
    }
