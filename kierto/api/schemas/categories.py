"""Categories."""

from marshmallow import Schema, fields

from kierto.api.fields import Choice, Words, YesNo
from kierto.api.numbers import KilogramsEach, Number
from kierto.domain.units import Measure

TRUST = "From A (official) to D (a starting value: weigh it)."


class NamesOut(Schema):
    """A name in Finnish, Swedish and English."""

    fi = Words(most=120)
    sv = Words(most=120)
    en = Words(most=120)


class CategoryOut(Schema):
    """A category with those below it."""

    code = Words("What listings, wants and files call it.", most=60)
    number = Number("Its place in the tree.")
    names = fields.Nested(NamesOut)
    measure = Choice(Measure, allow_none=True)
    eu_class = Words("Reuse class of Decision (EU) 2021/19.", most=20, allow_none=True)
    weee_class = Number("Class of electrical equipment.", allow_none=True)
    waste_code = Words("What it would be as waste.", most=10, allow_none=True)
    unit_weight_kg = KilogramsEach("Of one measure.", allow_none=True)
    unit_weight_trust = Words(TRUST, most=1, allow_none=True)
    unit_weight_uncertainty_percent = Number(least=0, allow_none=True)
    unit_weight_source = Words(most=300, allow_none=True)
    density_kg_per_m3 = KilogramsEach(allow_none=True)
    density_trust = Words(TRUST, most=1, allow_none=True)
    density_uncertainty_percent = Number(least=0, allow_none=True)
    density_source = Words(most=300, allow_none=True)
    ict = YesNo("Can hold personal data.")
    electrical = YesNo()
    textile = YesNo()
    refused = YesNo("Hazardous: cannot be listed.")
    energy_using = YesNo()
    children = fields.List(fields.Nested("CategoryOut"))


class CategoriesOut(Schema):
    """The whole tree, on one page."""

    items = fields.List(fields.Nested(CategoryOut))
    next = Words(most=200, allow_none=True)
