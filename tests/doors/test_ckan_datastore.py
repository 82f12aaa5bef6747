"""CKAN's datastore over published tables: search, SQL, info and dump, as its clients use them."""

import json
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from factories import uses
from factories.centre import AT, Centre
from factories.released import Table, released

from odms.api.ckan import datastore
from odms.catalogue import actions as catalogue
from odms.ledger.rules import SYSTEM
from odms.usage import journal
from odms.usage import queries as usage

PATIENTS = Table(
    {
        "จังหวัด": "text", "ปี": "year", "ผู้ป่วย": "integer", "ร้อยละ": "number",
        "วันที่": "date", "เวลา": "datetime", "$x": "text",
    },
    [
        ("เชียงใหม่", 2566, 1204, 12.5, date(2023, 1, 31), datetime(2023, 1, 31, 8, 30), "a"),
        ("ลำพูน", 2566, 388, None, date(2023, 2, 28), None, "b"),
        ("ลำปาง", 2567, 512, 0.25, None, datetime(2024, 1, 1), '=1,"2"'),
        ("แพร่", 2567, None, 7.0, date(2024, 2, 29), None, None),
        ("เชียงราย", 2568, 977, 1.0, date(2025, 3, 1), None, "A"),
    ],
)  # fmt: skip
SAME = Table({"k": "text", "v": "integer"}, [("b", 1), ("a", 1), ("b", 1), ("a", 2), (None, 2)])


@pytest.fixture
def tables(centre: Centre) -> dict[str, Any]:
    """Distributions of published tables."""
    patients, same = released(centre.agency, "patients", patients=PATIENTS, same=SAME)
    return {"patients": patients.distribution, "same": same.distribution}


def call(name: str, /, **given: Any) -> Any:
    path = f"/api/3/action/{name}"
    return Client().post(path, json.dumps(given), content_type="application/json")


def result(name: str, /, **given: Any) -> Any:
    response = call(name, **given)
    assert response.status_code == 200, response.content
    return response.json()["result"]


def test_a_package_says_that_its_tables_can_be_asked(tables: dict[str, Any]) -> None:
    package = result("package_show", id="patients")
    assert [one["datastore_active"] for one in package["resources"]] == [True, True]


def test_search_gives_rows_with_their_place_first(tables: dict[str, Any]) -> None:
    told = result("datastore_search", resource_id=tables["same"].id, limit=2)
    assert told == {
        "resource_id": tables["same"].id,
        "fields": [
            {"id": "_id", "type": "int"},
            {"id": "k", "type": "text", "info": {"label": "k", "notes": ""}},
            {"id": "v", "type": "int8", "info": {"label": "v", "notes": ""}},
        ],
        "records": [{"_id": 1, "k": "b", "v": 1}, {"_id": 2, "k": "a", "v": 1}],
        "records_format": "objects",
        "limit": 2,
        "include_total": True,
        "total": 5,
    }


def test_search_tells_columns_and_values_of_every_type(tables: dict[str, Any]) -> None:
    told = result("datastore_search", id=tables["patients"].id, limit="1")
    assert [(field["id"], field["type"]) for field in told["fields"]] == [
        ("_id", "int"), ("จังหวัด", "text"), ("ปี", "int4"), ("ผู้ป่วย", "int8"), ("ร้อยละ", "float8"),
        ("วันที่", "date"), ("เวลา", "timestamp"), ("$x", "text"),
    ]  # fmt: skip
    assert told["records"] == [
        {
            "_id": 1, "จังหวัด": "เชียงใหม่", "ปี": 2566, "ผู้ป่วย": 1204, "ร้อยละ": 12.5,
            "วันที่": "2023-01-31", "เวลา": "2023-01-31T08:30:00", "$x": "a",
        }
    ]  # fmt: skip


