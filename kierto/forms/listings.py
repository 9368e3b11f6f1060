"""Forms of listings: the search, which is a link, and the post, which is a page of answers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, ValidationError

from kierto.domain.condition import Condition
from kierto.domain.hierarchy import LegalStatus, Recovery
from kierto.domain.units import Measure
from kierto.domain.visibility import Stage
from kierto.formats import measure_word
from kierto.forms.fields import (
    DayField,
    DecimalField,
    EurosField,
    KilogramsField,
    LoanDaysField,
    QuantityField,
    needed,
)
from kierto.queries.categories import Node
from kierto.wording import label

RADII_KM = (5, 10, 25, 50, 100, 200)
CONDITION_HINTS = {
    Condition.UNUSED: _("never used, maybe still packed"),
    Condition.GOOD: _("works, little wear"),
    Condition.FAIR: _("marks of use, works as it should"),
    Condition.REPAIRABLE: _("does not work as it is, worth mending"),
}


class SearchForm(Form):
    """What the find page asks; every answer is optional and stands in the address."""

    q = StringField(_("Search words"))
    category = SelectField(_("Category"), validate_choice=False)
    near = StringField(_("Near"))
    radius_km = SelectField(_("How far"), validate_choice=False)
    condition = SelectField(_("Condition at least"), validate_choice=False)
    unit = SelectField(_("Unit"), validate_choice=False)
    order = SelectField(_("Order"), validate_choice=False)
    available = BooleanField(_("Only what can still be claimed"))
    free = BooleanField(_("Only free of charge"))

    def offer_choices(self, nodes: list[Node], units: Iterable[tuple[str, str]]) -> None:
        """Fill the drop-downs in the reader's language."""
        self.category.choices = grouped(nodes, self.category.data or "")
        self.radius_km.choices = [
            *((str(km), f"{km} km") for km in RADII_KM),
            ("", str(_("The whole country"))),
        ]
        self.condition.choices = [
            ("", str(_("Any"))),
            *((condition.value, label(condition)) for condition in Condition),
        ]
        self.unit.choices = [("", str(_("All units"))), *units]
        self.order.choices = [
            ("", str(_("Nearest first"))),
            ("newest", str(_("Newest first"))),
        ]


def grouped(
    nodes: list[Node], chosen: str, *, every_leaf: bool = False
) -> dict[str, list[tuple[str, str]]]:
    """The upper two levels as groups of a drop-down; leaves beside the chosen one, or all."""
    open_group = next((n.above[-1] if n.level == 3 else n.id for n in nodes if n.code == chosen), 0)
    groups: dict[str, list[tuple[str, str]]] = {"": [("", str(_("All categories")))]}
    current: list[tuple[str, str]] = []
    for node in nodes:
        if node.level == 1:
            current = [(node.code, str(_("%(group)s: all", group=node.name)))]
            groups[node.name] = current
        elif node.level == 2:
            current.append((node.code, node.name))
        elif every_leaf or node.above[-1] == open_group:
            current.append((node.code, f"– {node.name}"))
    return groups


def leaves(nodes: list[Node]) -> dict[str, list[tuple[str, str]]]:
    """Every leaf under the name of its group, for choosing what a thing is."""
    groups: dict[str, list[tuple[str, str]]] = {"": [("", str(_("Choose a category")))]}
    names = {node.id: node.name for node in nodes}
    for node in nodes:
        if node.level == 3:
            groups.setdefault(names[node.above[-1]], []).append((node.code, node.name))
    return groups


