"""Actions that read the rows of published tables, as CKAN's datastore gives them."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from odms.api.ckan.calls import Call, action
from odms.api.ckan.parameters import flag, natural, needed
from odms.api.ckan.rowqueries import row_query
from odms.api.ckan.troubles import NotFoundError, ValidationError
from odms.errors import Absent, Forbidden, Gone, Refused
from odms.lake.rows import ROW_ID, RowQuery
from odms.tables import queries as tables
from odms.tables.queries import sql
from odms.tables.rules import to_json

if TYPE_CHECKING:
    from odms.catalogue.models import Distribution

MAX_ROWS = 32_000
DEFAULT_ROWS = 100

# our types of columns, and the engine's of an answer, as PostgreSQL calls them
NATIVE_TYPES = {
    "integer": "int8",
    "number": "float8",
    "year": "int4",
    "boolean": "bool",
    "date": "date",
    "datetime": "timestamp",
    "time": "time",
}
_NATIVE_OF_SQL = {
    "BOOLEAN": "bool",
    "TINYINT": "int2",
    "SMALLINT": "int2",
    "INTEGER": "int4",
    "BIGINT": "int8",
    "HUGEINT": "numeric",
    "UTINYINT": "int2",
    "USMALLINT": "int4",
    "UINTEGER": "int8",
    "UBIGINT": "numeric",
    "FLOAT": "float4",
    "DOUBLE": "float8",
    "DATE": "date",
    "TIME": "time",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "INTERVAL": "interval",
    "UUID": "uuid",
    "BLOB": "bytea",
    "JSON": "json",
}

# catalogs of PostgreSQL and of the engine, of which a client is told that it may not
_CATALOGS = ("pg_", "information_schema.", "duckdb_", "sqlite_", "pragma_")

_ECHOED = ("filters", "q", "full_text", "distinct", "plain", "language", "sort")


@action(
    *("resource_id", "id", "filters", "q", "full_text", "distinct", "plain", "language", "limit"),
    *("offset", "fields", "sort", "include_total", "records_format", "include_next_page"),
)
def datastore_search(call: Call) -> dict[str, Any]:
    """Rows of a table: filtered, searched, sorted and page by page."""
    given = call.given
    table = find_table(given)
    query = replace(
        row_query(given, table.current.columns),
        limit=min(natural(given, "limit", DEFAULT_ROWS), MAX_ROWS),
    )
    form = str(given.get("records_format") or "objects")
    if form not in _FORMS:
        raise ValidationError(records_format=f"Value must be one of {list(_FORMS)}")
    has_next = flag(given, "include_next_page", False) and _is_by_place(query)
    rows = tables.select_rows(table.current, _with_place(query) if has_next else query)
    n = len(query.columns)
    told = {
        "resource_id": table.id,
        "fields": fields_of(table, query.columns),
        "records": _FORMS[form](query.columns, (row[:n] for row in rows)),
        "records_format": form,
        "limit": query.limit,
        "include_total": flag(given, "include_total", True),
    }
    if told["include_total"]:
        told["total"] = tables.count_rows(table.current, query)
    if query.offset:
        told["offset"] = query.offset
    if has_next and rows:
        way = "lt" if query.orders and query.orders[0].is_descending else "gt"
        told["next_page"] = {ROW_ID: {way: rows[-1][-1]}}
    call.count("rows", dataset=table.dataset)
    return told | {name: given[name] for name in _ECHOED if given.get(name) not in (None, "")}


@action("sql")
def datastore_search_sql(call: Call) -> dict[str, Any]:
    """The answer to one SELECT over tables that are called by the identifier of their resource, or
    agency.dataset."""
    try:
        statement = needed(call.given, "sql")
        answer, asked = sql.ask(statement, "json", most=MAX_ROWS, caller=call.caller)
    except Refused as refused:
        raise _as_clients_know(refused) from None
    with answer.stream:
        records = orjson.Fragment(answer.stream.read())
    for table in asked:
        call.count("sql", dataset=table.dataset)
    fields = [
        {"id": column["name"], "type": native_of_sql(column["type"])} for column in answer.columns
    ]
    told = {"fields": fields, "records": records}
    return told | ({"records_truncated": True} if answer.truncated else {})


@action("resource_id", "id", "include_meta", "include_fields_schema")
def datastore_info(call: Call) -> dict[str, Any]:
    """What a table is: its columns with their types, and how many rows it has."""
    table = find_table(call.given)
    call.count("record", dataset=table.dataset)
    fields = fields_of(table, [column["name"] for column in table.current.columns])
    if flag(call.given, "include_fields_schema", True):
        for field in fields:
            field["schema"] = _schema(field["type"])
    if not flag(call.given, "include_meta", True):
        return {"fields": fields}
    size = tables.size_bytes(table.current)
    meta = {
        "id": table.id,
        "count": table.current.n_rows,
        "size": size,
        "db_size": size,
        "idx_size": 0,
        "table_type": "BASE TABLE",
        "aliases": [sql.name_of(table)],
    }
    return {"meta": meta, "fields": fields}


def find_table(given: dict[str, Any]) -> "Distribution":
    """The published table that a call names. Raises NotFoundError and ValidationError."""
    name = needed(given, "resource_id" if given.get("resource_id") else "id", "resource_id")
    try:
        return sql.get_table(name)
    except (Absent, Gone):
        raise NotFoundError(f'Resource "{name}" was not found.') from None


def fields_of(table: "Distribution", names: Sequence[str]) -> list[dict[str, Any]]:
    """Columns as the datastore tells them, the place of the row first where it is among them."""
    known = {column["name"]: _field(column) for column in table.current.columns}
    return [known.get(name) or {"id": ROW_ID, "type": "int"} for name in names]


def native_of_sql(kind: str) -> str:
    """PostgreSQL's name of an SQL type of the engine."""
    if kind.endswith("[]"):
        return f"_{native_of_sql(kind.removesuffix('[]'))}"
    if kind.startswith(("STRUCT", "MAP", "UNION")):
        return "json"
    return "numeric" if kind.startswith("DECIMAL") else _NATIVE_OF_SQL.get(kind, "text")


