"""Forms of the inventory: an entry, a file of entries, a connection to a database, its password."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from odms.errors import Invalid
from odms.inventory.rules import DATABASES, OWN, read
from odms.web.formats import in_language
from odms.web.forms.base import DeskForm
from odms.web.forms.fields import RecordField
from odms.web.forms.record import Group
from odms.web.told import language, words

if TYPE_CHECKING:
    from odms.catalogue.models import Dataset
    from odms.people.models import Agency, User

Words = str | Promise

GROUPS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (
        _("What it is"),
        ("title_th", "title_en", "description_th", "tags", "data_type", "held_in", "n_rows"),
    ),
    (_("Who answers for it"), ("maintainer", "maintainer_email", "owner_email")),
    (
        _("How secret it is"),
        ("has_personal_data", "data_category", "classification", "licence"),
    ),
    (_("How it is made"), ("frequency_interval", "frequency_unit", "data_source", "data_format")),
    (_("Is it to be opened?"), ("is_candidate", "candidate_reason", "dataset")),
)

_HELP: dict[str, Words] = {
    "tags": _("Words people will search for, separated by commas"),
    "held_in": _("Such as the name of a system, a form, or a filing cabinet"),
    "maintainer": _("A division or unit, not a person"),
    "classification": _("Classes above open may stand here; they are never published"),
    "candidate_reason": _("Why it is to be opened, or why not"),
    "frequency_interval": _("1 for every year or every month, 5 for every five years"),
}
_MARKS = ((None, _("Not known yet")), ("yes", _("Yes")), ("no", _("No")))


class _OwnField(forms.Field):
    """A field that only the inventory has; what is typed is read by its rules."""

    def __init__(self, name: str, **options: Any) -> None:
        self.name = name
        super().__init__(required=False, **options)

    def clean(self, value: Any) -> Any:
        try:
            return read(self.name, value)
        except Invalid as refused:
            raise forms.ValidationError(words(refused.code, refused.facts)) from None

    def prepare_value(self, value: Any) -> Any:
        if OWN[self.name] == "mark":
            return {True: "yes", False: "no", None: ""}.get(value, value)
        return value


class EntryForm(DeskForm):
    """All that people write about an entry, and the dataset that it became."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        people: "Sequence[User]",
        datasets: "Sequence[Dataset]",
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        for _heading, names in GROUPS:
            for name in names:
                self.fields[name] = self._field(name, people, datasets)
        for field in self.fields.values():
            if isinstance(field.widget, (forms.TextInput, forms.Textarea, forms.Select)):
                field.widget.attrs.setdefault("class", "in")

    @property
    def groups(self) -> Iterator[Group]:
        """The headings, each with its fields."""
        for heading, names in GROUPS:
            yield Group(heading, [self[name] for name in names])

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, without the dataset and what the page itself remembers."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("seen", "dataset")
        }

    def _field(
        self, name: str, people: "Sequence[User]", datasets: "Sequence[Dataset]"
    ) -> forms.Field:
        if name == "dataset":
            return _choice(
                _("The dataset that it became"),
                [(one.slug, in_language(one, "title", language())[0]) for one in datasets],
            )
        about = {"label": words(f"inventory.field.{name}"), "help_text": _HELP.get(name, "")}
        if name not in OWN:
            return RecordField(name, **about)
        return _OwnField(name, widget=_widget(name, people), **about)


class UploadForm(DeskForm):
    """A workbook of the government's form, or JSON of CKAN."""

    agency = forms.ChoiceField(
        label=_("Whose inventory is it?"), error_messages={"required": _("Choose the agency")}
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("A workbook, CSV, or JSON of CKAN; as untidy as it is"),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("The file is empty: there is not one byte in it"),
        },
    )
    is_whole = forms.BooleanField(
        label=_("This is the whole inventory"),
        required=False,
        help_text=_("What the file does not name is then marked as gone"),
    )

    def __init__(self, *args: Any, agencies: "Sequence[Agency]", **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, agencies)


class ConnectionForm(DeskForm):
    """How a database is reached."""

    agency = forms.ChoiceField(
        label=_("Whose database is it?"), error_messages={"required": _("Choose the agency")}
    )
    name = forms.CharField(
        label=_("What you call it"),
        max_length=100,
        error_messages={"required": _("Fill in this field")},
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        widget=forms.RadioSelect,
        choices=lambda: [(code, words(f"inventory.database.{code}")) for code in DATABASES],
        error_messages={"required": _("Choose the kind")},
    )
    host = forms.CharField(
        label=_("Host"),
        required=False,
        max_length=255,
        help_text=_("Its name or address, one that the centre's operator allowed"),
    )
    port = forms.IntegerField(
        label=_("Port"),
        required=False,
        min_value=1,
        max_value=65535,
        widget=forms.TextInput(attrs={"class": "in short", "inputmode": "numeric", "size": 8}),
        help_text=_("Empty: the usual one"),
        error_messages={"invalid": _("Write a number from 1 to 65535")},
    )
    database = forms.CharField(
        label=_("Database"),
        max_length=500,
        help_text=_("Its name; for SQLite the path of its file"),
        error_messages={"required": _("Fill in this field")},
    )
    user_name = forms.CharField(
        label=_("Account"),
        required=False,
        max_length=128,
        help_text=_("One that may only read"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    secret = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept sealed. Empty: it is asked for at each survey"),
    )
    schemas = forms.CharField(
        label=_("Schemas"),
        required=False,
        help_text=_("Separated by commas; empty: all of them"),
    )
    is_nightly = forms.BooleanField(
        label=_("Survey it every night"),
        required=False,
        help_text=_("Needs the password to be kept"),
    )

    def __init__(self, *args: Any, agencies: "Sequence[Agency]", **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, agencies)

    def clean_schemas(self) -> list[str]:
        parts = self.cleaned_data["schemas"].split(",")
        return [part.strip() for part in parts if part.strip()]


class SecretForm(DeskForm):
    """The password of a connection that keeps none."""

    secret = forms.CharField(
        label=_("Password of the database"),
        strip=False,
        required=False,
        help_text=_("Leave it empty if the account has none"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class GoneForm(DeskForm):
    """Why an entry is gone."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "in"}),
        error_messages={"required": _("Give the reason")},
    )


def offer(typed: DeskForm, agencies: "Sequence[Agency]") -> None:
    """Let one of these agencies be chosen; a single one is not asked for."""
    field = typed.fields["agency"]
    choices = [(one.slug, in_language(one, "name", language())[0]) for one in agencies]
    field.choices = choices if len(choices) == 1 else [("", "—"), *choices]  # type: ignore[attr-defined]
    if len(choices) == 1:
        typed.initial["agency"] = choices[0][0]  # whatever the address named
        field.widget = forms.HiddenInput()


def _widget(name: str, people: "Sequence[User]") -> forms.Widget:
    if name == "owner_email":
        named = [(user.email, f"{user.name or user.email}") for user in people]
        return forms.Select(choices=[("", "—"), *named])
    match OWN[name]:
        case "mark":
            return forms.RadioSelect(choices=[(code or "", said) for code, said in _MARKS])
        case "text":
            return forms.Textarea(attrs={"rows": 2})
        case "count":
            return forms.TextInput(attrs={"class": "in short", "inputmode": "numeric", "size": 12})
    return forms.TextInput()


def _choice(label: Words, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *choices])