class ListingForm(FlaskForm):
    """Three answers are needed: what, how many, condition. The rest is known or can wait."""

    key = HiddenField()
    version = HiddenField()
    was = HiddenField()
    title = StringField(
        _("What is it?"),
        [needed(_("Write what the thing is, for example “school desk”.")), Length(max=200)],
    )
    quantity = QuantityField(_("How many?"), [needed(_("Write how many there are."))])
    condition = RadioField(
        _("In what condition?"),
        [needed(_("Choose the condition."))],
        validate_choice=False,
    )
    photos = MultipleFileField(_("Photos"))
    category = RadioField(_("Category"), validate_choice=False)
    other_category = SelectField(_("Another category"), validate_choice=False)
    measure = SelectField(_("Measured in"), validate_choice=False)
    kilograms = KilogramsField(_("Weight of one"))
    weighed = BooleanField(_("It was weighed on a scale"))
    description = TextAreaField(_("Description"), [Length(max=5000)])
    unit = SelectField(_("Unit that gives"), validate_choice=False)
    place = StringField(_("Address, locality or municipality"), [Length(max=200)])
    place_choice = RadioField(_("Which of these?"), validate_choice=False)
    latitude = StringField(_("Latitude"))
    longitude = StringField(_("Longitude"))
    own_place = BooleanField(_("Back to the unit's own place"))
    is_lot = BooleanField(_("Goes only as one lot"))
    available_from = DayField(_("Can be fetched from"))
    available_until = DayField(_("Until"))
    audience = RadioField(_("Open now to"), validate_choice=False)
    loan_days = LoanDaysField(_("For loan: at most how many days?"))
    price = EurosField(_("Price without VAT, the whole lot or one piece as you describe it"))
    vat_percent = DecimalField(_("VAT"))
    legal_status = RadioField(_("Legal status"), validate_choice=False)
    recovery = RadioField(_("Handed over for"), validate_choice=False)
    waste_code = StringField(_("Waste code"), [Length(max=10)])
    data_wiped = StringField(_("How was the data wiped, and by whom?"), [Length(max=200)])
    reference = StringField(_("Own reference"), [Length(max=120)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.condition.choices = [(c.value, label(c).capitalize()) for c in Condition]
        self.measure.choices = [(m.value, measure_word(m)) for m in Measure]
        self.audience.choices = [
            (Stage.OWN.value, str(_("As my organisation has decided"))),
            *(
                (stage.value, label(stage).capitalize())
                for stage in (Stage.PARTNERS, Stage.COMPANIES, Stage.PUBLIC)
            ),
        ]
        self.legal_status.choices = [(s.value, label(s).capitalize()) for s in LegalStatus]
        self.recovery.choices = [(r.value, label(r).capitalize()) for r in Recovery]
        for field, first in (
            (self.measure, Measure.PIECES),
            (self.audience, Stage.OWN),
            (self.legal_status, LegalStatus.PRODUCT),
            (self.recovery, Recovery.PREPARING),
        ):
            if not field.data:
                field.data = first.value

    def validate_condition(self, field: RadioField) -> None:
        """A condition is one of the four."""
        if field.data not in {condition.value for condition in Condition}:
            raise ValidationError(str(_("Choose the condition.")))

    def validate_available_until(self, field: DayField) -> None:
        """The last day cannot come before the first."""
        begin = self.available_from.data
        if isinstance(begin, date) and isinstance(field.data, date) and field.data < begin:
            raise ValidationError(str(_("The last day is before the first. Check the days.")))

    @property
    def chosen_condition(self) -> Condition:
        """The condition that was chosen of a valid form."""
        return Condition(self.condition.data)

    @property
    def chosen_category(self) -> str:
        """The code of the category that was chosen, or nothing."""
        return self.other_category.data or self.category.data or ""

    def refuse(self, field: str | None, sentence: str) -> None:
        """Put a refusal of the rules beside the field that caused it."""
        name = {"kilograms_per_measure": "kilograms"}.get(field or "", field or "")
        if name == "category" and not self.category.choices:
            name = "other_category"
        if name in self._fields:
            found = self._fields[name]
            found.errors = [*found.errors, sentence]
        else:
            self.form_errors.append(sentence)


class PhotosForm(FlaskForm):
    """More photos for a listing that exists."""

    photos = MultipleFileField(_("Add photos"))
