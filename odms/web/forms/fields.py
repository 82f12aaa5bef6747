"""Fields of a record as a page asks for them; what is typed is read by the standard itself."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from odms.errors import Invalid
from odms.standards import codes
from odms.standards.record import FIELDS, read_value
from odms.web.formats import BUDDHIST_ERA
from odms.web.told import language, words

# from so many choices on, one choice of a code list is taken from a list that opens
_MANY = 12


class _TellsOther:
    """Marks the options that ask for the companion text field, for the style sheet."""

    list_name = ""

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)  # type: ignore[misc]
        code = codes.find(self.list_name, str(value))
        if code is not None and code.is_other:
            option["attrs"]["data-other"] = True
        return option  # type: ignore[no-any-return]


class _Select(_TellsOther, forms.Select):
    pass


class _Radios(_TellsOther, forms.RadioSelect):
    pass


class _Checkboxes(_TellsOther, forms.CheckboxSelectMultiple):
    pass


class RecordField(forms.Field):
    """The field `name` of a record. Its widget follows from the kind the standard gives it."""

    def __init__(self, name: str, **options: Any) -> None:
        self.name = name
        self.kind = FIELDS[name]
        super().__init__(required=False, widget=self._widget(), **options)

    def clean(self, value: Any) -> Any:
        """The value as a record holds it. Raises ValidationError with the standard's sentence."""
        try:
            return read_value(self.name, value)
        except Invalid as refused:
            raise forms.ValidationError(words(refused.code, refused.facts)) from None

    def prepare_value(self, value: Any) -> Any:
        """What stands in the record, as a person writes it; what a person wrote stays as it is."""
        if self.kind.name == "words" and isinstance(value, list):
            return ", ".join(value)
        if self.kind.name == "date" and isinstance(value, str):
            return _in_era(value)
        return value

    def _widget(self) -> forms.Widget:
        kind = self.kind
        if kind.name == "codes":
            return self._listed(_Checkboxes)
        if kind.name == "code":
            return self._listed(_Radios if len(codes.options(kind.list)) < _MANY else _Select)
        if kind.name == "text":
            return forms.Textarea(attrs={"rows": 4, "class": "in"})
        is_short = kind.name in ("number", "date")
        return forms.TextInput(
            attrs={
                "class": "in short" if is_short else "in",
                **({"size": 12} if is_short else {}),
                **({"inputmode": "numeric"} if kind.name == "number" else {}),
            }
        )

    def _listed(self, widget: Callable[..., Any]) -> forms.Widget:
        made = widget()
        made.list_name = self.kind.list
        made.choices = _choices(self.kind.list, has_empty=isinstance(made, _Select))
        if isinstance(made, _Select):
            made.attrs["class"] = "in"
        return made  # type: ignore[no-any-return]


class _choices:  # noqa: N801
    """The choices of a code list in the language of the page, found anew each time."""

    def __init__(self, list_name: str, has_empty: bool) -> None:
        self.list_name, self.has_empty = list_name, has_empty

    def __iter__(self) -> Any:
        if self.has_empty:
            yield "", "—"
        for option in codes.options(self.list_name):
            yield option.code, option.label(language())


def _in_era(value: str) -> str:
    """An ISO day as it is written in the page's language; other text as it is."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.day}/{day.month}/{day.year + BUDDHIST_ERA}" if language() == "th" else value
