"""The form for what became of a part that nobody took."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import Length

from kierto.domain.hierarchy import OutcomeKind
from kierto.forms.fields import DayField, KilogramsField, QuantityField, needed
from kierto.wording import label


class OutcomeForm(FlaskForm):
    """How much, which way, under which code, on which day."""

    key = HiddenField()
    quantity = QuantityField(_("How many?"), [needed(_("Write how many."))])
    kind = RadioField(_("What became of it?"), [needed(_("Choose what became of it."))])
    waste_code = StringField(_("Waste code"), [Length(max=10)])
    mass_kg = KilogramsField(_("Weighed together"))
    occurred_on = DayField(_("Day"), [needed(_("Write the day."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, label(kind).capitalize()) for kind in OutcomeKind]
