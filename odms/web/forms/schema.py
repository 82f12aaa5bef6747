"""A table's schema on the desk: words and constraints of each field, some fields at a time."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from odms.engine.schema.model import Constraints, Field, Schema, Words
from odms.web.forms.base import DeskForm

PAGE = 40
_LABELS = {
    "title_th": gettext_lazy("Name in Thai"),
    "title_en": gettext_lazy("Name in English"),
    "required": gettext_lazy("Every row has a value"),
    "unique": gettext_lazy("No value stands twice"),
    "key": gettext_lazy("Part of the primary key"),
    "minimum": gettext_lazy("At least"),
    "maximum": gettext_lazy("At most"),
    "enum": gettext_lazy("Choices, one a line"),
}
_ORDERED = ("integer", "number", "date", "datetime", "time", "year", "yearmonth")


class SchemaForm(DeskForm):
    """The fields of one page of a schema; what is taken off here is asked of no delivery."""

    def __init__(self, *args: Any, schema: Schema, page: int = 1, **options: Any) -> None:
        super().__init__(*args, **options)
        self.schema = schema
        self.n_pages = max(1, -(-len(schema.fields) // PAGE))
        self.page = min(max(page, 1), self.n_pages)
        first = (self.page - 1) * PAGE
        self.places = list(enumerate(schema.fields))[first : first + PAGE]
        for i, one in self.places:
            for part, field in _parts(one, schema).items():
                self.fields[f"{part}-{i}"] = field
            # the header itself, unless somebody names the field otherwise
            self.fields[f"title_th-{i}"].widget.attrs["placeholder"] = one.name

    @property
    def pages(self) -> list[int]:
        """The numbers of the pages, none where there is but one."""
        return list(range(1, self.n_pages + 1)) if self.n_pages > 1 else []

    @property
    def shown(self) -> Iterator[tuple[Field, list[forms.BoundField]]]:
        """The fields of this page with their inputs."""
        for i, one in self.places:
            yield one, [self[name] for name in self.fields if name.endswith(f"-{i}")]

    @property
    def changed(self) -> Schema:
        """The schema as it was typed."""
        fields, typed = list(self.schema.fields), self.cleaned_data
        key = [name for name in self.schema.primary_key if name not in self._names]
        for i, one in self.places:
            fields[i] = _typed(one, {part: typed.get(f"{part}-{i}") for part in _LABELS})
            if typed[f"key-{i}"]:
                key.append(one.name)
        names = [one.name for one in fields]
        return replace(
            self.schema, fields=tuple(fields), primary_key=tuple(sorted(key, key=names.index))
        )

    @property
    def _names(self) -> set[str]:
        return {one.name for _, one in self.places}


def _parts(one: Field, schema: Schema) -> dict[str, forms.Field]:
    """The inputs of one field; bounds where values have an order, choices where they are texts."""
    asked = one.constraints
    found: dict[str, forms.Field] = {
        "title_th": _line("title_th", one.title.th),
        "title_en": _line("title_en", one.title.en),
        "required": _tick("required", asked.required),
        "unique": _tick("unique", asked.unique),
        "key": _tick("key", one.name in schema.primary_key),
    }
    if one.type in _ORDERED:
        found["minimum"] = _line("minimum", asked.minimum)
        found["maximum"] = _line("maximum", asked.maximum)
    if one.type == "string":
        lines = "\n".join(map(str, asked.enum or ()))
        area = forms.Textarea(attrs={"rows": 3, "class": "in"})
        found["enum"] = forms.CharField(
            label=_LABELS["enum"], required=False, initial=lines, widget=area
        )
    return found


def _line(part: str, value: Any) -> forms.CharField:
    shown = "" if value is None else str(value)
    field = forms.CharField(label=_LABELS[part], required=False, max_length=300, initial=shown)
    field.widget.attrs.update({"class": "in", "autocomplete": "off"})
    return field


def _tick(part: str, is_asked: bool) -> forms.BooleanField:
    return forms.BooleanField(label=_LABELS[part], required=False, initial=is_asked)


def _typed(one: Field, typed: dict[str, Any]) -> Field:
    asked = one.constraints
    lines = [line.strip() for line in (typed["enum"] or "").splitlines()]
    choices = tuple(line for line in lines if line)
    limits: Constraints = replace(
        asked,
        required=bool(typed["required"]),
        unique=bool(typed["unique"]),
        minimum=_bound(one, typed["minimum"], asked.minimum),
        maximum=_bound(one, typed["maximum"], asked.maximum),
        enum=(choices or None) if one.type == "string" else asked.enum,
    )
    title = Words(typed["title_th"] or "", typed["title_en"] or "")
    return replace(one, title=title, constraints=limits)


def _bound(one: Field, typed: str | None, known: Any) -> Any:
    """A bound as it was typed; the same as before stays what it was, a number or a text."""
    if not typed:
        return None
    return known if str(known) == typed else typed


class ImportForm(DeskForm):
    """A schema that somebody brings as a file of JSON."""

    document = forms.FileField(
        label=gettext_lazy("A file of JSON"),
        help_text=gettext_lazy("Table Schema or CSVW"),
        error_messages={"required": gettext_lazy("Choose a file")},
    )
