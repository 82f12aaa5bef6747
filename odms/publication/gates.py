"""The gates before publication: what holds, and what is lacking. Pure.

The table `rules.GATES` names them in order; each has one function here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from odms.intake.rules import PersonalColumn
from odms.publication.rules import GATES
from odms.publication.wording import list_mentions
from odms.standards import codes, grounds, thai
from odms.standards.record import Record
from odms.standards.thai import Lack


@dataclass(frozen=True)
class Standing:
    """What the gates must know of a case. `delivery_state` is None where only words change."""

    record: Record
    delivery_state: str | None
    n_chosen: int
    has_release: bool  # something of the dataset was published before
    personal: Sequence[PersonalColumn] = ()
    submitted_by_id: str | None = None
    decided_by_id: str | None = None


@dataclass(frozen=True)
class Gate:
    """One gate: its code, whether it is passed, and all that is lacking (warnings too)."""

    code: str
    is_passed: bool
    lacks: tuple[Lack, ...]


def list_gates(standing: Standing) -> list[Gate]:
    """All gates in the order of the table."""
    return [_gate(code, standing) for code in GATES]


def _gate(code: str, standing: Standing) -> Gate:
    lacks = tuple(_CHECKS[code](standing))
    return Gate(code, not any(lack.severity == "error" for lack in lacks), lacks)


def _file_read(standing: Standing) -> Iterator[Lack]:
    if standing.delivery_state is None and not standing.has_release:
        yield Lack("publication.no_file", "file")
    elif standing.delivery_state not in (None, "read"):
        yield Lack("publication.file_not_read", "file", facts={"state": standing.delivery_state})


def _tables_chosen(standing: Standing) -> Iterator[Lack]:
    if standing.delivery_state is not None and standing.n_chosen == 0:
        yield Lack("publication.no_table_chosen", "tables")


def _personal_data(standing: Standing) -> Iterator[Lack]:
    for column in standing.personal:
        if not column.is_decided:
            yield Lack(
                "publication.column_undecided",
                column.column,
                facts={"column": column.column, "table": column.table_name, "kind": column.kind},
            )


def _description(standing: Standing) -> Iterator[Lack]:
    elsewhere = ("classification", "licence")
    yield from (lack for lack in thai.check_record(standing.record) if lack.item not in elsewhere)
    yield from list_mentions(standing.record)


def _classification(standing: Standing) -> Iterator[Lack]:
    if not standing.record.classification:
        yield Lack("publication.classification_missing", "classification")
    yield from _lacks_of(standing.record, "classification")
    yield from grounds.check_ground(standing.record)


def _licence(standing: Standing) -> Iterator[Lack]:
    licence = codes.find("licences", standing.record.licence)
    if licence is not None and not licence.is_open:
        yield Lack("publication.licence_not_open", "licence", facts={"licence": licence.short})
    yield from _lacks_of(standing.record, "licence")


def _rights(standing: Standing) -> Iterator[Lack]:
    yield from grounds.check_rights(standing.record)


def _second_person(standing: Standing) -> Iterator[Lack]:
    decided, submitted = standing.decided_by_id, standing.submitted_by_id
    if decided is None or decided == submitted:
        yield Lack("publication.second_person_missing", "approval")


def _lacks_of(record: Record, item: str) -> Iterator[Lack]:
    yield from (lack for lack in thai.check_record(record) if lack.item == item)


_CHECKS: dict[str, Callable[[Standing], Iterator[Lack]]] = {
    "file-read": _file_read,
    "tables-chosen": _tables_chosen,
    "personal-data": _personal_data,
    "description": _description,
    "classification": _classification,
    "licence": _licence,
    "rights": _rights,
    "second-person": _second_person,
}