# what is asked of the patients, and the places of the rows that answer
SEARCHES: list[tuple[dict[str, Any], list[int]]] = [
    ({}, [1, 2, 3, 4, 5]),
    ({"limit": 0}, []),
    ({"limit": 2, "offset": 3}, [4, 5]),
    ({"limit": "2", "offset": "4"}, [5]),
    ({"offset": 10}, []),
    # filters
    ({"filters": {"จังหวัด": "ลำพูน"}}, [2]),
    ({"filters": '{"จังหวัด": "ลำพูน"}'}, [2]),
    ({"filters": {"จังหวัด": ["ลำพูน", "แพร่", "ไม่มี"]}}, [2, 4]),
    ({"filters": {"จังหวัด": []}}, []),
    ({"filters": {"ปี": 2567}}, [3, 4]),
    ({"filters": {"ปี": "2567"}}, [3, 4]),
    ({"filters": {"ปี": 2567, "ผู้ป่วย": 512}}, [3]),
    ({"filters": {"ผู้ป่วย": {"gt": 500}}}, [1, 3, 5]),
    ({"filters": {"ผู้ป่วย": {"gte": 512, "lt": 1204}}}, [3, 5]),
    ({"filters": {"ผู้ป่วย": {"lte": 388}}}, [2]),
    ({"filters": {"ผู้ป่วย": {"eq": 977}}}, [5]),
    ({"filters": {"ผู้ป่วย": {"in": [388, 977]}}}, [2, 5]),
    ({"filters": {"ผู้ป่วย": [388, {"gt": 1000}]}}, [1, 2]),
    ({"filters": {"ผู้ป่วย": None}}, []),
    ({"filters": {"วันที่": {"gte": "2024-01-01"}}}, [4, 5]),
    ({"filters": {"เวลา": "2024-01-01T00:00:00"}}, [3]),
    ({"filters": {"_id": {"gt": 3}}}, [4, 5]),
    ({"filters": {"_id": [1, 5]}}, [1, 5]),
    ({"filters": {"$$x": "a"}}, [1]),
    ({"filters": {"$or": [{"จังหวัด": "ลำพูน"}, {"ปี": 2568}]}}, [2, 5]),
    ({"filters": {"$and": [{"ปี": 2566}, {"ผู้ป่วย": {"gt": 400}}]}}, [1]),
    ({"filters": {"ปี": 2566, "$or": [{"ผู้ป่วย": {"lt": 400}}, {"ร้อยละ": 9}]}}, [2]),
    ({"filters": {"$or": [{"$and": [{"ปี": 2566}, {"ผู้ป่วย": 388}]}, {"_id": 4}]}}, [2, 4]),
    ({"filters": [{"ปี": 2566, "ผู้ป่วย": 388}, {"ปี": 2568}]}, [2, 5]),
    ({"filters": {"$or": []}}, [1, 2, 3, 4, 5]),
    ({"filters": {}}, [1, 2, 3, 4, 5]),
    # words
    ({"q": "เชียง"}, [1, 5]),
    ({"q": "เชียง 2568"}, [5]),
    ({"q": "977"}, [5]),
    ({"q": "a"}, [1, 5]),
    ({"q": "ไม่มี"}, []),
    ({"q": ""}, [1, 2, 3, 4, 5]),
    ({"q": {"จังหวัด": "ลำ", "ปี": "2566"}}, [2]),
    ({"q": '{"จังหวัด": "ลำ"}'}, [2, 3]),
    ({"q": {"ไม่มี": "x"}}, [1, 2, 3, 4, 5]),
    ({"full_text": "ลำ", "q": {"ปี": "2567"}}, [3]),
    ({"q": "เชียง & 2568", "plain": False}, [5]),
    ({"q": "ลำพูน | แพร่", "plain": "false"}, [2, 4]),
    ({"q": "ลำ:* & !(2566 | แพร่)", "plain": False}, [3]),
    ({"q": "'ลำ' & 2566", "plain": False}, [2]),
    ({"q": "ลำ", "language": "thai", "filters": {"ปี": 2567}}, [3]),
    # order
    ({"sort": "ผู้ป่วย"}, [2, 3, 5, 1, 4]),
    ({"sort": "ผู้ป่วย desc"}, [1, 5, 3, 2, 4]),
    ({"sort": '"ผู้ป่วย" DESC nulls last'}, [1, 5, 3, 2, 4]),
    ({"sort": "ปี desc, ผู้ป่วย asc"}, [5, 3, 4, 2, 1]),
    ({"sort": ["ปี desc", "_id desc"]}, [5, 4, 3, 2, 1]),
    ({"sort": "จังหวัด"}, [5, 1, 4, 3, 2]),
    ({"sort": "_id desc", "limit": 2}, [5, 4]),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "places"), SEARCHES)
def test_search_finds(tables: dict[str, Any], asked: dict[str, Any], places: list[int]) -> None:
    told = result("datastore_search", resource_id=tables["patients"].id, **asked)
    assert [row["_id"] for row in told["records"]] == places
    if not {"limit", "offset"} & set(asked):
        assert told["total"] == len(places)


