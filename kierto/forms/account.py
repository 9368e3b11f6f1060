"""Forms of the own account."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired


class SignInForm(FlaskForm):
    """E-mail address and password."""

    email = StringField(_("E-mail address"), [InputRequired(_("Write your e-mail address."))])
    password = PasswordField(_("Password"), [InputRequired(_("Write your password."))])
    remember = BooleanField(_("Remember me on this device"))
