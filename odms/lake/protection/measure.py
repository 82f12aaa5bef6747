"""What a measure is: its parameters, the columns that it fits, and how it is done.

A measure that works cell by cell gives SQL for the column (`sql`); one that must see more than a
cell changes the whole table (`change`). What it does is said in one sentence in each language under
`protection.does.<code>` of the messages, and its name under `protection.measure.<code>`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from odms.errors import Invalid

if TYPE_CHECKING:
    from odms.lake.protection.work import Work

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Needed:
    """A package that a measure needs, and the extra of ODMS that brings it."""

    extra: str
    package: str

    def is_there(self) -> bool:
        """Whether it is installed."""
        return find_spec(self.package) is not None


@dataclass(frozen=True)
class Parameter:
    """One parameter of a measure. Without a default it must be given.

    `kind` is int, float, date or str; `least` and `most` bound numbers, `choices` texts.
    """

    name: str
    kind: type
    default: Any = None
    is_optional: bool = False
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()

    def read(self, value: Any) -> Any:
        """A value as this parameter takes it. Raises ValueError for any other."""
        if self.kind is str or self.kind is date:
            return self._text(value)
        if isinstance(value, bool) or (number := self.kind(value)) != float(value):
            raise ValueError(value)
        low, high = self.least, self.most
        is_within = (low is None or number >= low) and (high is None or number <= high)
        if not is_within or not math.isfinite(number):
            raise ValueError(value)
        return number

    def _text(self, value: Any) -> str:
        text = str(value).strip()
        if self.kind is date:
            return date.fromisoformat(text).isoformat()
        if not text or (self.choices and text not in self.choices):
            raise ValueError(value)
        return text


@dataclass(frozen=True)
class Column:
    """A column as a measure meets it: its name, type and meaning, and the kind of personal data in it.

    `sql_type` is DuckDB's type of the column in the table version.
    """

    name: str
    type: str = "text"
    meaning: str | None = None
    kind: str = ""
    sql_type: str = "VARCHAR"
    is_within: bool = False  # the kind stands inside longer texts


Sql = Callable[["Work", Column, Values], str]
Change = Callable[["Work", Column, Values], None]


@dataclass(frozen=True)
class Measure:
    """A protective measure. `types` and `meanings` say which columns it fits; None: every one.

    `is_of_table`: it is chosen for a table and not for a column. `type_after` is the column's type
    once it was done, None where it stays; `meaning_after` likewise, empty where none is left.
    `presets` are the settings that a form offers.
    """

    code: str
    parameters: tuple[Parameter, ...] = ()
    types: frozenset[str] | None = None
    meanings: frozenset[str] | None = None
    is_of_table: bool = False
    type_after: str | None = None
    meaning_after: str | None = ""
    sql: Sql | None = None
    change: Change | None = None
    presets: tuple[dict[str, Any], ...] = ({},)
    needs: Needed | None = None

    def fits(self, column: Column) -> bool:
        """Whether the measure can be done to the column at all."""
        if self.is_of_table:
            return False
        by_type = self.types is None or column.type in self.types
        return by_type and (
            self.meanings is None or column.meaning in self.meanings or column.kind in self.meanings
        )

    def read(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters as the measure takes them, defaults filled in. Raises Invalid."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise Invalid("protection.unknown_parameter", measure=self.code, parameter=name)
        return {
            name: value
            for name, parameter in known.items()
            if (value := self._read(parameter, given.get(name))) is not None
        }

    def _read(self, parameter: Parameter, given: Any) -> Any:
        if given is None or given == "":
            if parameter.default is None and not parameter.is_optional:
                raise Invalid(
                    "protection.parameter_missing", measure=self.code, parameter=parameter.name
                )
            return parameter.default
        try:
            return parameter.read(given)
        except (TypeError, ValueError, OverflowError):
            facts = {"measure": self.code, "parameter": parameter.name, "value": str(given)[:100]}
            raise Invalid("protection.wrong_parameter", **facts) from None