# the columns, the form, and the records of the first two rows of `same`
FORMS: list[tuple[dict[str, Any], Any]] = [
    ({"fields": "v,k"}, [{"v": 1, "k": "b"}, {"v": 1, "k": "a"}]),
    ({"fields": ["k"]}, [{"k": "b"}, {"k": "a"}]),
    ({"fields": '"k", _id'}, [{"k": "b", "_id": 1}, {"k": "a", "_id": 2}]),
    ({"records_format": "lists"}, [[1, "b", 1], [2, "a", 1]]),
    ({"records_format": "csv"}, "1,b,1\n2,a,1\n"),
    ({"records_format": "tsv"}, "1\tb\t1\n2\ta\t1\n"),
    ({"records_format": "lists", "fields": "v"}, [[1], [1]]),
]


@pytest.mark.parametrize(("asked", "records"), FORMS)
def test_search_gives_chosen_columns_in_every_form(
    tables: dict[str, Any], asked: dict[str, Any], records: Any
) -> None:
    told = result("datastore_search", resource_id=tables["same"].id, limit=2, **asked)
    assert told["records"] == records
    assert told["records_format"] == asked.get("records_format", "objects")


# what is asked of `same` distinctly, its records and their number
DISTINCT: list[tuple[dict[str, Any], list[list[Any]], int]] = [
    ({"fields": "k"}, [["a"], ["b"], [None]], 3),
    ({"fields": "k,v"}, [["a", 1], ["a", 2], ["b", 1], [None, 2]], 4),
    ({"fields": "v", "sort": "v desc"}, [[2], [1]], 2),
    ({"fields": "k", "limit": 1, "offset": 1}, [["b"]], 3),
    ({"fields": "k", "filters": {"v": 1}}, [["a"], ["b"]], 2),
]


@pytest.mark.parametrize(("asked", "records", "total"), DISTINCT)
def test_search_gives_rows_that_differ(
    tables: dict[str, Any], asked: dict[str, Any], records: list[Any], total: int
) -> None:
    given = {"resource_id": tables["same"].id, "distinct": True, "records_format": "lists"}
    told = result("datastore_search", **given, **asked)
    assert (told["records"], told["total"]) == (records, total)


def test_search_echoes_what_was_asked(tables: dict[str, Any]) -> None:
    asked = {"filters": {"v": [1, 2]}, "q": "a", "sort": "v", "offset": 1}
    told = result("datastore_search", resource_id=tables["same"].id, include_total="False", **asked)
    assert {name: told[name] for name in asked} == asked
    assert "total" not in told
    assert told["include_total"] is False


def test_search_leads_to_the_next_page(tables: dict[str, Any]) -> None:
    given = {"resource_id": tables["same"].id, "limit": 2, "include_next_page": True}
    seen, asked = [], dict(given)
    while records := (told := result("datastore_search", **asked))["records"]:
        seen += [row["_id"] for row in records]
        asked = given | {"filters": told["next_page"]}
    assert (seen, "next_page" in told) == ([1, 2, 3, 4, 5], False)
    down = result("datastore_search", **given, sort="_id desc", fields="k")
    assert down["next_page"] == {"_id": {"lt": 4}}
    assert down["records"] == [{"k": None}, {"k": "a"}]
    assert "next_page" not in result("datastore_search", **given, sort="v")


def test_search_gives_no_more_than_a_limit(
    tables: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datastore, "MAX_ROWS", 3)
    told = result("datastore_search", resource_id=tables["same"].id, limit=100_000)
    assert (told["limit"], len(told["records"]), told["total"]) == (3, 3, 5)


