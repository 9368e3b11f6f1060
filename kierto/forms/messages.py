"""The form of a message to the other side of a claim."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField


class MessageForm(FlaskForm):
    """What is written; the service says what is wrong with it."""

    key = HiddenField()
    text = TextAreaField(_("Your message"))
