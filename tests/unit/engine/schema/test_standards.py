"""Schemas as Table Schema and CSVW: what is written is what is read."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from samples import schemas

from odms.engine.schema import Schema, csvw, read, table_schema
from odms.engine.schema.model import Constraints, Field, ForeignKey, Value, Words
from odms.errors import Invalid

_TEXT = some.text(some.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
_WORDS = some.builds(Words, th=_TEXT | some.just(""), en=_TEXT | some.just(""))
_BOUND = some.none() | some.integers(-1000, 1000)
_COUNT = some.none() | some.integers(0, 99)


@some.composite
def _fields(draw: Any, name: str) -> Field:
    kind = draw(
        some.sampled_from(["string", "integer", "number", "date", "boolean", "year", "any"])
    )
    limits: dict[str, Any] = {"required": draw(some.booleans()), "unique": draw(some.booleans())}
    if kind == "string":
        limits |= {"min_length": draw(_COUNT), "max_length": draw(_COUNT)}
        limits["enum"] = draw(some.none() | some.lists(_TEXT, min_size=1, max_size=4).map(tuple))
    if kind in ("integer", "number"):
        limits |= {"minimum": draw(_BOUND), "exclusive_maximum": draw(_BOUND)}
    missing = some.lists(some.builds(Value, value=_TEXT, label=some.just("") | _TEXT), max_size=3)
    return Field(
        name=name,
        type=kind,
        format=draw(some.sampled_from(["default", "%d/%m/%Y"])) if kind == "date" else "default",
        title=draw(_WORDS),
        description=draw(_WORDS),
        constraints=Constraints(**limits),
        missing_values=draw(some.none() | missing.map(tuple)),
        group_char="," if kind == "number" and draw(some.booleans()) else "",
        true_values=("ใช่",) if kind == "boolean" else None,
        false_values=("ไม่",) if kind == "boolean" else None,
        meaning=draw(some.none() | some.just("th-province")),
        unit=draw(some.sampled_from(["", "บาท"])),
        code_list=draw(some.none() | some.just("th/provinces#code")),
        rdf_type=draw(some.none() | some.just("http://schema.org/Place")),
    )


@some.composite
def _schemas(draw: Any) -> Schema:
    names = draw(some.lists(_TEXT, min_size=1, max_size=5, unique=True))
    keys = some.lists(some.sampled_from(names), max_size=2, unique=True).map(tuple)
    foreign = some.sampled_from(names).map(
        lambda one: ForeignKey((one,), "th/provinces", ("code",))
    )
    return Schema(
        fields=tuple(draw(_fields(name)) for name in names),
        fields_match=draw(some.sampled_from(["exact", "equal", "subset"])),
        missing_values=draw(some.sampled_from([(Value(""),), (Value(""), Value("-", "ว่าง")), ()])),
        primary_key=draw(keys),
        unique_keys=tuple(key for key in draw(some.lists(keys, max_size=2)) if key),
        foreign_keys=tuple(draw(some.lists(foreign, max_size=1))),
        title=draw(_WORDS),
        description=draw(_WORDS),
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine
@given(_schemas())
def test_table_schema_says_all_of_a_schema(schema: Schema) -> None:
    assert table_schema.read(table_schema.write(schema)) == schema


def _said_by_csvw(schema: Schema) -> Schema:
    """What CSVW can say of a schema: the list of its docstring, left out."""
    fields = tuple(
        replace(
            one,
            constraints=replace(one.constraints, unique=False),
            missing_values=_plain(one.missing_values, schema.missing_values),
        )
        for one in schema.fields
    )
    return replace(
        schema, fields=fields, fields_match="exact", missing_values=(Value(""),), unique_keys=()
    )


def _plain(own: tuple[Value, ...] | None, shared: tuple[Value, ...]) -> tuple[Value, ...] | None:
    given = tuple(Value(one.value) for one in (shared if own is None else own))
    return None if given == (Value(""),) else given


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine
@given(_schemas())
def test_csvw_says_what_it_can_of_a_schema(schema: Schema) -> None:
    assert csvw.read(csvw.write(schema, url="table.csv")) == _said_by_csvw(schema)


@pytest.mark.parametrize("seed", range(100))
def test_generated_documents_are_kept(seed: int) -> None:
    document = schemas.make(seed).schema
    assert table_schema.read(table_schema.write(read(document))) == read(document)


def test_version_1_is_read() -> None:
    found = read(
        {
            "fields": [{"name": "id", "type": "integer"}, {"name": "day", "format": "fmt:%d"}],
            "primaryKey": "id",
            "foreignKeys": [{"fields": "id", "reference": {"resource": "", "fields": "id"}}],
        }
    )
    assert found.primary_key == ("id",)
    assert found.foreign_keys == (ForeignKey(("id",), "", ("id",)),)
    assert found.fields[1].format == "%d"


def test_csvw_of_others_is_read() -> None:
    """The shapes that the recommendation allows: groups, inherited terms, titles by language."""
    found = read(
        {
            "@context": "http://www.w3.org/ns/csvw",
            "tables": [
                {
                    "url": "a.csv",
                    "null": "-",
                    "tableSchema": {
                        "columns": [
                            {
                                "name": "id",
                                "titles": {"th": ["รหัส"]},
                                "datatype": "nonNegativeInteger",
                            },
                            {
                                "titles": ["day"],
                                "datatype": {"base": "date", "format": "dd/MM/yyyy"},
                            },
                            {"name": "list", "separator": ";"},
                            {
                                "name": "amount",
                                "datatype": {"base": "decimal", "format": "#,##0.00"},
                            },
                            {"name": "_row", "virtual": True},
                        ],
                        "primaryKey": "id",
                    },
                }
            ],
        }
    )
    shown = [
        (one.name, one.type, one.format, one.delimiter, one.group_char) for one in found.fields
    ]
    assert shown == [
        ("รหัส", "integer", "default", ",", ""),
        ("day", "date", "%d/%m/%Y", ",", ""),
        ("list", "list", "default", ";", ""),
        ("amount", "number", "default", ",", ","),
    ]
    assert found.fields[0].constraints.minimum == 0
    assert found.primary_key == ("รหัส",)
    assert found.missing_of(found.fields[1]) == ("-",)


WRONG: list[tuple[Any, str]] = [
    ([], "schema.unknown_document"),
    ({"fields": {}}, "schema.wrong_kind"),
    ({"fields": [{}]}, "schema.field_nameless"),
    ({"fields": [{"name": "a"}, {"name": "a"}]}, "schema.field_repeated"),
    ({"fields": [{"name": "a", "type": "money"}]}, "schema.unknown_type"),
    ({"fields": [{"name": "a", "constraints": {"size": 1}}]}, "schema.unknown_constraint"),
    (
        {"fields": [{"name": "a", "type": "object", "constraints": {"jsonSchema": {}}}]},
        "schema.json_schema_unsupported",
    ),
    ({"fields": [{"name": "a", "constraints": {"minimum": 1}}]}, "schema.constraint_unsupported"),
    ({"fields": [{"name": "a", "constraints": {"minLength": True}}]}, "schema.wrong_kind"),
    ({"fields": [{"name": "a"}], "primaryKey": ["b"]}, "schema.key_unknown_field"),
    ({"fields": [{"name": "a"}], "fieldsMatch": "most"}, "schema.unknown_match"),
    (
        {
            "fields": [{"name": "a"}],
            "foreignKeys": [{"fields": ["a"], "reference": {"resource": "x", "fields": []}}],
        },
        "schema.key_lengths_differ",
    ),
    ({"tableSchema": {}}, "schema.csvw_no_columns"),
]


@pytest.mark.parametrize(("document", "code"), WRONG)
def test_wrong_schema_is_refused_in_words(document: Any, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(document)
    assert refused.value.code == code
