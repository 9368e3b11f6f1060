"""The forms of lending and of bringing back."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import Length

from kierto.domain.loan import ReturnedAs
from kierto.forms.fields import DayField, needed
from kierto.wording import label


class LendForm(FlaskForm):
    """The day on which the borrower fetched it."""

    day = DayField(_("Day of fetching"), [needed(_("Write the day."))])


class ReturnForm(FlaskForm):
    """When and how it came back."""

    day = DayField(_("Day of return"), [needed(_("Write the day."))])
    returned_as = RadioField(_("How did it come back?"), default=ReturnedAs.GOOD.value)
    note = TextAreaField(
        _("What is damaged?"), [Length(max=500, message=_("At most 500 letters."))]
    )

    def offer_choices(self) -> None:
        """Fill the choices in the reader's language."""
        self.returned_as.choices = [(each.value, label(each).capitalize()) for each in ReturnedAs]
