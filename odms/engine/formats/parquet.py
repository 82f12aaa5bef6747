"""Parquet: the columns and types of the file itself, as text for the rules and by name for the rest."""

from itertools import count
from pathlib import Path

import duckdb

from odms.engine.errors import Damaged, Encrypted, NotATable
from odms.engine.grid import Grid, Workspace

_NUMBERS = count()
_NESTED = ("STRUCT", "MAP", "UNION", "VARIANT")
_DATES = ("DATE", "TIMESTAMP")


def read(path: Path, work: Workspace) -> list[Grid]:
    """One grid; nested values become JSON text, bytes that are no text become hexadecimal digits.

    Raises Damaged, Encrypted, and NotATable for a file without columns or rows.
    """
    relation = f"parquet_{next(_NUMBERS)}"
    try:
        source = f"read_parquet({_literal(str(path))}, file_row_number = true)"
        described = work.db.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        columns = [(name, kind) for name, kind, *_ in described if name != "file_row_number"]
        cells = ", ".join(
            f"{_text_sql(name, kind)} AS c{at}" for at, (name, kind) in enumerate(columns)
        )
        work.db.execute(
            f"CREATE TABLE {relation} AS SELECT file_row_number AS r, {cells} FROM {source}"
        )
    except duckdb.Error as error:
        if "encrypt" in str(error).lower():
            raise Encrypted("engine.encrypted") from error
        raise Damaged("engine.damaged", kind="Parquet") from error
    n_rows = work.db.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0]
    if not n_rows:
        raise NotATable("engine.parquet_empty")
    kinds = {at: kind for at, (_, kind) in enumerate(columns)}
    return [
        Grid(
            name=None,
            relation=relation,
            n_source_rows=n_rows,
            n_columns=len(columns),
            names=tuple(name for name, _ in columns),
            native_types=kinds,
            native_dates=frozenset(at for at, kind in kinds.items() if kind.startswith(_DATES)),
        )
    ]


def _text_sql(name: str, kind: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    if kind == "BLOB":
        return f"CASE WHEN {column} IS NULL THEN NULL ELSE hex({column}) END"
    if kind.endswith("]") or kind.startswith(_NESTED):
        return f"to_json({column})::VARCHAR"
    return f"{column}::VARCHAR"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
