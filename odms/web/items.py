"""The fourteen items of the Thai standard, as a page tells them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from odms.standards import codes, thai
from odms.standards.record import FIELDS, Record
from odms.web import formats, told


@dataclass(frozen=True)
class Item:
    """One of the fourteen items of the Thai standard, as it is told."""

    number: int
    label: str
    value: str
    markdown: bool = False


def items(record: Record) -> list[Item]:
    """The fourteen items with their labels, codes told in words."""
    language = told.language()
    return [
        Item(
            number=item.number,
            label=item.en if language == "en" else item.th,
            value=_value(record, item.fields, language),
            markdown=item.code == "notes",
        )
        for item in thai.ITEMS
    ]


def frequency(record: Record, language: str) -> str:
    """How often the data are promised to be updated, in words."""
    unit = codes.find("frequencies", record.frequency_unit)
    if unit is None:
        return ""
    name = unit.label(language)
    if not unit.has_interval:
        return record.frequency_unit_other or name
    every = record.frequency_interval or 1
    if every == 1:
        return gettext("Every %(unit)s") % {"unit": name.lower()}
    return gettext("Every %(n)s × %(unit)s") % {"n": every, "unit": name.lower()}


def _value(record: Record, names: Sequence[str], language: str) -> str:
    """The value of an item in words; several fields of one item are joined by a blank."""
    if names[0] == "frequency_unit":
        return frequency(record, language)
    return " ".join(_words(record, name, language) for name in names).strip()


def _words(record: Record, name: str, language: str) -> str:
    value = getattr(record, name)
    if name in ("title_th", "description_th"):
        return formats.in_language(record, name.removesuffix("_th"), language)[0]
    listed = FIELDS[name].list
    parts = value if isinstance(value, list) else [value]
    told = [codes.label(listed, part, language) if listed else str(part) for part in parts if part]
    other = getattr(record, f"{name}_other", "")
    return ", ".join([*told, other] if other else told)
