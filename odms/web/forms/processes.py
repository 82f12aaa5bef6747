"""What a person says of a process: declared, or verified by another."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from odms.publication.answering import ANSWERS
from odms.web.forms.base import DeskForm
from odms.web.told import words


class AnswerForm(DeskForm):
    """Yes, partly, no or not asked of us, with a note and where it can be seen."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose an answer")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    url = forms.URLField(
        label=gettext_lazy("Where it can be seen"),
        help_text=gettext_lazy("The address of an order, a report or minutes"),
        required=False,
        assume_scheme="https",
        max_length=2000,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        told = [(code, words(f"process.answer.{code}")) for code in ANSWERS]
        self.fields["answer"].choices = told  # type: ignore[attr-defined]
        for name in ("note", "url"):
            self.fields[name].is_optional = True  # type: ignore[attr-defined]