# the parameters, and what `error` says of them: those that are wrong of a call for `same`
WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"limit": "x"}, "limit", "Invalid integer"),
    ({"limit": -1}, "limit", "Must be a natural number"),
    ({"offset": "x"}, "offset", "Invalid integer"),
    ({"fields": "k,x"}, "fields", 'invalid value "x"'),
    ({"sort": "x"}, "sort", 'invalid value "x"'),
    ({"sort": "k sideways"}, "sort", 'invalid value "k sideways"'),
    ({"sort": "k; DROP TABLE t"}, "sort", 'invalid value "k; DROP TABLE t"'),
    ({"distinct": True, "fields": "k", "sort": "v"}, "sort", 'invalid value "v"'),
    ({"filters": "{"}, "filters", "Cannot parse JSON"),
    ({"filters": 5}, "filters", "Filters must be defined as a dict or a list of dicts"),
    ({"filters": {"x": 1}}, "filters", "Unknown field: x"),
    ({"filters": {"k__source": 1}}, "filters", "Unknown field: k__source"),
    ({"filters": {"_row": 1}}, "filters", "Unknown field: _row"),
    ({"filters": {"v": {"like": 1}}}, "filters", "Unknown filter operation: 'like'"),
    ({"filters": {"$not": []}}, "filters", "Unknown operators (must be one of $or, $and): $not"),
    ({"filters": {"$or": {"v": 1}}}, "filters", "Filter operations must be defined as a list of dicts: {'v': 1}"),
    ({"filters": {"v": {"eq": [1]}}}, "filters", "Invalid value for v: [1]"),
    ({"q": "a &", "plain": False}, "q", "syntax error in tsquery"),
    ({"q": "(a", "plain": False}, "q", "syntax error in tsquery"),
    ({"q": "a b", "plain": False}, "q", "syntax error in tsquery"),
    ({"q": "a " * 101}, "q", "More than 100 words"),
    ({"q": "!" * 5000, "plain": False}, "q", "More than 100 words"),
    ({"records_format": "xml"}, "records_format", "Value must be one of ['objects', 'lists', 'csv', 'tsv']"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "field", "said"), WRONG)
def test_search_says_what_is_wrong(
    tables: dict[str, Any], asked: dict[str, Any], field: str, said: str
) -> None:
    response = call("datastore_search", resource_id=tables["same"].id, **asked)
    assert (response.status_code, response.json()["error"]) == (
        409,
        {field: [said], "__type": "Validation Error"},
    )


def test_search_says_which_value_is_wrong_in_the_readers_words(tables: dict[str, Any]) -> None:
    response = call("datastore_search", resource_id=tables["same"].id, filters={"v": "มาก"})
    assert response.status_code == 409
    [said] = response.json()["error"]["filters"]
    assert "มาก" in said


def test_search_bounds_filters(tables: dict[str, Any]) -> None:
    deep: Any = {"v": 1}
    for _ in range(11):
        deep = {"$and": [deep]}
    many = {"$or": [{"v": n} for n in range(101)]}
    for filters, said in ((deep, "depth"), (many, "number")):
        response = call("datastore_search", resource_id=tables["same"].id, filters=filters)
        assert response.status_code == 409
        assert f"Maximum {said}" in response.json()["error"]["filters"][0].replace("nesting ", "")


ACTIONS = ["datastore_search", "datastore_info"]


@pytest.mark.parametrize("name", ACTIONS)
def test_what_is_no_table_is_not_found(centre: Centre, tables: dict[str, Any], name: str) -> None:
    catalogue.create_draft(by=SYSTEM, agency=centre.agency, title_th="ร่าง", slug="a-draft", at=AT)
    dataset = tables["patients"].dataset
    for id in ("x", "health.a-draft", "health.nothing"):
        response = call(name, resource_id=id)
        assert (response.status_code, response.json()["error"]) == (
            404,
            {"message": f'Not found: Resource "{id}" was not found.', "__type": "Not Found Error"},
        )
    catalogue.withdraw(by=SYSTEM, dataset=dataset, reason="ผิด", at=dataset.modified_at)
    assert call(name, resource_id=tables["same"].id).status_code == 404
    error = call(name).json()["error"]
    assert error == {"resource_id": ["Missing value"], "__type": "Validation Error"}


def test_info_tells_columns_and_rows(tables: dict[str, Any]) -> None:
    told = result("datastore_info", id=tables["same"].id)
    size = told["meta"].pop("size")
    assert size == told["meta"].pop("db_size") > 0
    assert told["meta"] == {
        "id": tables["same"].id,
        "count": 5,
        "idx_size": 0,
        "table_type": "BASE TABLE",
        "aliases": ['"health"."patients/same"'],
    }
    assert told["fields"][1] == {
        "id": "v",
        "type": "int8",
        "info": {"label": "v", "notes": ""},
        "schema": {
            "native_type": "int8", "notnull": False, "index_name": None, "is_index": False,
            "uniquekey": False,
        },
    }  # fmt: skip
    given = {"id": tables["same"].id, "include_meta": "false", "include_fields_schema": False}
    bare = result("datastore_info", **given)
    assert list(bare) == ["fields"]
    assert "schema" not in bare["fields"][0]


