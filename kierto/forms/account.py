"""Forms of the own account."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    PasswordField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import EqualTo, InputRequired, Length

from kierto.domain.alerts import AlertRhythm

LANGUAGES = (
    SelectChoice("fi", "Suomi"),
    SelectChoice("sv", "Svenska"),
    SelectChoice("en", "English"),
)

RHYTHMS = (
    (AlertRhythm.IMMEDIATE.value, _("At once")),
    (AlertRhythm.DAILY.value, _("Once a day, in the morning")),
    (AlertRhythm.WEEKLY.value, _("Once a week, on Monday")),
    (AlertRhythm.NEVER.value, _("No mails about matches")),
)
"""How often somebody is told what meets their wants."""


class SignInForm(FlaskForm):
    """E-mail address and password."""

    email = StringField(_("E-mail address"), [InputRequired(_("Write your e-mail address."))])
    password = PasswordField(_("Password"), [InputRequired(_("Write your password."))])
    remember = BooleanField(_("Remember me on this device for 30 days"))


class DetailsForm(FlaskForm):
    """What a person says of themselves."""

    name = StringField(_("Name"), [InputRequired(_("Write your name.")), Length(max=200)])
    phone = StringField(_("Telephone"), [Length(max=40)])
    language = SelectField(_("Language"), choices=LANGUAGES)
    alert_rhythm = SelectField(_("Mails about what meets your wants"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.alert_rhythm.choices = [(value, str(words)) for value, words in RHYTHMS]


class ForgottenForm(FlaskForm):
    """To whom a link is sent."""

    email = StringField(_("E-mail address"), [InputRequired(_("Write your e-mail address."))])


class NewPasswordForm(FlaskForm):
    """A new password, typed twice."""

    password = PasswordField(_("New password"), [InputRequired(_("Write the new password."))])
    again = PasswordField(
        _("New password again"),
        [EqualTo("password", _("The two passwords are not the same. Write both again."))],
    )


class ChangePasswordForm(NewPasswordForm):
    """The current password and the new one."""

    old = PasswordField(_("Current password"), [InputRequired(_("Write your current password."))])


class TokenForm(FlaskForm):
    """What uses the token."""

    name = StringField(
        _("What is it for?"),
        [
            InputRequired(
                _("Give the token a name that tells what uses it, such as “Reports to Excel”.")
            ),
            Length(max=100),
        ],
    )


class EraseForm(FlaskForm):
    """The password, so that nobody else does this on an open computer."""

    password = PasswordField(_("Password"), [InputRequired(_("Write your password."))])
