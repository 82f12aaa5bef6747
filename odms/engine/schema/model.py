"""A table's schema as the house knows it; `table_schema` and `csvw` read and write it.

The words are those of Table Schema (Data Package 2.0). What ODMS adds to a field are its names and
descriptions in two languages, what the values mean, their unit, and the code list they are of.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from odms.errors import Invalid

FIELD_TYPES = (
    "string",
    "number",
    "integer",
    "boolean",
    "date",
    "datetime",
    "time",
    "year",
    "yearmonth",
    "duration",
    "geopoint",
    "geojson",
    "object",
    "array",
    "list",
    "any",
)

# How the columns of a table are matched with the fields of its schema: in their order (`exact`),
# or by name with all on both sides (`equal`), at least all fields (`subset`), at most the fields
# (`superset`), or at least one in common (`partial`).
FIELDS_MATCH = ("exact", "equal", "subset", "superset", "partial")

_ORDERED = ("integer", "number", "date", "datetime", "time", "year", "yearmonth")
_MEASURED = ("string", "list", "array", "object")
# The types that a constraint can be asked of.
SUPPORTED: Mapping[str, tuple[str, ...]] = {
    "required": FIELD_TYPES,
    "unique": FIELD_TYPES,
    "enum": FIELD_TYPES,
    "pattern": ("string",),
    "min_length": _MEASURED,
    "max_length": _MEASURED,
    "minimum": _ORDERED,
    "maximum": _ORDERED,
    "exclusive_minimum": _ORDERED,
    "exclusive_maximum": _ORDERED,
}


@dataclass(frozen=True)
class Words:
    """A text in Thai and in English; either may be empty."""

    th: str = ""
    en: str = ""

    def in_one(self, language: str = "th") -> str:
        """The text in `language`, in the other one where that is empty."""
        return (self.en or self.th) if language == "en" else (self.th or self.en)


NO_WORDS = Words()


@dataclass(frozen=True)
class Value:
    """A value with a label: a way to say "no value", or a category."""

    value: Any
    label: str = ""


@dataclass(frozen=True)
class Constraints:
    """What the values of a field must keep; None and False ask for nothing.

    Bounds and `enum` are written as the cells are, or as JSON's own numbers.
    """

    required: bool = False
    unique: bool = False
    minimum: Any = None
    maximum: Any = None
    exclusive_minimum: Any = None
    exclusive_maximum: Any = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    enum: tuple[Any, ...] | None = None


@dataclass(frozen=True)
class Field:
    """One field: how its cells are written, and what they must keep.

    `missing_values` None means those of the schema. `meaning` is a code of the country's
    `meanings.yaml`, `code_list` a name of `odms.engine.schema.code_lists`, `unit` a text. `others`
    are the properties that ODMS does not know and hands on.
    """

    name: str
    type: str = "string"
    format: str = "default"
    title: Words = NO_WORDS
    description: Words = NO_WORDS
    constraints: Constraints = Constraints()
    missing_values: tuple[Value, ...] | None = None
    categories: tuple[Value, ...] | None = None
    true_values: tuple[str, ...] | None = None
    false_values: tuple[str, ...] | None = None
    decimal_char: str = "."
    group_char: str = ""
    bare_number: bool = True
    delimiter: str = ","
    item_type: str = "string"
    rdf_type: str | None = None
    example: Any = None
    meaning: str | None = None
    unit: str = ""
    code_list: str | None = None
    others: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ForeignKey:
    """Fields whose values stand in `reference_fields` of the table `resource`.

    `resource` is empty for the table itself, else the name of a table of the same delivery, of a
    published one (`dataset/table`), or of a code list.
    """

    fields: tuple[str, ...]
    resource: str
    reference_fields: tuple[str, ...]


@dataclass(frozen=True)
class Schema:
    """The schema of a table."""

    fields: tuple[Field, ...]
    fields_match: str = "exact"
    missing_values: tuple[Value, ...] = (Value(""),)
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    title: Words = NO_WORDS
    description: Words = NO_WORDS
    others: Mapping[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(one.name for one in self.fields)

    def missing_of(self, one: Field) -> tuple[str, ...]:
        """The texts that say "no value" in a field."""
        given = self.missing_values if one.missing_values is None else one.missing_values
        return tuple(str(missing.value) for missing in given)


def check(schema: Schema) -> Schema:
    """The schema itself. Raises Invalid where it contradicts itself or asks what no type can keep."""
    names = schema.names
    if repeated := next((name for i, name in enumerate(names) if name in names[:i]), None):
        raise Invalid("schema.field_repeated", field=repeated)
    if schema.fields_match not in FIELDS_MATCH:
        raise Invalid(
            "schema.unknown_match", given=schema.fields_match, known=", ".join(FIELDS_MATCH)
        )
    for one in schema.fields:
        _check_field(one)
    keys = [schema.primary_key, *schema.unique_keys]
    keys += [key.fields for key in schema.foreign_keys]
    keys += [key.reference_fields for key in schema.foreign_keys if not key.resource]
    for key in keys:
        if unknown := next((name for name in key if name not in names), None):
            raise Invalid("schema.key_unknown_field", field=unknown)
    for foreign in schema.foreign_keys:
        if len(foreign.fields) != len(foreign.reference_fields) or not foreign.fields:
            raise Invalid("schema.key_lengths_differ", resource=foreign.resource or "—")
    return schema


def _check_field(one: Field) -> None:
    if one.type not in FIELD_TYPES:
        raise Invalid(
            "schema.unknown_type", field=one.name, type=one.type, known=", ".join(FIELD_TYPES)
        )
    for name, types in SUPPORTED.items():
        is_asked = getattr(one.constraints, name) not in (None, False)
        if is_asked and one.type not in types:
            raise Invalid(
                "schema.constraint_unsupported", field=one.name, constraint=name, type=one.type
            )
