"""What a question may be made of: the tables that it names, or why it is refused."""

from collections.abc import Iterator

import duckdb
import pytest

from odms.definitions import document
from odms.errors import Invalid
from odms.lake.sql.syntax import MAX_LETTERS, tables_of


@pytest.fixture(scope="module")
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


# a question, and the tables that it names
ALLOWED: list[tuple[str, list[tuple[str, ...]]]] = [
    ("SELECT 1", []),
    ("select 1 ;  -- the end", []),
    ("SELECT * FROM health.patients", [("health", "patients")]),
    ('SELECT * FROM health."patients/beds"', [("health", "patients/beds")]),
    ('SELECT * FROM "01JDXXXXXXXXXXXXXXXXXXXXXX"', [("01JDXXXXXXXXXXXXXXXXXXXXXX",)]),
    ("FROM h.a JOIN h.b USING (id)", [("h", "a"), ("h", "b")]),
    ("FROM h.a, h.a", [("h", "a")]),
    ('SELECT "จังหวัด", sum(ผู้ป่วย) FROM h.a GROUP BY ALL ORDER BY 2 DESC LIMIT 3', [("h", "a")]),
    ("SELECT DISTINCT ON (x) x FROM h.a", [("h", "a")]),
    ("FROM h.a UNION ALL BY NAME FROM h.b EXCEPT FROM h.c", [("h", "a"), ("h", "b"), ("h", "c")]),
    ("WITH t AS (FROM h.a), u AS (FROM t) SELECT * FROM u", [("h", "a")]),
    ("WITH t AS (FROM t) SELECT * FROM t", [("t",)]),
    ("WITH u AS (FROM t), t AS (SELECT 1) FROM u, t", [("t",)]),
    ("WITH t AS (SELECT 1) FROM T", []),
    ("WITH t AS (SELECT 1) FROM main.t", [("main", "t")]),
    ("WITH RECURSIVE t(n) AS (FROM h.a UNION ALL SELECT n + 1 FROM t) FROM t", [("h", "a")]),
    ("WITH RECURSIVE t(n) AS (FROM t UNION ALL SELECT n + 1 FROM t) FROM t", [("t",)]),
    ("SELECT (WITH t AS (SELECT 1) SELECT * FROM t), * FROM t", [("t",)]),
    ("WITH t AS (SELECT 1) SELECT (SELECT max(x) FROM t) FROM h.a", [("h", "a")]),
    ("SELECT x FROM h.a ORDER BY (SELECT y FROM h.b)", [("h", "b"), ("h", "a")]),
    ("SELECT x FROM h.a LIMIT (SELECT y FROM h.b)", [("h", "b"), ("h", "a")]),
    ("SELECT x IN (FROM h.b), EXISTS (FROM h.c) FROM h.a", [("h", "b"), ("h", "c"), ("h", "a")]),
    ("SELECT sum(x) FILTER (WHERE y > (SELECT z FROM h.b)) FROM h.a", [("h", "b"), ("h", "a")]),
    ("SELECT CASE WHEN x THEN (FROM h.b) ELSE (FROM h.c) END", [("h", "b"), ("h", "c")]),
    ("SELECT rank() OVER (PARTITION BY x ORDER BY (FROM h.b)) FROM h.a", [("h", "b"), ("h", "a")]),
    ("SELECT lag(x, 1, 0) OVER w FROM h.a WINDOW w AS (ORDER BY y)", [("h", "a")]),
    ("SELECT x FROM h.a QUALIFY row_number() OVER () = 1", [("h", "a")]),
    ("SELECT x FROM h.a GROUP BY ROLLUP (x) HAVING count(*) > 1", [("h", "a")]),
    ("SELECT list_transform(l, lambda x: x + (FROM h.b)) FROM h.a", [("h", "b"), ("h", "a")]),
    ("SELECT [x + 1 for x in l if x > 1] FROM h.a", [("h", "a")]),
    ("SELECT COLUMNS(*), * EXCLUDE (a) REPLACE (b + 1 AS b) FROM h.a", [("h", "a")]),
    ("SELECT a::DECIMAL(10, 2), TRY_CAST(b AS INTEGER[]), DATE '2026-01-01' FROM h.a", [("h", "a")]),
    ("SELECT a COLLATE th, a LIKE 'x%' ESCAPE '!', a ~ 'x', a || 'y' FROM h.a", [("h", "a")]),
    ("SELECT extract(year FROM d), d AT TIME ZONE 'UTC', current_date FROM h.a", [("h", "a")]),
    ("SELECT {'a': 1}.a, MAP {'k': 2}['k'], [1, 2][1:2], 'x'.upper()", []),
    ("FROM h.a ASOF JOIN h.b USING (t) SEMI JOIN h.c ON 1 = 1", [("h", "a"), ("h", "b"), ("h", "c")]),
    ("FROM range(3), generate_series(1, 2), unnest([1]) WITH ORDINALITY, (VALUES (1))", []),
    ("FROM range((SELECT max(n) FROM h.a))", [("h", "a")]),
    ("FROM h.a PIVOT (count(*) FOR x IN (1, 2))", [("h", "a")]),
    ("UNPIVOT h.a ON x, y INTO NAME n VALUE v", [("h", "a")]),
    ("FROM h.a TABLESAMPLE 10%", [("h", "a")]),
    ("TABLE h.a", [("h", "a")]),
    ("VALUES (1), (2)", []),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "tables"), ALLOWED)
