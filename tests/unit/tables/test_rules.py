import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odms.definitions import document
from odms.errors import Invalid
from odms.lake.conditions import Filter
from odms.lake.rows import Order, RowQuery
from odms.tables.rules import OPERATORS_FOR, Page, parse_query, to_json

COLUMNS = [
    {"name": "province", "type": "text"},
    {"name": "n", "type": "integer"},
    {"name": "x", "type": "number"},
    {"name": "yes", "type": "boolean"},
    {"name": "day", "type": "date"},
    {"name": "at", "type": "datetime"},
    {"name": "clock", "type": "time"},
    {"name": "year", "type": "year"},
    {"name": "shape", "type": "geometry"},
    {"name": "a__b", "type": "text"},
    {"name": "n__gt", "type": "text"},
    {"name": "size", "type": "integer"},
    {"name": "x, y", "type": "number"},
]
NAMES = tuple(column["name"] for column in COLUMNS)

FILTERS = [
    ({"province": ["ภูเก็ต"]}, [Filter("province", "eq", ("ภูเก็ต",))]),
    ({"province": ["ภูเก็ต", "ตรัง"]}, [Filter("province", "eq", ("ภูเก็ต", "ตรัง"))]),
    ({"province__in": ["ก,ข", "ค"]}, [Filter("province", "in", ("ก", "ข", "ค"))]),
    ({"province": ["a,b"]}, [Filter("province", "eq", ("a,b",))]),
    ({"province__ne": [" ก "]}, [Filter("province", "ne", (" ก ",))]),
    ({"n": ["1,234"]}, [Filter("n", "eq", (1234,))]),
    ({"n": ["๑๒"]}, [Filter("n", "eq", (12,))]),
    ({"n__gte": ["1", "2"]}, [Filter("n", "gte", (1,)), Filter("n", "gte", (2,))]),
    ({"n__lt": ["2.5"]}, [Filter("n", "lt", (2.5,))]),
    ({"n": ["9007199254740993"]}, [Filter("n", "eq", (9007199254740993,))]),
    ({"x__lte": ["-1.5e3"]}, [Filter("x", "lte", (-1500,))]),
    ({"yes": ["true"]}, [Filter("yes", "eq", (True,))]),
    ({"yes": ["ไม่ใช่"]}, [Filter("yes", "eq", (False,))]),
    ({"day__gt": ["2024-02-29"]}, [Filter("day", "gt", (dt.date(2024, 2, 29),))]),
    ({"at": ["2024-02-29T10:00"]}, [Filter("at", "eq", (dt.datetime(2024, 2, 29, 10),))]),
    ({"clock__lt": ["08:30"]}, [Filter("clock", "lt", (dt.time(8, 30),))]),
    ({"year": ["2567"]}, [Filter("year", "eq", (2567,))]),
    ({"province__contains": ["บุรี"]}, [Filter("province", "contains", ("บุรี",))]),
    ({"province__isnull": ["true"]}, [Filter("province", "isnull", (True,))]),
    ({"n__isnull": ["0"]}, [Filter("n", "isnull", (False,))]),
    ({"a__b": ["z"]}, [Filter("a__b", "eq", ("z",))]),
    ({"a__b__ne": ["z"]}, [Filter("a__b", "ne", ("z",))]),
    ({"n__gt": ["z"]}, [Filter("n__gt", "eq", ("z",))]),  # a column of that name
    ({"size": ["3"]}, [Filter("size", "eq", (3,))]),  # a column before a parameter
    ({"province": [""], "n": []}, []),  # an empty field of a form
    ({"format": ["csv"], "bom": ["1"], "lang": ["en"]}, []),
]


@pytest.mark.parametrize(("params", "filters"), FILTERS)
def test_parse_query_filters(params: dict[str, list[str]], filters: list[Filter]) -> None:
    assert parse_query(params, COLUMNS) == RowQuery(NAMES, tuple(filters))


SHAPES = [
    ({"select": ["n,province"]}, RowQuery(("n", "province"))),
    ({"select": ["n", "n", "year"]}, RowQuery(("n", "year"))),
    ({"select": ["x, y"]}, RowQuery(("x, y",))),
    ({"sort": ["-n,province"]}, RowQuery(NAMES, (), (Order("n", True), Order("province")))),
    ({"sort": ["-x, y"]}, RowQuery(NAMES, (), (Order("x, y", True),))),
    ({"page": ["3"]}, RowQuery(NAMES, offset=100, limit=50)),
    ({"page": ["3"], "limit": ["20"]}, RowQuery(NAMES, offset=40, limit=20)),
    ({"limit": ["7"], "offset": ["14"]}, RowQuery(NAMES, offset=14, limit=7)),
]