def _field(column: dict[str, Any]) -> dict[str, Any]:
    told = {"id": column["name"], "type": NATIVE_TYPES.get(column["type"], "text")}
    label, notes = column.get("label_th") or "", column.get("description_th") or ""
    return told | ({"info": {"label": label, "notes": notes}} if label or notes else {})


def _schema(native_type: str) -> dict[str, Any]:
    return {
        "native_type": native_type,
        "notnull": False,
        "index_name": None,
        "is_index": False,
        "uniquekey": False,
    }


def _is_by_place(query: RowQuery) -> bool:
    """Whether rows come in their order in the table, so that the next page is known by the last."""
    return not query.is_distinct and [order.column for order in query.orders] in ([], [ROW_ID])


def _with_place(query: RowQuery) -> RowQuery:
    return replace(query, columns=(*query.columns, ROW_ID))


def _objects(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(names, map(to_json, row), strict=True)) for row in rows]


def _lists(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    return [list(map(to_json, row)) for row in rows]


def _lines(delimiter: str) -> Callable[[Sequence[str], Iterable[Sequence[Any]]], str]:
    def written(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
        text = io.StringIO()
        lines = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        lines.writerows([cell(to_json(value)) for value in row] for row in rows)
        return text.getvalue()

    return written


def cell(value: Any) -> Any:
    """A value as PostgreSQL writes it in CSV."""
    return str(value)[0].lower() if isinstance(value, bool) else value


_FORMS: dict[str, Callable[[Sequence[str], Iterable[Sequence[Any]]], Any]] = {
    "objects": _objects,
    "lists": _lists,
    "csv": _lines(","),
    "tsv": _lines("\t"),
}


def _as_clients_know(refused: Refused) -> Refused:
    """A refusal as CKAN's clients know it: 403 for what is nobody's, else about the query."""
    name = str(refused.facts.get("name", ""))
    is_catalog = isinstance(refused, Absent) and name.lower().startswith(_CATALOGS)
    if is_catalog or refused.code == "lake.sql_function":
        return Forbidden(refused.code, **refused.facts)
    return type(refused)(refused.code, **refused.facts, item="query")
