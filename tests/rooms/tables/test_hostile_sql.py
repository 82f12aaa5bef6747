"""Hostile statements: each is refused or stopped within its limit, and the next question is answered.

They are asked of real children, one after another, with a limit of three seconds.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from factories import versions

from odms.engine.pool import Pool
from odms.errors import Absent, Refused
from odms.lake.sql.answers import View
from odms.lake.sql.syntax import TableName
from odms.tables import asking

SECONDS = 3.0
PATIENTS = ("health", "patients")

NOT_SELECT, NOT_ONE, NODE = "lake.sql_not_select", "lake.sql_not_one", "lake.sql_not_allowed"
FUNCTION, NO_TABLE, WRONG = "lake.sql_function", "tables.sql_no_such_table", "lake.sql_wrong"
LONG, NO_TEXT = "lake.sql_too_long", "tables.sql_not_text"
SLOW, BIG, ENDED = "tables.sql_too_slow", "tables.sql_too_big", "tables.sql_ended_the_engine"
STOPPED = (SLOW, BIG, ENDED)  # by whichever limit comes first on this machine

# a statement, and why it is not answered
HOSTILE: list[tuple[str, str | tuple[str, ...]]] = [
    # files
    ("SELECT * FROM read_csv('/etc/passwd')", FUNCTION),
    ("SELECT * FROM read_csv_auto('/etc/passwd')", FUNCTION),
    ("SELECT * FROM read_parquet('{path}')", FUNCTION),
    ("SELECT * FROM parquet_scan('{path}')", FUNCTION),
    ("SELECT * FROM read_json('/etc/passwd')", FUNCTION),
    ("SELECT * FROM read_text('/proc/self/environ')", FUNCTION),
    ("SELECT * FROM read_blob('/etc/shadow')", FUNCTION),
    ("SELECT * FROM read_duckdb('/tmp/x.db')", FUNCTION),
    ("SELECT * FROM glob('/**')", FUNCTION),
    ("SELECT * FROM sniff_csv('/etc/passwd')", FUNCTION),
    ("SELECT * FROM parquet_metadata('{path}')", FUNCTION),
    ("SELECT * FROM parquet_kv_metadata('{path}')", FUNCTION),
    ("SELECT * FROM '/etc/passwd'", NO_TABLE),
    ("SELECT * FROM 'x.parquet'", NO_TABLE),
    ("SELECT * FROM '{path}'", NO_TABLE),
    ("SELECT * FROM 'file://{path}'", NO_TABLE),
    ("SELECT * FROM health.'../../etc/passwd'", NO_TABLE),
    ("COPY (SELECT 1) TO '/tmp/odms-stolen.csv'", NOT_SELECT),
    ("COPY health.patients FROM '/etc/passwd'", NOT_SELECT),
    ("COPY health.patients TO '{path}'", NOT_SELECT),
    ("EXPORT DATABASE '/tmp/odms-stolen'", NOT_SELECT),
    ("IMPORT DATABASE '/tmp/odms-stolen'", NOT_SELECT),
    ("ATTACH '/tmp/odms-stolen.db'", NOT_SELECT),
    ("ATTACH ':memory:' AS more", NOT_SELECT),
    # network
    ("SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')", FUNCTION),
    ("SELECT * FROM 'http://127.0.0.1:9/x.parquet'", NO_TABLE),
    ("SELECT * FROM 's3://bucket/x.parquet'", NO_TABLE),
    ("ATTACH 'postgres://127.0.0.1/x' AS p", NOT_SELECT),
    ("CREATE SECRET (TYPE s3, KEY_ID 'a', SECRET 'b')", NOT_SELECT),
    ("SELECT * FROM which_secret('s3://bucket', 's3')", FUNCTION),
    # settings, extensions, the environment
    ("SET threads = 64", NOT_SELECT),
    ("SET GLOBAL memory_limit = '100GB'", NOT_SELECT),
    ("SET enable_external_access = true", NOT_SELECT),
    ("SET lock_configuration = false", NOT_SELECT),
    ("SET VARIABLE x = 1", NOT_SELECT),
    ("RESET memory_limit", NOT_SELECT),
    ("PRAGMA memory_limit = '100GB'", NOT_SELECT),
    ("PRAGMA enable_profiling", NOT_SELECT),
    ("USE system", NOT_SELECT),
    ("INSTALL httpfs", NOT_SELECT),
    ("FORCE INSTALL spatial FROM 'http://127.0.0.1:9'", NOT_SELECT),
    ("LOAD '/tmp/x.duckdb_extension'", NOT_SELECT),
    ("SELECT getenv('HOME')", FUNCTION),
    ("SELECT current_setting('allowed_paths')", FUNCTION),
    ("SELECT getvariable('x')", FUNCTION),
    ("SELECT 'threads'.current_setting()", FUNCTION),
    ("SELECT system.main.getenv('HOME')", FUNCTION),
    ("SELECT version()", FUNCTION),
    ("SELECT current_query()", FUNCTION),
    ("SELECT txid_current()", FUNCTION),
    ("SELECT setseed(0.5)", FUNCTION),
    ("SELECT write_log('x')", FUNCTION),
    ("SELECT * FROM enable_logging()", FUNCTION),
    # catalogs
    ("SELECT * FROM duckdb_settings()", FUNCTION),
    ("SELECT sql FROM duckdb_views()", FUNCTION),
    ("SELECT * FROM duckdb_secrets()", FUNCTION),
    ("SELECT * FROM \"duckdb_tables\"()", FUNCTION),
    ("SELECT * FROM duckdb_views", NO_TABLE),
    ("SELECT * FROM information_schema.tables", NO_TABLE),
    ("SELECT * FROM pg_catalog.pg_class", NO_TABLE),
    ("SELECT * FROM pg_views", NO_TABLE),
    ("SELECT sql FROM sqlite_master", NO_TABLE),
    ("SELECT sql FROM main.sqlite_master", NO_TABLE),
    ("SELECT * FROM system.information_schema.tables", NO_TABLE),
    ("SELECT * FROM temp.sqlite_master", NO_TABLE),
    ("SELECT * FROM pragma_database_list", NO_TABLE),
    ("SELECT * FROM pragma_table_info('health.patients')", FUNCTION),
    ("SELECT * FROM pragma_show('health.patients')", FUNCTION),
    ("SELECT pg_get_viewdef(20738)", FUNCTION),
    ("SELECT obj_description(1)", FUNCTION),
    ("SHOW TABLES", NODE),
    ("SHOW ALL TABLES", NODE),
    ("DESCRIBE health.patients", NODE),
    ("SUMMARIZE health.patients", NODE),
    ("SELECT * FROM (DESCRIBE health.patients)", NODE),
    ("SELECT * FROM (SHOW TABLES)", NODE),
    ("CALL duckdb_tables()", NOT_SELECT),
    ("CALL pragma_version()", NOT_SELECT),
    ("EXPLAIN SELECT * FROM health.patients", NOT_SELECT),
    ("EXPLAIN ANALYZE SELECT * FROM health.patients", NOT_SELECT),
    ("SELECT json_serialize_plan('FROM duckdb_views')", FUNCTION),
    # names that queries define, against names of the catalog
    ("WITH sqlite_master AS (SELECT 1) SELECT * FROM main.sqlite_master", NO_TABLE),
    ("WITH sqlite_master AS (FROM sqlite_master) FROM sqlite_master", NO_TABLE),
    ("WITH a AS (FROM sqlite_master), sqlite_master AS (SELECT 1) FROM a", NO_TABLE),
    ("FROM sqlite_master, (WITH sqlite_master AS (SELECT 1) FROM sqlite_master)", NO_TABLE),
    ("WITH RECURSIVE sqlite_master AS (FROM sqlite_master UNION SELECT 1) FROM sqlite_master", NO_TABLE),
    # SQL within SQL, and code within data
    ("SELECT * FROM query('SELECT 1')", FUNCTION),
    ("SELECT * FROM query_table('sqlite_master')", FUNCTION),
    ("SELECT * FROM json_execute_serialized_sql('x')", FUNCTION),
    ("SELECT * FROM histogram('sqlite_master', 'name')", FUNCTION),
    ("SELECT * FROM arrow_scan(1::BIGINT, 2::BIGINT, 3::BIGINT)", FUNCTION),
    ("SELECT * FROM pandas_scan(1)", FUNCTION),
    ("SELECT * FROM python_map_function(1)", FUNCTION),
    ("SELECT * FROM seq_scan('x')", FUNCTION),
    ("SELECT * FROM path", NO_TABLE),
    # statements that write or wait, and several at once
    ("CREATE TABLE t AS SELECT 1", NOT_SELECT),
    ("CREATE TEMP VIEW v AS SELECT 1", NOT_SELECT),
    ("CREATE MACRO f() AS getenv('HOME')", NOT_SELECT),
    ("CREATE SEQUENCE s", NOT_SELECT),
    ("CREATE TYPE t AS ENUM ('a')", NOT_SELECT),
    ("DROP VIEW health.patients", NOT_SELECT),
    ("INSERT INTO health.patients VALUES ('x', 1)", NOT_SELECT),
    ("UPDATE health.patients SET n = 0", NOT_SELECT),
    ("DELETE FROM health.patients", NOT_SELECT),
    ("WITH t AS (DELETE FROM health.patients RETURNING *) FROM t", NODE),
    ("BEGIN TRANSACTION", NOT_SELECT),
    ("CHECKPOINT", NOT_SELECT),
    ("VACUUM", NOT_SELECT),
    ("PREPARE p AS SELECT 1", NOT_SELECT),
    ("EXECUTE p", NOT_SELECT),
    ("SELECT ?", NODE),
    ("SELECT $1", NODE),
    ("SELECT $name", NODE),
    ("SELECT nextval('s')", FUNCTION),
    ("SELECT currval('s')", FUNCTION),
    ("SELECT pg_sleep(1000)", FUNCTION),
    ("SELECT sleep_ms(1000000)", FUNCTION),
    ("SELECT 1; SELECT 2", NOT_ONE),
    ("SELECT 1; DROP VIEW health.patients", NOT_SELECT),
    ("SELECT 1; ; PRAGMA version", NOT_SELECT),
    ("", "lake.sql_nothing"),
    (";;;", "lake.sql_nothing"),
    # comments, signs and quotation marks
    ("SELECT 1 -- ; \n; PRAGMA version", NOT_SELECT),
    ("/* SELECT 1 */ PRAGMA version", NOT_SELECT),
    ("SELECT/**/*/**/FROM/**/duckdb_tables()", FUNCTION),
    ("SELECT 1 /* /* */ */ ; PRAGMA version", NOT_SELECT),
    ("SEL\u200bECT 1", WRONG),
    ("ＳＥＬＥＣＴ 1", WRONG),
    ("SELECT * FROM \u202esnoitnuf_bkcud", NO_TABLE),
    ("SELECT 1\0; PRAGMA version", NO_TEXT),
    ("SELECT '\ud800'", NO_TEXT),
    ('SELECT * FROM "health.patients"', NO_TABLE),
    ('SELECT * FROM "health"".""patients"', NO_TABLE),
    ("SELECT * FROM health.\"patients'; DROP VIEW x; --\"", NO_TABLE),
    ("SELECT * FROM health.patients AT (VERSION => 1)", NODE),
    ("SELECT filename, file_row_number FROM health.patients", WRONG),
    ("SELECT _row FROM health.patients", WRONG),
    ("PIVOT health.patients ON name USING sum(n)", NOT_SELECT),
    # memory
    ("SELECT repeat('x', 4e9::BIGINT)", STOPPED),
    ("SELECT repeat('x', 1000000000) || repeat('y', 1000000000)", STOPPED),
    ("SELECT list(range) FROM range(1000000000)", STOPPED),
    ("SELECT range(1000000000)", STOPPED),
    ("SELECT lpad('x', 2000000000, 'y')", STOPPED),
    ("SELECT format('{{:>2000000000}}', 'x')", STOPPED),
    ("SELECT printf('%2000000000d', 1)", STOPPED),
    ("SELECT string_agg(repeat('x', 1000000), '') FROM range(10000)", STOPPED),
    ("SELECT regexp_replace(repeat('a', 100000000), 'a', 'bbbbbbbbbbbbbbbbbbbb', 'g')", STOPPED),
    ("SELECT array_agg(a.n) FROM health.patients a, health.patients b, health.patients c", STOPPED),
    ("SELECT [[y for y in range(100000)] for x in range(100000)]", STOPPED),
    ("SELECT list_transform(range(100000), lambda x: range(100000))", STOPPED),
    ("WITH RECURSIVE t(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM t) SELECT max(s) FROM t", STOPPED),
    ("SELECT histogram(a.range * b.range) FROM range(100000) a, range(100000) b", STOPPED),
    # time
    ("SELECT count(*) FROM health.patients a, health.patients b, health.patients c, health.patients d", STOPPED),
    ("SELECT max(a.range + b.range) FROM range(10000000) a, range(10000000) b", STOPPED),
    ("SELECT sum(i) FROM generate_series(1, 100000000000) t(i)", STOPPED),
    ("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t", STOPPED),
    ("SELECT list_reduce(range(100000000), lambda a, b: a + b)", STOPPED),
    # depth and length
    (f"SELECT {'(' * 2000}1{')' * 2000}", WRONG),
    (f"SELECT {'NOT ' * 5000}true", WRONG),
    (f"SELECT {'1+' * 5000}1", WRONG),
    (f"SELECT {' || '.join(['1'] * 8000)}", WRONG),
    (f"SELECT {'[' * 500}{']' * 500}", STOPPED),
    (f"SELECT * FROM range(1) {' '.join(f'CROSS JOIN range(2) t{i}' for i in range(400))}", STOPPED),
    (f"SELECT '{'[' * 50000}'::JSON", WRONG),
    (f"SELECT '{'x' * 200000}'", LONG),
    (f"SELECT {','.join(['1'] * 60000)}", LONG),
]  # fmt: skip


@pytest.fixture(scope="module")
def patients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lake") / "table.parquet"
    columns = {"name": "text", "n": "integer"}
    return versions.write(path, columns, [(f"ชื่อ {n}", n) for n in range(1_000)])


@pytest.fixture(scope="module")
def children(patients: Path) -> Iterator[Pool]:
    pool = asking.start(2, patients.parent, replace(asking.LIMITS, seconds=SECONDS))
    yield pool
    pool.close()


def ask(children: Pool, patients: Path, sql: str) -> bytes:
    def resolve(names: Sequence[TableName]) -> list[View]:
        for name in names:
            if name != PATIENTS:
                raise Absent("tables.sql_no_such_table", name=".".join(name))
        return [View(name, str(patients), ("name", "n")) for name in names]

    answer = asking.ask(children, sql, "csv", resolve)
    with answer.stream:
        return answer.stream.read()


@pytest.mark.parametrize(
    ("sql", "codes"), HOSTILE, ids=[f"{n}-{sql[:40]!a}" for n, (sql, _) in enumerate(HOSTILE)]
)
def test_a_hostile_statement_costs_one_error(
    children: Pool, patients: Path, sql: str, codes: str | tuple[str, ...]
) -> None:
    began = time.monotonic()
    with pytest.raises(Refused) as refused:
        ask(children, patients, sql.format(path=patients) if "{" in sql else sql)
    assert refused.value.code in (codes if isinstance(codes, tuple) else (codes,))
    assert time.monotonic() - began < SECONDS + 10  # and the start of a child, on a busy machine
    assert ask(children, patients, "SELECT count(*) AS n FROM health.patients") == b"n\n1000\n"


# statements that cost much where they are not cut short, and how many lines they are answered
BOUNDED = [
    ("SELECT a.n, b.n FROM health.patients a, health.patients b, health.patients c", 100_001),
    ("SELECT * FROM generate_series(1, 100000000000)", 100_001),
    ("SELECT regexp_matches(repeat('a', 100000), '(a*)*(a*)*(a*)*b')", 2),
    ("SELECT COLUMNS(*) FROM health.patients", 1_001),
    ("SELECT 1 /* /* */ ; PRAGMA version -- */", 2),
    (f"SELECT {'(' * 300}SELECT 1{')' * 300}", 2),
]


@pytest.mark.parametrize(("sql", "n_lines"), BOUNDED)
def test_what_seems_endless_is_answered_in_part(
    children: Pool, patients: Path, sql: str, n_lines: int
) -> None:
    assert len(ask(children, patients, sql).splitlines()) == n_lines


def test_a_child_opens_no_other_file_whatever_it_is_asked(patients: Path, tmp_path: Path) -> None:
    """The walls behind the list: an engine that is asked past it refuses files and settings."""
    from odms.lake.sql import answers

    other = versions.write(tmp_path / "other.parquet", {"n": "integer"}, [(1,)])
    limits = answers.Limits(10, 1 << 20)
    for sql in (
        f"SELECT * FROM read_parquet('{other}')",
        f"SELECT * FROM '{other}'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
        "SET enable_external_access = true",
        "SET threads = 1",
        "INSTALL httpfs",
        f"ATTACH '{tmp_path / 'x.db'}'",
    ):
        with answers.engine(tmp_path) as db, pytest.raises(Refused, match="sql_wrong"):
            view = View(PATIENTS, str(patients), ("name", "n"))
            answers.answer(db, sql, [view], tmp_path / "answer", "csv", limits)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.parquet"]
