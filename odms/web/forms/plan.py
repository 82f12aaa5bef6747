"""Forms of the plan: what may be published, how it is weighed, who does it and by when."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from odms.publication import planning
from odms.publication.actions import Weight
from odms.web.forms.base import DeskForm
from odms.web.told import language, words

if TYPE_CHECKING:
    from odms.people.models import User
    from odms.publication.models import PlanItem

_REQUIRED = {"required": _("Fill in this field")}


def _optional(field: Any) -> Any:
    field.required, field.is_optional = False, True
    return field


class AddForm(DeskForm):
    """A thing that is put into the plan."""

    thing = forms.ChoiceField(
        label=_("Entry or dataset"), error_messages={"required": _("Choose one")}
    )

    def __init__(self, *args: Any, things: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.things = {one.id: one for one in things}
        named = [(one.id, str(one)) for one in things]
        self.fields["thing"].choices = [("", "—"), *named]  # type: ignore[attr-defined]

    def clean_thing(self) -> Any:
        return self.things[self.cleaned_data["thing"]]


class WeighForm(DeskForm):
    """The four questions, each with a reason, and the criteria of high value."""

    def __init__(self, *args: Any, item: "PlanItem", **options: Any) -> None:
        super().__init__(*args, **options)
        for one in planning.rules()["questions"]:
            self._ask(one, item.scores.get(one["code"], {}))
        self.fields["criteria"] = _optional(
            forms.MultipleChoiceField(
                label=_("Criteria of high value that are met"),
                widget=forms.CheckboxSelectMultiple,
                choices=criteria_choices(),
                initial=item.criteria,
            )
        )

    def _ask(self, one: dict[str, Any], score: dict[str, Any]) -> None:
        said = language()
        levels = [(str(n), f"{n} · {level[said]}") for n, level in enumerate(one["levels"])]
        if score.get("proposed") is not None:
            told = "; ".join(words(code, facts) for code, facts in score["derived"])
            proposed = _("As the centre proposes: %(level)s (%(why)s)")
            levels.insert(0, ("", str(proposed) % {"level": score["proposed"], "why": told}))
        is_own = "by" in score
        self.fields[one["code"]] = forms.TypedChoiceField(
            label=f"{one[said]}: {one[f'asks_{said}']}",
            widget=forms.RadioSelect,
            coerce=int,
            empty_value=None,
            required=False,
            choices=levels,
            initial=str(score["level"]) if is_own else "",
        )
        self.fields[f"{one['code']}_reason"] = _optional(
            forms.CharField(
                label=_("Reason"),
                max_length=1000,
                initial=score.get("reason", ""),
                widget=forms.TextInput(attrs={"class": "in"}),
            )
        )

    @property
    def weights(self) -> dict[str, Weight]:
        """What was said of each question, as the action takes it; what was left alone is not told."""
        typed = self.cleaned_data
        return {
            code: Weight(typed[code], typed[f"{code}_reason"])
            for code in planning.QUESTIONS
            if {code, f"{code}_reason"} & set(self.changed_data)
        }


class PlanForm(DeskForm):
    """Who owns the data, who prepares it, and by when."""

    owner_unit = _optional(forms.CharField(label=_("Unit that owns the data"), max_length=300))
    owner = _optional(forms.ChoiceField(label=_("Person who owns the data")))
    steward = forms.ChoiceField(
        label=_("Steward who prepares it"), error_messages={"required": _("Choose one")}
    )
    due_date = forms.DateField(
        label=_("Due on"),
        widget=forms.DateInput(attrs={"type": "date", "class": "in short"}, format="%Y-%m-%d"),
        error_messages=_REQUIRED | {"invalid": _("Choose a day")},
    )

    def __init__(
        self,
        *args: Any,
        item: "PlanItem",
        members: "Sequence[User]",
        stewards: "Sequence[User]",
        **options: Any,
    ) -> None:
        known = {name: getattr(item, name) for name in ("owner_unit", "due_date")}
        unit = item.entry.owner_unit if item.entry else ""
        known |= {"owner_unit": item.owner_unit or unit, "owner": item.owner_id}
        super().__init__(*args, initial=known | {"steward": item.steward_id}, **options)
        self.people = {user.id: user for user in (*members, *stewards)}
        for name, listed in (("owner", members), ("steward", stewards)):
            named = [(user.id, str(user)) for user in listed]
            self.fields[name].choices = [("", "—"), *named]  # type: ignore[attr-defined]

    @property
    def assigned(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        typed = self.cleaned_data
        return {
            "owner": self.people.get(typed["owner"]),
            "owner_unit": typed["owner_unit"],
            "steward": self.people[typed["steward"]],
            "due_date": typed["due_date"],
        }


class MoveForm(DeskForm):
    """A place of its own in the order."""

    place = _optional(
        forms.IntegerField(
            label=_("Place in the order"),
            min_value=1,
            max_value=100_000,
            help_text=_("Leave it empty to rank by points"),
            widget=forms.TextInput(attrs={"class": "in short", "inputmode": "numeric"}),
            error_messages={"invalid": _("Write a whole number")},
        )
    )
    reason = forms.CharField(label=_("Reason"), max_length=1000, error_messages=_REQUIRED)


class DropForm(DeskForm):
    """Why something is taken out of the plan."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, error_messages=_REQUIRED)


class AgreeForm(DeskForm):
    """What the head says of the order."""

    note = _optional(
        forms.CharField(
            label=_("Note"), max_length=1000, help_text=_("A reason where you do not agree")
        )
    )


def criteria_choices() -> list[tuple[str, str]]:
    """The criteria of high value in the language of the page."""
    return [(one["code"], one[language()]) for one in planning.rules()["high_value"]["criteria"]]
