"""What a database holds: its tables with their columns, comments, counts and a sample of rows.

The engine judges the sample in a child process: types, meanings, personal data. No row is kept.
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from odms.errors import TooLarge
from odms.inventory import reading
from odms.inventory.rules import Found

if TYPE_CHECKING:
    from sqlalchemy import Connection, Inspector

MAX_TABLES = 5_000
MAX_COLUMNS = 1_600
SAMPLE_ROWS = 1_000
_MAX_CELL = 2_000
_AT_ONCE = 100  # samples that one child judges

# schemas of the database itself
_HOUSE = {
    "information_schema", "pg_catalog", "pg_toast", "mysql", "performance_schema", "sys", "guest",
}  # fmt: skip
_HOUSE_BEGINS = ("pg_", "db_")


@dataclass(frozen=True)
class Table:
    """A table or view: where it stands, what is said of it, its columns as the database types them."""

    schema: str | None
    name: str
    comment: str
    columns: tuple[dict[str, Any], ...]
    has_schema: bool = True
    binary: frozenset[str] = field(default=frozenset())

    @property
    def called(self) -> str:
        """Its name with its schema, where databases of this kind have several."""
        return f"{self.schema}.{self.name}" if self.schema and self.has_schema else self.name


def survey(connection: "Connection", *, schemas: Sequence[str] = (), giver: str) -> list[Found]:
    """Each table and view of the database as a thing found, its identity under the name `giver`.

    Raises TooLarge for more than MAX_TABLES.
    """
    tables = list_tables(connection, schemas)
    found: list[Found] = []
    for start in range(0, len(tables), _AT_ONCE):
        found += _looked_into(connection, tables[start : start + _AT_ONCE], giver)
    return found


def list_tables(connection: "Connection", schemas: Sequence[str] = ()) -> list[Table]:
    """The tables and views of these schemas, or of all that are not the database's own."""
    import sqlalchemy

    inspector = sqlalchemy.inspect(connection)
    found: list[Table] = []
    for schema in _schemas(connection, inspector, schemas):
        found += _tables_of(connection, inspector, schema)
        if len(found) > MAX_TABLES:
            raise TooLarge("inventory.too_many_tables", limit=MAX_TABLES)
    return found


def _schemas(
    connection: "Connection", inspector: "Inspector", asked: Sequence[str]
) -> list[str | None]:
    if asked:
        return list(asked)
    if connection.dialect.name in ("sqlite", "mysql"):
        return [None]  # the database that the connection names
    return [
        name
        for name in sorted(inspector.get_schema_names())
        if name.lower() not in _HOUSE and not name.lower().startswith(_HOUSE_BEGINS)
    ]


def _tables_of(
    connection: "Connection", inspector: "Inspector", schema: str | None
) -> Iterator[Table]:
    from sqlalchemy.engine.reflection import ObjectKind

    kind = ObjectKind.TABLE
    columns = dict(inspector.get_multi_columns(schema=schema, kind=kind))
    comments = _comments(inspector, schema)
    keys = inspector.get_multi_pk_constraint(schema=schema, kind=kind)
    columns |= _views(connection, inspector, schema)
    for place in sorted(columns, key=lambda place: place[1]):
        key = keys[place]["constrained_columns"] if keys.get(place) else []
        yield Table(
            schema=schema,
            name=place[1],
            comment=comments.get(place, ""),
            columns=tuple(_column(one, key) for one in columns[place][:MAX_COLUMNS]),
            has_schema=connection.dialect.name not in ("sqlite",),
            binary=frozenset(one["name"] for one in columns[place] if _is_binary(one["type"])),
        )


def _views(connection: "Connection", inspector: "Inspector", schema: str | None) -> dict[Any, Any]:
    """The columns of the views, by schema and name."""
    import sqlalchemy
    from sqlalchemy.engine.reflection import ObjectKind

    try:
        return dict(inspector.get_multi_columns(schema=schema, kind=ObjectKind.VIEW))
    except sqlalchemy.exc.DBAPIError:  # MariaDB tells them to accounts with SHOW VIEW alone
        names = inspector.get_view_names(schema=schema)
        return {(schema, name): _asked_columns(connection, schema, name) for name in names}


def _asked_columns(connection: "Connection", schema: str | None, name: str) -> list[dict[str, Any]]:
    """The names of a view's columns as an empty answer tells them; none of a view that is broken."""
    import sqlalchemy

    relation = sqlalchemy.table(name, schema=schema)
    asked = sqlalchemy.select(sqlalchemy.text("*")).select_from(relation).limit(0)
    try:
        names = list(connection.execute(asked).keys())
    except sqlalchemy.exc.DBAPIError:
        return []
    return [{"name": column, "type": sqlalchemy.types.NullType()} for column in names]