@pytest.mark.parametrize(("params", "query"), SHAPES)
def test_parse_query_shape(params: dict[str, list[str]], query: RowQuery) -> None:
    assert parse_query(params, COLUMNS) == query


REFUSED = [
    ({"colour": ["red"]}, "tables.unknown_column", {"column": "colour"}),
    ({"colour__gt": ["1"]}, "tables.unknown_column", {"column": "colour"}),
    ({"_row": ["1"]}, "tables.unknown_column", {"column": "_row"}),
    ({"n__source": ["1"]}, "tables.unknown_operator", {"column": "n", "operator": "source"}),
    ({"n__like": ["1"]}, "tables.unknown_operator", {"column": "n", "operator": "like"}),
    ({"n__contains": ["1"]}, "tables.operator_not_for_type", {"column": "n", "type": "integer"}),
    ({"yes__lt": ["true"]}, "tables.operator_not_for_type", {"column": "yes", "type": "boolean"}),
    ({"n": ["many"]}, "tables.wrong_value", {"column": "n", "value": "many"}),
    ({"n": ["nan"]}, "tables.wrong_value", {"column": "n", "value": "nan"}),
    ({"x": ["1e999999"]}, "tables.wrong_value", {"column": "x", "value": "1e999999"}),
    ({"day": ["29/2/2567"]}, "tables.wrong_value", {"column": "day", "value": "29/2/2567"}),
    ({"province": ["a\0b"]}, "tables.wrong_value", {"column": "province", "value": "a\0b"}),
    ({"province": ["\udcff"]}, "tables.wrong_value", {"column": "province"}),
    ({"n__isnull": ["perhaps"]}, "tables.wrong_value", {"value": "perhaps", "type": "boolean"}),
    ({"select": ["n,none"]}, "tables.unknown_column", {"column": "none"}),
    ({"sort": ["-none"]}, "tables.unknown_column", {"column": "none"}),
    ({"page": ["0"]}, "tables.wrong_number", {"name": "page", "value": "0"}),
    ({"limit": ["5000"]}, "tables.wrong_number", {"name": "limit", "value": "5000"}),
    ({"offset": ["-1"]}, "tables.wrong_number", {"name": "offset", "value": "-1"}),
    ({"page": ["2"], "offset": ["5"]}, "tables.page_or_offset", {}),
    ({"province": [str(n) for n in range(51)]}, "tables.too_many_filters", {"most": 50}),
]


@pytest.mark.parametrize(("params", "code", "facts"), REFUSED)
def test_parse_query_refuses(
    params: dict[str, list[str]], code: str, facts: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        parse_query(params, COLUMNS)
    assert refused.value.code == code
    assert facts.items() <= refused.value.facts.items()
    sentences = document("messages/tables.yaml")[code]
    for language in ("th", "en"):
        assert sentences[language].format(**refused.value.facts)


@given(
    st.dictionaries(
        st.sampled_from([*NAMES, "n__gt", "x__in", "sort", "select", "page", "limit"])
        | st.text(max_size=12),
        st.lists(st.text(max_size=12), max_size=3),
        max_size=4,
    )
)
def test_parse_query_of_anything_is_a_query_or_a_refusal(params: dict[str, list[str]]) -> None:
    try:
        query = parse_query(params, COLUMNS)
    except Invalid:
        return
    assert set(query.columns) <= set(NAMES)


def test_every_operator_is_for_every_type_or_told_why_not() -> None:
    types = {column["type"] for column in COLUMNS}
    assert {type_ for types_ in OPERATORS_FOR.values() for type_ in types_} == types


JSON = [
    (dt.date(2024, 2, 29), "2024-02-29"),
    (dt.datetime(2024, 2, 29, 9), "2024-02-29T09:00:00"),
    (dt.time(9), "09:00:00"),
    (float("nan"), None),
    (float("inf"), None),
    (2**60, 2**60),
    (0.1, 0.1),
    (True, True),
    (None, None),
    ("น้ำ", "น้ำ"),
]


@pytest.mark.parametrize(("value", "written"), JSON)
def test_to_json_values(value: Any, written: Any) -> None:
    assert to_json(value) == written


def test_page_numbers() -> None:
    page = Page(columns=COLUMNS[:1], rows=[("ก",)], total=101, n_rows=300, offset=100, limit=50)
    assert (page.page, page.n_pages, page.names) == (3, 3, ["province"])
    assert page.records() == [{"province": "ก"}]
