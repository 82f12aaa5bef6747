"""Forms of the centre's admin: publishers, people, and their roles."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from odms.people.rules import ROLES, SECTORS
from odms.web.formats import in_language
from odms.web.forms.base import DeskForm
from odms.web.told import language, words

if TYPE_CHECKING:
    from odms.people.models import Agency

_REQUIRED = {"required": _("Fill in this field")}


def _line(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, error_messages=_REQUIRED, **options)


class AgencyForm(DeskForm):
    """A new publisher."""

    name_th = _line(_("Name in Thai"))
    name_en = _line(_("Name in English"))
    slug = forms.SlugField(
        label=_("Name in addresses"),
        max_length=100,
        help_text=_("Latin letters, digits and hyphens, such as pollution-control"),
        error_messages=_REQUIRED | {"invalid": _("Use Latin letters, digits and hyphens only")},
    )
    sector = forms.ChoiceField(
        label=_("Sector"),
        widget=forms.RadioSelect,
        choices=lambda: [(code, words(f"people.sector.{code}")) for code in SECTORS],
        error_messages={"required": _("Choose the sector")},
    )


class PersonForm(DeskForm):
    """A new person; they set their own password by e-mail."""

    name = _line(_("Name"))
    email = forms.EmailField(
        label=_("E-mail"),
        error_messages=_REQUIRED
        | {"invalid": _("Write an e-mail address such as name@agency.go.th")},
    )


class RoleForm(DeskForm):
    """A role that a person gets, or gives back, in an agency."""

    email = forms.EmailField(
        label=_("E-mail of the person"),
        error_messages=_REQUIRED
        | {"invalid": _("Write an e-mail address such as name@agency.go.th")},
    )
    agency = forms.ChoiceField(
        label=_("Agency"), error_messages={"required": _("Choose the agency")}
    )
    role = forms.ChoiceField(
        label=_("Role"),
        widget=forms.RadioSelect,
        choices=lambda: [(code, words(f"people.role.{code}")) for code in ROLES],
        error_messages={"required": _("Choose the role")},
    )

    def __init__(self, *args: Any, agencies: "Sequence[Agency]", **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(agency.slug, in_language(agency, "name", language())[0]) for agency in agencies]
        self.fields["agency"].choices = [("", "—"), *named]  # type: ignore[attr-defined]
