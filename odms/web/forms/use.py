"""The form by which an agency brings a log of its own site."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from odms.web.forms.base import DeskForm
from odms.web.forms.inventory import offer

if TYPE_CHECKING:
    from odms.people.models import Agency


class LogForm(DeskForm):
    """A log of a web server, or what CKAN's tracker gives out."""

    agency = forms.ChoiceField(
        label=_("Whose site is it?"), error_messages={"required": _("Choose the agency")}
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A log in the Common, Combined, W3C or JSON format, or CKAN's tracking_raw, "
            "tracking_summary or packages; packed by gzip or not"
        ),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("The file is empty: there is not one byte in it"),
        },
    )
    is_trial = forms.BooleanField(
        label=_("Only say what would be counted"),
        required=False,
        help_text=_("Nothing is counted and nothing kept"),
    )

    def __init__(self, *args: Any, agencies: "Sequence[Agency]", **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, agencies)
