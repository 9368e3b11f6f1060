"""The form of a recurring side stream."""

from collections.abc import Callable

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from kierto.domain.hierarchy import LegalStatus, Recovery
from kierto.domain.stream import Rhythm
from kierto.domain.text import one_line
from kierto.domain.units import Measure
from kierto.formats import measure_word
from kierto.forms.fields import DayField, KilogramsField, QuantityField, needed
from kierto.forms.listings import leaves
from kierto.models import Category
from kierto.queries.categories import Node
from kierto.services.streams import Flow
from kierto.wording import label

STATUSES = (LegalStatus.BY_PRODUCT, LegalStatus.WASTE, LegalStatus.PRODUCT)


class StreamForm(FlaskForm):
    """What comes again and again, how much of it, and what the law calls it."""

    key = HiddenField()
    title = StringField(
        _("What is it?"),
        [needed(_("Write what comes, for example “sawdust”.")), Length(max=200)],
    )
    category = SelectField(
        _("Category"), [needed(_("Choose the category that fits best."))], validate_choice=False
    )
    quantity = QuantityField(_("How much comes?"), [needed(_("Write how much comes each time."))])
    measure = SelectField(_("Measured in"), default=Measure.TONNES.value)
    rhythm = RadioField(_("How often?"), default=Rhythm.MONTH.value)
    legal_status = RadioField(_("What is it by law?"), default=LegalStatus.BY_PRODUCT.value)
    waste_code = StringField(_("Waste code"), [Length(max=12)])
    recovery = SelectField(
        _("What does the receiver of waste do with it?"), default=Recovery.RECYCLING.value
    )
    kilograms = KilogramsField(_("Weight of one"))
    unit = SelectField(_("Unit that gives"), validate_choice=False)
    starts_on = DayField(_("From"), [needed(_("Write the first day."))])
    ends_on = DayField(_("Until"))
    description = TextAreaField(_("Description"), [Length(max=5000)])

    def offer_choices(self, nodes: list[Node]) -> None:
        """Fill the choices in the reader's language."""
        self.category.choices = leaves([node for node in nodes if not node.is_refused])
        self.measure.choices = [(m.value, measure_word(m)) for m in Measure]
        self.rhythm.choices = [
            (Rhythm.WEEK.value, gettext("Every week")),
            (Rhythm.MONTH.value, gettext("Every month")),
        ]
        self.legal_status.choices = [(s.value, label(s).capitalize()) for s in STATUSES]
        self.recovery.choices = [(r.value, label(r).capitalize()) for r in Recovery]

    def flow(self, find: Callable[[str], Category | None]) -> Flow | None:
        """What the valid form says; None when the category is none that a thing can have."""
        category = find(self.category.data or "")
        if category is None or not category.is_leaf:
            sentence = gettext("Choose a category that says what the thing is.")
            self.category.errors = [*self.category.errors, sentence]
            return None
        is_waste = self.legal_status.data == LegalStatus.WASTE
        return Flow(
            title=self.title.data or "",
            category=category,
            quantity=self.quantity.data,
            measure=Measure(self.measure.data),
            rhythm=Rhythm(self.rhythm.data),
            legal_status=LegalStatus(self.legal_status.data),
            recovery=Recovery(self.recovery.data) if is_waste else None,
            waste_code=one_line(self.waste_code.data or "") or None,
            kilograms_per_measure=self.kilograms.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            description=self.description.data or "",
        )
