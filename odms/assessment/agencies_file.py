"""A file of agencies as an earlier cycle: a row an agency, a column a question. Pure.

The headings stand in `definitions/<country>/agencies_file.yaml`; a question of the readiness framework
is known by its Thai words, its number and its code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from odms.assessment.chapter import READINESS
from odms.assessment.frameworks import get_framework
from odms.definitions import national
from odms.errors import Invalid, Unreadable
from odms.inventory.form import Rows, plain_heading

_PUBLISHING = "is_publishing"
_NEEDED = ("name", _PUBLISHING)


@dataclass(frozen=True)
class AgencyRow:
    """An agency as a row tells it: `answers` are yes or no by question."""

    row: int
    name: str
    kind: str
    is_publishing: bool
    answers: Mapping[str, str]


def read(tables: Sequence[Rows]) -> list[AgencyRow]:
    """The agencies of the first table that has their names. Raises Unreadable where there is none, and
    Invalid for a column that is missing, a cell that is neither yes nor no, a name that is repeated."""
    for table in tables:
        fields = _fields(table.headings)
        if "name" in fields.values() and table.rows:
            _check_whole(fields)
            found = [_row(row, cells, fields, table.headings) for row, cells in table.rows]
            _check_once(found)
            return found
    raise Unreadable("assessment.file.no_rows")


def _fields(headings: Sequence[str]) -> dict[int, str]:
    known = _headings()
    places = {place: known.get(plain_heading(one)) for place, one in enumerate(headings)}
    return {place: field for place, field in places.items() if field}


@cache
def _headings() -> dict[str, str]:
    """Fields and questions by every heading that stands for them."""
    found: dict[str, str] = {}
    for one in national("agencies_file.yaml")["columns"]:
        names = (one["th"], *one.get("also", ()))
        found |= {plain_heading(name): one["field"] for name in names}
    for question in get_framework(READINESS).questions():
        names = (question.code, question.process, *question.names.values())
        numbered = (f"กระบวนการที่ {question.code}", f"{question.code}. {question.names['th']}")
        found |= {plain_heading(name): question.code for name in (*names, *numbered) if name}
    return found


def _check_whole(fields: Mapping[int, str]) -> None:
    needed = [*_NEEDED, *(one.code for one in get_framework(READINESS).questions())]
    if lacking := [one for one in needed if one not in fields.values()]:
        raise Invalid("assessment.file.lacks_columns", columns=", ".join(lacking))


def _row(
    row: int, cells: Sequence[str | None], fields: Mapping[int, str], headings: Sequence[str]
) -> AgencyRow:
    told = {field: (cells[place] or "").strip() for place, field in fields.items()}
    if not told["name"]:
        raise Invalid("assessment.file.without_name", row=row)
    said = {
        field: _yes_or_no(told[field], row, headings[place])
        for place, field in fields.items()
        if field not in ("name", "kind")
    }
    return AgencyRow(
        row=row,
        name=told["name"],
        kind=told.get("kind", ""),
        is_publishing=said.pop(_PUBLISHING) == "yes",
        answers=said,
    )


def _yes_or_no(value: str, row: int, column: str) -> str:
    marks = national("inventory.yaml")["marks"]
    for answer in ("yes", "no"):
        if value.lower() in marks[answer]:
            return answer
    raise Invalid("assessment.file.not_yes_or_no", row=row, column=column, value=value[:60])


def _check_once(found: Sequence[AgencyRow]) -> None:
    first: dict[str, int] = {}
    for one in found:
        if one.name in first:
            facts = {"row": one.row, "name": one.name, "first": first[one.name]}
            raise Invalid("assessment.file.repeated", **facts)
        first[one.name] = one.row
