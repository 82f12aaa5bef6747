import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from odms.errors import Absent, TooLarge
from odms.lake import rows as lake_rows
from odms.lake.conditions import AllOf, AnyOf, Condition, Filter, Holds, Not
from odms.lake.rows import ROW_ID, Order, RowQuery
from odms.search.words import sort_key

COLUMNS = ("ชื่อ", "n", "x", "yes", "day", "at", "clock", "year", 'odd "name"; --')

# ---- the slow plain twin


def plain_holds(row: dict[str, Any], condition: Condition) -> bool:
    """Whether a row meets a condition, in the plainest Python."""
    match condition:
        case AnyOf(parts):
            return any(plain_holds(row, part) for part in parts)
        case AllOf(parts):
            return all(plain_holds(row, part) for part in parts)
        case Not(inner):
            return not plain_holds(row, inner)
        case Holds(columns, text):
            cells = [str(row[name]) for name in columns if row[name] is not None]
            return any(text.lower() in cell.lower() for cell in cells)
    return plain_meets(row, condition)


def plain_meets(row: dict[str, Any], wanted: Filter) -> bool:
    """Whether a row meets a filter, in the plainest Python."""
    value, values = row[wanted.column], wanted.values
    if wanted.operator == "isnull":
        return (value is None) == values[0]
    if value is None:
        return wanted.operator == "ne"
    return {
        "eq": lambda: value in values,
        "in": lambda: value in values,
        "ne": lambda: value not in values,
        "lt": lambda: value < values[0],
        "lte": lambda: value <= values[0],
        "gt": lambda: value > values[0],
        "gte": lambda: value >= values[0],
        "contains": lambda: values[0].lower() in value.lower(),
        "startswith": lambda: value.lower().startswith(values[0].lower()),
    }[wanted.operator]()


def plain_select(rows: list[dict[str, Any]], query: RowQuery) -> list[tuple[Any, ...]]:
    """The rows a query asks for, in the plainest Python."""
    found = [row for row in rows if all(plain_meets(row, wanted) for wanted in query.filters)]
    for order in reversed(query.orders):
        present = [row for row in found if row[order.column] is not None]
        missing = [row for row in found if row[order.column] is None]
        present.sort(key=lambda row: row[order.column], reverse=order.is_descending)
        found = present + missing
    end = None if query.limit is None else query.offset + query.limit
    return [tuple(row[name] for name in query.columns) for row in found[query.offset : end]]


VALUES: dict[str, list[Any]] = {
    "ชื่อ": ["กระบี่", "ตาก", "Bangkok", "=1+1", "a,b\nc", "' OR 1=1 --", "%", "_", "", "น"],
    "n": [0, 37, 100, -1, 50, 10**15],
    "x": [0, 0.1, 0.30000000000000004, 1.2, 5],
    "yes": [True, False],
    "day": [dt.date(2020, 1, 1), dt.date(2020, 1, 15), dt.date(1900, 1, 1)],
    "at": [dt.datetime(2020, 1, 1, 5), dt.datetime(2020, 1, 1, 23)],
    "clock": [dt.time(5, 30), dt.time(12)],
    "year": [2560, 2562, 2569],
    'odd "name"; --': [0, 1, 2, 3],
}
ONE = ("lt", "lte", "gt", "gte")


def filters() -> st.SearchStrategy[Filter]:
    def of(column: str) -> st.SearchStrategy[Filter]:
        value = st.sampled_from(VALUES[column])
        many = st.lists(value, min_size=1, max_size=3).map(tuple)
        ways = [st.builds(Filter, st.just(column), st.sampled_from(["eq", "ne", "in"]), many)]
        ways.append(st.builds(Filter, st.just(column), st.just("isnull"), st.tuples(st.booleans())))
        if column != "yes":
            ways.append(st.builds(Filter, st.just(column), st.sampled_from(ONE), st.tuples(value)))
        if column == "ชื่อ":
            texts = st.sampled_from(["contains", "startswith"])
            ways.append(st.builds(Filter, st.just(column), texts, st.tuples(value)))
        return st.one_of(ways)

    return st.sampled_from(COLUMNS).flatmap(of)


def orders() -> st.SearchStrategy[Order]:
    # texts are sorted as a Thai dictionary has them, which has a test of its own
    return st.builds(Order, st.sampled_from(COLUMNS[1:]), st.booleans())


