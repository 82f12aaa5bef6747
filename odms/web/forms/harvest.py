"""Forms of sources: where a catalogue stands, how it is read, and why it is declined or ended."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from odms.harvest.kinds import KINDS
from odms.harvest.rules import DEFAULT_GRACE_DAYS, MAX_GRACE_DAYS, SCHEDULES
from odms.web.forms.base import DeskForm
from odms.web.forms.inventory import offer
from odms.web.told import words

if TYPE_CHECKING:
    from odms.people.models import Agency

_REQUIRED = {"required": _("Fill in this field")}


class AddressForm(DeskForm):
    """Where a catalogue stands, to look at it first."""

    agency = forms.ChoiceField(
        label=_("Whose datasets are they?"), error_messages={"required": _("Choose the agency")}
    )
    url = forms.CharField(
        label=_("Address of the catalogue"),
        max_length=2000,
        help_text=_("Its front page is enough; the kind is found out"),
        widget=forms.URLInput(attrs={"class": "in", "placeholder": "https://"}),
        error_messages=_REQUIRED,
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=lambda: [
            ("", _("Find out")),
            *((kind, words(f"harvest.kind.{kind}")) for kind in KINDS),
        ],
        widget=forms.Select(attrs={"class": "in short"}),
    )
    key = forms.CharField(
        label=_("Key"),
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Only where the catalogue asks for one; it is kept sealed"),
    )
    key_header = forms.CharField(
        label=_("Header of the key"),
        required=False,
        max_length=100,
        help_text=_("Such as api-key; empty: Authorization"),
        widget=forms.TextInput(attrs={"class": "in short", "size": 20}),
    )

    def __init__(self, *args: Any, agencies: "Sequence[Agency]", **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, agencies)

    @property
    def header(self) -> dict[str, str]:
        """The header that carries the key; none without one."""
        told = self.cleaned_data
        return {told["key_header"] or "Authorization": told["key"]} if told["key"] else {}


class _Reading(DeskForm):
    """What a source is called and how it is read."""

    name = forms.CharField(label=_("What it is called"), max_length=300, error_messages=_REQUIRED)
    schedule = forms.ChoiceField(
        label=_("Read it"),
        choices=lambda: [(code, words(f"harvest.schedule.{code}")) for code in SCHEDULES],
        initial="nightly",
        widget=forms.Select(attrs={"class": "in short"}),
    )
    grace_days = forms.IntegerField(
        label=_("Days of grace"),
        initial=DEFAULT_GRACE_DAYS,
        min_value=0,
        max_value=MAX_GRACE_DAYS,
        help_text=_("After so many days what the catalogue has no more is withdrawn"),
        widget=forms.TextInput(attrs={"class": "in short", "inputmode": "numeric", "size": 4}),
        error_messages=_REQUIRED | {"invalid": _("Write a number of days")},
    )
    mirrors_files = forms.BooleanField(
        label=_("Keep copies of its files"),
        required=False,
        help_text=_("So that they can be had when the catalogue has them no more"),
    )


class SettingsForm(_Reading):
    """How a source that is known is read from now on."""


class ProposalForm(_Reading, AddressForm):
    """A source that was looked at, on its way to the centre's admins."""

    field_order = ("name", "schedule", "grace_days", "mirrors_files")
    _CARRIED = ("agency", "url", "kind", "key", "key_header")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self._CARRIED:
            self.fields[name].widget = forms.HiddenInput()


class ReasonForm(DeskForm):
    """Why a source is declined or ended."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "in"}),
        error_messages={"required": _("Give the reason")},
    )
