"""Tables held against schemas, and the schemas that tables prove."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from odms.engine import checking
from odms.engine.schema import Held, Hint, infer, read, table_schema, validate
from odms.errors import Invalid


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def held(db: duckdb.DuckDBPyConnection, table: dict[str, list[str | None]]) -> Held:
    """A table of texts, whose first row is row 1 of its source."""
    n = len(next(iter(table.values())))
    columns = {f"v{i}": pa.array(cells, pa.string()) for i, cells in enumerate(table.values())}
    db.register("held", pa.table({"r": pa.array(range(1, n + 1), pa.int64())} | columns))
    return Held("held", tuple(table), len(table))


def found(db: Any, table: dict[str, list[str | None]], schema: dict[str, Any]) -> list[tuple]:
    """Code, field and rows of all that breaks a schema."""
    breaches = validate(held(db, table), read(schema), db)
    return [(one.code, one.field, [cell.row for cell in one.cells]) for one in breaches]


# a field, its cells from row 1, and the rows that break it, by code
FIELDS: list[tuple[dict[str, Any], list[str | None], dict[str, list[int]]]] = [
    ({"type": "integer"}, ["1", " 2 ", "-3", "1.5", "1,000", "๑"], {"value_not_of_type": [4, 5, 6]}),
    ({"type": "integer", "groupChar": ","}, ["1,000", "x"], {"value_not_of_type": [2]}),
    ({"type": "integer"}, ["9" * 30, "9" * 40], {"value_not_of_type": [2]}),
    ({"type": "number"}, ["1e3", ".5", "5.", "NaN", "-INF", "1,5"], {"value_not_of_type": [6]}),
    (
        {"type": "number", "decimalChar": ",", "groupChar": "."},
        ["1.234,5", "0,5", "1.5.5"],
        {},
    ),
    ({"type": "number", "bareNumber": False}, ["฿12.50", "12 %", "-3 บาท", "บาท"], {"value_not_of_type": [4]}),
    ({"type": "boolean"}, ["true", "0", "yes"], {"value_not_of_type": [3]}),
    ({"type": "boolean", "trueValues": ["ใช่"], "falseValues": ["ไม่"]}, ["ใช่", "true"], {"value_not_of_type": [2]}),
    ({"type": "date"}, ["2024-02-29", "2023-02-29", "29/02/2024", "2024-2-9"], {"value_not_of_type": [2, 3, 4]}),
    ({"type": "date", "format": "%d/%m/%Y"}, ["29/02/2024", "1/2/2567", "31/02/2024", "12/31/2024"], {"value_not_of_type": [3, 4]}),
    ({"type": "date", "format": "any"}, ["2024-02-29", "29 Feb 2024", "x"], {"value_not_of_type": [3]}),
    ({"type": "datetime"}, ["2024-01-01T08:30:00+07:00", "2024-01-01 08:30:00", "2024-01-01"], {"value_not_of_type": [2, 3]}),
    ({"type": "time"}, ["08:30:00", "8:30", "25:00:00"], {"value_not_of_type": [2, 3]}),
    ({"type": "time", "format": "%H:%M"}, ["08:30", "24:00"], {"value_not_of_type": [2]}),
    ({"type": "year"}, ["2567", "67"], {"value_not_of_type": [2]}),
    ({"type": "yearmonth"}, ["2567-12", "2567-13"], {"value_not_of_type": [2]}),
    ({"type": "duration"}, ["P1Y2M", "PT5M", "5m"], {"value_not_of_type": [3]}),
    ({"type": "geopoint"}, ["100.5,13.7", "200,1", "x"], {"value_not_of_type": [2, 3]}),
    ({"type": "geopoint", "format": "array"}, ["[100.5, 13.7]", "[1]"], {"value_not_of_type": [2]}),
    ({"type": "geopoint", "format": "object"}, ['{"lon": 1, "lat": 2}', '{"lon": 1}'], {"value_not_of_type": [2]}),
    ({"type": "geojson"}, ['{"type": "Point", "coordinates": [1, 2]}', '{"type": "Place"}', "x"], {"value_not_of_type": [2, 3]}),
    ({"type": "object"}, ['{"a": 1}', "[1]"], {"value_not_of_type": [2]}),
    ({"type": "array", "constraints": {"maxLength": 1}}, ["[1]", "[1, 2]", "{}"], {"value_not_of_type": [3], "too_long": [2]}),
    ({"type": "list", "itemType": "integer", "constraints": {"minLength": 2}}, ["1,2", "1", "1,x"], {"value_not_of_type": [3], "too_short": [2]}),
    ({"type": "string", "format": "email"}, ["a@b.th", "a@b"], {"value_not_of_type": [2]}),
    ({"type": "string", "format": "uri"}, ["https://x.th/a", "x y"], {"value_not_of_type": [2]}),
    ({"type": "string", "format": "uuid"}, ["123e4567-e89b-12d3-a456-426614174000", "1"], {"value_not_of_type": [2]}),
    ({"type": "string", "format": "binary"}, ["YQ==", "%"], {"value_not_of_type": [2]}),
    ({"constraints": {"required": True}}, ["a", "", None], {"value_missing": [2, 3]}),
    ({"missingValues": ["-"], "constraints": {"required": True}}, ["", "-"], {"value_missing": [2]}),
    ({"constraints": {"minLength": 3, "maxLength": 4}}, ["น้ำ", "ab", "abcde"], {"too_short": [2], "too_long": [3]}),
    ({"constraints": {"pattern": "[0-9]{2}|x"}}, ["10", "100", "x"], {"pattern_unmatched": [2]}),
    ({"constraints": {"enum": ["a", "b"]}}, ["a", "c", ""], {"not_in_enum": [2]}),
    ({"type": "integer", "constraints": {"enum": [1, "2"]}}, ["1", "02", "3"], {"not_in_enum": [3]}),
    ({"categories": [{"value": "m", "label": "ชาย"}]}, ["m", "f"], {"not_in_enum": [2]}),
    ({"type": "integer", "constraints": {"minimum": 1, "maximum": "3"}}, ["0", "1", "4"], {"below_minimum": [1], "above_maximum": [3]}),
    ({"type": "number", "constraints": {"exclusiveMinimum": 1, "exclusiveMaximum": 2}}, ["1", "1.5", "2", "NaN"], {"below_minimum": [1, 4], "above_maximum": [3, 4]}),
    ({"type": "date", "format": "%d/%m/%Y", "constraints": {"maximum": "01/02/2024"}}, ["31/01/2024", "02/02/2024"], {"above_maximum": [2]}),
    ({"type": "number", "constraints": {"unique": True}}, ["1", "1.0", "", "", "2"], {"value_repeated": [2]}),
    ({"odms": {"codeList": "th/provinces#name_th"}}, ["ขอนแก่น", "ขอนแก่นน"], {"not_in_code_list": [2]}),
    ({"odms": {"codeList": "th/districts#code"}}, ["1001", "9999", ""], {"not_in_code_list": [2]}),
    ({"odms": {"codeList": "th/regions-nso4#name_th"}}, ["ภาคใต้", "ภาคตะวันออก"], {"not_in_code_list": [2]}),
]  # fmt: skip


@pytest.mark.parametrize(("field", "cells", "wanted"), FIELDS)
def test_cells_that_break_a_field(
    db: Any, field: dict[str, Any], cells: list[str | None], wanted: dict[str, list[int]]
) -> None:
    told = found(db, {"a": cells}, {"fields": [{"name": "a"} | field]})
    assert told == [(f"schema.{code}", "a", rows) for code, rows in wanted.items()]


HEADERS: list[tuple[str, list[str], list[tuple[str, str]]]] = [
    ("exact", ["a", "b"], []),
    ("exact", ["b", "a"], [("column_misnamed", "a"), ("column_misnamed", "b")]),
    ("exact", ["a"], [("column_missing", "b")]),
    ("exact", ["a", "b", "c"], [("column_extra", "c")]),
    ("exact", ["a", ""], [("column_nameless", "b")]),
    ("equal", ["b", "a"], []),
    ("equal", ["a"], [("column_missing", "b")]),
    ("subset", ["c", "b", "a"], []),
    ("subset", ["a", "c"], [("column_missing", "b")]),
    ("superset", ["b"], []),
    ("superset", ["a", "c"], [("column_extra", "c")]),
    ("partial", ["b", "c"], []),
    ("partial", ["c"], [("no_column_matches", None)]),
]


@pytest.mark.parametrize(("match", "header", "wanted"), HEADERS)
def test_columns_that_break_a_schema(
    db: Any, match: str, header: list[str], wanted: list[tuple[str, str]]
) -> None:
    schema = {"fields": [{"name": "a"}, {"name": "b"}], "fieldsMatch": match}
    told = found(db, {name: ["x"] for name in header}, schema)
    assert [(code, field) for code, field, _ in told] == [
        (f"schema.{code}", field) for code, field in wanted
    ]


def test_keys(db: Any) -> None:
    table = {"a": ["1", "1", "01", "2", ""], "b": ["x", "y", "x", "x", "z"]}
    schema: dict[str, Any] = {
        "fields": [{"name": "a", "type": "integer"}, {"name": "b"}],
        "primaryKey": ["a", "b"],
        "uniqueKeys": [["a"]],
    }
    assert found(db, table, schema) == [
        ("schema.key_missing", "a, b", [5]),
        ("schema.key_repeated", "a, b", [3]),
        ("schema.unique_key_repeated", "a", [2, 3]),
    ]


def test_references(db: Any) -> None:
    table = {"id": ["1", "2", "3"], "of": ["", "1", "9"], "จังหวัด": ["10", "11", "99"]}
    keys = [
        {"fields": ["of"], "reference": {"resource": "", "fields": ["id"]}},
        {"fields": ["จังหวัด"], "reference": {"resource": "th/provinces", "fields": ["code"]}},
        {"fields": ["of"], "reference": {"resource": "elsewhere", "fields": ["id"]}},
    ]
    fields = [{"name": name, "type": "integer"} for name in table]
    fields[2]["type"] = "string"
    assert found(db, table, {"fields": fields, "foreignKeys": keys}) == [
        ("schema.reference_missing", "of", [3]),
        ("schema.reference_missing", "จังหวัด", [3]),
        ("schema.reference_unknown", "of", []),
    ]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"type": "integer", "constraints": {"minimum": "x"}}, "schema.bound_not_of_type"),
    ({"constraints": {"pattern": "(?=a)"}}, "schema.pattern_unsupported"),
    ({"format": "colour"}, "schema.unknown_format"),
    ({"type": "date", "format": "%Q"}, "schema.unknown_directive"),
]


@pytest.mark.parametrize(("field", "code"), REFUSED)
def test_what_cannot_be_checked_is_refused(db: Any, field: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        found(db, {"a": ["1"]}, {"fields": [{"name": "a"} | field]})
    assert refused.value.code == code


def test_many_faults_are_counted_and_few_told(db: Any) -> None:
    [breach] = validate(
        held(db, {"a": ["x"] * 1_000}), read({"fields": [{"name": "a", "type": "year"}]}), db
    )
    assert (breach.n, len(breach.cells), breach.row) == (1_000, 200, 1)


# Inference: engine's type, cells, and the field that they prove
PROVEN: list[tuple[str, list[str], dict[str, Any]]] = [
    ("integer", ["1", "2", "4"], {"type": "integer", "constraints": {"required": True, "minimum": 1, "maximum": 4}}),
    ("integer", ["1,000", "2,000", "1,000"], {"type": "number", "groupChar": ",", "constraints": {"required": True, "minimum": 1000.0, "maximum": 2000.0}}),
    ("number", ["0.5", "-"], {"type": "number", "constraints": {"minimum": 0.5, "maximum": 0.5}}),
    ("date", ["31/12/2567", "1/1/2567", "1/1/2567"], {"type": "date", "format": "%d/%m/%Y", "constraints": {"required": True, "minimum": "1/1/2567", "maximum": "31/12/2567"}}),
    ("date", ["1 มกราคม 2567", "2 มกราคม 2567", "2 มกราคม 2567"], {"type": "string", "constraints": {"required": True}}),
    ("boolean", ["ใช่", "ไม่ใช่", "ใช่"], {"type": "boolean", "trueValues": ["ใช่"], "falseValues": ["ไม่ใช่"], "constraints": {"required": True}}),
    ("text", ["ก", "ข"] * 10, {"type": "string", "constraints": {"required": True, "enum": ["ก", "ข"]}}),
    ("text", ["ก", "ข", "ค"], {"type": "string", "constraints": {"required": True}}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "cells", "wanted"), PROVEN)
def test_field_that_cells_prove(
    db: Any, kind: str, cells: list[str], wanted: dict[str, Any]
) -> None:
    table = held(db, {"a": cells})
    made = infer(table, [Hint("a", kind)], db)
    assert table_schema.write(made)["fields"] == [{"name": "a"} | wanted]
    assert validate(table, made, db) == []


def test_words_for_no_value_are_labelled(db: Any) -> None:
    made = infer(held(db, {"a": ["1", "-", "*", "ไม่มีข้อมูล"]}), [Hint("a", "integer")], db)
    assert table_schema.write(made)["missingValues"] == [
        {"value": ""},
        {"value": "*", "label": "ปกปิดค่า"},
        {"value": "-", "label": "ไม่มีข้อมูล"},
        {"value": "ไม่มีข้อมูล", "label": "ไม่มีข้อมูล (ไม่มีข้อมูล)"},
    ]


def test_dimensions_together_are_the_key(db: Any) -> None:
    provinces = ["ขอนแก่น", "เลย", "น่าน", "แพร่"]
    table = held(
        db,
        {
            "จังหวัด": provinces * 3,
            "ปี": [year for year in ("2565", "2566", "2567") for _ in provinces],
            "จำนวน": [str(n % 5) for n in range(12)],
        },
    )
    hints = [Hint("จังหวัด", "text", "th-province"), Hint("ปี", "year"), Hint("จำนวน", "integer")]
    made = infer(table, hints, db, is_lasting=True)
    assert made.primary_key == ("จังหวัด", "ปี")
    assert made.fields[0].code_list == "th/provinces#name_th"
    assert [(one.constraints.minimum, one.constraints.maximum) for one in made.fields] == [
        (None, None),
        (None, None),
        (0, None),
    ]


def test_file_is_described_and_held(tmp_path: Path) -> None:
    """Titles above, totals below and another sheet's worth of quirks do not disturb it."""
    path = tmp_path / "data.csv"
    path.write_text(
        'สถิติรายจังหวัด ปี 2567\nจังหวัด,จำนวน,วันที่\nขอนแก่น,"1,200",31/01/2567\n'
        'เลย,900,28/02/2567\nน่าน,350,31/03/2567\nรวม,"2,450",\n',
        encoding="utf-8",
    )
    made = checking.infer(path)
    assert [(one.name, one.type, one.format) for one in made.schema.fields] == [
        ("จังหวัด", "string", "default"),
        ("จำนวน", "number", "default"),
        ("วันที่", "date", "%d/%m/%Y"),
    ]
    assert made.dialect["skipRows"] == 1
    assert checking.validate(path, made.schema).is_valid
    narrow = table_schema.write(made.schema)
    narrow["fields"][1]["constraints"] = {"maximum": 1000}
    verdict = checking.validate(path, read(narrow))
    [finding] = verdict.findings
    assert not verdict.is_valid
    assert (finding.code, finding.column, finding.n) == ("schema.above_maximum", "จำนวน", 1)
    assert [(place.ref, place.line) for place in finding.cells] == [("B3", 3)]
