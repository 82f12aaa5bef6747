"""Rows, facets and downloads of published tables.

Who calls has the release from `catalogue.queries`, which decides who may see it.
"""

import hashlib
import mimetypes
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from odms.errors import Absent, Gone, Invalid
from odms.intake.queries import lake
from odms.intake.rules import MIRRORED_FILE
from odms.lake import dumps, exports, rows
from odms.lake.conditions import Filter
from odms.lake.exports import FORMATS
from odms.lake.rows import RowQuery
from odms.tables.rules import DEFAULT_SIZE, Download, Page

if TYPE_CHECKING:
    from odms.catalogue.models import Release

_CHUNK = 256 * 1024


def get_rows(release: "Release", query: RowQuery | None = None) -> Page:
    """The rows that a query asks for, the first of the table without one.

    Raises Gone where the version was destroyed, TooLarge where the query takes too much.
    """
    query = query or whole_table(release)
    asked = replace(query, limit=query.limit if query.limit is not None else DEFAULT_SIZE)
    by_name = {column["name"]: column for column in release.columns}
    return Page(
        columns=[by_name[name] for name in query.columns],
        rows=select_rows(release, asked),
        total=count_rows(release, query),
        n_rows=release.n_rows,
        offset=query.offset,
        limit=asked.limit or 0,
    )


def select_rows(release: "Release", query: RowQuery) -> list[tuple[Any, ...]]:
    """The rows that a query asks for, and no more of them. Raises Gone and TooLarge."""
    return rows.select(_path(release), query)


def count_rows(release: "Release", query: RowQuery) -> int:
    """How many rows a query asks for, whatever its page. Raises Gone and TooLarge."""
    if query.is_distinct:
        return rows.count_distinct(_path(release), query.columns, query.filters)
    n_rows: int = release.n_rows
    return rows.count(_path(release), query.filters) if query.filters else n_rows


def size_bytes(release: "Release") -> int:
    """How many bytes a table takes in the lake."""
    return _path(release).stat().st_size


def whole_table(release: "Release") -> RowQuery:
    """The query for all columns and rows."""
    return RowQuery(columns=tuple(column["name"] for column in release.columns))


def facet(
    release: "Release", column: str, *, filters: tuple[Filter, ...] = (), limit: int = 50
) -> list[tuple[Any, int]]:
    """The most frequent values of a column with their counts, under filters on the other columns."""
    if column not in {known["name"] for known in release.columns}:
        raise Invalid("tables.unknown_column", column=column)
    others = [wanted for wanted in filters if wanted.column != column]
    return rows.facet(_path(release), column, filters=others, limit=limit)


def profile(release: "Release") -> dict[str, Any]:
    """What the engine measured of the table, see `odms.engine.columns.profile`."""
    _check_kept(release)
    return lake().profile(release.table_key)


def download(
    release: "Release", format_: str, bom: bool = False, query: RowQuery | None = None
) -> Download:
    """The table, or what a query asks of it, as a file in one of `exports.FORMATS`.

    The whole table is written once and kept, with a strong validator; what a query asks for is
    made for the one who asks. Raises Invalid for an unknown format, TooLarge, Gone.
    """
    if format_ not in FORMATS:
        raise Invalid("tables.unknown_format", format=format_, known=", ".join(FORMATS))
    if query is None or query == whole_table(release):
        return _whole(release, format_, bom)
    return _asked(release, format_, query, bom)


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """What is left of an open file, piece by piece; it is closed at the end."""
    with stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def copied_file(release: "Release") -> Download:
    """The file elsewhere that a table was read from, byte for byte as it was copied. Raises Absent where
    the table is no copy, Gone."""
    path = _path(release).with_name(MIRRORED_FILE)
    if not path.exists():
        raise Absent("catalogue.no_copy")
    return Download(
        media_type=mimetypes.guess_type(release.raw_name)[0] or "application/octet-stream",
        file_name=release.raw_name,
        size=release.raw_size_bytes,
        last_modified=release.released_at,
        path=path,
        etag=release.raw_sha256,
    )


def _whole(release: "Release", format_: str, bom: bool) -> Download:
    _check_kept(release)
    path = _find(release, format_, bom) or _write(release, format_, bom)
    return Download(
        media_type=FORMATS[format_].media_type,
        file_name=_file_name(release, format_),
        size=path.stat().st_size,
        last_modified=release.released_at,
        path=path,
        etag=path.name.split(".")[1],
    )


def dump(
    release: "Release", query: RowQuery, form: str, fields: list[dict[str, Any]], bom: bool = False
) -> Download:
    """What a query asks of a table in one of `dumps.FORMS`; `fields` tell its columns.

    Raises TooLarge, Gone.
    """

    def write(out: Path) -> None:
        dumps.dump(_path(release), query, out, form, fields=fields, has_bom=bom)

    name = f"{release.distribution_id}.{form}"
    return _made(release, name, dumps.FORMS[form].media_type, write)


def _asked(release: "Release", format_: str, query: RowQuery, bom: bool) -> Download:
    def write(out: Path) -> None:
        exports.export(_path(release), query, out, format_, has_bom=bom)

    name = _file_name(release, format_)
    return _made(release, name, FORMATS[format_].media_type, write)


def _made(
    release: "Release", name: str, media_type: str, write: Callable[[Path], None]
) -> Download:
    """A file that is written for the one who asks, and gone when it is read."""
    with lake().new_table() as folder:
        out = folder / "rows"
        write(out)
        kept = out.open("rb")  # stays readable when the folder goes
    return Download(
        media_type=media_type,
        file_name=name,
        size=os.fstat(kept.fileno()).st_size,
        last_modified=release.released_at,
        chunks=chunks(kept),
    )


def _find(release: "Release", format_: str, bom: bool) -> Path | None:
    """The whole table in a format, where it is written: `<what>.<sha256>.<ending>`."""
    place = lake().derived_path(release.table_key, "any").parent
    found = sorted(place.glob(f"{_what(release, format_, bom)}.*"))
    return found[0] if found else None


def _write(release: "Release", format_: str, bom: bool) -> Path:
    with lake().new_table() as folder:
        out = folder / f"whole.{format_}"
        exports.export(_path(release), whole_table(release), out, format_, has_bom=bom)
        name = f"{_what(release, format_, bom)}.{_sha256(out)}.{format_}"
        with lake().derive(release.table_key, name) as building:
            out.replace(building)
    return lake().derived_path(release.table_key, name)


def _what(release: "Release", format_: str, bom: bool) -> str:
    return exports.name_of(whole_table(release).columns, format_, has_bom=bom)


def _path(release: "Release") -> Path:
    _check_kept(release)
    return lake().table_path(release.table_key)


def _check_kept(release: "Release") -> None:
    if release.destroyed_at is not None:
        raise Gone("tables.destroyed", number=release.number)


def _file_name(release: "Release", format_: str) -> str:
    distribution = release.distribution
    return f"{distribution.dataset.slug}-{distribution.slug}-v{release.number}.{format_}"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
