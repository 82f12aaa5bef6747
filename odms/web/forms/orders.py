"""Forms of orders: for updates without a look, of an agency's authority, and to destroy what leaked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from odms.publication.updates import WAYS
from odms.web.forms.base import DeskForm
from odms.web.told import words

_REQUIRED = {"required": _("Fill in this field")}


def _area(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=_REQUIRED,
        **options,
    )


def _share(label: Any, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=_REQUIRED
        | {
            "invalid": _("Write a whole number from 0 to 100"),
            "min_value": _("Write a whole number from 0 to 100"),
            "max_value": _("Write a whole number from 0 to 100"),
        },
        **options,
    )


class StandingOrderForm(DeskForm):
    """What a standing order allows; `stewards` and `tokens` are (id, name) of those who deliver."""

    stewards = forms.MultipleChoiceField(
        label=_("Who delivers"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tokens = forms.MultipleChoiceField(
        label=_("Or which machine, by its token"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    way = forms.ChoiceField(
        label=_("By which way"),
        required=False,
        widget=forms.RadioSelect,
        choices=lambda: (
            [("", words("publication.way.any"))]
            + [(way, words(f"publication.way.{way}")) for way in WAYS]
        ),
    )
    file_name = forms.CharField(
        label=_("File name"),
        max_length=255,
        required=False,
        help_text=_("With * for any letters and ? for one, such as patients_*.csv; empty: any"),
    )
    url = forms.CharField(
        label=_("Address that it is fetched from"),
        max_length=2000,
        required=False,
        help_text=_("The whole address, or its beginning with * at the end; empty: any or none"),
    )
    most_changed = _share(
        _("Rows that may change or go, in percent"),
        help_text=_("Of the rows of the version before"),
    )
    most_shrunk = _share(
        _("By how much the table may shrink, in percent"),
        help_text=_("Rows that are fewer than before, however many changed"),
    )
    expires_date = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=_REQUIRED | {"invalid": _("Write a day as 2026-12-31")},
    )
    reason = _area(_("Why these updates need no further look"))

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[str, str]],
        machines: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        for name, choices in (("stewards", people), ("tokens", machines)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]


class RevokeForm(DeskForm):
    """Why a standing order ends."""

    reason = _area(_("Reason"))


class ApprovalSettingsForm(DeskForm):
    """By which order an agency's approvers act, and how its orders are numbered."""

    authority = _area(
        _("The order or rule that gives the approvers their power"),
        required=False,
        help_text=_("It stands on every decision, such as: Order of the department 12/2569"),
    )
    pattern = forms.CharField(
        label=_("Pattern of the numbers"),
        max_length=60,
        required=False,
        help_text=_(
            "{n} runs within the year, {n:4} with four digits, {year} is the year; "
            "empty: {n}/{year}"
        ),
    )


class DestroyForm(DeskForm):
    """What is to be destroyed, and why; the thing itself must not be written down once more."""

    deliveries = forms.MultipleChoiceField(
        label=_("Files, with every version that came of them"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    releases = forms.MultipleChoiceField(
        label=_("Or published versions alone; their originals stay"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    leaked = forms.CharField(
        label=_("What leaked"),
        max_length=500,
        help_text=_(
            "The kind of thing, such as telephone numbers of patients; never the data itself, for "
            "the ledger keeps this sentence"
        ),
        error_messages=_REQUIRED,
    )
    reason = _area(_("Reason"), help_text=_("People who used the data will read it"))

    def __init__(
        self,
        *args: Any,
        files: Sequence[tuple[str, str]],
        versions: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        for name, choices in (("deliveries", files), ("releases", versions)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]
