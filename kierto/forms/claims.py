"""Forms of claims: asking, and giving a reason."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import Length

from kierto.forms.fields import LoanDaysField, QuantityField, needed


class ClaimForm(FlaskForm):
    """How much of a listing, for which unit, what for."""

    key = HiddenField()
    quantity = QuantityField(_("How many?"), [needed(_("Write how many you need."))])
    unit = SelectField(_("For which unit?"), validate_choice=False)
    loan_days = LoanDaysField(_("For how many days?"))
    purpose = StringField(
        _("What is it needed for?"), [Length(max=300, message=_("At most 300 letters."))]
    )


class LowerForm(FlaskForm):
    """How much of a claim is still needed."""

    quantity = QuantityField(_("How many do you still need?"), [needed(_("Write how many."))])


class ReasonForm(FlaskForm):
    """Why a claim is declined or taken back."""

    reason = StringField(_("Reason"), [Length(max=300, message=_("At most 300 letters."))])
