"""What becomes of columns that may point at a person: dropped, masked, or kept with a reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from odms.intake.rules import PersonalColumn
from odms.web.forms.base import DeskForm
from odms.web.told import words

if TYPE_CHECKING:
    from odms.intake.models import DeliveredTable

SAFEST_FIRST = ("drop", "mask", "keep")

# what each deed means, beside its name
MEANS = {
    "drop": gettext_lazy("Nobody sees it again"),
    "mask": gettext_lazy("What is left points at nobody"),
    "keep": gettext_lazy("The approver sees your reason"),
}


@dataclass(frozen=True)
class Subject:
    """A column of a chosen table, with what was found in it and what was decided."""

    table: "DeliveredTable"
    key: str  # of its fields: the table's position and the column's place, which never change
    name: str
    found: PersonalColumn | None

    @property
    def decided(self) -> dict[str, str]:
        return self.table.decisions.get(self.name, {})  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Decision:
    """What a person decided about one column."""

    table: "DeliveredTable"
    column: str
    deed: str
    reason: str


class PersonalForm(DeskForm):
    """A deed and a reason for each column in which something was found; others may be left out.

    Where nothing was decided yet, the deed that the verdict proposes is marked.
    """

    def __init__(
        self,
        *args: Any,
        tables: "Sequence[DeliveredTable]",
        found: Sequence[PersonalColumn],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        by_name = {(column.position, column.column): column for column in found}
        columns = [
            Subject(table, f"{table.position}-{index}", name, by_name.get((table.position, name)))
            for table in tables
            for index, name in enumerate(column["name"] for column in table.columns)
        ]
        self.suspects = [column for column in columns if column.found]
        self.others = [column for column in columns if not column.found]
        for suspect in self.suspects:
            self._add(suspect)
        self.fields["drop"] = forms.MultipleChoiceField(
            required=False,
            choices=[(other.key, other.name) for other in self.others],
            initial=[other.key for other in self.others if other.decided.get("deed") == "drop"],
        )

    def clean(self) -> dict[str, Any]:
        for suspect in self.suspects:
            is_kept = self.cleaned_data.get(f"deed-{suspect.key}") == "keep"
            if is_kept and not self.cleaned_data.get(f"reason-{suspect.key}"):
                said = _("Say why “%(name)s” is kept") % {"name": suspect.name}
                self.add_error(f"reason-{suspect.key}", said)
        return self.cleaned_data

    @property
    def decisions(self) -> Iterator[Decision]:
        """What differs from what was decided before."""
        for suspect in self.suspects:
            deed = self.cleaned_data[f"deed-{suspect.key}"]
            reason = self.cleaned_data[f"reason-{suspect.key}"] if deed == "keep" else ""
            if (deed, reason) != (suspect.decided.get("deed"), suspect.decided.get("reason", "")):
                yield Decision(suspect.table, suspect.name, deed, reason)
        for other in self.others:
            deed = "drop" if other.key in self.cleaned_data["drop"] else "keep"
            if deed != other.decided.get("deed", "keep"):
                yield Decision(other.table, other.name, deed, "")

    def _add(self, suspect: Subject) -> None:
        allowed = suspect.found.allowed if suspect.found else ()
        self.fields[f"deed-{suspect.key}"] = forms.ChoiceField(
            label=suspect.name,
            choices=[
                (deed, words(f"intake.deed.{deed}")) for deed in SAFEST_FIRST if deed in allowed
            ],
            initial=suspect.decided.get("deed") or allowed[0],
            widget=forms.RadioSelect,
            error_messages={"required": _("Decide about “%(name)s”") % {"name": suspect.name}},
        )
        self.fields[f"reason-{suspect.key}"] = forms.CharField(
            label=_("Reason, if the column is kept"),
            required=False,
            max_length=1000,
            initial=suspect.decided.get("reason", ""),
            widget=forms.Textarea(attrs={"rows": 2, "class": "in"}),
        )
