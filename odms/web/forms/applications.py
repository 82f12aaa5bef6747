"""Forms by which an organisation comes in: its own, and those of the centre that decides."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from odms.people.rules import SECTORS
from odms.people.rules.applications import CHECKS, PAPER_MB, needed_checks, same_domain
from odms.people.rules.register import Match
from odms.web.forms.base import DeskForm
from odms.web.told import language, words

if TYPE_CHECKING:
    from odms.people.models import Application

_REQUIRED = {"required": _("Fill in this field")}
_EMAIL = _REQUIRED | {"invalid": _("Write an e-mail address such as name@agency.go.th")}


def _line(label: Any, *, is_optional: bool = False, **options: Any) -> forms.CharField:
    field = forms.CharField(
        label=label,
        max_length=200,
        required=not is_optional,
        error_messages=_REQUIRED,
        **options,
    )
    field.is_optional = is_optional  # type: ignore[attr-defined]
    return field


def _text(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
        error_messages=_REQUIRED,
        **options,
    )


class ApplyForm(DeskForm):
    """An organisation tells what it is, who asks, and what shows it."""

    name_th = _line(_("Name in Thai"))
    name_en = _line(_("Name in English"), is_optional=True)
    sector = forms.ChoiceField(
        label=_("Sector"),
        widget=forms.RadioSelect,
        choices=lambda: [(code, words(f"people.sector.{code}")) for code in SECTORS],
        error_messages={"required": _("Choose the sector")},
    )
    number = _line(
        _("Registration number"),
        is_optional=True,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Thirteen digits of the juristic person; a company must give it"),
    )
    website = _line(
        _("Website"),
        is_optional=True,
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    contact_unit = _line(_("Unit that answers questions about the data"))
    contact_email = forms.EmailField(
        label=_("Its e-mail"),
        help_text=_("The public sees it. Best at the same domain as the website"),
        error_messages=_EMAIL,
    )
    person_name = _line(_("Your name"))
    person_office = _line(_("Your office"))
    person_email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("We write to it, and you sign in with it later"),
        error_messages=_EMAIL,
    )
    paper = forms.FileField(
        label=_("Letter or certificate"),
        required=False,
        allow_empty_file=False,
        max_length=None,
        error_messages={"empty": _("The file is empty: there is not one byte in it")},
    )
    paper_url = _line(
        _("Or its address on the web"),
        is_optional=True,
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    # people do not see this field; machines that fill in every one do
    fax = forms.CharField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["paper"].help_text = _(
            "A mandate signed by the head of the organisation, or its certificate of registration. "
            "PDF, PNG or JPEG, up to %(size)s MB; only the centre sees it"
        ) % {"size": PAPER_MB}

    def clean(self) -> dict[str, Any]:
        """Evidence in one of two ways, and nothing where nobody writes."""
        told = super().clean() or {}
        if told.get("fax"):
            self.add_error(None, _("This form was filled in by a machine"))
        if "paper" not in self.errors and not (told.get("paper") or told.get("paper_url")):
            self.add_error("paper", words("people.application_needs_evidence"))
        return told


class AnswerForm(DeskForm):
    """The applicant's answer to the centre's question."""

    answer = _text(_("Your answer"))


class AskForm(DeskForm):
    """What the centre asks."""

    question = _text(_("What do you want to know?"), help_text=_("The applicant gets it by e-mail"))


class RefuseForm(DeskForm):
    """Why the centre turns an organisation down."""

    reason = _text(_("Why is it turned down?"), help_text=_("The applicant reads it"))


class VerifyForm(DeskForm):
    """What the officer checked, and under which name the agency stands in addresses."""

    checks = forms.MultipleChoiceField(
        label=_("I have checked"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    listed_as = forms.ChoiceField(
        label=_("Entry of the list of state agencies"), widget=forms.RadioSelect, required=False
    )
    note = _line(
        _("How it was found out otherwise"),
        is_optional=True,
        help_text=_("Needed where a tick is missing that could have been set"),
    )
    slug = forms.SlugField(
        label=_("Name in addresses"),
        max_length=100,
        help_text=_("Latin letters, digits and hyphens, such as pollution-control"),
        error_messages=_REQUIRED | {"invalid": _("Use Latin letters, digits and hyphens only")},
    )

    def __init__(
        self, *args: Any, application: "Application", found: list[Match], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        needed = needed_checks(application.sector, application.website)
        has_domain = same_domain(application.website, application.contact_email)
        self.fields["checks"].choices = [  # type: ignore[attr-defined]
            (check, words(f"people.check.{check}"))
            for check in CHECKS
            if check in needed and (check != "domain" or has_domain)
        ]
        self._offer_listed(found if application.sector == "state" else [])

    def _offer_listed(self, found: list[Match]) -> None:
        if not found:
            del self.fields["listed_as"]
            return
        none = ("", _("None of these"))
        self.fields["listed_as"].choices = [*map(_listed, found), none]  # type: ignore[attr-defined]


def _listed(match: Match) -> tuple[str, str]:
    """An entry by its name and kind, and the letters that differ."""
    listed = match.listed
    name = listed.name_th if language() == "th" else listed.name_en
    told = f"{name} · {words(f'people.listed.{listed.kind}')}"
    if match.n_slips:
        told += " · " + str(_("%(n)s letters differ")) % {"n": match.n_slips}
    return listed.code, told
