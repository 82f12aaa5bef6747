"""The form that takes a file."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from odms.web.formats import in_language, number
from odms.web.forms.base import DeskForm
from odms.web.told import language

if TYPE_CHECKING:
    from odms.catalogue.models import Dataset
    from odms.people.models import Agency

_MB = 1024 * 1024


class DeliverForm(DeskForm):
    """A file, for which agency, and the dataset it is a new version of, if it is one.

    The agency is asked for only where the person has several.
    """

    agency = forms.ChoiceField(
        label=_("For which agency?"), error_messages={"required": _("Choose the agency")}
    )
    file = forms.FileField(
        label=_("File"),
        error_messages={
            "empty": _("The file is empty: there is not one byte in it"),
            "missing": _("Choose a file"),
        },
        required=False,
        allow_empty_file=False,
        max_length=None,
    )
    url = forms.CharField(
        label=_("Or its address on the web"),
        required=False,
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://"}),
        help_text=_("We fetch the file from there once, and remember the address"),
    )
    dataset = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        agencies: "Sequence[Agency]",
        renewed: "Dataset | None" = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.agencies = {agency.slug: agency for agency in agencies}
        self.renewed = renewed
        self.fields["file"].help_text = _("Up to %(size)s MB") % {
            "size": number(settings.MAX_UPLOAD_BYTES // _MB)
        }
        self.fields["dataset"].initial = renewed.slug if renewed else ""
        self._offer_agencies()

    def clean(self) -> dict[str, Any]:
        """A file or an address: one of them."""
        told = super().clean() or {}
        if "file" not in self.errors and not (told.get("file") or told.get("url")):
            self.add_error("file", _("Choose a file, or give its address"))
        if told.get("file") and told.get("url"):
            self.add_error("url", _("Choose a file or give an address, not both"))
        return told

    def clean_agency(self) -> "Agency":
        return self.agencies[self.cleaned_data["agency"]]

    def _offer_agencies(self) -> None:
        field = self.fields["agency"]
        field.choices = [
            (slug, in_language(agency, "name", language())[0])
            for slug, agency in self.agencies.items()
        ]  # type: ignore[attr-defined]
        if len(self.agencies) == 1:
            field.initial = next(iter(self.agencies))
            field.widget = forms.HiddenInput()
        elif len(self.agencies) > 8:
            field.widget.attrs["class"] = "in"
            field.choices = [("", "—"), *field.choices]  # type: ignore[attr-defined]
        else:
            field.widget = forms.RadioSelect(choices=field.choices)  # type: ignore[attr-defined]
