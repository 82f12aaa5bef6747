"""Tables with the schema that they are held against, made from a seed: some keep it, most do not."""

import random
from dataclasses import dataclass
from typing import Any

_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
_WORDS = ["a", "bb", "ccc", "กรุงเทพ", "น้ำ", "x y", "-", "N/A", "0", "true", "e@x.th", "", " "]
_NUMBERS = [
    "0",
    "1",
    "-1",
    "7",
    "+3",
    "12",
    "1.5",
    "-0.25",
    "1e3",
    ".5",
    "5.",
    "1,234",
    "abc",
    "",
    " 4 ",
]
_MONEY = ["฿1,200", "1,200.50", "45 %", "12", "abc", "", "(5)", "-3"]
_DATES = [
    "2024-02-29",
    "2023-02-29",
    "2024-01-31",
    "2024-13-01",
    "31/12/2024",
    "",
    "x",
    "2567-01-05",
]
_DAYS_FIRST = ["29/02/2024", "1/2/2024", "29/02/2023", "31/12/2567", "2024-01-01", "", "12/31/2024"]
_TIMES = ["08:30:00", "23:59:59", "24:00:00", "8:30", "", "08:30:00.5", "noon"]
_MOMENTS = [
    "2024-01-01T08:30:00",
    "2024-01-01T08:30:00Z",
    "2024-01-01T08:30:00+07:00",
    "2024-01-01",
    "",
    "2024-02-30T00:00:00",
]
_ANSWERS = ["true", "false", "True", "0", "1", "yes", "", "ใช่"]
_YEARS = ["2024", "2567", "24", "", "abcd", "0001", "99999"]
_MONTHS = ["2024-01", "2024-13", "2567-12", "", "2024"]
_POINTS = ["100.5,13.7", "100.5, 13.7", "200,1", "13.7", "", "a,b"]
_OBJECTS = ['{"a": 1}', "[1]", "{}", "x", ""]

_NO_KEYS = ("list", "object", "array")  # values that frictionless cannot compare

