"""The form that corrects an entry of the ledger."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import Length

from kierto.domain.units import Mass, MassBasis, Quantity
from kierto.forms.fields import DayField, KilogramsField, QuantityField, needed
from kierto.services.corrections import Correction
from kierto.wording import label


class CorrectionForm(FlaskForm):
    """What is left empty stays as it is."""

    quantity = QuantityField(_("Amount"))
    mass = KilogramsField(_("Mass"))
    basis = SelectField(_("How the mass is known"))
    occurred_on = DayField(_("Day of the handover"))
    takes_away = BooleanField(_("It never happened: take the whole entry away"))
    reason = TextAreaField(
        _("Why is it corrected?"),
        [needed(_("Say why the entry is corrected: the auditor reads it.")), Length(max=500)],
    )

    def __init__(self) -> None:
        super().__init__()
        choices = (MassBasis.WEIGHED, MassBasis.DECLARED)
        self.basis.choices = [(basis.value, label(basis)) for basis in choices]

    def correction(self) -> Correction:
        """The right values, after validation."""
        mass = None if self.mass.data is None else Mass.from_kilograms(self.mass.data)
        return Correction(
            reason=self.reason.data or "",
            quantity=Quantity(0) if self.takes_away.data else self.quantity.data,
            mass=mass,
            mass_basis=MassBasis(self.basis.data),
            occurred_on=self.occurred_on.data,
        )
