"""Forms of networks and training."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from odms.definitions import national
from odms.programme.rules import MAX_LINE, MAX_TEXT
from odms.programme.rules.together import AUDIENCES, PARTNER_KINDS
from odms.web.formats import in_language
from odms.web.forms.base import DeskForm
from odms.web.told import language, words

if TYPE_CHECKING:
    from odms.people.models import Agency
    from odms.programme.models import Part

_REQUIRED = {"required": _("Fill in this field")}
_CHOOSE = {"required": _("Choose one")}


def _optional(field: Any) -> Any:
    field.required, field.is_optional = False, True
    return field


def _line(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=MAX_LINE, error_messages=_REQUIRED, **options)


def _text(label: Any, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, max_length=MAX_TEXT, widget=widget, error_messages=_REQUIRED, **options
    )


def _named(agencies: "Sequence[Agency]") -> list[tuple[str, str]]:
    return [(one.slug, in_language(one, "name", language())[0]) for one in agencies]


class _OfAgency(DeskForm):
    """A form that may name one of the agencies of the person."""

    agency = _optional(forms.ChoiceField(label=_("For which agency")))

    def __init__(self, *args: Any, agencies: "Sequence[Agency]", **options: Any) -> None:
        super().__init__(*args, **options)
        self.agencies = {one.slug: one for one in agencies}
        self.fields["agency"].choices = [("", "—"), *_named(agencies)]  # type: ignore[attr-defined]

    @property
    def told(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        return self.cleaned_data | {"agency": self.agencies.get(self.cleaned_data["agency"])}


class NetworkForm(_OfAgency):
    """What a network is proposed for."""

    title_th = _line(_("Title in Thai"))
    title_en = _optional(_line(_("Title in English")))
    problem = _text(_("Which problem it works on"), help_text=_("Everybody reads it"))
    call = _optional(_text(_("Which partners are looked for")))
    goals = _optional(
        forms.MultipleChoiceField(
            label=_("Goals of sustainable development"), widget=forms.CheckboxSelectMultiple
        )
    )
    field_order = ["title_th", "title_en", "problem", "call", "goals", "agency"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        listed = [
            (one["code"], f"{one['code']} {one[language()]}") for one in national("sdgs.yaml")
        ]
        self.fields["goals"].choices = listed  # type: ignore[attr-defined]


class JoinForm(_OfAgency):
    """Who asks to join, and what they bring."""

    name = _optional(_line(_("Name of the organisation")))
    kind = forms.ChoiceField(label=_("What it is"), error_messages=_CHOOSE)
    role = _line(_("What it brings: data, people, a place, a method"))
    field_order = ["agency", "name", "kind", "role"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(kind, words(f"programme.partner.{kind}")) for kind in PARTNER_KINDS]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class ChangeForm(DeskForm):
    """The problem, the call and the datasets of a network."""

    problem = _text(_("Which problem it works on"))
    call = _optional(_text(_("Which partners are looked for")))
    is_calling = forms.BooleanField(label=_("Partners are looked for"), required=False)
    datasets = _optional(
        _text(_("Datasets that are used"), help_text=_("Their names in addresses, one a line"))
    )


class StepForm(DeskForm):
    """A milestone of a network."""

    title = _line(_("Title"))
    due_date = _optional(
        forms.DateField(
            label=_("Due on"),
            widget=forms.DateInput(attrs={"type": "date", "class": "in short"}, format="%Y-%m-%d"),
            error_messages={"invalid": _("Choose a day")},
        )
    )


class FinishForm(DeskForm):
    """A milestone that is reached, and its evidence."""

    step = forms.ChoiceField(label=_("Milestone"), error_messages=_CHOOSE)
    evidence = _text(_("Evidence"))

    def __init__(self, *args: Any, steps: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["step"].choices = [(one.id, one.title) for one in steps]  # type: ignore[attr-defined]


class OutcomeForm(DeskForm):
    """What came of a network."""

    title = _line(_("Title"))
    about = _optional(_text(_("About the outcome")))
    url = _optional(
        forms.CharField(label=_("Where it can be seen, if it is not shown here"), max_length=2000)
    )
    showcase = _optional(forms.ChoiceField(label=_("Its page among the reuses of open data")))
    field_order = ["title", "about", "showcase", "url"]

    def __init__(self, *args: Any, showcases: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.showcases = {one.id: one for one in showcases}
        named = [(one.id, one.title) for one in showcases]
        self.fields["showcase"].choices = [("", "—"), *named]  # type: ignore[attr-defined]

    def clean_showcase(self) -> Any:
        """The reuse that was chosen, if any."""
        return self.showcases.get(self.cleaned_data["showcase"])


class ReasonForm(DeskForm):
    """Why something is declined or ended."""

    reason = _text(_("Reason"))


class CourseForm(DeskForm):
    """A course that is offered."""

    title_th = _line(_("Title in Thai"))
    title_en = _optional(_line(_("Title in English")))
    about = _optional(_text(_("What it is about")))
    part = _optional(forms.ChoiceField(label=_("Strand")))
    audience = forms.ChoiceField(label=_("For whom"))
    starts_at = forms.DateTimeField(
        label=_("Begins"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "in short"}),
        error_messages=_REQUIRED | {"invalid": _("Choose a day and a time")},
    )
    ends_at = forms.DateTimeField(
        label=_("Ends"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "in short"}),
        error_messages=_REQUIRED | {"invalid": _("Choose a day and a time")},
    )
    place = _optional(_line(_("Place")))
    url = _optional(forms.CharField(label=_("Address where it is held online"), max_length=2000))
    seats = _optional(
        forms.IntegerField(
            label=_("Seats"),
            min_value=1,
            max_value=100_000,
            help_text=_("Leave it empty for no limit"),
            widget=forms.TextInput(attrs={"class": "in short", "inputmode": "numeric"}),
            error_messages={"invalid": _("Write a whole number")},
        )
    )

    def __init__(self, *args: Any, parts: "Sequence[Part]", **options: Any) -> None:
        super().__init__(*args, **options)
        self.parts = {one.code: one for one in parts}
        named = [(one.code, in_language(one, "name", language())[0]) for one in parts]
        whom = [(one, words(f"programme.audience.{one}")) for one in AUDIENCES]
        self.fields["part"].choices = [("", "—"), *named]  # type: ignore[attr-defined]
        self.fields["audience"].choices = whom  # type: ignore[attr-defined]

    @property
    def told(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        return self.cleaned_data | {"part": self.parts.get(self.cleaned_data["part"])}


class SeatForm(_OfAgency):
    """For which agency somebody signs up."""


class HeadcountForm(DeskForm):
    """How many of an agency came without an account."""

    agency = forms.ChoiceField(label=_("Agency"), error_messages=_CHOOSE)
    n = forms.IntegerField(
        label=_("Number of people"),
        min_value=0,
        max_value=100_000,
        widget=forms.TextInput(attrs={"class": "in short", "inputmode": "numeric"}),
        error_messages=_REQUIRED | {"invalid": _("Write a whole number")},
    )

    def __init__(self, *args: Any, agencies: "Sequence[Agency]", **options: Any) -> None:
        super().__init__(*args, **options)
        self.agencies = {one.slug: one for one in agencies}
        self.fields["agency"].choices = [("", "—"), *_named(agencies)]  # type: ignore[attr-defined]
