"""A list of datasets as a table: CSV of any encoding and delimiter, or a workbook.

One row is a dataset, or one file of it: rows of one identifier, or without identifiers of one title,
make one dataset. Headings are those of the inventory's form, in Thai and English, and some more for
files (`harvest.yaml`).
"""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from odms.definitions import national
from odms.errors import Invalid
from odms.harvest.fetching import Document, Fetch
from odms.harvest.page import Cursor, Page
from odms.inventory import form
from odms.inventory.form import Rows
from odms.inventory.reading import tables_of
from odms.inventory.rules import Found, Trouble
from odms.standards.description import Agent, Description, Resource
from odms.standards.housing import housed
from odms.standards.reading import Reading
from odms.standards.record import Record, read_date

PROBES: tuple[str, ...] = ()
HAS_CHANGES = False

_HEAD = 64 << 10
_HEAD_LINES = 20
_DELIMITERS = (",", ";", "\t", "|")
_TITLES = {"title_th", "title_en"}
_WORKBOOK, _SHEETS = b"PK\x03\x04", b"xl/"
_ENDINGS = ("csv", "xlsx", "xls", "json", "xml", "geojson", "zip", "pdf", "parquet", "kml", "shp")


def recognise(document: Document) -> bool:
    """Whether a document is a table with a heading for titles among its first lines."""
    if document.body.startswith(_WORKBOOK):
        return _SHEETS in document.body
    head = document.body[:_HEAD]
    if head.lstrip()[:1] in (b"{", b"[", b"<", b"%"):
        return False
    lines = _decoded(head).splitlines()[:_HEAD_LINES]
    return any(_TITLES & set(_fields_of(_cells(line))) for line in lines)


def pages(
    fetch: Fetch, url: str, *, options: Mapping[str, Any], since: str, cursor: Cursor
) -> Iterator[Page]:
    """The whole list, which is one page."""
    document = fetch.get(url)
    name = PurePosixPath(unquote(urlsplit(document.url).path)).name or "list.csv"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        path.write_bytes(document.body)
        tables = tables_of(path, name)
    yield Page(cursor={}, reading=read(tables), is_last=True)


def read(tables: list[Rows]) -> Reading:
    """The datasets of the tables. Raises Unreadable where none has a heading for titles."""
    rows, troubles = form.read([_of_the_form(table) for table in tables])
    reading = Reading()
    cells = {row: _own_cells(table, values) for table in tables for row, values in table.rows}
    for trouble in troubles:
        _tell(reading, trouble)
    for group in _grouped(rows):
        reading.add(_described(group, [cells.get(one.row or 0, {}) for one in group], reading))
    return reading


def _of_the_form(table: Rows) -> Rows:
    """A table without the headings that a list has of its own."""
    own = _own_headings()
    kept = ("" if form.plain_heading(one) in own else one for one in table.headings)
    return replace(table, headings=tuple(kept))


def _tell(reading: Reading, trouble: Trouble) -> None:
    place = f"#{trouble.row}" if trouble.row else ""
    reading.trouble(trouble.code, place, **{"item": trouble.item, **trouble.facts})


def _grouped(rows: list[Found]) -> list[list[Found]]:
    """The rows of each dataset, in the order of the list."""
    groups: dict[str, list[Found]] = {}
    for row in rows:
        groups.setdefault(row.key or row.title or f"#{row.row}", []).append(row)
    return list(groups.values())


def _described(rows: list[Found], cells: list[dict[str, str]], reading: Reading) -> Description:
    first, told = rows[0], cells[0]
    values = dict(first.values)
    files = [one for row, part in zip(rows, cells, strict=True) if (one := _file(row, part))]
    pages = (told.get("landing_page") or (values.get("url", "") if not _is_file(first) else ""),)
    values.pop("url", None)
    record = {name: value for name, value in values.items() if name in Record().to_dict()}
    publisher = told.get("publisher", "")
    return housed(
        Description(
            identifier=first.key,
            record=Record.from_dict(record),
            titles=_words(record, "title"),
            descriptions=_words(record, "description")
            | ({"en": told["description_en"]} if told.get("description_en") else {}),
            publisher=Agent(names={"": publisher}) if publisher else None,
            resources=tuple(files),
            modified=_day(told, "modified", first, reading),
            issued=_day(told, "issued", first, reading),
            landing_pages=tuple(page for page in pages if page),
            extras=first.extra,
        )
    )  # fmt: skip


def _words(record: dict[str, Any], name: str) -> dict[str, str]:
    told = {language: record.get(f"{name}_{language}", "") for language in ("th", "en")}
    return {language: text for language, text in told.items() if text}


def _file(row: Found, told: dict[str, str]) -> Resource | None:
    """The file that a row names, if it names one."""
    url = told.get("file_url") or (row.values.get("url", "") if _is_file(row) else "")
    if not url:
        return None
    size = told.get("file_size", "").replace(",", "")
    title = told.get("file_title") or PurePosixPath(unquote(urlsplit(url).path)).name
    return Resource(
        titles={"": title} if title else {},
        download_urls=(url,),
        format=told.get("file_format") or _ending(url).upper(),
        size_bytes=int(size) if size.isdecimal() else None,
    )


def _is_file(row: Found) -> bool:
    """Whether the address of a row leads to a file rather than to a page."""
    return _ending(str(row.values.get("url", ""))) in _ENDINGS


def _ending(url: str) -> str:
    try:
        return PurePosixPath(urlsplit(url).path).suffix.lstrip(".").lower()
    except ValueError:
        return ""


def _day(told: dict[str, str], name: str, row: Found, reading: Reading) -> str:
    if not (text := told.get(name, "")):
        return ""
    try:
        return read_date(name, text.split("T")[0].split(" ")[0])
    except Invalid as refused:
        reading.refused(refused, row.key or row.title)
        return ""


def _own_cells(table: Rows, values: tuple[str | None, ...]) -> dict[str, str]:
    """What a row says under the headings that the inventory's form has not, and its publisher."""
    fields = [_own_field(heading) for heading in table.headings]
    told = zip(fields, values, strict=False)
    return {name: text.strip() for name, text in told if name and text and text.strip()}


def _own_field(heading: str) -> str:
    plain = form.plain_heading(heading)
    told = form.by_heading().get(plain, "")
    return _own_headings().get(plain, told if told == "publisher" else "")


def _fields_of(headings: list[str]) -> list[str]:
    return [form.by_heading().get(form.plain_heading(heading), "") for heading in headings]


@cache
def _own_headings() -> dict[str, str]:
    return {
        form.plain_heading(text): one["field"]
        for one in national("harvest.yaml")["list"]
        for text in one["also"]
    }


def _cells(line: str) -> list[str]:
    delimiter = max(_DELIMITERS, key=line.count)
    return [cell.strip().strip('"') for cell in line.split(delimiter)]


def _decoded(head: bytes) -> str:
    """The beginning of a text, well enough to know headings."""
    for encoding in ("utf-8-sig", "cp874"):
        try:
            return head[: head.rfind(b"\n") + 1 or None].decode(encoding)
        except UnicodeDecodeError:
            continue
    return head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "replace")
