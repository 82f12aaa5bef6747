"""Forms about news and acting for others: paces of letters, delegations, webhooks."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from odms.people.rules.notices import KINDS, PACES
from odms.people.rules.webhooks import EVENTS
from odms.web.formats import in_language
from odms.web.forms.base import DeskForm
from odms.web.told import language, words

if TYPE_CHECKING:
    from odms.people.models import Agency

_REQUIRED = {"required": _("Fill in this field")}


class PacesForm(DeskForm):
    """How often letters about each kind of news come."""

    def __init__(self, *args: Any, paces: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        for kind in KINDS:
            self.fields[kind] = forms.ChoiceField(
                label=words(f"people.kind.{kind}"),
                choices=[(pace, words(f"people.pace.{pace}")) for pace in PACES],
                initial=paces[kind],
                widget=forms.Select(attrs={"class": "in short"}),
            )


class _OfAgency(DeskForm):
    """A form about one of the person's agencies, which is asked for where there are several."""

    agency = forms.ChoiceField(
        label=_("Agency"), error_messages={"required": _("Choose the agency")}
    )

    def __init__(self, *args: Any, agencies: "Sequence[Agency]", **options: Any) -> None:
        super().__init__(*args, **options)
        self.agencies = {agency.slug: agency for agency in agencies}
        field = self.fields["agency"]
        named = [(a.slug, in_language(a, "name", language())[0]) for a in agencies]
        field.choices = named  # type: ignore[attr-defined]
        if len(named) == 1:
            field.initial, field.widget = named[0][0], forms.HiddenInput()

    def clean_agency(self) -> "Agency":
        return self.agencies[self.cleaned_data["agency"]]


class DelegateForm(_OfAgency):
    """Who acts in one's place, and from which day to which."""

    email = forms.EmailField(
        label=_("E-mail of who acts for you"),
        help_text=_("A member of the same agency"),
        error_messages=_REQUIRED
        | {"invalid": _("Write an e-mail address such as name@agency.go.th")},
    )
    from_date = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date", "class": "in short"}, format="%Y-%m-%d"),
        error_messages=_REQUIRED | {"invalid": _("Choose a day")},
    )
    until_date = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date", "class": "in short"}, format="%Y-%m-%d"),
        error_messages=_REQUIRED | {"invalid": _("Choose a day")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("It stands in the ledger"),
        error_messages=_REQUIRED,
    )


class WebhookForm(_OfAgency):
    """An address of an agency's own machines, and what it is told."""

    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://"}),
        error_messages=_REQUIRED,
    )
    events = forms.MultipleChoiceField(
        label=_("Events"),
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(event, words(f"ledger.verb.{event}")) for event in EVENTS],
        error_messages={"required": _("Choose at least one event")},
    )
