"""The description of a dataset: the fourteen items of the standard, and what stands beside them.

GROUPS is the page: its headings and the fields under each. Labels and help of the fourteen come
from the standard, those of the others stand in OTHERS.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from odms.standards import codes, thai
from odms.standards.record import FIELDS
from odms.web.forms.base import DeskForm
from odms.web.forms.fields import RecordField
from odms.web.told import language

Words = str | Promise

GROUPS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (
        gettext_lazy("What it is"),
        ("title_th", "title_en", "description_th", "description_en", "tags", "theme", "data_type"),
    ),
    (
        gettext_lazy("How it is made"),
        ("objective", "data_source", "data_format", "frequency_unit", "frequency_interval"),
    ),
    (gettext_lazy("Where and when"), ("geo_coverage", "period_start", "period_end", "language")),
    (gettext_lazy("Whom to ask"), ("maintainer", "maintainer_email", "url")),
    (
        gettext_lazy("What may be done with it"),
        ("data_category", "classification", "licence", "accessible_condition"),
    ),
    (
        gettext_lazy("On what ground it may be open"),
        ("legal_ground", "rights_origin", "rights_holder", "source_licence"),
    ),
)

# label and help of what is not one of the fourteen items
OTHERS: dict[str, tuple[Words, Words]] = {
    "title_en": (gettext_lazy("Title in English"), ""),
    "description_en": (gettext_lazy("Description in English"), ""),
    "theme": (gettext_lazy("Theme"), gettext_lazy("Where people who browse will find it")),
    "frequency_interval": (
        gettext_lazy("Number of those units"),
        gettext_lazy("1 for every year or every month, 5 for every five years"),
    ),
    "period_start": (
        gettext_lazy("First day of the data"),
        gettext_lazy("31/1/2569 and 2026-01-31 are the same day"),
    ),
    "period_end": (gettext_lazy("Last day of the data"), ""),
    "language": (gettext_lazy("Language of the data"), ""),
    "url": (gettext_lazy("Web page about the data"), ""),
    "classification": (
        gettext_lazy("Class of secrecy"),
        gettext_lazy("Only the open class is ever published"),
    ),
    "legal_ground": (
        gettext_lazy("Legal ground"),
        gettext_lazy("The law or order by which this may be open"),
    ),
    "rights_origin": (
        gettext_lazy("Whose data it is"),
        gettext_lazy("Who made it, and who holds the rights"),
    ),
    "rights_holder": (
        gettext_lazy("Others who hold rights"),
        gettext_lazy("Only where data of others is in it"),
    ),
    "source_licence": (
        gettext_lazy("Licence of that data"),
        gettext_lazy("Only where data of others is in it; yours must be allowed by it"),
    ),
    "accessible_condition": (
        gettext_lazy("Conditions of access"),
        gettext_lazy("Leave it empty if there are none"),
    ),
}
OTHER_LABEL = gettext_lazy("If other: which?")


@dataclass(frozen=True)
class Group:
    """A heading and its bound fields."""

    heading: Words
    fields: list[forms.BoundField]


class RecordForm(DeskForm):
    """All of a record that people write. Nothing is required: what is missing is told by the gates."""

    def __init__(self, *args: Any, has_slug: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if has_slug:
            self.fields["slug"] = _slug_field()
        for _heading, names in GROUPS:
            for name in names:
                self._add(name)

    @property
    def groups(self) -> Iterator[Group]:
        for heading, names in GROUPS:
            names = (*names, "slug") if "title_th" in names else names
            shown = (
                part for name in names for part in (name, f"{name}_other") if part in self.fields
            )
            yield Group(heading, [self[name] for name in shown])

    def changes(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """What differs from the record `before`."""
        return {
            name: value for name, value in self.cleaned_data.items() if before.get(name) != value
        }

    def _add(self, name: str) -> None:
        label, hint = label_of(name)
        field = RecordField(name, label=label, help_text=hint)
        field.is_optional = name not in MANDATORY  # type: ignore[attr-defined]
        self.fields[name] = field
        if f"{name}_other" in FIELDS:
            companion = RecordField(f"{name}_other", label=OTHER_LABEL)
            companion.is_companion = True  # type: ignore[attr-defined]
            self.fields[f"{name}_other"] = companion


def _slug_field() -> forms.Field:
    field = forms.SlugField(
        label=gettext_lazy("Name in addresses"),
        help_text=gettext_lazy("Small Latin letters, digits and hyphens; it stays once published"),
        max_length=100,
        error_messages={
            "required": gettext_lazy("Write the name in addresses"),
            "invalid": gettext_lazy("Use Latin letters, digits and hyphens only"),
        },
    )
    field.widget.attrs["class"] = "in"
    return field


_BY_FIELD = {name: item for item in thai.ITEMS for name in item.fields[:1]}
MANDATORY = {
    *_BY_FIELD,
    "frequency_interval",
    "classification",
    "legal_ground",
    "rights_origin",
}


def label_of(name: str) -> tuple[str, str]:
    """Label and help of a record's field in the language of the page."""
    if name in OTHERS:
        label, hint = OTHERS[name]
        return str(label), str(hint)
    item = _BY_FIELD[name]
    return (item.en, item.help_en) if language() == "en" else (item.th, item.help_th)


def shown_value(name: str, value: Any) -> str:
    """A value of a record as people read it: labels for codes, words with commas."""
    kind = FIELDS[name]
    if kind.name == "code":
        return codes.label(kind.list, value, language()) if value else ""
    if kind.name == "codes":
        return ", ".join(codes.label(kind.list, code, language()) for code in value)
    if kind.name == "words":
        return ", ".join(value)
    return str(value or "")