def test_a_table_has_a_name_beside_its_identifier(tables: dict[str, Any]) -> None:
    [alias] = result("datastore_info", id=tables["same"].id)["meta"]["aliases"]
    for name in (alias, "health.patients/same"):
        assert result("datastore_search", resource_id=name)["total"] == 5
    assert (
        result("datastore_search", resource_id="health.patients")["resource_id"]
        == tables["patients"].id
    )


# SQL over `same`, and the records of the answer
STATEMENTS: list[tuple[str, list[dict[str, Any]]]] = [
    ('SELECT k, sum(v) AS n FROM "{id}" GROUP BY k ORDER BY 1', [{"k": "a", "n": 3}, {"k": "b", "n": 2}, {"k": None, "n": 2}]),
    ('SELECT * FROM "{id}" WHERE _id = 4', [{"_id": 4, "k": "a", "v": 2}]),
    ('SELECT count(*) AS n FROM health."patients/same" AS s JOIN health.patients ON ปี > v', [{"n": 25}]),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "records"), STATEMENTS)
def test_sql_answers(tables: dict[str, Any], statement: str, records: list[Any]) -> None:
    told = result("datastore_search_sql", sql=statement.format(id=tables["same"].id))
    assert set(told) == {"fields", "records"}
    assert told["records"] == records


def test_sql_is_asked_by_address_too(tables: dict[str, Any]) -> None:
    statement = f'SELECT k AS "ก", v, v / 2 AS half, [v] AS list FROM "{tables["same"].id}" LIMIT 1'
    response = Client().get("/api/3/action/datastore_search_sql", {"sql": statement})
    assert response.json()["result"] == {
        "fields": [
            {"id": "ก", "type": "text"},
            {"id": "v", "type": "int8"},
            {"id": "half", "type": "float8"},
            {"id": "list", "type": "_int8"},
        ],
        "records": [{"ก": "b", "v": 1, "half": 0.5, "list": [1]}],
    }


def test_sql_says_where_records_were_left_out(
    tables: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datastore, "MAX_ROWS", 2)
    told = result("datastore_search_sql", sql=f'SELECT v FROM "{tables["same"].id}"')
    assert (told["records_truncated"], told["records"]) == (True, [{"v": 1}, {"v": 1}])


# SQL, the status, the type of the error, and where its sentence stands
REFUSED = [
    ("SELECT * FROM pg_catalog.pg_class", 403, "Authorization Error", "message"),
    ("SELECT * FROM information_schema.tables", 403, "Authorization Error", "message"),
    ("SELECT pg_sleep(100)", 403, "Authorization Error", "message"),
    ("SELECT * FROM read_csv('/etc/passwd')", 403, "Authorization Error", "message"),
    ('SELECT * FROM "01JDXXXXXXXXXXXXXXXXXXXXXX"', 404, "Not Found Error", "message"),
    ("SELECT * FROM health.nothing", 404, "Not Found Error", "message"),
    ("SELECT 1; SELECT 2", 409, "Validation Error", "query"),
    ("DROP TABLE x", 409, "Validation Error", "query"),
    ("SELEC", 409, "Validation Error", "query"),
    ("SELECT repeat('x', 4e9::BIGINT)", 409, "Validation Error", "query"),
    ("", 409, "Validation Error", "sql"),
]


@pytest.mark.parametrize(("statement", "status", "kind", "field"), REFUSED)
def test_sql_refusals(
    tables: dict[str, Any], statement: str, status: int, kind: str, field: str
) -> None:
    response = call("datastore_search_sql", sql=statement)
    error = response.json()["error"]
    assert (response.status_code, error["__type"]) == (status, kind)
    assert error[field]


def test_rows_that_are_read_are_counted(tables: dict[str, Any]) -> None:
    journal.seal(usage.journal_folder())
    result("datastore_search", resource_id=tables["same"].id)
    result("datastore_search_sql", sql=f'SELECT 1 FROM "{tables["same"].id}"')
    result("datastore_info", id=tables["same"].id)
    call("datastore_search", resource_id="x")
    dump(tables["same"].id).getvalue()
    [path] = journal.seal(usage.journal_folder())[-1:]
    counted = [(use.kind, use.channel, use.dataset_id) for use in uses.read(path)]
    dataset = tables["same"].dataset_id
    assert counted == [
        ("rows", "ckan", dataset),
        ("sql", "sql", dataset),
        ("record", "ckan", dataset),
        ("download", "ckan", dataset),
    ]


