"""Forms of the programme: milestones and gaps, how they move, targets and self-assessment."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from odms.errors import Invalid
from odms.programme.rules import MAX_LINE, MAX_TEXT, MOST, MOVES, era_year
from odms.web.formats import in_language
from odms.web.forms.base import DeskForm
from odms.web.told import language, words

if TYPE_CHECKING:
    from odms.people.models import Agency
    from odms.programme.models import Indicator, Milestone

_REQUIRED = {"required": _("Fill in this field")}


def _optional(field: Any) -> Any:
    field.required, field.is_optional = False, True
    return field


def _line(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=MAX_LINE, error_messages=_REQUIRED, **options)


def _text(label: Any, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3, "class": "in"})
    return forms.CharField(
        label=label, max_length=MAX_TEXT, widget=widget, error_messages=_REQUIRED, **options
    )


def _number(label: Any, **options: Any) -> Any:
    widget = forms.TextInput(attrs={"class": "in short", "inputmode": "decimal"})
    return _optional(
        forms.FloatField(
            label=label,
            widget=widget,
            error_messages={"invalid": _("Write a number")},
            **options,
        )
    )


def _link(label: Any) -> Any:
    widget = forms.TextInput(attrs={"class": "in"})
    return _optional(forms.CharField(label=label, max_length=2000, widget=widget))


class OwnedForm(DeskForm):
    """Who does it and by when."""

    agency = _optional(forms.ChoiceField(label=_("Agency that does it")))
    owner = _optional(_line(_("Office or unit that does it")))
    due_date = _optional(
        forms.DateField(
            label=_("Due on"),
            widget=forms.DateInput(attrs={"type": "date", "class": "in short"}, format="%Y-%m-%d"),
            error_messages={"invalid": _("Choose a day")},
        )
    )

    def __init__(self, *args: Any, agencies: "Sequence[Agency]", **options: Any) -> None:
        super().__init__(*args, **options)
        self.agencies = {one.slug: one for one in agencies}
        named = [(one.slug, in_language(one, "name", language())[0]) for one in agencies]
        self.fields["agency"].choices = [("", "—"), *named]  # type: ignore[attr-defined]

    @property
    def told(self) -> dict[str, Any]:
        """What was typed, as the actions take it."""
        typed = dict(self.cleaned_data)
        return typed | {"agency": self.agencies.get(typed["agency"])}


class MilestoneForm(OwnedForm):
    """A milestone or a gap: what, who and by when."""

    title_th = _line(_("Title in Thai"))
    title_en = _optional(_line(_("Title in English")))
    about = _optional(_text(_("What it is about")))

    field_order = ["title_th", "title_en", "about", "agency", "owner", "due_date"]

    @classmethod
    def of(cls, one: "Milestone") -> dict[str, Any]:
        """What a milestone says, as the form shows it."""
        names = ("title_th", "title_en", "owner", "due_date")
        known = {name: getattr(one, name) for name in names}
        return known | {"about": one.about_th, "agency": one.agency.slug if one.agency else ""}


class NewMilestoneForm(MilestoneForm):
    """A milestone, and where it belongs."""

    belongs = forms.ChoiceField(
        label=_("Step of the roadmap, or dimension in which it is missing"),
        error_messages={"required": _("Choose one")},
    )
    field_order = ["belongs", *MilestoneForm.field_order]

    def __init__(
        self,
        *args: Any,
        steps: "Sequence[Milestone]",
        dimensions: "Sequence[Indicator]",
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.things = {f"step:{one.code}": one for one in steps}
        self.dimensions = {f"gap:{one.code}": one for one in dimensions}
        of_steps = [
            (key, f"{one.year} {in_language(one, 'title', language())[0]}")
            for key, one in self.things.items()
        ]
        of_gaps = [
            (key, in_language(one, "name", language())[0]) for key, one in self.dimensions.items()
        ]
        self.fields["belongs"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            (_("Steps of the roadmap"), of_steps),
            (_("Gap to the OECD"), of_gaps),
        ]

    @property
    def told(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        typed = super().told
        key = typed.pop("belongs")
        return typed | {"parent": self.things.get(key), "indicator": self.dimensions.get(key)}


class MoveForm(DeskForm):
    """How a milestone moves on, with the evidence or the reason that this needs."""

    def __init__(self, *args: Any, deed: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if MOVES[deed].needs == "evidence":
            self.fields["evidence"] = _optional(_text(_("Evidence")))
            self.fields["url"] = _link(_("Link to the evidence"))
        elif MOVES[deed].needs == "reason":
            self.fields["reason"] = _text(_("Reason"))


class NoteForm(DeskForm):
    """What is told of the progress."""

    text = _text(_("What happened"), help_text=_("Everybody reads it"))


class TargetForm(DeskForm):
    """Which value is aimed at, and by when."""

    target = _number(_("Target"))
    target_year = _optional(
        forms.CharField(
            label=_("By the year"),
            max_length=4,
            help_text=_("Of the Buddhist or the common era"),
            widget=forms.TextInput(attrs={"class": "in short", "inputmode": "numeric"}),
        )
    )

    def __init__(self, *args: Any, indicator: "Indicator", **options: Any) -> None:
        known = {name: getattr(indicator, name) for name in ("target", "target_year")}
        super().__init__(*args, initial=known, **options)
        self.fields["target"].help_text = _range(indicator)

    def clean_target_year(self) -> int | None:
        """The year in the Buddhist era."""
        try:
            return era_year(self.cleaned_data["target_year"], timezone.localdate())
        except Invalid as refused:
            raise forms.ValidationError(words(refused.code, refused.facts)) from None


class DeclareForm(DeskForm):
    """Where the centre says it stands, with its evidence."""

    value = _number(_("Where the centre stands"))
    note = _optional(_text(_("Evidence")))
    url = _link(_("Link to the evidence"))

    def __init__(self, *args: Any, indicator: "Indicator", **options: Any) -> None:
        known = {
            "value": indicator.declared,
            "note": indicator.declared_note,
            "url": indicator.declared_url,
        }
        super().__init__(*args, initial=known, **options)
        self.fields["value"].help_text = _range(indicator)


def _range(indicator: "Indicator") -> Any:
    most = MOST.get(indicator.unit)
    return _("0 to %(most)s, as a part of one") % {"most": f"{most:g}"} if most == 1 else ""
