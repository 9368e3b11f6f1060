"""A refusal of a service, put where the reader sees it."""

import flask
from flask_wtf import FlaskForm

from kierto.domain.errors import KiertoError
from kierto.wording import explain


def show(error: KiertoError, form: FlaskForm) -> int:
    """Add the sentence to the field that caused it, else to the whole form; the HTTP status."""
    sentence = explain(error)
    if error.field and error.field in form:
        form[error.field].errors = [*form[error.field].errors, sentence]
    else:
        form.form_errors.append(sentence)
    return error.status


def flash(error: KiertoError) -> None:
    """Tell it on the next page."""
    flask.flash(explain(error), "error")
