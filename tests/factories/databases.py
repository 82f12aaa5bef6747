"""Databases of an invented agency, made by plain SQL: the same tables on every kind."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from factories.persons import national_id

N_PERSONS = 40
_NAMES = ("สมมติ", "ตัวอย่าง", "ทดลอง", "สาธิต", "จำลอง")
PERSONS = [
    (n, national_id(n), f"นาย{_NAMES[n % 5]} {_NAMES[n // 5 % 5]}สกุล", f"08{n:08}")
    for n in range(1, N_PERSONS + 1)
]
WELLS = [(n, f"บ่อที่ {n}", 12.5 + n) for n in range(1, 8)]


def sqlite(path: Path) -> Path:
    """A file with three tables: `person` (with personal data), `well`, and an empty one."""
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, cid TEXT, name TEXT, phone TEXT)")
    db.execute("CREATE TABLE well (id INTEGER PRIMARY KEY, name TEXT, depth REAL)")
    db.execute("CREATE TABLE audit (at TEXT, body BLOB)")
    db.executemany("INSERT INTO person VALUES (?, ?, ?, ?)", PERSONS)
    db.executemany("INSERT INTO well VALUES (?, ?, ?)", WELLS)
    db.commit()
    db.close()
    return path


def change_sqlite(path: Path) -> None:
    """The next month: a table came, one went, one has another column and one row more."""
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE pump (id INTEGER, power REAL)")
    db.execute("DROP TABLE audit")
    db.execute("ALTER TABLE well ADD COLUMN province TEXT")
    db.execute("INSERT INTO well VALUES (99, 'บ่อใหม่', 3.0, 'ตาก')")
    db.commit()
    db.close()


def postgres_url() -> str:
    """The PostgreSQL of the tests, empty where none is named."""
    return os.environ.get("ODMS_TEST_POSTGRES_URL", "")


@contextmanager
def postgres() -> Iterator[dict[str, object]]:
    """Two schemas of our own on the server of the tests; how to connect to them."""
    import psycopg

    parts = urlsplit(postgres_url())
    schema = f"odms_survey_{os.getpid()}"
    with psycopg.connect(postgres_url(), autocommit=True) as db:
        db.execute(f"CREATE SCHEMA {schema}")
        try:
            db.execute(
                f"CREATE TABLE {schema}.person (id int PRIMARY KEY, cid text, name text, phone text)"
            )
            db.execute(f"CREATE TABLE {schema}.well (id int, name varchar(50), depth numeric(6,2))")
            db.execute(f"COMMENT ON TABLE {schema}.well IS 'ทะเบียนบ่อน้ำบาดาล'")
            db.execute(f"COMMENT ON COLUMN {schema}.well.depth IS 'ความลึก (เมตร)'")
            db.execute(f"CREATE VIEW {schema}.deep AS SELECT * FROM {schema}.well WHERE depth > 15")
            with db.cursor() as cursor:
                cursor.executemany(f"INSERT INTO {schema}.person VALUES (%s,%s,%s,%s)", PERSONS)
                cursor.executemany(f"INSERT INTO {schema}.well VALUES (%s,%s,%s)", WELLS)
            yield {
                "kind": "postgresql",
                "host": parts.hostname or "",
                "port": parts.port or 5432,
                "database": parts.path.lstrip("/"),
                "user_name": unquote(parts.username or ""),
                "secret": unquote(parts.password or ""),
                "schemas": [schema],
            }
        finally:
            db.execute(f"DROP SCHEMA {schema} CASCADE")