def _comments(inspector: "Inspector", schema: str | None) -> dict[Any, str]:
    """What is said of tables and views, as far as the database tells this account."""
    import sqlalchemy
    from sqlalchemy.engine.reflection import ObjectKind

    found: dict[Any, str] = {}
    for kind in (ObjectKind.TABLE, ObjectKind.VIEW):
        try:
            told = inspector.get_multi_table_comment(schema=schema, kind=kind)
        except (NotImplementedError, sqlalchemy.exc.DBAPIError):  # SQLite has none
            continue
        found |= {place: (one or {}).get("text") or "" for place, one in told.items()}
    return found


def _column(column: Any, key: Sequence[str]) -> dict[str, Any]:
    told = {"name": column["name"], "type": _type(column["type"])}
    if text := (column.get("comment") or "").strip():
        told["description"] = text
    if column["name"] in key:
        told["is_key"] = True
    return told


def _type(type_: Any) -> str:
    """The type in the database's own words, without its collation."""
    try:
        text = str(type_).partition(" COLLATE")[0].lower()
        return "" if text == "null" else text
    except Exception:  # a type of an extension that SQLAlchemy cannot write
        return type(type_).__name__.lower()


def _is_binary(type_: Any) -> bool:
    import sqlalchemy

    return isinstance(type_, sqlalchemy.types._Binary)


def _looked_into(connection: "Connection", tables: Sequence[Table], giver: str) -> Iterator[Found]:
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        samples: dict[int, Path] = {}
        for place, table in enumerate(tables):
            path = Path(folder) / f"{place}.parquet"
            if _write_sample(connection, table, path):
                samples[place] = path
        judged = dict(zip(samples, reading.judged(list(samples.values())), strict=True))
        for place, table in enumerate(tables):
            yield _found(connection, table, judged.get(place, {}), giver)


def _found(connection: "Connection", table: Table, judged: dict[str, Any], giver: str) -> Found:
    columns = [column | _said(judged.get(column["name"])) for column in table.columns]
    values: dict[str, Any] = {
        "title_th": (table.comment or table.called)[:300],
        "description_th": table.comment[:20_000],
        "held_in": f"{_place(connection)} · {table.called}"[:300],
        "n_rows": _n_rows(connection, table),
        "data_format": ["database"],
    }
    if any(column.get("personal") for column in columns):
        values["has_personal_data"] = True
    return Found(f"{giver}:{table.called}"[:400], values, columns)


def _place(connection: "Connection") -> str:
    """What the database is called; of a file its name alone, for its folder is the centre's affair."""
    name = str(connection.engine.url.database or connection.engine.url.host)
    return Path(name).name if connection.dialect.name == "sqlite" else name


def _said(judged: dict[str, Any] | None) -> dict[str, Any]:
    """What a sample shows of a column beyond its type; nothing is not said."""
    told = judged or {}
    wanted = {"sampled_type": "type", "meaning": "meaning", "personal": "personal"}
    return {ours: told[theirs] for ours, theirs in wanted.items() if told.get(theirs)}


def _n_rows(connection: "Connection", table: Table) -> int | None:
    """How many rows there are; None where counting takes too long or is not allowed."""
    import sqlalchemy

    counted = sqlalchemy.select(sqlalchemy.func.count()).select_from(_relation(table))
    try:
        return int(connection.execute(counted).scalar_one())
    except sqlalchemy.exc.DBAPIError:
        return None


def _write_sample(connection: "Connection", table: Table, path: Path) -> bool:
    """Write the first rows as a Parquet file of texts; False where there is nothing to judge."""
    import sqlalchemy

    names = [one["name"] for one in table.columns if one["name"] not in table.binary]
    if not names:
        return False
    relation = _relation(table, names)
    asked = sqlalchemy.select(*(relation.c[name] for name in names)).limit(SAMPLE_ROWS)
    try:
        rows = connection.execute(asked).fetchall()
    except sqlalchemy.exc.DBAPIError:
        return False
    if rows:
        _write(names, rows, path)
    return bool(rows)


def _write(names: Sequence[str], rows: Sequence[Any], path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    columns = [
        pyarrow.array([_text(row[at]) for row in rows], pyarrow.string())
        for at in range(len(names))
    ]
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(columns, list(names)), path)


def _text(value: Any) -> str | None:
    """A value as the engine reads it: text as a CSV would have it."""
    if value is None or isinstance(value, (bytes, bytearray, memoryview)):
        return None
    if isinstance(value, (dict, list)):
        text = json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = str(value)
    return text.replace("\x00", "").encode(errors="replace").decode()[:_MAX_CELL]


def _relation(table: Table, names: Sequence[str] = ()) -> Any:
    import sqlalchemy

    columns: list[Any] = [sqlalchemy.column(name) for name in names]
    return sqlalchemy.table(table.name, *columns, schema=table.schema)
