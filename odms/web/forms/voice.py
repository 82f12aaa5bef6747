"""Forms of what people ask and say, and of what officers answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from odms.definitions import national_table
from odms.standards import codes
from odms.voice.queries import get_questionnaire
from odms.voice.rules import MAX_LINE, MAX_TEXT, refusals
from odms.web.formats import in_language
from odms.web.forms.base import DeskForm
from odms.web.told import language

if TYPE_CHECKING:
    from odms.catalogue.models import Distribution, Release
    from odms.people.models import Agency

_REQUIRED = {"required": _("Fill in this field")}
_CHOOSE = {"required": _("Choose one")}


class OpenForm(DeskForm):
    """A form that strangers send. Programs that fill in every field give themselves away by
    `website`, which people do not see."""

    website = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def is_by_program(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.data.get("website"))


def _text(label: Any, *, rows: int = 3, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=MAX_TEXT, widget=widget, error_messages=_REQUIRED, **options
    )


def _optional(field: Any) -> Any:
    """The field, told to be left empty at will."""
    field.required, field.is_optional = False, True
    return field


def _agencies(agencies: "Sequence[Agency]", nobody: Any) -> list[tuple[str, Any]]:
    named = [(agency.slug, in_language(agency, "name", language())[0]) for agency in agencies]
    return [("", nobody), *named]


class RequestForm(OpenForm):
    """Data that somebody asks for."""

    title = forms.CharField(
        label=_("Which data"),
        help_text=_("In one line, such as: schools by sub-district with numbers of pupils"),
        max_length=MAX_LINE,
        error_messages=_REQUIRED,
    )
    wanted = _text(
        _("What it should hold"), help_text=_("Columns, area, period, how often it is renewed")
    )
    purpose = _text(
        _("How you would use it"), help_text=_("It tells the agency why this data matters")
    )
    agency = _optional(forms.ChoiceField(label=_("Agency that has it")))
    theme = _optional(forms.ChoiceField(label=_("Subject"), choices=lambda: _themes()))
    province = _optional(forms.ChoiceField(label=_("Province"), choices=lambda: _provinces()))
    name = _optional(
        forms.CharField(
            label=_("Your name"), max_length=200, help_text=_("Told to the officers alone")
        )
    )
    email = _optional(
        forms.EmailField(
            label=_("Your e-mail"),
            help_text=_("Told to the officers alone"),
            error_messages={"invalid": _("Write an e-mail address such as name@agency.go.th")},
        )
    )

    def __init__(
        self, *args: Any, agencies: "Sequence[Agency]", is_known: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].choices = _agencies(agencies, _("I do not know"))  # type: ignore[attr-defined]
        if is_known:
            del self.fields["name"], self.fields["email"]


class FeedbackForm(OpenForm):
    """What somebody says of a dataset."""

    useful = _optional(
        forms.TypedChoiceField(
            label=_("How useful is it to you?"),
            widget=forms.RadioSelect,
            coerce=int,
            empty_value=None,
            choices=lambda: [
                (int(one["code"]), one[language()]) for one in get_questionnaire()["marks"]
            ],
        )
    )
    text = _optional(_text(_("What is missing, wrong or unclear?"), rows=4))
    place = _optional(forms.ChoiceField(label=_("Where in the data")))
    row = _optional(
        forms.IntegerField(
            label=_("Row"),
            min_value=1,
            max_value=10**12,
            widget=forms.TextInput(attrs={"class": "in short", "inputmode": "numeric"}),
        )
    )

    def __init__(self, *args: Any, tables: "Sequence[Distribution]", **options: Any) -> None:
        super().__init__(*args, **options)
        self._places = {
            f"{table.slug}/{column['name']}": (table, column["name"])
            for table in tables
            for column in [{"name": ""}, *table.current.columns]
        }
        has_many = len(tables) > 1
        named = [
            (key, _place(table, name, has_many=has_many))
            for key, (table, name) in self._places.items()
        ]
        self.fields["place"].choices = [("", _("The dataset as a whole")), *named]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What was said, as the action takes it."""
        typed = self.cleaned_data
        table, column = self._places.get(typed["place"], (None, ""))
        kept = {name: typed[name] for name in ("useful", "text", "row")}
        return kept | {"table": table, "column": column}


