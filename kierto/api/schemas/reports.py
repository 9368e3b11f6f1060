"""The reuse report."""

from marshmallow import Schema, fields

from kierto.api.fields import Day, Words


class ReportSearch(Schema):
    """Which days, divided by what, as the ledger stood when."""

    first = Day("First day.", data_key="from", required=True)
    last = Day("Last day, included.", data_key="to", required=True)
    by = Words(
        "Groupings with commas between: category, main_category, unit, receiver, eu_class, step, "
        "direction, basis, month.",
        most=200,
        load_default="",
        empty=True,
    )
    as_of = Day("As the ledger stood at the end of this day.")


class ReportOut(Schema):
    """The same document as `kierto report reuse --json`; masses in kg to the gram."""

    first = Day(data_key="from")
    last = Day(data_key="to")
    as_of = Words(most=40, allow_none=True)
    by = fields.List(Words(most=40))
    total_kg = Words(most=40)
    by_basis = fields.Dict()
    co2e = fields.Dict()
    groups = fields.List(fields.Dict())