def dump(id: str, **asked: Any) -> Any:
    return Client().get(f"/datastore/dump/{id}", asked)


# the parameters of a dump of `same`, and what is written
DUMPS: list[tuple[dict[str, str], str]] = [
    ({}, "_id,k,v\n1,b,1\n2,a,1\n3,b,1\n4,a,2\n5,,2\n"),
    ({"bom": "true", "limit": "1"}, "\ufeff_id,k,v\n1,b,1\n"),
    ({"format": "tsv", "limit": "2"}, "_id\tk\tv\n1\tb\t1\n2\ta\t1\n"),
    ({"filters": '{"k": "a"}', "fields": "v,k"}, "v,k\n1,a\n2,a\n"),
    ({"q": "b", "sort": "_id desc"}, "_id,k,v\n3,b,1\n1,b,1\n"),
    ({"offset": "4"}, "_id,k,v\n5,,2\n"),
    ({"limit": "0"}, "_id,k,v\n"),
    ({"distinct": "true", "fields": "v"}, "v\n1\n2\n"),
    (
        {"format": "json", "limit": "2", "fields": "_id,k"},
        '{\n  "fields": [{"id":"_id","type":"int"},{"id":"k","type":"text","info":{"label":"k","notes":""}}],\n'
        '  "records": [\n    [1,"b"],\n    [2,"a"]\n]}\n',
    ),
    (
        {"format": "xml", "offset": "3"},
        '<data xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        '<row _id="4"><k>a</k><v>2</v></row>\n<row _id="5"><k xsi:nil="true" /><v>2</v></row>\n</data>\n',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "text"), DUMPS)
def test_dump_writes(tables: dict[str, Any], asked: dict[str, str], text: str) -> None:
    response = dump(tables["same"].id, **asked)
    form = asked.get("format", "csv")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith(
        f'attachment; filename="{tables["same"].id}.{form}"'
    )
    assert response.getvalue().decode() == text


def test_dump_keeps_texts_as_they_are(tables: dict[str, Any]) -> None:
    lines = dump(tables["patients"].id, sort="_id").getvalue().decode().splitlines()
    assert lines[0] == "_id,จังหวัด,ปี,ผู้ป่วย,ร้อยละ,วันที่,เวลา,$x"
    assert lines[1] == "1,เชียงใหม่,2566,1204,12.5,2023-01-31,2023-01-31T08:30:00,a"
    assert lines[3] == '3,ลำปาง,2567,512,0.25,,2024-01-01T00:00:00,"=1,""2"""'
    assert lines[4] == "4,แพร่,2567,,7,2024-02-29,,"
    told = json.loads(dump(tables["patients"].id, format="json").getvalue())
    assert told["records"][2] == [
        3,
        "ลำปาง",
        2567,
        512,
        0.25,
        None,
        "2024-01-01T00:00:00",
        '=1,"2"',
    ]
    xml = dump(tables["patients"].id, format="xml", limit="1").getvalue().decode()
    assert "<จังหวัด>เชียงใหม่</จังหวัด>" in xml
    assert "<_x>a</_x>" in xml


# a wrong dump: its status, and what is said
WRONG_DUMPS = [
    ("x", {}, 404, "DataStore resource not found"),
    ("", {"format": "xlsx"}, 400, "format: Value must be one of ['csv', 'tsv', 'json', 'xml']"),
    ("", {"limit": "x"}, 400, "limit: Invalid integer"),
    ("", {"fields": "x"}, 400, 'fields: invalid value "x"'),
    ("", {"filters": "{"}, 400, "filters: Cannot parse JSON"),
]


@pytest.mark.parametrize(("id", "asked", "status", "said"), WRONG_DUMPS)
def test_dump_says_what_is_wrong(
    tables: dict[str, Any], id: str, asked: dict[str, str], status: int, said: str
) -> None:
    response = dump(id or tables["same"].id, **asked)
    assert (response.status_code, response.content.decode()) == (status, said)


def test_dump_is_read_alone(tables: dict[str, Any]) -> None:
    response = Client().post(f"/datastore/dump/{tables['same'].id}")
    assert response.status_code == 405
