"""Forms of outlets: how a catalogue elsewhere is reached."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from odms.web.forms.base import DeskForm
from odms.web.forms.inventory import offer

if TYPE_CHECKING:
    from odms.people.models import Agency


class OutletForm(DeskForm):
    """A CKAN catalogue to which an agency pushes."""

    agency = forms.ChoiceField(
        label=_("Whose records are pushed?"), error_messages={"required": _("Choose the agency")}
    )
    name = forms.CharField(
        label=_("What you call it"),
        max_length=200,
        error_messages={"required": _("Fill in this field")},
    )
    url = forms.CharField(
        label=_("Address of the catalogue"),
        max_length=2000,
        help_text=_("Such as https://gdcatalog.go.th, without /api"),
        widget=forms.URLInput(attrs={"inputmode": "url"}),
        error_messages={"required": _("Fill in this field")},
    )
    organization = forms.CharField(
        label=_("Your organisation there"),
        max_length=200,
        help_text=_("Its name in the addresses of that catalogue, or its identifier"),
        error_messages={"required": _("Fill in this field")},
    )
    token = forms.CharField(
        label=_("Token"),
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "One that may add datasets there; kept sealed. Empty: the one that is kept stays"
        ),
    )
    prefix = forms.CharField(
        label=_("Beginning of names there"),
        required=False,
        max_length=40,
        help_text=_("Such as health-; empty: names are as here"),
    )
    is_nightly = forms.BooleanField(label=_("Push every night"), required=False)

    def __init__(self, *args: Any, agencies: "Sequence[Agency]", **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, agencies)
