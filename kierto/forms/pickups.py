"""Forms of times for fetching and of transport."""

from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.validators import Length

from kierto.domain.opening import Slot, instant, time_of
from kierto.domain.transport import TransportKind
from kierto.forms.fields import DayField, ParsedField, needed
from kierto.wording import label


class TimeField(ParsedField):
    """A time of day: “9”, “9.30”, “klo 9:30”."""

    def read(self, text: str) -> time:
        return time_of(text)

    def shown(self, value: time) -> str:
        return f"{value.hour}.{value.minute:02}"


class ProposalForm(FlaskForm):
    """A time that one side proposes."""

    day = DayField(_("Day"), [needed(_("Write the day."))])
    start = TimeField(_("Begins at"), [needed(_("Write the time as 9.30."))])
    until = TimeField(_("Ends at"), [needed(_("Write the time as 9.30."))])

    def slot(self) -> Slot:
        """What the valid form says, as instants."""
        day = self.day.data
        return Slot(instant(day, self.start.data), instant(day, self.until.data))


class TransportForm(FlaskForm):
    """Who brings the goods."""

    kind = RadioField(_("How do the things travel?"), coerce=TransportKind)
    note = StringField(
        _("For the driver, in one line"), [Length(max=300, message=_("At most 300 letters."))]
    )

    def offer(self, *, driver: str, price: str) -> None:
        """The ways there are; ``driver`` is the organisation whose transport can be ordered."""
        kinds: list[Any] = [
            (kind.value, label(kind)) for kind in (TransportKind.OWN, TransportKind.GIVER)
        ]
        if driver:
            words = str(_("Transport of %(organisation)s, %(price)s"))
            kinds.append(
                (TransportKind.CITY.value, words % {"organisation": driver, "price": price})
            )
        self.kind.choices = kinds