QUERIES = st.builds(
    RowQuery,
    columns=st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=4, unique=True).map(tuple),
    filters=st.lists(filters(), max_size=3).map(tuple),
    orders=st.lists(orders(), max_size=2, unique_by=lambda order: order.column).map(tuple),
    offset=st.integers(0, 250),
    limit=st.none() | st.integers(1, 60),
)


@given(query=QUERIES)
@tuned(max_examples=200, deadline=None)
def test_select_is_what_plain_python_finds(
    path: Path, rows: list[dict[str, Any]], query: RowQuery
) -> None:
    assert lake_rows.select(path, query) == plain_select(rows, query)
    assert lake_rows.count(path, query.filters) == len(
        plain_select(rows, RowQuery(("n",), query.filters))
    )


def of_conditions(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    few = st.lists(inner, max_size=3).map(tuple)
    return st.builds(AnyOf, few) | st.builds(AllOf, few) | st.builds(Not, inner)


CELLS = ("ชื่อ", "n", "year")
WORDS = ["กระบี่", "บี", "ok", "37", "256", "น", "%", "_", "' OR 1=1 --", "x\\"]
LEAVES = st.one_of(
    filters(),
    st.builds(Filter, st.just(ROW_ID), st.sampled_from(ONE), st.tuples(st.integers(0, 241))),
    st.builds(Filter, st.just("n"), st.sampled_from(["eq", "in"]), st.just(())),
    st.builds(
        Holds,
        st.lists(st.sampled_from(CELLS), min_size=1, max_size=3, unique=True).map(tuple),
        st.sampled_from(WORDS),
    ),
)


@given(condition=st.recursive(LEAVES, of_conditions, max_leaves=6))
@tuned(max_examples=200, deadline=None)
def test_conditions_within_conditions_are_what_plain_python_finds(
    path: Path, rows: list[dict[str, Any]], condition: Condition
) -> None:
    numbered = [row | {ROW_ID: place} for place, row in enumerate(rows, start=1)]
    wanted = [(row[ROW_ID],) for row in numbered if plain_holds(row, condition)]
    assert lake_rows.select(path, RowQuery((ROW_ID,), (condition,))) == wanted
    assert lake_rows.count(path, (condition,)) == len(wanted)


@pytest.mark.parametrize("columns", [("yes",), ("year", "yes"), ('odd "name"; --', "year")])
def test_distinct_rows_are_given_once_in_order(
    path: Path, rows: list[dict[str, Any]], columns: tuple[str, ...]
) -> None:
    different = {tuple(row[name] for name in columns) for row in rows}
    wanted = sorted(different, key=lambda row: [(cell is None, cell or 0) for cell in row])
    query = RowQuery(columns, is_distinct=True)
    assert lake_rows.select(path, query) == wanted
    assert lake_rows.count_distinct(path, columns) == len(wanted)
    page = RowQuery(columns, offset=1, limit=2, is_distinct=True)
    assert lake_rows.select(path, page) == wanted[1:3]


def test_rows_know_their_place(path: Path) -> None:
    down = RowQuery((ROW_ID, "year"), (), (Order(ROW_ID, True),), limit=2)
    assert lake_rows.select(path, down) == [(240, 2563), (239, 2562)]


# ---- each operator by itself

EACH = [
    ("ชื่อ", "eq", ("ตาก",), 20),
    ("ชื่อ", "eq", ("ตาก", "กระบี่"), 40),
    ("ชื่อ", "in", ("ตาก", "Bangkok"), 40),
    ("ชื่อ", "ne", ("ตาก",), 220),  # the missing ones too
    ("ชื่อ", "contains", ("แก่น",), 20),
    ("ชื่อ", "contains", ("BANG",), 20),
    ("ชื่อ", "contains", ("%",), 20),  # a sign like any other
    ("ชื่อ", "startswith", ("เกาะ",), 20),
    ("ชื่อ", "isnull", (True,), 20),
    ("ชื่อ", "isnull", (False,), 220),
    ("ชื่อ", "eq", ("' OR 1=1 --",), 0),
    ("year", "lt", (2561,), 60),
    ("year", "lte", (2561,), 120),
    ("year", "gt", (2562.5,), 60),
    ("year", "gte", (2562,), 120),
    ("day", "gte", (dt.date(2020, 1, 20),), 11),
    ("x", "eq", (0.1,), 17),
    ('odd "name"; --', "eq", (1,), 80),
]


@pytest.mark.parametrize(("column", "operator", "values", "n"), EACH)
def test_count_each_operator(
    path: Path, rows: list[dict[str, Any]], column: str, operator: str, values: Any, n: int
) -> None:
    wanted = Filter(column, operator, values)
    assert len([row for row in rows if plain_meets(row, wanted)]) == n
    assert lake_rows.count(path, [wanted]) == n


def test_columns_leave_out_source_rows_and_source_texts(path: Path) -> None:
    assert tuple(lake_rows.columns(path)) == COLUMNS


@pytest.mark.parametrize("name", ["_row", "x__source", "none", "n; DROP TABLE t", '"'])
def test_select_knows_no_other_columns(path: Path, name: str) -> None:
    for query in (RowQuery((name,)), RowQuery(("n",), orders=(Order(name),))):
        with pytest.raises(ValueError, match="no such column"):
            lake_rows.select(path, query)
    with pytest.raises(ValueError, match="no such column"):
        lake_rows.count(path, [Filter(name, "eq", (1,))])


def test_texts_are_sorted_as_a_thai_dictionary_has_them(path: Path) -> None:
    query = RowQuery(("ชื่อ",), filters=(Filter("ชื่อ", "contains", ("า",)),), orders=(Order("ชื่อ"),))
    names = [name for (name,) in lake_rows.select(path, query)]
    assert list(dict.fromkeys(names)) == ["เกาะลันตา", "ตาก"]
    thai = ["กระบี่", "เกาะลันตา", "ขอนแก่น", "ตาก", "โตนด"]
    query = RowQuery(("ชื่อ",), filters=(Filter("ชื่อ", "in", tuple(thai)),), orders=(Order("ชื่อ"),))
    names = [name for (name,) in lake_rows.select(path, query)]
    assert list(dict.fromkeys(names)) == thai == sorted(thai, key=sort_key)


def test_missing_values_come_last_both_ways(path: Path) -> None:
    for is_descending in (False, True):
        query = RowQuery(("n",), orders=(Order("n", is_descending),))
        values = [value for (value,) in lake_rows.select(path, query)]
        assert values[-35:] == [None] * 35
        assert None not in values[:-35]


def test_equal_rows_keep_the_order_of_the_source(path: Path) -> None:
    query = RowQuery(("n", "year"), orders=(Order("year", True),), limit=240)
    pages = [
        lake_rows.select(path, RowQuery(("n", "year"), (), query.orders, at, 50))
        for at in range(0, 240, 50)
    ]
    assert [row for page in pages for row in page] == lake_rows.select(path, query)


def test_facet_counts_the_most_frequent_first(path: Path) -> None:
    assert lake_rows.facet(path, "year") == [(2560, 60), (2561, 60), (2562, 60), (2563, 60)]
    assert lake_rows.facet(path, "yes", filters=[Filter("year", "eq", (2560,))], limit=2) == [
        (True, 48),
        (None, 12),
    ]


def test_select_of_a_table_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(Absent) as refused:
        lake_rows.select(tmp_path / "none" / "table.parquet", RowQuery(("n",)))
    assert refused.value.code == "lake.no_such_table"


def test_a_query_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(TooLarge) as refused, lake_rows.running(seconds=0.2) as db:
        db.execute("SELECT count(*) FROM range(100000000000) a(i) WHERE i % 7 = 3").fetchall()
    assert refused.value.code == "lake.query_too_slow"


def test_a_query_that_takes_too_much_memory_is_stopped() -> None:
    with pytest.raises(TooLarge) as refused, lake_rows.running() as db:
        db.execute("SET max_temp_directory_size = '0KB'")
        try:
            db.execute(
                "SELECT list(i::VARCHAR || repeat('x', 100)) FROM range(50000000) r(i)"
            ).fetchall()
        finally:
            db.execute("SET max_temp_directory_size = '4GB'")
    assert refused.value.code == "lake.query_too_big"


def test_after_a_stopped_query_the_next_is_answered(path: Path) -> None:
    assert lake_rows.count(path) == 240


def test_the_connection_downloads_no_extensions() -> None:
    settings = ("autoinstall_known_extensions", "autoload_known_extensions")
    with lake_rows.running() as db:
        values = [db.execute("SELECT current_setting(?)", [name]).fetchone() for name in settings]
    assert values == [(False,), (False,)]
