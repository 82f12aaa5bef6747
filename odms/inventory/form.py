"""The government's form of an inventory: its columns, and rows of it as things found.

The form stands in `definitions` (`inventory.yaml`): headings in Thai, as the country's metadata
standard names the items, and other headings under which agencies write the same.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from odms.definitions import national
from odms.errors import Unreadable
from odms.inventory.rules import Found, Trouble, read_all

# columns that are told and not taken: whose inventory it is, is known before
_TOLD = ("publisher",)
_IN_PARENTHESES = re.compile(r"[(（\[].*?[)）\]]")
_FREQUENCY = re.compile(r"(?:ทุก|every)?\s*([\d๐-๙]+)\s*(\D+)")
# what people write in a cell that has nothing to say
_NOTHING = {"", "-", "–", "—", "n/a"}


@dataclass(frozen=True)
class Heading:
    """A column of the form: our field, and its heading."""

    field: str
    th: str


@dataclass(frozen=True)
class Rows:
    """A table of a workbook as texts: its headings, and its rows with their numbers from 1."""

    name: str
    headings: tuple[str, ...]
    rows: list[tuple[int, tuple[str | None, ...]]]


def headings(part: str = "inventory") -> list[Heading]:
    """The columns of the form, or of its `dictionary`, in their order."""
    form = national("inventory.yaml")
    columns = form["dictionary"]["columns"] if part == "dictionary" else form["columns"]
    return [Heading(one["field"], one["th"]) for one in columns]


def read(tables: Sequence[Rows]) -> tuple[list[Found], list[Trouble]]:
    """What the tables of a workbook tell, and what was not understood of them.

    A column without a field and a text that does not fit its field are kept with the row. Raises
    Unreadable where no table has a column of titles.
    """
    found: list[Found] = []
    troubles: list[Trouble] = []
    columns: dict[str, list[dict[str, Any]]] = {}
    for table in tables:
        if _is_dictionary(table):
            _read_dictionary(table, columns)
        elif fields := _fields(table.headings, "inventory", {"title_th", "title_en"}):
            troubles += _unknown_headings(table.headings, fields)
            for row, cells in table.rows:
                one, lacking = _read_row(row, cells, table.headings, fields)
                found.append(one)
                troubles += lacking
        else:
            troubles.append(
                Trouble(None, table.name, "", "inventory.table_not_read", {"name": table.name})
            )
    if not found:
        raise Unreadable("inventory.no_titles", heading=headings()[1].th)
    return [_with_columns(one, columns) for one in found], troubles


def _is_dictionary(table: Rows) -> bool:
    return bool(_fields(table.headings, "dictionary", {"name"})) and not _fields(
        table.headings, "inventory", {"maintainer", "data_category", "classification"}
    )


def _fields(headings: Sequence[str], part: str, needed: set[str]) -> dict[int, str]:
    """The field of each column that has one; none at all where all the `needed` are missing."""
    found: dict[int, str] = {}
    for place, heading in enumerate(headings):
        field = by_heading(part).get(plain_heading(heading)) or by_heading(part).get(
            plain_heading(_IN_PARENTHESES.sub("", heading))
        )
        if field and field not in found.values():
            found[place] = field
    return found if needed & set(found.values()) else {}


@cache
def by_heading(part: str = "inventory") -> dict[str, str]:
    """The field of each heading that is known, headings as `plain_heading` writes them."""
    form = national("inventory.yaml")
    columns = form["dictionary"]["columns"] if part == "dictionary" else form["columns"]
    found: dict[str, str] = {}
    for one in columns:
        for text in (one["th"], *one.get("also", ())):
            found.setdefault(plain_heading(text), one["field"])
    return found


def plain_heading(heading: str) -> str:
    """A heading without blanks, signs, numbering and case."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    text = re.sub(r"^\s*[\d๐-๙]+\s*[.)]\s*", "", text)
    return "".join(c for c in text if unicodedata.category(c)[0] in "LMN")


def _unknown_headings(headings: Sequence[str], fields: Mapping[int, str]) -> Iterator[Trouble]:
    for place, heading in enumerate(headings):
        if place not in fields and heading and plain_heading(heading) not in _ordinals():
            yield Trouble(None, heading, "", "inventory.heading_not_known", {"heading": heading})


@cache
def _ordinals() -> set[str]:
    return {plain_heading(text) for text in ("ลำดับ", "ลำดับที่", "ที่", "No.", "#")}


def _read_row(
    row: int, cells: Sequence[str | None], headings: Sequence[str], fields: Mapping[int, str]
) -> tuple[Found, list[Trouble]]:
    raw: dict[str, str] = {}
    kept: dict[str, str] = {}
    for place, cell in enumerate(cells):
        text = (cell or "").strip()
        if text.casefold() in _NOTHING:
            continue
        field = fields.get(place)
        if field is None:
            if headings[place] and plain_heading(headings[place]) not in _ordinals():
                kept[headings[place]] = text
        elif field not in _TOLD:
            raw[field] = text
    key = raw.pop("key", "")[:400]
    values, troubles = read_all(_parted(raw))
    unread = {trouble.item: trouble.value for trouble in troubles}
    extra = {name: part for name, part in (("workbook", kept), ("unread", unread)) if part}
    return (
        Found(key, values, None, extra, row),
        [replace(trouble, row=row) for trouble in troubles],
    )


def _parted(raw: dict[str, str]) -> dict[str, str]:
    """A frequency that was written in one cell ("ทุก 3 เดือน") as its unit and its number."""
    whole = _FREQUENCY.fullmatch(raw.get("frequency_unit", ""))
    if whole and "frequency_interval" not in raw:
        return raw | {"frequency_interval": whole[1], "frequency_unit": whole[2].strip()}
    return raw


def _read_dictionary(table: Rows, columns: dict[str, list[dict[str, Any]]]) -> None:
    """The columns that a data dictionary tells, by the key or the title of their entry."""
    fields = _fields(table.headings, "dictionary", {"name"})
    for _, cells in table.rows:
        told = {field: (cells[place] or "").strip() for place, field in fields.items()}
        owner = told.pop("key", "") or told.get("title_th", "")
        told.pop("title_th", None)
        if owner and told.get("name"):
            part = {name: text for name, text in told.items() if text and text not in _NOTHING}
            columns.setdefault(owner, []).append(part)


def _with_columns(found: Found, columns: Mapping[str, list[dict[str, Any]]]) -> Found:
    told = columns.get(found.key) or columns.get(found.title)
    return replace(found, columns=told) if told else found