# type and format, with the cells that occur, and the constraints that may be asked with values
_KINDS: list[tuple[dict[str, Any], list[str], dict[str, list[Any]]]] = [
    ({"type": "string"}, _WORDS, {"minLength": [1, 2], "maxLength": [2, 5], "pattern": ["[a-z]+", ".*น.*"], "enum": [["a", "bb"], ["กรุงเทพ", "-"]]}),
    ({"type": "string", "format": "email"}, ["e@x.th", "a", "", "a@b", "a.b@c.go.th"], {}),
    ({"type": "integer"}, _NUMBERS, {"minimum": [0, "1"], "maximum": [7, 12], "enum": [[1, 7], ["12", "-1"]]}),
    ({"type": "integer", "bareNumber": False}, ["฿12", "12 บาท", "x", "", "7"], {"maximum": [9]}),
    ({"type": "number"}, _NUMBERS, {"minimum": [0.5, -1], "exclusiveMaximum": [7, 1.5], "enum": [[1.5, 1]]}),
    ({"type": "number", "groupChar": ","}, _NUMBERS, {"maximum": [1000]}),
    ({"type": "number", "groupChar": ",", "bareNumber": False}, _MONEY, {"minimum": [10]}),
    ({"type": "number", "decimalChar": ",", "groupChar": "."}, ["1.234,5", "1,5", "12", "x", "1.5"], {}),
    ({"type": "boolean"}, _ANSWERS, {"enum": [["true"]]}),
    ({"type": "boolean", "trueValues": ["ใช่", "yes"], "falseValues": ["ไม่"]}, _ANSWERS, {}),
    ({"type": "date"}, _DATES, {"minimum": ["2024-01-01"], "exclusiveMaximum": ["2024-02-29"]}),
    ({"type": "date", "format": "%d/%m/%Y"}, _DAYS_FIRST, {"maximum": ["31/12/2024"]}),
    ({"type": "time"}, _TIMES, {}),
    ({"type": "datetime"}, _MOMENTS, {}),
    ({"type": "year"}, _YEARS, {"minimum": [2000]}),
    ({"type": "yearmonth"}, _MONTHS, {}),
    ({"type": "geopoint"}, _POINTS, {}),
    ({"type": "object"}, _OBJECTS, {}),
    ({"type": "array"}, _OBJECTS, {}),
    ({"type": "list", "itemType": "integer"}, ["1,2", "1,x", "3", ""], {}),
    ({"type": "any"}, _WORDS, {}),
]  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A table, its header first, and the schema (Table Schema) that it is held against."""

    rows: list[list[str]]
    schema: dict[str, Any]


def make(seed: int) -> Case:
    """The case of a seed."""
    chance = random.Random(seed)
    fields, columns = [], []
    for i in range(chance.randint(1, 6)):
        field, cells = _field(chance, f"f{i}")
        fields.append(field)
        columns.append(cells)
    schema: dict[str, Any] = {"$schema": _PROFILE, "fields": fields}
    plain = [i for i, one in enumerate(fields) if one["type"] not in _NO_KEYS]
    if plain and chance.random() < 0.15:
        schema["foreignKeys"] = [_refer(chance.choice(plain), fields, columns)]
    _ask_of_table(chance, schema)
    labels, columns = _header(chance, schema, columns)
    n_rows = chance.randint(3, 25)
    body = [[chance.choice(cells) for cells in columns] for _ in range(n_rows)]
    for row in body:  # a blank row is no row to one reader and a fault to the other
        row[0] = row[0] if any(cell.strip() for cell in row) else "9"
    return Case([labels, *body], schema)


def _field(chance: random.Random, name: str) -> tuple[dict[str, Any], list[str]]:
    kind, cells, limits = chance.choice(_KINDS)
    field = {"name": name} | kind
    asked: dict[str, Any] = {}
    if chance.random() < 0.3:
        asked["required"] = True
    if chance.random() < 0.2 and kind["type"] not in _NO_KEYS:
        asked["unique"] = True
    for limit, values in limits.items():
        if chance.random() < 0.4:
            asked[limit] = chance.choice(values)
    if asked:
        field["constraints"] = asked
    if chance.random() < 0.15:
        field["missingValues"] = ["", "-", "N/A"]
    # most columns are mostly right, so that faults stand alone
    chosen = chance.sample(cells, chance.randint(1, len(cells)))
    return field, chosen


def _refer(at: int, fields: list[dict[str, Any]], columns: list[list[str]]) -> dict[str, Any]:
    """A key from a further field of the same kind to the one at a place."""
    to = fields[at]
    name = f"f{len(fields)}"
    fields.append(
        {key: value for key, value in to.items() if key != "constraints"} | {"name": name}
    )
    columns.append(list(columns[at]))
    return {"fields": [name], "reference": {"resource": "", "fields": [to["name"]]}}


def _ask_of_table(chance: random.Random, schema: dict[str, Any]) -> None:
    plain = [f["name"] for f in schema["fields"] if f["type"] not in _NO_KEYS]
    if chance.random() < 0.3:
        schema["missingValues"] = ["", "-"]
    if plain and chance.random() < 0.4:
        schema["primaryKey"] = chance.sample(
            plain, 2 if len(plain) > 1 and chance.random() < 0.2 else 1
        )
    if chance.random() < 0.5:
        schema["fieldsMatch"] = chance.choice(["exact", "equal", "subset", "superset", "partial"])


def _header(
    chance: random.Random, schema: dict[str, Any], columns: list[list[str]]
) -> tuple[list[str], list[list[str]]]:
    """The labels and the cells of the table's columns, most often as the schema has them."""
    labels = [field["name"] for field in schema["fields"]]
    columns = list(columns)
    match chance.randint(0, 9):
        case 0 if len(labels) > 1:
            at = chance.randrange(len(labels))
            del labels[at], columns[at]
        case 1:
            labels.append("more")
            columns.append(_WORDS)
        case 2 if len(labels) > 1:
            labels[0], labels[1] = labels[1], labels[0]
            columns[0], columns[1] = columns[1], columns[0]
        case 3:
            labels[0] = "other"
    return labels, columns
