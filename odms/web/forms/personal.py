"""How a case's tables are protected: what becomes of each column, and by what risk is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from odms.intake.protecting import measures_for
from odms.intake.rules import PersonalColumn
from odms.lake.protection.measures import MEASURES
from odms.lake.protection.plan import THRESHOLDS
from odms.web.forms import measures
from odms.web.forms.base import DeskForm
from odms.web.told import words

if TYPE_CHECKING:
    from odms.intake.models import DeliveredTable

# columns of a table for which a form offers measures; the API takes any
N_COLUMNS = 60
_WHOLE = ""


@dataclass(frozen=True)
class Subject:
    """A column of a chosen table, with what was found in it and what was decided."""

    table: "DeliveredTable"
    key: str  # of its fields: the table's position and the column's place, which never change
    column: Mapping[str, Any]
    found: PersonalColumn | None

    @property
    def name(self) -> str:
        return str(self.column["name"])

    @property
    def decided(self) -> dict[str, Any]:
        return self.table.decisions.get(self.name, {})  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Decision:
    """What a person decided about one column."""

    table: "DeliveredTable"
    column: str
    deed: str
    reason: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


class PersonalForm(DeskForm):
    """A measure for each column in which something was found, with a reason where it is kept; for
    other columns where somebody wants one; and how the risk of each table is told.

    Where nothing was decided yet, what the verdict proposes is marked. `on` is the day on which
    ages count; `settings` are those of each table by its position.
    """

    def __init__(
        self,
        *args: Any,
        tables: "Sequence[DeliveredTable]",
        found: Sequence[PersonalColumn],
        settings: Mapping[int, Mapping[str, Any]],
        on: str,
        **options: Any,
    ) -> None:
        self.tables, self.settings, self.on = tables, settings, on
        super().__init__(*args, **options)
        by_name = {(column.position, column.column): column for column in found}
        columns = [
            Subject(table, f"{table.position}-{index}", column, by_name.get((table.position, name)))
            for table in tables
            for index, (name, column) in enumerate((c["name"], c) for c in table.columns)
        ]
        self.suspects = [column for column in columns if column.found]
        self.others = [column for column in columns if not column.found]
        for suspect in self.suspects:
            self._add(suspect)
        self._add_others()
        for table in tables:
            self._add_table(table)

    def clean(self) -> dict[str, Any]:
        for suspect in self.suspects:
            is_kept = self.cleaned_data.get(f"deed-{suspect.key}") == measures.KEEP
            if is_kept and not self.cleaned_data.get(f"reason-{suspect.key}"):
                said = _("Say why “%(name)s” is kept") % {"name": suspect.name}
                self.add_error(f"reason-{suspect.key}", said)
        return self.cleaned_data

    @property
    def decisions(self) -> Iterator[Decision]:
        """What differs from what was decided before."""
        for suspect in self.suspects:
            chosen = self.cleaned_data[f"deed-{suspect.key}"]
            reason = self.cleaned_data[f"reason-{suspect.key}"] if chosen == measures.KEEP else ""
            before = suspect.decided and measures.chosen_value(suspect.decided)
            if (chosen, reason) != (before, suspect.decided.get("reason", "")):
                yield _decision(suspect, chosen, reason)
        for other in self.others:
            chosen = self.cleaned_data.get(f"measure-{other.key}") or measures.KEEP
            if other.key in self.cleaned_data["drop"]:
                chosen = "drop"
            elif not self._is_offered(other):
                continue
            if chosen != (measures.chosen_value(other.decided) if other.decided else measures.KEEP):
                yield _decision(other, chosen, "")

    @property
    def chosen_settings(self) -> "Iterator[tuple[DeliveredTable, dict[str, Any]]]":
        """How risk is to be told of each table whose part of the form was sent."""
        for table in self.tables:
            at, told = table.position, self.cleaned_data
            if not told.get(f"k-{at}"):
                continue
            names = {str(index): c["name"] for index, c in enumerate(table.columns)}
            chosen = [
                measures.parse(one) for one in (told[f"groups-{at}"], told[f"sample-{at}"]) if one
            ]
            yield (
                table,
                {
                    "quasi_identifiers": [names[one] for one in told[f"quasi-{at}"]],
                    "sensitive": [names[one] for one in told[f"sensitive-{at}"]],
                    "k": int(told[f"k-{at}"]),
                    "measures": [{"measure": m, "parameters": dict(p)} for m, p in chosen],
                },
            )

    def _is_offered(self, other: Subject) -> bool:
        """Whether the form lets a column be left as it is: it stands there, or was left out."""
        return f"measure-{other.key}" in self.fields or other.decided.get("deed") == "drop"

    def _add(self, suspect: Subject) -> None:
        allowed = suspect.found.allowed if suspect.found else ()
        decided = suspect.decided
        codes = sorted(allowed, key=lambda code: code == measures.KEEP)
        offered = measures.choices(codes, decided, on=self.on)
        self.fields[f"deed-{suspect.key}"] = forms.ChoiceField(
            label=suspect.name,
            choices=offered,
            initial=measures.chosen_value(decided) if decided else allowed[0],
            widget=forms.RadioSelect,
            error_messages={"required": _("Decide about “%(name)s”") % {"name": suspect.name}},
        )
        self.fields[f"reason-{suspect.key}"] = forms.CharField(
            label=_("Reason, if the column is kept"),
            required=False,
            max_length=1000,
            initial=decided.get("reason", ""),
            widget=forms.Textarea(attrs={"rows": 2, "class": "in"}),
        )

    def _add_others(self) -> None:
        """Which other columns are left out, and what is done to the first of them."""
        self.fields["drop"] = forms.MultipleChoiceField(
            required=False,
            choices=[(other.key, other.name) for other in self.others],
            initial=[other.key for other in self.others if other.decided.get("deed") == "drop"],
        )
        for other in self.others[:N_COLUMNS]:
            codes = [code for code in measures_for(other.column) if code != "drop"]
            decided = other.decided if other.decided.get("deed") not in ("drop", "keep") else {}
            self.fields[f"measure-{other.key}"] = forms.ChoiceField(
                label=other.name,
                required=False,
                choices=[(_WHOLE, _("As it is")), *measures.choices(codes, decided, on=self.on)],
                initial=measures.chosen_value(decided) if decided else _WHOLE,
                widget=forms.Select(attrs={"class": "in"}),
            )

    def _add_table(self, table: "DeliveredTable") -> None:
        at, settings = table.position, self.settings[table.position]
        names = [(str(index), c["name"]) for index, c in enumerate(table.columns)][:N_COLUMNS]
        for part, label in (("quasi_identifiers", "quasi"), ("sensitive", "sensitive")):
            self.fields[f"{label}-{at}"] = forms.MultipleChoiceField(
                label=_LABELS[label],
                required=False,
                choices=names,
                initial=[index for index, name in names if name in settings[part]],
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields[f"k-{at}"] = forms.ChoiceField(
            label=_("Smallest group that is safe (k)"),
            required=False,
            choices=[(str(k), str(k)) for k in THRESHOLDS],
            initial=str(settings["k"]),
            widget=forms.Select(attrs={"class": "in"}),
        )
        chosen = {one["measure"]: one["parameters"] for one in settings["measures"]}
        for code, name in (("small-groups", "groups"), ("sample", "sample")):
            decided = {"deed": code, "parameters": chosen[code]} if code in chosen else {}
            self.fields[f"{name}-{at}"] = forms.ChoiceField(
                label=words(f"protection.measure.{code}"),
                help_text=words(f"protection.does.{code}"),
                required=False,
                choices=[(_WHOLE, _("No")), *measures.choices([code], decided, on=self.on)],
                initial=measures.chosen_value(decided) if decided else _WHOLE,
                widget=forms.Select(attrs={"class": "in"}),
            )


_LABELS = {
    "quasi": gettext_lazy("Columns that together tell who somebody is"),
    "sensitive": gettext_lazy("Columns that nobody should learn of a person"),
}


def means(choice: str) -> str:
    """What a choice means, beside its name."""
    code, _parameters = measures.parse(choice)
    if code == measures.KEEP:
        return _("The approver sees your reason")
    return words(f"protection.does.{code}")


def is_of_cells(choice: str) -> bool:
    """Whether values can be shown as a choice would leave them."""
    code, _parameters = measures.parse(choice)
    return code in MEASURES and MEASURES[code].sql is not None


def _decision(subject: Subject, chosen: str, reason: str) -> Decision:
    deed, parameters = measures.parse(chosen)
    return Decision(subject.table, subject.name, deed, reason, parameters)
