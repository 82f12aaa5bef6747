"""The measures, one function each, by the code under which `quality.yaml` declares it.

A function takes the facts and the declaration and gives `Found`, or None where it cannot be known.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from odms.definitions import national
from odms.engine.quality.facts import Facts, present

Declared = Mapping[str, Any]
Place = tuple[int | None, str | None, int]


@dataclass(frozen=True)
class Found:
    """A measure's value from 0 to 1, and how it was derived.

    `good` of `of` things are as they should be. `places` counts what has to be mended by table and
    column, the most first; a table's place is None where it is the file's own affair, a column
    None where it is the whole table's.
    """

    value: float
    good: float
    of: float
    places: tuple[Place, ...] = field(default=())


def values_of_type(facts: Facts, declared: Declared) -> Found | None:
    """Values that parse."""
    bad = [(place, c["name"], c["n_failed"]) for place, c in facts.columns() if c["n_failed"]]
    return _less(sum(present(c) for _, c in facts.columns()), bad)


def values_in_list(facts: Facts, declared: Declared) -> Found | None:
    """Values that their list or check digit knows."""
    listed = {(p, c["name"]): present(c) for p, c in facts.columns() if c["meaning"] in _LISTED}
    told = [(p, f["column"], f["n"]) for p, f in facts.findings(declared["findings"])]
    bad = [(p, name, n) for p, name, n in told if (p, name) in listed]
    return _less(sum(listed.values()), bad)


_LISTED = frozenset(
    {
        "th-province",
        "th-province-code",
        "th-amphoe",
        "th-amphoe-code",
        "th-tambon",
        "th-tambon-code",
        "th-region",
        "th-national-id",
        "th-juristic-id",
    }
)


def cells_undamaged(facts: Facts, declared: Declared) -> Found | None:
    """Cells in which no damage was found."""
    bad = [(p, f["column"], f["n"]) for p, f in facts.findings(declared["findings"])]
    return _less(sum(c["n"] - c["n_missing"] for _, c in facts.columns()), bad)


def values_plausible(facts: Facts, declared: Declared) -> Found | None:
    """Values of size that are not far off."""
    of = sum(present(c) for _, c in facts.columns() if c["type"] in _SIZES)
    return _less(of, [(p, f["column"], f["n"]) for p, f in facts.findings(declared["findings"])])


_SIZES = frozenset({"integer", "number", "year", "date", "datetime"})


def cells_filled(facts: Facts, declared: Declared) -> Found | None:
    """Cells that are not missing."""
    bad = [(place, c["name"], c["n_missing"]) for place, c in facts.columns() if c["n_missing"]]
    return _less(sum(c["n"] for _, c in facts.columns()), bad)


def rows_kept(facts: Facts, declared: Declared) -> Found | None:
    """Rows that fit their table."""
    bad = [(p, None, t["n_rejected"]) for p, t in enumerate(facts.tables) if t["n_rejected"]]
    return _less(sum(t["n_rows"] + t["n_rejected"] for t in facts.tables), bad)


def columns_named(facts: Facts, declared: Declared) -> Found | None:
    """Columns that the header names, each once."""
    bad: list[Place] = []
    seen: set[tuple[int, str]] = set()
    for place, column in facts.columns():
        name = (column["source_name"] or "").strip()
        if not name or (place, name) in seen:
            bad.append((place, column["name"], 1))
        seen.add((place, name))
    return _less(facts.n_columns, bad)


def years_present(facts: Facts, declared: Declared) -> Found | None:
    """Years between the first and the last of a column."""
    columns = [
        (place, c, int(c["max"]) - int(c["min"]) + 1)
        for place, c in facts.columns()
        if c["type"] == "year" and not c["n_failed"] and c["n_distinct"] > 1
    ]
    bad = [(p, c["name"], span - c["n_distinct"]) for p, c, span in columns]
    return _less(sum(span for *_, span in columns), [one for one in bad if one[2] > 0])


def items_stated(facts: Facts, declared: Declared) -> Found | None:
    """Mandatory items of the record."""
    return _share(facts.around.n_items_stated, facts.around.n_items)


def columns_described(facts: Facts, declared: Declared) -> Found | None:
    """Columns with a label or description."""
    return _share(facts.around.n_columns_described, facts.n_columns)


def one_form_a_column(facts: Facts, declared: Declared) -> Found | None:
    """Columns without mixed forms."""
    mixed = {(p, f["column"]): 1 for p, f in facts.findings(declared["findings"]) if f["column"]}
    return _less(facts.n_columns, [(p, name, n) for (p, name), n in mixed.items()])


def values_in_usual_pattern(facts: Facts, declared: Declared) -> Found | None:
    """Values in the pattern that most of their column have; free text has none."""
    least, of = national("quality.yaml")["usual_pattern"], 0
    bad: list[Place] = []
    for place, column in facts.columns():
        first = next(iter(column["patterns"]), None)
        if first is None or column["type"] in ("integer", "number") or first["share"] < least:
            continue
        if "+" in first["pattern"]:  # words
            continue
        of += present(column)
        if odd := round((1 - first["share"]) * present(column)):
            bad.append((place, column["name"], odd))
    return _less(of, bad)


def values_spelt_one_way(facts: Facts, declared: Declared) -> Found | None:
    """Texts that are spelt as their like."""
    of = sum(present(c) for _, c in facts.columns() if c["type"] == "text")
    return _less(of, [(p, f["column"], f["n"]) for p, f in facts.findings(declared["findings"])])


def rows_once(facts: Facts, declared: Declared) -> Found | None:
    """Rows that neither repeat another nor share its code; of fewer rows nobody is told."""
    sizes = [t["n_rows"] - t["n_total_rows"] for t in facts.tables]
    of = sum(n for n in sizes if n >= _ROWS_AT_LEAST)
    return _less(of, [(p, f["column"], f["n"]) for p, f in facts.findings(declared["findings"])])


_ROWS_AT_LEAST = 10


def columns_as_before(facts: Facts, declared: Declared) -> Found | None:
    """Columns of the version before that are there as they were."""
    change = facts.around.change
    if not change or not change.get("n_columns_before"):
        return None
    lost = [*change["columns_removed"], *(one["name"] for one in change["columns_retyped"])]
    return _less(change["n_columns_before"], [(None, name, 1) for name in lost])


def data_within_promise(facts: Facts, declared: Declared) -> Found | None:
    """How the age of the data keeps the promise."""
    return _kept_promise(facts, facts.data_to())


def delivered_within_promise(facts: Facts, declared: Declared) -> Found | None:
    """How the last delivery keeps the promise."""
    return _kept_promise(facts, facts.around.delivered_at)


def requests_answered(facts: Facts, declared: Declared) -> Found | None:
    """Requests and remarks that were answered."""
    return _share(facts.around.n_requests_answered, facts.around.n_requests)


def satisfaction(facts: Facts, declared: Declared) -> Found | None:
    """Marks of users."""
    mean = facts.around.satisfaction
    return None if mean is None else Found((mean - 1) / 4, mean - 1, 4)


def is_used(facts: Facts, declared: Declared) -> Found | None:
    """Whether anybody used it."""
    n = facts.around.n_uses
    return None if n is None else _yes(n > 0)


def machine_readable(facts: Facts, declared: Declared) -> Found | None:
    """What the delivered format is worth to a machine."""
    value = national("quality.yaml")["formats"].get(facts.report["format"])
    return None if value is None else Found(value, value, 1)


def read_as_it_stands(facts: Facts, declared: Declared) -> Found | None:
    """Tables of one header row and data."""
    bad = [(place, None, 1) for place, t in enumerate(facts.tables) if not _is_tidy(t)]
    return _less(len(facts.tables), bad)


def text_in_utf8(facts: Facts, declared: Declared) -> Found | None:
    """Whether a file of text is in UTF-8."""
    encoding = facts.report["encoding"]
    return _yes(encoding["name"] == "utf-8") if encoding else None


def licence_open(facts: Facts, declared: Declared) -> Found | None:
    """Whether the licence is open."""
    is_open = facts.around.licence_is_open
    return None if is_open is None else _yes(is_open)


def links_answered(facts: Facts, declared: Declared) -> Found | None:
    """Checks of links that were answered."""
    return _share(facts.around.n_checks_answered, facts.around.n_checks)


MEASURES: dict[str, Callable[[Facts, Declared], Found | None]] = {
    measure.__name__: measure
    for measure in (
        values_of_type,
        values_in_list,
        cells_undamaged,
        values_plausible,
        cells_filled,
        rows_kept,
        columns_named,
        years_present,
        items_stated,
        columns_described,
        one_form_a_column,
        values_in_usual_pattern,
        values_spelt_one_way,
        rows_once,
        columns_as_before,
        data_within_promise,
        delivered_within_promise,
        requests_answered,
        satisfaction,
        is_used,
        machine_readable,
        read_as_it_stands,
        text_in_utf8,
        licence_open,
        links_answered,
    )
}


def _less(of: int, bad: Sequence[Place]) -> Found | None:
    """The share that is not bad; None of nothing."""
    if not of:
        return None
    summed: dict[tuple[int | None, str | None], int] = {}
    for place, name, n in bad:
        summed[place, name] = summed.get((place, name), 0) + n
    places = sorted(((p, name, n) for (p, name), n in summed.items()), key=lambda one: -one[2])
    good = max(0, of - sum(summed.values()))
    return Found(good / of, good, of, tuple(places))


def _share(good: int | None, of: int | None) -> Found | None:
    if good is None or not of:
        return None
    return _less(of, [(None, None, of - good)] if good < of else [])


def _yes(is_so: bool) -> Found:
    return Found(float(is_so), float(is_so), 1)


def _kept_promise(facts: Facts, since: date | None) -> Found | None:
    """How far an age keeps the promised period; `good` and `of` are days."""
    at, period = facts.around.at, facts.around.promised_days
    if at is None or since is None or not period:
        return None
    rule = national("quality.yaml")["promise"]
    age = max(0, (at - since).days)
    value = (rule["none"] - age / period) / (rule["none"] - rule["full"])
    return Found(min(1.0, max(0.0, value)), period, age)


def _is_tidy(table: Mapping[str, Any]) -> bool:
    """Whether a table is its first row as header, and rows. Formats that name columns need none."""
    around = ("n_footer_rows", "n_total_rows", "n_blank", "n_rejected")
    if table["preamble_rows"] or any(table[part] for part in around):
        return False
    return len(table["header_rows"]) == 1 or (table["dialect"] is None and not table["header_rows"])
