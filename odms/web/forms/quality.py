"""How much quality an agency asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from odms.publication.actions.quality import MOST
from odms.web.forms.base import DeskForm


class ThresholdForm(DeskForm):
    """Points of a hundred."""

    threshold = forms.IntegerField(
        label=_("Points asked for, of 100"),
        min_value=0,
        max_value=MOST,
        help_text=_("Below it a steward gives a reason, which the approver accepts or not"),
        widget=forms.TextInput(attrs={"class": "in short", "inputmode": "numeric"}),
        error_messages={
            "required": _("Fill in this field"),
            "invalid": _("Write a whole number"),
            "min_value": _("Write a number from 0 to 100"),
            "max_value": _("Write a number from 0 to 100"),
        },
    )
