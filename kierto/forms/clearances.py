"""Forms of a clearance: its plan, capturing things by room, deciding many at once."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length

from kierto.domain.clearance import CapturedLine, Fate, read_line
from kierto.domain.condition import Condition
from kierto.forms.fields import DayField, needed
from kierto.wording import label

MOST_LINES = 500


class PlanForm(FlaskForm):
    """What is emptied, and when."""

    key = HiddenField()
    name = StringField(
        _("What is emptied?"), [needed(_("Write what is emptied.")), Length(max=200)]
    )
    unit = SelectField(_("Whose things are there?"), validate_choice=False)
    available_from = DayField(_("Things can be fetched from"))
    empty_by = DayField(_("Everything is out by"), [needed(_("Write by when it is empty."))])


class CaptureForm(FlaskForm):
    """Things of one room: a line for each, with its number before or after the name."""

    key = HiddenField()
    room = StringField(_("Room"), [Length(max=80)])
    lines = TextAreaField(_("What is there?"), [needed(_("Write what is there."))])
    condition = RadioField(_("In what condition?"), default=Condition.GOOD.value)
    category = SelectField(_("Category of what is not recognised"), validate_choice=False)
    photos = MultipleFileField(_("Photos"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.condition.choices = [(c.value, label(c).capitalize()) for c in Condition]

    def captured(self) -> list[CapturedLine]:
        """The lines that were written, each with its amount."""
        read = (read_line(line) for line in (self.lines.data or "").splitlines())
        return [line for line in read if line is not None]

    def validate_lines(self, _field: TextAreaField) -> None:
        """So many lines at once are a file that belongs to the import."""
        if len(self.captured()) > MOST_LINES:
            raise ValueError(
                _("At most %(most)s lines at once. Send the rest after them.", most=MOST_LINES)
            )


class LinesForm(FlaskForm):
    """What happens to the ticked lines, or to all that the page's choice shows."""

    everything = BooleanField(_("All lines that are shown, on every page"))
    fate = SelectField(_("What becomes of them?"), validate_choice=False)
    to = SelectField(_("Which unit?"), validate_choice=False)
    occurred_on = DayField(_("Day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fate.choices = [(fate.value, label(fate).capitalize()) for fate in Fate]
