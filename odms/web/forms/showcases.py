"""Forms of questions about datasets and of reuses of open data."""

import time
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from odms.definitions import national
from odms.voice.rules import MAX_LINE, MAX_TEXT, showcase_kinds
from odms.web.forms.base import DeskForm
from odms.web.forms.voice import OpenForm
from odms.web.told import language

_REQUIRED = {"required": _("Fill in this field")}
_CHOOSE = {"required": _("Choose one")}
_SALT = "odms.web.began"

# nobody fills in a form faster
LEAST_S = 3


def _text(label: Any, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(
        label=label, max_length=MAX_TEXT, widget=widget, error_messages=_REQUIRED, **options
    )


def _optional(field: Any) -> Any:
    field.required, field.is_optional = False, True
    return field


class QuestionForm(OpenForm):
    """A question about a dataset."""

    text = _text(
        _("What do you want to know about this data?"),
        help_text=_("Everybody will read it. Write no personal data."),
    )


class ReplyForm(OpenForm):
    """An answer to a question."""

    text = _text(_("Your answer"), help_text=_("Everybody will read it"))


class ShowcaseForm(OpenForm):
    """What somebody made of open data."""

    title = forms.CharField(label=_("Title"), max_length=MAX_LINE, error_messages=_REQUIRED)
    about = _text(_("What is it, and what does the data do in it?"))
    kind = forms.ChoiceField(
        label=_("Kind"),
        widget=forms.RadioSelect,
        choices=lambda: [(one["code"], one[language()]) for one in showcase_kinds()],
        error_messages=_CHOOSE,
    )
    link = forms.URLField(
        label=_("Its address on the web"),
        max_length=1000,
        assume_scheme="https",
        error_messages={**_REQUIRED, "invalid": _("Write an address such as https://example.org")},
    )
    datasets = forms.CharField(
        label=_("Datasets that it uses"),
        help_text=_("A title, or the address of its page here; one a line"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=_REQUIRED,
    )
    picture = _optional(
        forms.FileField(
            label=_("Picture"),
            help_text=_("JPEG, PNG, WebP or GIF of 10 MB at most; it is made anew and smaller"),
        )
    )
    alt = _optional(
        forms.CharField(
            label=_("What the picture shows"),
            max_length=MAX_LINE,
            help_text=_("For those who do not see it"),
        )
    )
    goals = _optional(
        forms.MultipleChoiceField(
            label=_("Goals of sustainable development that it serves"),
            widget=forms.CheckboxSelectMultiple,
            choices=lambda: [
                (one["code"], f"{one['code']} {one[language()]}") for one in national("sdgs.yaml")
            ],
        )
    )
    maker = _optional(
        forms.CharField(
            label=_("Who made it"), max_length=200, help_text=_("Everybody will read it")
        )
    )
    email = _optional(
        forms.EmailField(label=_("Your e-mail"), help_text=_("Told to the centre alone"))
    )
    began = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_known: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("began", signing.dumps(int(time.time()), salt=_SALT))
        if is_known:
            del self.fields["email"]

    @property
    def is_by_program(self) -> bool:
        """Whether a field that nobody sees was filled in, or all of them faster than people write."""
        if super().is_by_program:
            return True
        try:
            began = signing.loads(self.data.get("began", ""), salt=_SALT)
        except signing.BadSignature:
            return True
        return time.time() - began < LEAST_S


class DecideForm(DeskForm):
    """Why a reuse is refused or withdrawn."""

    reason = _text(_("Reason"), help_text=_("Told to whoever sent it"))
