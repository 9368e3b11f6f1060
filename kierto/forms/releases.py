"""The form of a decision to release public property."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from kierto.forms.fields import DayField, EurosField, needed
from kierto.services.releases import Decision


class ReleaseForm(FlaskForm):
    """Who decided, under which number, when, at what value and price, and why."""

    decided_by = StringField(
        _("Who decided"),
        [needed(_("Write who decided: the name and the office.")), Length(max=200)],
    )
    number = StringField(
        _("Number of the decision"),
        [needed(_("Write the number under which the decision is kept.")), Length(max=60)],
    )
    decided_on = DayField(_("Day of the decision"), [needed(_("Write the day."))])
    estimated_value = EurosField(
        _("Estimated value"), [needed(_("Write the estimated value; 0 when there is none."))]
    )
    price = EurosField(_("Price"), [needed(_("Write the price; 0 when it is given away."))])
    reason = TextAreaField(
        _("Reason"),
        [
            needed(_("Write why it is given up, and why to this receiver.")),
            Length(max=500, message=_("At most 500 letters.")),
        ],
    )

    def decision(self) -> Decision:
        """What the valid form says."""
        return Decision(
            decided_by=self.decided_by.data or "",
            number=self.number.data or "",
            decided_on=self.decided_on.data,
            estimated_value=self.estimated_value.data,
            price=self.price.data,
            reason=self.reason.data or "",
        )
