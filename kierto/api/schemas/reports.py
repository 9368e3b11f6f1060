"""The reuse report. ``kierto.documents.reuse_report_json`` writes what is described here."""

from typing import Any

from marshmallow import Schema, fields

from kierto.api.fields import SOMETIMES, Day, Query, Words, YesNo
from kierto.api.numbers import Amount, Exact, Kilograms, Number
from kierto.domain.reuse_report import Grouping

KEY = "What the group has in common, by grouping; null where there is none."


class ReportSearch(Query):
    """Which days, divided by what, as the ledger stood when."""

    first = Day("First day.", data_key="from", required=True)
    last = Day("Last day, included.", data_key="to", required=True)
    by = Words(
        f"Groupings with commas between: {', '.join(Grouping)}.",
        most=200,
        load_default="",
        empty=True,
    )
    as_of = Day("As the ledger stood at the end of this day.")


def _quantities(**options: Any) -> "fields.Dict":  # noqa: ANN401
    return fields.Dict(
        values=Amount(), metadata={"description": "Amounts by measure: pcs, kg, m2 …"}, **options
    )


class Share(Exact[Any]):
    """A share of the mass, from 0 to 1."""

    def __init__(self, description: str = "") -> None:
        super().__init__(description, read=lambda share: share, write=str, allow_none=True)


class SumsOut(Schema):
    """What some entries add up to; the mass is null where none of them has one."""

    mass_kg = Kilograms(allow_none=True)
    entries = Number(least=0)
    quantities = _quantities()


class BasesOut(Schema):
    """Kilograms by how they are known."""

    weighed = Kilograms()
    declared = Kilograms()
    average = Kilograms()


class WithoutMassOut(Schema):
    """Entries whose mass is missing: in no sum of kilograms, and not zero."""

    entries = Number(least=0)
    quantities = _quantities()


class EmissionsOut(Schema):
    """Estimated avoided emissions in kg CO2e; null where nothing is known. They may be negative."""

    gross_kg = Kilograms("Embodied in new products of the kind.", allow_none=True)
    transport_kg = Kilograms("Of bringing it.", allow_none=True)
    net_kg = Kilograms("The central estimate.", allow_none=True)


class DisplacementOut(Schema):
    """How much buying is assumed to be replaced, from 0 to 1."""

    low = Share()
    central = Share()
    high = Share()
    known = YesNo("Whether the receivers said so.")


class RemainingLifeOut(Schema):
    """How much of a new product's life is assumed to be left."""

    ratio = Share()
    known = YesNo()


class TotalEmissionsOut(EmissionsOut):
    """The estimate with its range, its coverage and what it assumes."""

    method = Words(most=20)
    low_kg = Kilograms(allow_none=True)
    high_kg = Kilograms(allow_none=True)
    considered_gross_kg = Kilograms("The part of gross_kg that has a net figure.", allow_none=True)
    coverage = Share("Share of the mass that has a factor.")
    net_coverage = Share("Share of the mass that has a net figure.")
    transport_coverage = Share("Share of that mass whose transport is known.")
    transport_basis = Words(most=40)
    displacement = fields.Nested(DisplacementOut)
    remaining_life = fields.Nested(RemainingLifeOut)


class MissingFactorOut(SumsOut):
    """A category that has no emission factor."""

    category = Words(most=60)
    label = Words(most=200)


class GroupOut(SumsOut):
    """The sums of the entries that share a key."""

    key = fields.Dict(
        values=Words(most=200, allow_none=True, empty=True), metadata={"description": KEY}
    )
    label = fields.Dict(
        values=Words(most=300, empty=True), metadata={"description": "The key in words."}
    )
    earlier_names = fields.Dict(
        values=fields.List(Words(most=200)),
        metadata={SOMETIMES: True, "description": "Names that were in force at the time."},
    )
    by_basis = fields.Nested(BasesOut)
    without_mass = fields.Nested(WithoutMassOut)
    co2e = fields.Nested(EmissionsOut)


class ReportOut(SumsOut):
    """The same document as `kierto report reuse --json`; masses in kg to the gram."""

    first = Day(data_key="from")
    last = Day(data_key="to")
    as_of = Day(allow_none=True)
    by = fields.List(Words(most=40))
    total_kg = Kilograms("Of the step “reuse” alone.")
    by_basis = fields.Nested(BasesOut)
    without_mass = fields.Nested(WithoutMassOut)
    by_step = fields.Dict(
        values=fields.Nested(SumsOut),
        metadata={"description": "Every step of the hierarchy, never added up."},
    )
    by_direction = fields.Dict(values=fields.Nested(SumsOut))
    co2e = fields.Nested(TotalEmissionsOut)
    missing_factors = fields.List(fields.Nested(MissingFactorOut))
    groups = fields.List(fields.Nested(GroupOut))
    adds_up = YesNo("Whether the groups, each rounded to the kilogram, add up to the total.")

    class Meta:
        exclude = ("mass_kg",)
