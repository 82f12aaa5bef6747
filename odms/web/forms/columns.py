"""What columns are called: a label in both languages and a unit for each, some at a time.

Tables of the thousands of columns exist, and a request may hold a thousand fields; so a page
takes only as many columns as fit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from odms.standards.record import Record
from odms.web.forms.base import DeskForm

if TYPE_CHECKING:
    from odms.intake.models import DeliveredTable

PAGE = 60
PARTS = {
    "label_th": gettext_lazy("Name in Thai"),
    "label_en": gettext_lazy("Name in English"),
    "unit": gettext_lazy("Unit"),
}


@dataclass(frozen=True)
class Place:
    """One column of one table of the delivery."""

    table: "DeliveredTable"
    index: int
    column: dict[str, Any]

    def field(self, part: str) -> str:
        return f"{part}-{self.table.position}-{self.index}"


class ColumnsForm(DeskForm):
    """Labels of the columns of one page of a delivery's chosen tables."""

    def __init__(
        self,
        *args: Any,
        tables: "Sequence[DeliveredTable]",
        record: Record,
        page: int = 1,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        places = [
            Place(table, index, column)
            for table in tables
            for index, column in enumerate(table.columns)
        ]
        self.n_tables = len(tables)
        self.n_pages = max(1, -(-len(places) // PAGE))
        self.page = min(max(page, 1), self.n_pages)
        self.places = places[(self.page - 1) * PAGE : self.page * PAGE]
        self.record = record
        for place in self.places:
            self._add(place)

    @property
    def pages(self) -> list[int]:
        """The numbers of the pages, none where there is but one."""
        return list(range(1, self.n_pages + 1)) if self.n_pages > 1 else []

    @property
    def next_page(self) -> int | None:
        return self.page + 1 if self.page < self.n_pages else None

    @property
    def changes(self) -> dict[str, Any]:
        """The labels that differ from the record, as `Record.changed` takes them."""
        found: dict[str, dict[str, dict[str, str]]] = {}
        for place in self.places:
            known = self._known(place)
            changed = {
                part: self.cleaned_data[place.field(part)]
                for part in PARTS
                if self.cleaned_data[place.field(part)] != known[part]
            }
            if changed:
                found.setdefault(str(place.table.position), {})[place.column["name"]] = changed
        return {"columns": found} if found else {}

    @property
    def shown(
        self,
    ) -> Iterator[tuple["DeliveredTable", list[tuple[Place, list[forms.BoundField]]]]]:
        """The tables of this page with their columns and fields."""
        by_table: dict[int, list[Place]] = {}
        for place in self.places:
            by_table.setdefault(place.table.position, []).append(place)
        for places in by_table.values():
            yield places[0].table, [(p, [self[p.field(part)] for part in PARTS]) for p in places]

    def _add(self, place: Place) -> None:
        for part, initial in self._known(place).items():
            field = forms.CharField(
                label=PARTS[part], required=False, max_length=300, initial=initial
            )
            field.widget.attrs.update({"class": "in", "autocomplete": "off"})
            self.fields[place.field(part)] = field

    def _known(self, place: Place) -> dict[str, str]:
        """What the record says of a column; else what the file says."""
        said = self.record.columns.get(str(place.table.position), {}).get(place.column["name"], {})
        return {part: said.get(part, place.column.get(part) or "") for part in PARTS}