class AnswerForm(DeskForm):
    """An officer's answer."""

    text = _text(_("Answer"), help_text=_("Everybody will read it"))


class DeclineForm(DeskForm):
    """On what ground, and why, a request is declined."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        widget=forms.RadioSelect,
        choices=lambda: [(one["code"], _ground(one)) for one in refusals()],
        error_messages=_CHOOSE,
    )
    reason = _text(_("Reason in this case"), help_text=_("Everybody will read it"))


class AppealForm(OpenForm):
    """Why a refusal should be looked at again."""

    text = _text(_("Why should it be looked at again?"), help_text=_("Everybody will read it"))


class ReviewForm(DeskForm):
    """What the centre decides on an appeal, and why."""

    text = _text(_("Reason of the decision"), help_text=_("Everybody will read it"))


class MergeForm(DeskForm):
    """The request that asks for the same."""

    into = forms.ChoiceField(label=_("The same request"), error_messages=_CHOOSE)

    def __init__(self, *args: Any, requests: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(one.id, one.title) for one in requests]
        self.fields["into"].choices = [("", "—"), *named]  # type: ignore[attr-defined]


class SortForm(DeskForm):
    """Subject and province of a request, and what of the inventory could answer it."""

    theme = _optional(forms.ChoiceField(label=_("Subject"), choices=lambda: _themes()))
    province = _optional(forms.ChoiceField(label=_("Province"), choices=lambda: _provinces()))
    entry = _optional(
        forms.ChoiceField(
            label=_("Entry of the inventory"), help_text=_("Which of what you hold could answer it")
        )
    )

    def __init__(self, *args: Any, entries: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(one.id, str(one)) for one in entries]
        self.fields["entry"].choices = [("", _("None")), *named]  # type: ignore[attr-defined]


class PublishForm(DeskForm):
    """Where the data that was asked for can be had."""

    dataset = forms.ChoiceField(label=_("Dataset"), error_messages=_CHOOSE)
    text = _optional(_text(_("Words to it")))

    def __init__(self, *args: Any, datasets: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(one.slug, in_language(one, "title", language())[0]) for one in datasets]
        self.fields["dataset"].choices = [("", "—"), *named]  # type: ignore[attr-defined]


class AssignForm(DeskForm):
    """The agency that a request concerns."""

    agency = forms.ChoiceField(label=_("Agency"), error_messages=_CHOOSE)

    def __init__(self, *args: Any, agencies: "Sequence[Agency]", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].choices = _agencies(agencies, "—")  # type: ignore[attr-defined]


class ResolveForm(DeskForm):
    """What came of a piece of feedback."""

    release = _optional(forms.ChoiceField(label=_("Version that came of it")))
    text = _optional(_text(_("Last answer")))

    def __init__(self, *args: Any, releases: "Sequence[Release]", **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(release.id, _release(release)) for release in releases]
        self.fields["release"].choices = [("", _("None")), *named]  # type: ignore[attr-defined]


def _place(table: "Distribution", column: str, *, has_many: bool) -> Any:
    """A column in words, with its table where there are several; without one the table itself."""
    title = in_language(table, "title", language())[0]
    if not column:
        return title if has_many else _("The table as a whole")
    return f"{title}: {column}" if has_many else column


def _ground(one: dict[str, str]) -> str:
    law = one.get(f"law_{language()}", "")
    return f"{one[language()]} ({law})" if law else one[language()]


def _themes() -> list[tuple[str, Any]]:
    named = [(code.code, code.label(language())) for code in codes.options("themes")]
    return [("", "—"), *named]


def _provinces() -> list[tuple[str, Any]]:
    rows = national_table("provinces.csv")
    return [("", _("The whole country, or several")), *((r["code"], r["name_th"]) for r in rows)]


def _release(release: "Release") -> str:
    title = in_language(release.distribution, "title", language())[0]
    return f"{title} {release.number}"
