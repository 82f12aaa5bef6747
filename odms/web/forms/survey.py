"""The forms of surveys: one screen of answering, and the parts of the designer."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from odms.voice.queries import get_questionnaire
from odms.voice.rules import MAX_LINE, MAX_TEXT
from odms.voice.rules.documents import KINDS, LISTS, is_needed
from odms.web.formats import in_language
from odms.web.forms.base import DeskForm
from odms.web.forms.voice import OpenForm
from odms.web.told import language, words

if TYPE_CHECKING:
    from odms.catalogue.models import Dataset
    from odms.people.models import Agency

_REQUIRED = {"required": _("Fill in this field")}
_CHOOSE = {"required": _("Choose one")}

_LABELS = {
    "group": _("Who are you?"),
    "channel": _("How did you reach the data?"),
    "purpose": _("What do you use it for?"),
}

AGENCY = "agency"
_PREFIX = "q-"


def screens(survey: Any) -> list[str]:
    """The names of the fields of a survey in the order in which they are asked, one a screen."""
    document = survey.document
    names = [part for part, of in LISTS.items() if document[of]]
    names += [_PREFIX + one["code"] for one in document["questions"]]
    return names if survey.agency_id else [*names, AGENCY]


def screen_of(survey: Any, item: str) -> int:
    """The screen that a refusal names by part or by code of a question; the last where it names none."""
    names = screens(survey)
    return next((i for i, name in enumerate(names) if name in (item, _PREFIX + item)), -1)


def answers_of(survey: Any, data: Any) -> dict[str, Any]:
    """What was answered on all screens, as the action takes it; the agency by its slug."""
    told: dict[str, Any] = {part: data.get(part, "") for part in LISTS}
    told["answers"] = {
        one["code"]: (data.getlist if one["kind"] == "many" else data.get)(_PREFIX + one["code"])
        for one in survey.document["questions"]
    }
    return told


class ScreenForm(OpenForm):
    """One question of a survey."""

    def __init__(
        self, *args: Any, survey: Any, name: str, agencies: "Sequence[Agency]" = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.name = name
        if name == AGENCY:
            self.fields[name] = _agency_field(agencies)
        elif name in LISTS:
            choices = _named(survey.document[LISTS[name]])
            self.fields[name] = _radios(_LABELS[name], choices)
        else:
            asked = survey.document["questions"]
            self.fields[name] = _question(next(q for q in asked if _PREFIX + q["code"] == name))
        if not self.fields[name].required:
            self.fields[name].is_optional = True  # type: ignore[attr-defined]

    @property
    def asked(self) -> Any:
        """The field of the screen."""
        return self[self.name]


def _question(question: Mapping[str, Any]) -> forms.Field:
    label, needed = _text_of(question), is_needed(question)
    kind = question["kind"]
    if kind == "likert":
        marks = [(one["code"], f"{one['code']} {one[language()]}") for one in _marks()]
        return _radios(label, marks, required=needed)
    if kind == "one":
        return _radios(label, _named(question["choices"]), required=needed)
    if kind == "many":
        return forms.MultipleChoiceField(
            label=label,
            required=needed,
            choices=_named(question["choices"]),
            widget=forms.CheckboxSelectMultiple,
            error_messages=_CHOOSE,
        )
    if kind == "number":
        widget = forms.TextInput(attrs={"class": "in short", "inputmode": "decimal"})
        return forms.CharField(
            label=label, required=needed, max_length=30, widget=widget, error_messages=_REQUIRED
        )
    return forms.CharField(
        label=label,
        required=needed,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "class": "in"}),
        help_text=_("Write no personal data. Officers alone read this."),
        error_messages=_REQUIRED,
    )


def _agency_field(agencies: "Sequence[Agency]") -> forms.Field:
    named = [(one.slug, in_language(one, "name", language())[0]) for one in agencies]
    return forms.ChoiceField(
        label=_("Whose data do you use most?"),
        required=False,
        choices=[("", _("No one agency's")), *named],
        widget=forms.Select(attrs={"class": "in"}),
    )


def _marks() -> list[dict[str, str]]:
    found: list[dict[str, str]] = get_questionnaire()["marks"]
    return found


def _radios(label: Any, choices: Any, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=required,
        widget=forms.RadioSelect,
        choices=choices,
        error_messages=_CHOOSE,
    )


def _named(choices: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    return [(one["code"], _text_of(one)) for one in choices]


def _text_of(thing: Mapping[str, Any]) -> str:
    return str(thing.get(language()) or thing["th"])


# The designer


def _optional(field: Any) -> Any:
    field.required, field.is_optional = False, True
    return field


def _line(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=MAX_LINE, error_messages=_REQUIRED, **options)


def _lines(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 5, "class": "in code"}),
        error_messages=_REQUIRED,
    )


def _day(label: Any, **options: Any) -> Any:
    widget = forms.DateInput(attrs={"type": "date", "class": "in short"})
    return _optional(forms.DateField(label=label, widget=widget, **options))


_CHOICES_HELP = _("One a line: code | Thai | English, such as: app | แอปพลิเคชัน | Application")


class NewSurveyForm(DeskForm):
    """A survey that is begun: its title, and what it is about."""

    title_th = _line(_("Title of the survey, in Thai"))
    title_en = _optional(_line(_("Title of the survey, in English")))
    agency = _optional(forms.ChoiceField(label=_("About")))
    dataset = _optional(
        forms.ChoiceField(
            label=_("Or about a dataset"), help_text=_("Then it is the dataset's agency's")
        )
    )

    def __init__(
        self,
        *args: Any,
        agencies: "Sequence[Agency]",
        datasets: "Sequence[Dataset]",
        is_centres: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        named = [(one.slug, in_language(one, "name", language())[0]) for one in agencies]
        first = [("", _("The centre as a whole"))] if is_centres else []
        self.fields["agency"].choices = [*first, *named]  # type: ignore[attr-defined]
        titles = [(one.slug, in_language(one, "title", language())[0]) for one in datasets]
        self.fields["dataset"].choices = [("", "—"), *titles]  # type: ignore[attr-defined]


class SettingsForm(DeskForm):
    """What stands before the questions of a survey, and when it can be answered."""

    title_th = _line(_("Title of the survey, in Thai"))
    title_en = _optional(_line(_("Title of the survey, in English")))
    about_th = _optional(_lines(_("Words before the first question, in Thai"), ""))
    about_en = _optional(_lines(_("Words before the first question, in English"), ""))
    opens_date = _day(_("First day"), help_text=_("Empty: from when it is opened"))
    closes_date = _day(_("Last day"), help_text=_("Empty: until it is closed"))
    groups = _optional(_lines(_("Respondent groups"), _CHOICES_HELP))
    channels = _optional(_lines(_("Channels"), _CHOICES_HELP))
    purposes = _optional(_lines(_("Purposes"), _CHOICES_HELP))

    @staticmethod
    def initial_of(survey: Any) -> dict[str, Any]:
        """What stands in a survey now."""
        told = {name: getattr(survey, name) for name in ("opens_date", "closes_date")}
        for name in ("title", "about"):
            for lang in ("th", "en"):
                told[f"{name}_{lang}"] = survey.document[name][lang]
        return told | {of: choices_as_lines(survey.document[of]) for of in LISTS.values()}

    def changed(self, document: dict[str, Any]) -> dict[str, Any]:
        """The document with what was typed."""
        typed = self.cleaned_data
        told = {
            name: {lang: typed[f"{name}_{lang}"] for lang in ("th", "en")}
            for name in ("title", "about")
        }
        return document | told | {of: lines_as_choices(typed[of]) for of in LISTS.values()}

    @property
    def period(self) -> dict[str, Any]:
        """The first and the last day."""
        return {name: self.cleaned_data[name] for name in ("opens_date", "closes_date")}


class QuestionForm(DeskForm):
    """One question of a survey, new or changed."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=lambda: [(kind, words(f"voice.kind.{kind}")) for kind in KINDS],
        error_messages=_CHOOSE,
    )
    th = _line(_("Question in Thai"))
    en = _optional(_line(_("Question in English")))
    dimension = _optional(
        forms.ChoiceField(label=_("Dimension"), help_text=_("Of a mark from 1 to 5"))
    )
    choices = _optional(_lines(_("Choices"), _CHOICES_HELP))
    is_needed = forms.BooleanField(label=_("Must be answered"), required=False)

    def __init__(self, *args: Any, survey: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        named = [("", "—"), *_named(survey.document["dimensions"])]
        self.fields["dimension"].choices = named  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(question: Mapping[str, Any]) -> dict[str, Any]:
        """What a question says now."""
        return dict(question) | {
            "choices": choices_as_lines(question.get("choices", ())),
            "is_needed": is_needed(question),
        }

    def question(self, code: str) -> dict[str, Any]:
        """The question as a document holds it."""
        typed = self.cleaned_data
        told = {"code": code} | {name: typed[name] for name in ("kind", "th", "en", "is_needed")}
        if typed["kind"] == "likert":
            told["dimension"] = typed["dimension"]
        if typed["kind"] in ("one", "many"):
            told["choices"] = lines_as_choices(typed["choices"])
        return told


class SharesForm(DeskForm):
    """The share of each respondent group in the population, in per cent."""

    def __init__(self, *args: Any, survey: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for one in survey.document["groups"]:
            share = survey.shares.get(one["code"])
            widget = forms.TextInput(attrs={"class": "in short", "inputmode": "decimal"})
            self.fields[one["code"]] = forms.FloatField(
                label=_text_of(one),
                required=False,
                min_value=0,
                max_value=100,
                widget=widget,
                initial=None if share is None else round(share * 100, 4),
            )
            self.fields[one["code"]].is_optional = True  # type: ignore[attr-defined]

    @property
    def shares(self) -> dict[str, float]:
        """The shares that were typed, of one."""
        typed = self.cleaned_data.items()
        return {code: value / 100 for code, value in typed if value is not None}


class AnswerFileForm(DeskForm):
    """A file of answers that were given elsewhere."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A workbook or a delimited text with one row a person"),
        error_messages={"required": _("Choose a file")},
    )
    day = _day(
        _("Day on which it was answered"), help_text=_("For rows that say no day; empty: today")
    )


def lines_as_choices(text: str) -> list[dict[str, str]]:
    """Choices of a text, one a line: code | Thai | English; a line without bars is Thai alone."""
    found = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        parts = [part.strip() for part in line.split("|")]
        if len(parts) == 1:
            parts = [f"c{number}", parts[0]]
        found.append({"code": parts[0], "th": parts[1], "en": parts[2] if len(parts) > 2 else ""})
    return found


def choices_as_lines(choices: Sequence[Mapping[str, str]]) -> str:
    """Choices as a person edits them."""
    return "\n".join(f"{one['code']} | {one['th']} | {one['en']}" for one in choices)
