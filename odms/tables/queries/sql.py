"""Questions in SQL to published tables. They are worked out in `odms.tables.asking`.

A table is called `agency.dataset`, or `agency."dataset/table"` where a dataset has several, or by
its identifier. For `-` in slugs `_` may be written, which SQL takes without quotation marks.
"""

import atexit
from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import orjson
from django.conf import settings

from odms.catalogue import queries as catalogue
from odms.engine.pool import Pool
from odms.errors import Absent, Gone
from odms.intake.queries import lake
from odms.lake.rows import ROW_ID, quoted
from odms.lake.sql.answers import View
from odms.lake.sql.syntax import TableName
from odms.standards.view import Addresses
from odms.tables import asking
from odms.tables.asking import Answer
from odms.tables.queries import chunks

if TYPE_CHECKING:
    from odms.catalogue.models import Distribution


def ask(
    sql: str, format_: str, *, most: int = asking.MAX_ROWS, caller: str = ""
) -> tuple[Answer, list["Distribution"]]:
    """The answer to a question in one of `asking.FORMATS`, with at most `most` rows, and the tables
    that it asks; `caller` is whoever asks, as others are told from.

    Raises Invalid for what may not be asked, Absent for a table that is not published, TooLarge
    where a limit is passed, TooMany where all children stay busy.
    """
    found: dict[TableName, Distribution] = {}
    resolve = partial(_views, found)
    answer = asking.ask(_children(), sql, format_, resolve, most=most, caller=caller)
    return answer, list({table.id: table for table in found.values()}.values())


def name_of(table: "Distribution") -> str:
    """What a published table is called in SQL."""
    dataset = table.dataset
    is_first = table.id == catalogue.list_tables(dataset)[0].id
    name = dataset.slug if is_first else f"{dataset.slug}/{table.slug}"
    return f"{quoted(dataset.agency.slug)}.{quoted(name)}"


def body(answer: Answer, tables: Sequence["Distribution"]) -> Iterator[bytes]:
    """An answer to hand out: its file, in JSON the document around it."""
    return document(answer, tables) if answer.format == "json" else chunks(answer.stream)


def document(answer: Answer, tables: Sequence["Distribution"]) -> Iterator[bytes]:
    """An answer as its JSON document: what it is, the tables to be named with it, and its rows."""
    told = {
        "columns": answer.columns,
        "n_rows": answer.n_rows,
        "truncated": answer.truncated,
        "sources": [_source(table) for table in tables],
    }
    yield orjson.dumps(told).removesuffix(b"}") + b',"rows":'
    yield from chunks(answer.stream)
    yield b"}"


def _source(table: "Distribution") -> dict[str, Any]:
    return {
        "table": name_of(table),
        "dataset": Addresses(settings.CENTRE_URL).dataset(table.dataset.slug),
        "release": table.current.number,
        "licence": table.dataset.licence,
    }


def get_table(name: str) -> "Distribution":
    """The published table of an identifier, or of a name as `name_of` gives it. Raises Absent."""
    parts = [part.replace('"', "") for part in name.split(".", 1)]
    return _table(tuple(parts))


def _views(found: dict[TableName, "Distribution"], names: Sequence[TableName]) -> list[View]:
    """What a question sees under each name; the tables are entered in `found`."""
    for name in names:
        found[name] = _table(name)
    return [_view(name, table) for name, table in found.items()]


def _table(name: TableName) -> "Distribution":
    """The published table of this name. Raises Absent, whatever the reason that it is none."""
    try:
        table = _find(name)
    except (Absent, Gone):
        table = None
    if table is None or table.current is None or table.current.destroyed_at is not None:
        raise Absent("tables.sql_no_such_table", name=".".join(name))
    return table


def _find(name: TableName) -> "Distribution | None":
    match name:
        case (id,):
            return catalogue.get_distribution(id.upper())
        case (agency, dataset):
            slug, _, table = dataset.lower().partition("/")
            return catalogue.get_table_by_slugs(agency.lower(), slug, table)
    return None


def _view(name: TableName, table: "Distribution") -> View:
    release = table.current
    columns = [column["name"] for column in release.columns]
    # CKAN's clients call a table by its identifier, and sort it by the place of its rows
    is_numbered = len(name) == 1 and ROW_ID not in columns
    return View(name, str(lake().table_path(release.table_key)), columns, is_numbered)


@cache
def _children() -> Pool:
    """The children of this process, started when they are first needed."""
    children = asking.start(settings.SQL_CHILDREN, lake().root / "tables")
    atexit.register(children.close)
    return children
