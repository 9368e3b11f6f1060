"""The forms of checking before buying: what is needed, and the record of it."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from kierto.forms.wants import NeedForm


class CheckForm(NeedForm):
    """The need; every answer stands in the address, so that a check can be shared."""


class RecordForm(FlaskForm):
    """What it is for, and why none of what was found will do."""

    key = HiddenField()
    purpose = StringField(
        _("What is to be bought?"), [Length(max=300, message=_("At most 300 letters."))]
    )
    reason = TextAreaField(
        _("Why will none of these do?"), [Length(max=500, message=_("At most 500 letters."))]
    )