def test_a_question_names_its_tables(
    db: duckdb.DuckDBPyConnection, sql: str, tables: list[tuple[str, ...]]
) -> None:
    assert tables_of(db, sql) == tables


# what is wrong: questions
REFUSED: dict[str, list[str]] = {
    "lake.sql_nothing": ["", " ", ";", "-- nothing"],
    "lake.sql_not_one": ["SELECT 1; SELECT 2", "FROM h.a; ; FROM h.b"],
    "lake.sql_not_select": ["PIVOT h.a ON x", "SELECT 1; PRAGMA version", "WITH t AS (SELECT 1) DELETE FROM t"],
    "lake.sql_wrong": ["SELECT", "SELEC 1", "SELECT 'x", "SELECT (1", "FROM FROM"],
    "lake.sql_too_long": [f"SELECT '{'x' * MAX_LETTERS}'"],
    "lake.sql_not_allowed": [
        "SELECT ?",
        "SELECT $name",
        "SELECT DEFAULT",
        "SHOW TABLES",
        "FROM (DESCRIBE h.a)",
        "FROM h.a AT (VERSION => 1)",
        "WITH t AS (INSERT INTO h.a VALUES (1) RETURNING *) FROM t",
        "WITH t AS (DELETE FROM h.a RETURNING *) FROM t",
        "SELECT sum(x) EXPORT_STATE FROM h.a",
    ],
    "lake.sql_function": [
        "SELECT x + getenv('HOME')",
        "SELECT max(current_setting('threads')) FROM h.a",
        "SELECT 1 ORDER BY getvariable('x')",
        "SELECT 1 LIMIT nextval('s')",
        "SELECT [getenv(x) for x in l]",
        "SELECT list_transform(l, x -> getenv(x))",
        "SELECT CASE WHEN version() = '' THEN 1 END",
        "SELECT sum(1) OVER (ORDER BY txid_current())",
        "SELECT x FROM h.a WHERE EXISTS (FROM glob('*'))",
        "SELECT COLUMNS(c -> getenv(c)) FROM h.a",
        "SELECT * REPLACE (getenv(b) AS b) FROM h.a",
        "FROM h.a PIVOT (max(getenv(x)) FOR x IN (1))",
        "FROM range(getvariable('n'))",
        "FROM (VALUES (version()))",
        "WITH t AS (FROM read_csv('x')) SELECT 1",
        "SELECT system.main.upper('x')",
        "SELECT x FROM h.a GROUP BY getenv(x)",
        "SELECT x FROM h.a JOIN h.b ON getenv('x') = ''",
        "FROM repeat('x', 2)",
        "FROM histogram('sqlite_master', 'name')",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "sql"), [(code, sql) for code, all_ in REFUSED.items() for sql in all_]
)
def test_what_is_not_allowed_is_refused_wherever_it_stands(
    db: duckdb.DuckDBPyConnection, code: str, sql: str
) -> None:
    with pytest.raises(Invalid) as refused:
        tables_of(db, sql)
    assert refused.value.code == code


def test_parsing_runs_nothing(db: duckdb.DuckDBPyConnection) -> None:
    """A question about a table that is not there is understood all the same."""
    assert tables_of(db, "SELECT nothing FROM no.where") == [("no", "where")]


# operators and forms of the grammar, which the engine's own list of functions leaves out
_OF_THE_GRAMMAR = {"unnest"}


def test_every_function_of_the_list_is_one_of_the_engine(db: duckdb.DuckDBPyConnection) -> None:
    known = {
        name for (name,) in db.execute("SELECT function_name FROM duckdb_functions()").fetchall()
    }
    listed = [name for group in document("sql.yaml")["functions"].values() for name in group]
    assert [name for name in listed if name not in known | _OF_THE_GRAMMAR] == []
    assert sorted(listed) == sorted(set(listed))


def test_no_function_of_the_list_reaches_outside(db: duckdb.DuckDBPyConnection) -> None:
    """Functions that the engine itself calls other than a calculation: they are on no list."""
    listed = {name for group in document("sql.yaml")["functions"].values() for name in group}
    outside = (
        "SELECT DISTINCT function_name FROM duckdb_functions() WHERE"
        " function_type IN ('table', 'table_macro', 'pragma')"
        " OR has_side_effects AND function_name NOT IN ('random', 'gen_random_uuid', 'uuid',"
        " 'uuidv4', 'uuidv7', 'reservoir_quantile')"
        " OR regexp_matches(function_name, '^(pg_|duckdb_|__|current_(setting|query|conn|trans|schema|user|role|cat|data))|_privilege$')"
    )
    both = {name for (name,) in db.execute(outside).fetchall()} & listed
    # a table function of the same name is not reached through them, and these are allowed as both
    assert both <= {"range", "generate_series", "repeat", "histogram", "unnest"}
