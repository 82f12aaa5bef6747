"""A question in SQL answered from the table versions that it names, and from nothing else.

Every question has an engine of its own, made for it and thrown away: it knows views of those files,
may open no other, and takes no setting any more when the question comes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from odms.errors import Invalid
from odms.lake import exports
from odms.lake.rows import ROW_ID, quoted
from odms.lake.sql.syntax import TableName

if TYPE_CHECKING:
    import pyarrow

# the forms of an answer, with their media types
FORMATS = {
    "json": exports.FORMATS["json"].media_type,
    "csv": exports.FORMATS["csv"].media_type,
    "arrow": "application/vnd.apache.arrow.stream",
    "parquet": exports.FORMATS["parquet"].media_type,
}

_BATCH = 2_048
_MAX_SENTENCE = 400
_KIND = re.compile(r"\A[A-Z][A-Za-z ]{2,40} Error: ")
_SETTINGS: dict[str, Any] = {
    "threads": 2,
    "memory_limit": "1GB",
    "max_temp_directory_size": "2GB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
}


@dataclass(frozen=True)
class View:
    """A table version as a question sees it: under the name that it used, some of its columns.

    Rows of a view that `is_numbered` have their place in the table as the first column.
    """

    name: TableName
    path: str
    columns: Sequence[str]
    is_numbered: bool = False


@dataclass(frozen=True)
class Limits:
    """How much of an answer is given: so many rows, and so many bytes of them in memory."""

    n_rows: int
    size_bytes: int


def engine(folder: Path) -> duckdb.DuckDBPyConnection:
    """An empty engine that spills into `folder`, still open to settings and files."""
    return duckdb.connect(config=_SETTINGS | {"temp_directory": str(folder / "spill")})


def answer(
    db: duckdb.DuckDBPyConnection,
    sql: str,
    views: Sequence[View],
    out: Path,
    format_: str,
    limits: Limits,
) -> dict[str, Any]:
    """Write the answer to a question that `syntax.tables_of` let pass to `out`; what it is.

    `columns` are its names and SQL types, `n_rows` counts what was written, and `truncated` names
    the limit (`rows` or `size`) after which the rest was left out. `db` is of no use afterwards.
    Raises Invalid where the question cannot be answered.
    """
    try:
        _show(db, views)
        _close(db, views)
        relation = db.sql(sql)
        columns = _columns(relation)
        table, truncated = _some(relation, limits)
    except (duckdb.OutOfMemoryException, duckdb.InternalException, duckdb.FatalException):
        raise  # the end of the child, and of nothing else
    except duckdb.Error as error:
        raise Invalid("lake.sql_wrong", why=_sentence(error, views)) from None
    _write(table.rename_columns([name for name, _ in columns]), out, format_)
    told = [{"name": name, "type": kind} for name, kind in columns]
    return {"columns": told, "n_rows": table.num_rows, "truncated": truncated}


def _show(db: duckdb.DuckDBPyConnection, views: Sequence[View]) -> None:
    """Make the tables of a question, each under its name."""
    for view in views:
        for schema in view.name[:-1]:
            db.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(schema)}")
        place = [f"file_row_number + 1 AS {quoted(ROW_ID)}"] if view.is_numbered else []
        columns = ", ".join([*place, *map(quoted, view.columns)])
        name = ".".join(map(quoted, view.name))
        db.execute(
            f"CREATE OR REPLACE VIEW {name} AS SELECT {columns} FROM read_parquet({_text(view.path)})"
        )


def _close(db: duckdb.DuckDBPyConnection, views: Sequence[View]) -> None:
    """Let the engine open these files and no other, and take no setting any more."""
    db.execute(f"SET allowed_paths = [{', '.join(_text(view.path) for view in views)}]")
    db.execute("SET enable_external_access = false")
    db.execute("SET lock_configuration = true")


def _columns(relation: duckdb.DuckDBPyRelation) -> list[tuple[str, str]]:
    """Names and SQL types of an answer; of a name that comes again the later ones get a number."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name, kind in zip(relation.columns, relation.types, strict=True):
        own, n = name, 0
        while own.lower() in taken:
            n += 1
            own = f"{name}_{n}"
        taken.add(own.lower())
        found[own] = str(kind)
    return list(found.items())


def _some(relation: duckdb.DuckDBPyRelation, limits: Limits) -> tuple["pyarrow.Table", str]:
    """The rows of an answer up to a limit, and which one there were more for."""
    import pyarrow

    reader = relation.to_arrow_reader(_BATCH)
    batches: list[pyarrow.RecordBatch] = []
    n_rows = size = 0
    truncated = ""
    for batch in reader:
        n_rows, size = n_rows + batch.num_rows, size + batch.nbytes
        if size > limits.size_bytes:
            truncated = "size"
            break
        batches.append(batch)
        if n_rows > limits.n_rows:
            truncated = "rows"
            break
    table = pyarrow.Table.from_batches(batches, schema=reader.schema)
    return table.slice(0, limits.n_rows), truncated


def _write(table: "pyarrow.Table", out: Path, format_: str) -> None:
    if format_ != "arrow":
        exports.export_answer(table, out, format_)
        return
    import pyarrow

    with pyarrow.OSFile(str(out), "wb") as file, pyarrow.ipc.new_stream(file, table.schema) as to:
        to.write_table(table)


def _sentence(error: duckdb.Error, views: Sequence[View]) -> str:
    """What the engine says of a question, without what kind of error it calls it, where that stands and
    where files are."""
    said = " ".join(_KIND.sub("", str(error)).partition("\n\nLINE ")[0].split())
    for view in views:
        said = said.replace(view.path, ".".join(view.name))
    return said[:_MAX_SENTENCE]


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
