"""The form all others grow from: errors are told on top and beside the field, values stay."""

from collections.abc import Iterator
from typing import Any

from django import forms

from odms.errors import Refused
from odms.web.told import words

_DRESSED = (forms.widgets.Input, forms.Textarea, forms.Select)
_BARE = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)


class DeskForm(forms.Form):
    """A form that refuses in words: no browser's own bubbles, a summary with links to the fields."""

    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field.widget, _DRESSED) and not isinstance(field.widget, _BARE):
                field.widget.attrs.setdefault("class", "in")

    @property
    def summary(self) -> Iterator[tuple[str, str]]:
        """(id of the field or "", label and sentence) for each error, in the order of the fields."""
        for sentence in self.non_field_errors():
            yield "", str(sentence)
        for name in self.fields:
            bound = self[name]
            place = bound.auto_id if bound.use_fieldset else bound.id_for_label
            for sentence in self.errors.get(name, ()):
                yield place, f"{bound.label}: {sentence}"

    @property
    def n_errors(self) -> int:
        return len(list(self.summary))

    def refuse(self, refused: Refused, field: str = "") -> None:
        """Take a refusal of the domain as an error of the field it names, or of the whole form.

        `field` is where it belongs when it names none of this form.
        """
        named = next(
            (name for name in (refused.facts.get("item"), field) if name in self.fields), None
        )
        self.is_valid()
        self.add_error(named, words(refused.code, refused.facts))
