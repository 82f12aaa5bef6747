"""Forms of assessment: a cycle that is opened, answers that are given, appeals."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from odms.assessment.actions import Saying
from odms.assessment.frameworks import Framework, Question, list_frameworks
from odms.assessment.queries.answers import Sides
from odms.assessment.rules import OUTCOMES
from odms.web import assessing
from odms.web.forms.base import DeskForm
from odms.web.told import language, words

_REQUIRED = {"required": _("Fill in this field")}
_PERCENT = 100


def _optional(field: Any) -> Any:
    field.required, field.is_optional = False, True
    return field


class OpenForm(DeskForm):
    """A new cycle: its code and names, what it asks, of whom, and until when."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Small letters, digits and hyphens, such as round-2570"),
        max_length=40,
        error_messages=_REQUIRED,
    )
    title_th = forms.CharField(label=_("Title in Thai"), max_length=300, error_messages=_REQUIRED)
    title_en = _optional(forms.CharField(label=_("Title in English"), max_length=300))
    frameworks = forms.MultipleChoiceField(
        label=_("Frameworks"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one at least")},
    )
    agencies = forms.MultipleChoiceField(
        label=_("Agencies"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None chosen: all of them"),
    )
    declare_until = _optional(
        forms.DateField(
            label=_("Agencies declare until"), widget=forms.DateInput(attrs={"type": "date"})
        )
    )
    review_until = _optional(
        forms.DateField(label=_("Review until"), widget=forms.DateInput(attrs={"type": "date"}))
    )
    appeal_until = _optional(
        forms.DateField(label=_("Appeals until"), widget=forms.DateInput(attrs={"type": "date"}))
    )

    def __init__(self, *args: Any, agencies: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {one.slug: one for one in agencies}
        asked = [one for one in list_frameworks() if one.scoring != "datasets"]
        self.fields["frameworks"].choices = [  # type: ignore[attr-defined]
            (one.code, one.titles[language()]) for one in asked if "users" not in one.subjects
        ]
        self.fields["agencies"].choices = [  # type: ignore[attr-defined]
            (one.slug, one.name_th) for one in agencies
        ]

    @property
    def opened(self) -> dict[str, Any]:
        """What the action takes."""
        typed = dict(self.cleaned_data)
        title = {"th": typed.pop("title_th"), "en": typed.pop("title_en")}
        chosen = typed.pop("agencies") or self.known
        return typed | {"title": title, "agencies": [self.known[slug] for slug in chosen]}


class AnswersForm(DeskForm):
    """The questions of a framework that a person may answer, each with a note and its evidence.

    What is left as it was is not said again.
    """

    def __init__(
        self, *args: Any, framework: Framework, answers: Sequence[Sides], side: str, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.side = side
        self.asked = {one.question.code: one for one in answers if _is_asked(one, side)}
        for code, sides in self.asked.items():
            said = getattr(sides, side) or {}
            self.fields[code] = _value_field(sides.question, said.get("value"))
            self.fields[f"{code}__note"] = _optional(
                forms.CharField(
                    label=_("Note"),
                    max_length=2000,
                    initial=said.get("note", ""),
                    widget=forms.Textarea(attrs={"rows": 2, "class": "in"}),
                )
            )
            self.fields[f"{code}__url"] = _optional(
                forms.URLField(
                    label=_("Evidence: a link"),
                    max_length=2000,
                    initial=said.get("url", ""),
                    assume_scheme="https",
                    widget=forms.URLInput(attrs={"class": "in"}),
                )
            )
            if side == "declared":
                self.fields[f"{code}__file"] = _optional(
                    forms.FileField(
                        label=_("Evidence: a file"),
                        help_text=_("Its name and SHA-256 are kept here, the file stays with you"),
                    )
                )

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Each question with what is known of it, and its fields."""
        names = ["", "__note", "__url", *(["__file"] if self.side == "declared" else [])]
        return [
            {
                "line": assessing.line(sides),
                "fields": [self[f"{code}{name}"] for name in names],
            }
            for code, sides in self.asked.items()
        ]

    @property
    def said(self) -> dict[str, Saying]:
        """What was said anew, as the actions take it."""
        changed = {name.partition("__")[0] for name in self.changed_data}
        return {
            code: self._saying(code, sides.question)
            for code, sides in self.asked.items()
            if code in changed and self.cleaned_data[code] not in (None, "")
        }

    def _saying(self, code: str, question: Question) -> Saying:
        value = self.cleaned_data[code]
        if question.kind == "share":
            value = float(value) / _PERCENT
        file = self.cleaned_data.get(f"{code}__file")
        former = getattr(self.asked[code], self.side) or {}
        return Saying(
            value=value,
            note=self.cleaned_data[f"{code}__note"],
            url=self.cleaned_data[f"{code}__url"],
            file_name=file.name if file else former.get("file_name", ""),
            file_sha256=_sha256(file) if file else former.get("file_sha256", ""),
        )


class ReviewerForm(DeskForm):
    """Who reviews a participant."""

    reviewer = forms.EmailField(label=_("Reviewer's e-mail address"), error_messages=_REQUIRED)


class AppealForm(DeskForm):
    """Why a verified answer is not right."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        error_messages=_REQUIRED,
    )


class DecideForm(DeskForm):
    """What becomes of an appeal."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one")},
    )
    note = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        error_messages=_REQUIRED,
    )

    def __init__(self, *args: Any, question: Question, **options: Any) -> None:
        super().__init__(*args, **options)
        self.question = question
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (code, words(f"assessment.outcome.{code}")) for code in OUTCOMES
        ]
        value = _value_field(question, None)
        value.label = _("The answer that stands instead")
        self.fields["value"] = value

    @property
    def decided(self) -> dict[str, Any]:
        """What the action takes."""
        typed = dict(self.cleaned_data)
        if self.question.kind == "share" and typed["value"] not in (None, ""):
            typed["value"] = float(typed["value"]) / _PERCENT
        return typed


def _is_asked(sides: Sides, side: str) -> bool:
    """Whether a person can answer this question here: the sixteen are answered on their own page, and
    only what has an answer can be verified."""
    has_answer = sides.declared is not None or sides.computed is not None
    return not sides.question.process and (side == "declared" or has_answer)


def _value_field(question: Question, value: Any) -> forms.Field:
    number = question.code if question.code[0].isdecimal() else ""
    label = f"{number} {question.names[language()]}".strip()
    if question.kind in ("yes_no", "choice"):
        return forms.ChoiceField(
            label=label,
            choices=assessing.choices(question),
            widget=forms.RadioSelect,
            required=False,
            initial=value,
        )
    if question.kind == "text":
        area = forms.Textarea(attrs={"rows": 3, "class": "in"})
        return forms.CharField(label=label, required=False, widget=area, initial=value)
    is_share = question.kind == "share"
    shown = value * _PERCENT if is_share and isinstance(value, (int, float)) else value
    return forms.DecimalField(
        label=label,
        help_text=_("Per cent, 0 to 100") if is_share else "",
        required=False,
        min_value=0,
        max_value=_PERCENT if is_share else None,
        initial=shown,
        widget=forms.NumberInput(attrs={"class": "in short", "step": "any"}),
    )


def _sha256(file: Any) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest()
