"""The form that narrows the list of entries; what it sends is a link like any other."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField

from kierto.domain.hierarchy import Direction, Step
from kierto.domain.units import MassBasis
from kierto.forms.fields import DayField
from kierto.models import Unit
from kierto.queries.categories import Node
from kierto.wording import label


class LedgerFilterForm(Form):
    """Every field may stay empty."""

    from_ = DayField(_("First day"), name="from")
    to = DayField(_("Last day"))
    as_of = DayField(_("As recorded until"))
    category = SelectField(_("Category"), validate_choice=False)
    giver = SelectField(_("Giver"), validate_choice=False)
    receiver = SelectField(_("Receiver"), validate_choice=False)
    step = SelectField(_("Step"), validate_choice=False)
    basis = SelectField(_("How the mass is known"), validate_choice=False)
    direction = SelectField(_("Direction"), validate_choice=False)

    def __init__(
        self,
        query: Any,  # noqa: ANN401 - a multi-dictionary of the request
        *,
        parties: tuple[Sequence[Unit], Sequence[Unit]],
        tree: Sequence[Node],
    ) -> None:
        super().__init__(query)
        everything = ("", gettext("all"))
        givers, receivers = parties
        self.giver.choices = [everything, *((unit.code, unit.name) for unit in givers)]
        self.receiver.choices = [everything, *((unit.code, unit.name) for unit in receivers)]
        # No-break blanks show the level; ordinary ones would be dropped.
        self.category.choices = [
            everything,
            *((node.code, "\u00a0\u00a0" * (node.level - 1) + node.name) for node in tree),
        ]
        for field, kind in (
            (self.step, Step),
            (self.basis, MassBasis),
            (self.direction, Direction),
        ):
            field.choices = [everything, *((member.value, label(member)) for member in kind)]
