"""The header of a table against the fields of its schema, as `fieldsMatch` asks. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from odms.engine.schema.breach import Breach
from odms.engine.schema.model import Field, Schema

_TAKES_MORE_COLUMNS = ("subset", "partial")
_TAKES_FEWER_COLUMNS = ("superset", "partial")


@dataclass(frozen=True)
class Pair:
    """A column of the table (its place, from 0) and the field that it is held against."""

    column: int
    field: Field


def pair(schema: Schema, labels: Sequence[str | None] | None, n_columns: int) -> list[Pair]:
    """Which column is held against which field; a table without a header is taken in order."""
    if labels is None or schema.fields_match == "exact":
        return [Pair(i, one) for i, one in enumerate(schema.fields[:n_columns])]
    by_name = {one.name: one for one in schema.fields}
    return [Pair(i, by_name.pop(label)) for i, label in enumerate(labels) if label in by_name]


def compare(schema: Schema, labels: Sequence[str | None]) -> list[Breach]:
    """What is wrong with the header."""
    found = list(_repeated(labels))
    if schema.fields_match == "exact":
        return [*found, *_in_order(schema, labels)]
    return [*found, *_by_name(schema, labels)]


def _repeated(labels: Sequence[str | None]) -> Iterator[Breach]:
    for i, label in enumerate(labels):
        if label and label in labels[:i]:
            first = labels.index(label) + 1
            yield Breach("schema.column_name_repeated", label, i, facts={"first": first})


def _in_order(schema: Schema, labels: Sequence[str | None]) -> Iterator[Breach]:
    names = schema.names
    for i, (name, label) in enumerate(zip(names, labels, strict=False)):
        if not label:
            yield Breach("schema.column_nameless", name, i, facts={"number": i + 1})
        elif label != name and label not in labels[:i]:
            facts = {"label": label, "number": i + 1}
            yield Breach("schema.column_misnamed", name, i, facts=facts)
    for i, label in enumerate(labels[len(names) :], start=len(names)):
        yield _extra(label, i)
    for i, one in enumerate(schema.fields[len(labels) :], start=len(labels)):
        yield Breach("schema.column_missing", one.name, i)


def _by_name(schema: Schema, labels: Sequence[str | None]) -> Iterator[Breach]:
    names = set(schema.names)
    if schema.fields_match == "partial" and names and not names & set(labels):
        yield Breach("schema.no_column_matches")
    if schema.fields_match not in _TAKES_MORE_COLUMNS:
        for i, label in enumerate(labels):
            if label not in names:
                yield _extra(label, i)
    lacking = [one for one in schema.fields if one.name not in labels]
    if schema.fields_match in _TAKES_FEWER_COLUMNS:
        lacking = [
            one for one in lacking if one.constraints.required or one.name in schema.primary_key
        ]
    for i, one in enumerate(lacking, start=len(labels)):
        yield Breach("schema.column_missing", one.name, i)


def _extra(label: str | None, place: int) -> Breach:
    return Breach("schema.column_extra", label or "", place, facts={"number": place + 1})
