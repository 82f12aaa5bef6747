"""A table of answers read against a survey's document: the rows that can be taken, and why not. Pure."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from odms.errors import Invalid, Unreadable
from odms.voice.rules.cells import OWN, Column, Problem, fields_of, reader, unknown_headings
from odms.voice.rules.documents import LISTS, Document


@dataclass(frozen=True)
class Row:
    """The answers of one row. `key` tells it from others where the file says when each was given."""

    row: int
    group: str
    channel: str
    purpose: str
    agency_id: str
    day: date
    answers: dict[str, Any]
    key: str


@dataclass
class Taken:
    """What a table comes to before anything is kept."""

    fields: dict[str, str] = field(default_factory=dict)  # by heading
    n_rows: int = 0
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    n_refused: int = 0


@dataclass(frozen=True)
class _Read:
    """A column with what each of its distinct texts says, or why it says nothing."""

    name: str
    column: Column
    values: list[Any]

    def at(self, place: int) -> Any:
        return self.values[self.column.places[place]]


def take(
    document: Document,
    columns: Sequence[Column],
    numbers: Sequence[int],
    *,
    agencies: Mapping[str, str],
    day: date,
) -> Taken:
    """Read a table; `numbers` are those of its rows in the file, `day` that of rows without one.

    A row is refused for a cell that cannot be read, and where it answers nothing; an empty cell is no
    answer. Raises Unreadable where no column is one of the survey's.
    """
    headings = [column.heading for column in columns]
    fields = fields_of(document, headings)
    if not set(fields.values()) - {"at", "agency"}:
        raise Unreadable("voice.import.no_columns")
    read = [
        _Read(name, columns[place], _values(document, name, columns[place], agencies))
        for place, name in fields.items()
    ]
    taken = Taken(fields={headings[place]: name for place, name in fields.items()})
    taken.problems += unknown_headings(headings, fields)
    keyed = _Keys(columns) if "at" in fields.values() else None
    for place, number in enumerate(numbers):
        taken.n_rows += 1
        _take_row(taken, read, place, number, day, keyed)
    return taken


class _Keys:
    """What tells a row from all others, of this file and of one that was filled further.

    Equal rows are numbered, so that two people who answered alike at the same second count as two.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.met: Counter[str] = Counter()

    def of(self, place: int) -> str:
        texts = "\x1f".join(
            f"{one.heading}\x1e{one.values[one.places[place]] or ''}" for one in self.columns
        )
        self.met[texts] += 1
        told = f"{texts}\x1f{self.met[texts]}"
        return hashlib.sha256(told.encode()).hexdigest()


def _values(
    document: Document, name: str, column: Column, agencies: Mapping[str, str]
) -> list[Any]:
    read = reader(document, name, agencies)
    return [_value(read, text) for text in column.values]


def _value(read: Any, text: str | None) -> Any:
    if text is None or not text.strip():
        return None
    try:
        return read(text)
    except Invalid as refused:
        return refused


def _take_row(
    taken: Taken, read: Sequence[_Read], place: int, number: int, day: date, keyed: _Keys | None
) -> None:
    key = keyed.of(place) if keyed else ""
    told = {one.name: value for one in read if (value := one.at(place)) is not None}
    troubles = [_problem(number, one, place) for one in read if isinstance(one.at(place), Invalid)]
    answers = {name: value for name, value in told.items() if name not in OWN}
    if not troubles and not answers:
        troubles = [Problem(number, "", "", "voice.import.empty", {}, is_refusal=True)]
    if troubles:
        taken.problems += troubles
        taken.n_refused += 1
        return
    parts = {part: told.get(part, "") for part in LISTS}
    where = told.get("agency", "")
    row = Row(number, **parts, agency_id=where, day=told.get("at", day), answers=answers, key=key)
    taken.rows.append(row)


def _problem(number: int, read: _Read, place: int) -> Problem:
    refused = read.at(place)
    text = read.column.values[read.column.places[place]] or ""
    facts = {name: value for name, value in refused.facts.items() if name != "item"}
    return Problem(number, read.column.heading, text[:200], refused.code, facts, is_refusal=True)
