"""What a file itself suggests for the items of its description that are still empty. Pure.

Each suggestion says in a sentence how it was derived, so that a person can judge it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from odms.definitions.messages import LANGUAGES
from odms.engine.meanings.meaning import label
from odms.publication import prefill
from odms.publication.prefill import Source
from odms.standards import codes
from odms.standards.record import Record

# how far a step of days may be from a period, and still be taken for it
_NEAR = 0.15

_NUMBERS = ("integer", "number")
_DAYS = ("date", "datetime")


@dataclass(frozen=True)
class Suggestion:
    """Values for one item (`values` by field), and the sentence that says whence."""

    item: str
    values: Mapping[str, Any]
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """How many days lie between one day of a column and the next, by the median."""

    column: str
    days: float


def suggest(record: Record, source: Source, steps: Sequence[Step] = ()) -> dict[str, Suggestion]:
    """The suggestions for the items of `record` that are empty, by item."""
    proposed = prefill.propose(source, publisher="")
    found = (*_from_file(proposed, source), *_frequency(steps))
    return {one.item: one for one in found if not getattr(record, one.item)}


def frequency_of(days: float) -> tuple[str, int] | None:
    """The unit and its number that such a step means; None where none is near."""
    for unit in codes.options("frequencies"):
        if not unit.days or unit.days < 1:
            continue
        n = max(1, round(days / unit.days))
        is_whole = n == 1 or unit.code == "A"
        if is_whole and abs(days - n * unit.days) <= _NEAR * unit.days:
            return unit.code, n
    return None


def _from_file(proposed: Record, source: Source) -> Iterator[Suggestion]:
    made = {
        "title_th": _title,
        "tags": _tags,
        "data_type": _data_type,
        "data_format": _data_format,
        "geo_coverage": _coverage,
    }
    for item, told in made.items():
        if value := getattr(proposed, item):
            code, facts = told(source)
            yield Suggestion(item, {item: value}, f"publication.suggest.{code}", facts)
    code, facts = _period(source)
    for item in ("period_start", "period_end"):
        if value := getattr(proposed, item):
            yield Suggestion(item, {item: value}, f"publication.suggest.{code}", facts)


def _title(source: Source) -> tuple[str, dict[str, Any]]:
    return "title", {"file": source.file_name}


def _tags(source: Source) -> tuple[str, dict[str, Any]]:
    return "tags", {}


def _data_type(source: Source) -> tuple[str, dict[str, Any]]:
    years = [c["name"] for c in source.columns if c["type"] == "year"]
    numbers = [c["name"] for c in source.columns if c["type"] in _NUMBERS]
    if years and numbers:
        return "statistics", {"year": years[0], "number": numbers[0]}
    return "geospatial", {}


def _data_format(source: Source) -> tuple[str, dict[str, Any]]:
    return "format", {"format": source.format.upper()}


def _coverage(source: Source) -> tuple[str, dict[str, Any]]:
    signs = [sign for one in prefill.rules()["coverages"].values() for sign in one]
    by_meaning = {c["meaning"]: c["name"] for c in reversed(source.columns)}
    meaning = next(sign for sign in signs if sign in by_meaning)
    named = {f"meaning_{language}": label(meaning, language) for language in LANGUAGES}
    return "coverage", {"column": by_meaning[meaning]} | named


def _period(source: Source) -> tuple[str, dict[str, Any]]:
    names = [
        column["name"]
        for column in source.columns
        if column["type"] in ("year", *_DAYS)
        and column["min"] is not None
        and "personal" not in column
    ]
    return ("period", {"columns": ", ".join(names)}) if names else ("period_in_title", {})


def _frequency(steps: Sequence[Step]) -> Iterator[Suggestion]:
    for step in steps:
        if (told := frequency_of(step.days)) is not None:
            unit, n = told
            values = {"frequency_unit": unit, "frequency_interval": n}
            facts = {"column": step.column, "days": f"{step.days:g}"}
            yield Suggestion("frequency_unit", values, "publication.suggest.frequency", facts)
            return
