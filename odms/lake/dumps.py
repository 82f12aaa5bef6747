"""Rows of a table version as CKAN's datastore dumps them: CSV, TSV, JSON and XML.

Texts are as they are, with no guard against spreadsheets: programs read a dump. Truth is `t` and `f`
in CSV and TSV, as PostgreSQL writes it.
"""

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import orjson

from odms.lake import rows
from odms.lake.exports import BOM, TIME_LIMIT_S, plain_number, put_before
from odms.lake.rows import ROW_ID, RowQuery, quoted

Row = Sequence[Any]
Field = dict[str, Any]

_BATCH = 10_000
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Form:
    """A form of a dump: its ending and media type."""

    code: str
    media_type: str


FORMS = {
    form.code: form
    for form in (
        Form("csv", "text/csv; charset=utf-8"),
        Form("tsv", "text/tab-separated-values; charset=utf-8"),
        Form("json", "application/json; charset=utf-8"),
        Form("xml", "text/xml; charset=utf-8"),
    )
}


def dump(
    path: Path,
    query: RowQuery,
    out: Path,
    form: str,
    *,
    fields: Sequence[Field] = (),
    has_bom: bool = False,
) -> None:
    """Write the rows of a query to `out`; `fields` tell its columns, and stand in JSON.

    Raises TooLarge where it takes too much.
    """
    if form in _DELIMITERS:
        _copy(path, query, out, _DELIMITERS[form])
    else:
        _stream(path, query, out, _WRITERS[form], fields)
    if has_bom:
        put_before(out, BOM)


_DELIMITERS = {"csv": ",", "tsv": "\\t"}


def _copy(path: Path, query: RowQuery, out: Path, delimiter: str) -> None:
    """Written by the engine, which takes a sixth of the time that Python does."""
    kinds = rows.columns(path)
    shown = ", ".join(
        f"{_in_text(quoted(name), kinds.get(name, ''))} AS {quoted(name)}" for name in query.columns
    )
    sql, values = rows.select_sql(path, query)
    target = str(out).replace("'", "''")
    options = f"FORMAT csv, HEADER true, DELIMITER E'{delimiter}'"
    with rows.running(seconds=TIME_LIMIT_S) as db:
        db.execute(f"COPY (SELECT {shown} FROM ({sql})) TO '{target}' ({options})", values)


def _in_text(name: str, kind: str) -> str:
    if kind in ("DOUBLE", "FLOAT"):
        return plain_number(name)
    if kind == "BOOLEAN":
        return f"left({name}::VARCHAR, 1)"
    return f"replace({name}::VARCHAR, ' ', 'T')" if kind.startswith("TIMESTAMP") else name


def _stream(
    path: Path,
    query: RowQuery,
    out: Path,
    write: Callable[[Iterable[Row], Sequence[str], Sequence[Field]], Iterator[bytes]],
    fields: Sequence[Field],
) -> None:
    sql, values = rows.select_sql(path, query)
    with rows.running(seconds=TIME_LIMIT_S) as db, out.open("wb") as file:
        found = db.execute(sql, values)
        every = chain.from_iterable(iter(lambda: found.fetchmany(_BATCH), []))
        file.writelines(write(every, query.columns, fields))


def _json(found: Iterable[Row], names: Sequence[str], fields: Sequence[Field]) -> Iterator[bytes]:
    yield b'{\n  "fields": ' + orjson.dumps(list(fields)) + b',\n  "records": ['
    between = b"\n    "
    for row in found:
        yield between + orjson.dumps(row)
        between = b",\n    "
    yield b"\n]}\n"


def _xml(found: Iterable[Row], names: Sequence[str], fields: Sequence[Field]) -> Iterator[bytes]:
    """A row has its place as an attribute, where it is the first of the columns."""
    has_place = names[:1] == (ROW_ID,)
    elements = _elements(names[has_place:])
    yield b'<data xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
    for row in found:
        place = f' {ROW_ID}="{row[0]}"' if has_place else ""
        cells = zip(elements, row[has_place:], strict=True)
        yield f"<row{place}>{''.join(_element(*cell) for cell in cells)}</row>\n".encode()
    yield b"</data>\n"


_WRITERS = {"json": _json, "xml": _xml}


def _element(name: str, value: Any) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return f'<{name} xsi:nil="true" />'
    if isinstance(value, str):
        return f"<{name}>{escape(_NOT_IN_XML.sub('', value))}</{name}>"
    return (
        f"<{name}>{value.isoformat() if isinstance(value, dt.date | dt.time) else value}</{name}>"
    )


def _elements(names: Sequence[str]) -> list[str]:
    """Columns as elements of XML may be called, each once."""
    found: list[str] = []
    for name in names:
        element = "".join(sign if _may_stand(sign) else "_" for sign in name)
        if not (element[:1].isalpha() or element[:1] == "_"):
            element = f"_{element}"
        unique, n = element, 0
        while unique in found:
            n += 1
            unique = f"{element}_{n}"
        found.append(unique)
    return found


def _may_stand(sign: str) -> bool:
    return sign.isalnum() or sign in "_-." or unicodedata.category(sign).startswith("M")
