"""Forms of an import: what is sent, and which column of it is what."""

from collections.abc import Sequence
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.validators import Length

from kierto.domain.table_columns import COLUMNS
from kierto.forms.fields import needed
from kierto.models import Unit

ENCODINGS = ("utf-8", "cp1252", "iso-8859-15", "utf-16")
_LEFT_OUT = "-"


class UploadForm(FlaskForm):
    """The file, and whose things it tells of."""

    file = FileField(_("The table"), [needed(_("Choose the file that holds the table."))])
    unit = SelectField(_("Whose things are they?"))
    receiver = SelectField(_("Who received them?"), validate_choice=False)
    weights = FileField(_("Weights of the items"))
    materials = FileField(_("Materials of the items"))

    def offer(self, units: Sequence[Unit], receivers: Sequence[Unit]) -> None:
        """Set what can be chosen."""
        self.unit.choices = [(unit.code, unit.name) for unit in units]
        self.receiver.choices = [("", _("Somebody outside Kierto"))] + [
            (unit.code, f"{unit.name} ({unit.organisation.name})") for unit in receivers
        ]


class ReadingForm(FlaskForm):
    """How a file is read; its columns are fields of a subclass, see ``reading_form``."""

    encoding = SelectField(_("Encoding of the letters"))

    def columns(self) -> dict[str, str]:
        """Field → column of the file; an empty one is taken from no column."""
        chosen = {
            name.removeprefix("column_"): field.data
            for name, field in self._fields.items()
            if name.startswith("column_") and field.data
        }
        return {key: "" if name == _LEFT_OUT else name for key, name in chosen.items()}

    def categories(self) -> dict[str, str]:
        """Name in the file → what the person wrote beside it."""
        return {
            field.label.text: field.data.strip()
            for name, field in self._fields.items()
            if name.startswith("category_") and (field.data or "").strip()
        }

    def fields_named(self, begin: str) -> list[Any]:
        """The fields whose name begins so, for a template."""
        return [field for name, field in self._fields.items() if name.startswith(begin)]


def reading_form(
    kind: str, names: Sequence[str], columns: dict[str, str], unknown: Sequence[str], encoding: str
) -> ReadingForm:
    """A form over the columns ``names`` of a file and the categories that are ``unknown`` in it."""
    language = str(get_locale())
    fields: dict[str, Any] = {}
    for column in COLUMNS[kind]:
        choices = [(_LEFT_OUT, _("not in this file")), *((name, name) for name in names)]
        fields[f"column_{column.key}"] = SelectField(
            column.name(language).capitalize(), choices=choices, validate_choice=False
        )
    for number, name in enumerate(unknown):
        fields[f"category_{number}"] = StringField(name, [Length(max=200)])
    form_class: type[ReadingForm] = type("ReadingForm", (ReadingForm,), fields)
    values = {f"column_{key}": name for key, name in columns.items()}
    empty = {f"column_{c.key}": _LEFT_OUT for c in COLUMNS[kind]}
    form = form_class(data=empty | values | {"encoding": encoding})
    form.encoding.choices = [("", _("recognise it")), *((name, name) for name in ENCODINGS)]
    return form
