"""Forms of handovers: what moved, and what was wrong with a record."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Length

from kierto.domain.units import Mass, Quantity
from kierto.forms.fields import DayField, DecimalField, KilogramsField, QuantityField, needed
from kierto.services.handovers import Move

STAYS, RETURNS = "stays", "returns"


class HandoverForm(FlaskForm):
    """Amount, weight and day; ``rest`` says what becomes of what did not move."""

    key = HiddenField()
    quantity = QuantityField(_("How many moved?"), [needed(_("Write how many moved."))])
    mass_kg = KilogramsField(_("Weighed together"))
    occurred_on = DayField(_("Day of the handover"), [needed(_("Write the day."))])
    rest = RadioField(_("If this is not all of it"), default=STAYS)
    code = StringField(_("Code on the other side's screen"), [Length(max=12)])
    transfer_number = StringField(_("Number of the transfer document"), [Length(max=60)])
    data_wiped = StringField(_("How was the data wiped, and by whom?"), [Length(max=200)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.rest.choices = [
            (STAYS, str(_("The rest stays reserved"))),
            (RETURNS, str(_("The rest is free for others"))),
        ]

    def move(self) -> Move:
        """What the valid form says."""
        kilograms = self.mass_kg.data
        return Move(
            quantity=self.quantity.data,
            occurred_on=self.occurred_on.data,
            weighed=None if kilograms is None else Mass.from_kilograms(kilograms),
            rest_returns=self.rest.data == RETURNS,
            code=(self.code.data or "").replace(" ", ""),
            transfer_number=(self.transfer_number.data or "").strip(),
            data_wiped=(self.data_wiped.data or "").strip(),
        )


class ReceivedField(QuantityField):
    """An amount that may be 0: nothing arrived."""

    def read(self, text: str) -> Any:  # noqa: ANN401
        return Quantity.from_decimal(DecimalField.read(self, text))


class ObjectionForm(FlaskForm):
    """What is wrong with a recorded handover; ``received`` when a part was missing or refused."""

    received = ReceivedField(_("How many really moved?"))

    objection = TextAreaField(
        _("What is wrong?"),
        [
            needed(_("Say what is wrong, so that it can be corrected.")),
            Length(max=500, message=_("At most 500 letters.")),
        ],
    )
