"""Small forms of decisions: a note, a reason, approve or return."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from odms.web.forms.base import DeskForm


def _area(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}), **options
    )


def order_number() -> forms.CharField:
    """The number of the order by which something is approved."""
    return forms.CharField(
        label=gettext_lazy("Number of the order"),
        help_text=gettext_lazy("Empty: the agency's next number"),
        max_length=100,
        required=False,
    )


class NoteForm(DeskForm):
    """What the steward says to the approver."""

    note = _area(gettext_lazy("Note to the approver"), required=False)
    quality_reason = _area(
        gettext_lazy("Why it is published with this quality"),
        help_text=gettext_lazy("The approver accepts the reason by approving, or returns the case"),
        required=False,
    )


class ReasonForm(DeskForm):
    """A reason that other people will read."""

    reason = _area(
        gettext_lazy("Reason"),
        help_text=gettext_lazy("People who used the data will read it"),
        error_messages={"required": gettext_lazy("Give the reason")},
    )


class DecisionForm(DeskForm):
    """Approve, or return with a reason."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        widget=forms.RadioSelect,
        choices=[
            ("approve", gettext_lazy("Approve the publication")),
            ("return", gettext_lazy("Return it with a reason")),
        ],
        error_messages={"required": gettext_lazy("Choose one of the two")},
    )
    reason = _area(gettext_lazy("Reason (needed to return it)"), required=False)
    order_number = order_number()

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("decision") == "return" and not typed.get("reason"):
            self.add_error("reason", _("Say what has to be changed"))
        return typed


class TogetherForm(DeskForm):
    """Several cases approved under one order."""

    order_number = order_number()
