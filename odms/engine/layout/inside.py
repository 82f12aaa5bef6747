"""Rows between a table's header and its notes that are not plain data: headers and page numbers
again, totals, records too long or too short for the columns."""

import re
from collections.abc import Sequence
from functools import cache

from odms import definitions
from odms.engine.layout import cells
from odms.engine.layout.cells import DATE, EMPTY, NUMBER, bare, flat, kind
from odms.engine.layout.plan import Rejected
from odms.engine.layout.row import Row
from odms.engine.layout.stretch import Cells, Stretch, between, trimmed

_LABEL_COLUMNS = 4
_CLOSING_ROWS = 12
_MOST_MENDED = 2_000
_MOST_LABELS = 500
_ASKED_CELLS = 12


def labelled(stretch: Stretch, first: int, end: int) -> list[tuple[int, tuple[str, ...]]]:
    """Rows that have, in their first cells, a word that sums up or that numbers a page."""
    places = stretch.columns[:_LABEL_COLUMNS]
    # No label begins with a digit, and to compare two letters costs less than to try the pattern.
    told = " OR ".join(
        f"((c{column} < '0' OR c{column} > '9~') AND regexp_matches(c{column}, ?, 'i'))"
        for column in places
    )
    found = stretch.rows(
        f"{between(first, end)} AND ({told})",
        [_word_pattern()] * len(places),
        width=len(places),
    )
    return [(r, tuple(map(bare, row))) for r, row in found]


@cache
def _word_pattern() -> str:
    """A regular expression (RE2) for every label that may sum up or number a page."""
    parts = cells.words()
    words = parts["totals"] | parts["totals_beginning"] | parts["closing"] | regions()
    told = [
        r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=len, reverse=True)
    ]
    return rf"^[\s\x{{00A0}}]*(?:{'|'.join(told)}|{cells.pattern('pages').pattern})"


@cache
def regions() -> frozenset[str]:
    """The names of regions in every standard of the country in use."""
    return frozenset(
        name
        for standard in definitions.national("regions.yaml").values()
        for name in standard.get("names", ())
    )


def pages(stretch: Stretch, rows: Sequence[tuple[int, tuple[str, ...]]]) -> list[Rejected]:
    """Rows that hold a page's number and hardly more."""
    page = cells.pattern("pages")
    found = [r for r, row in rows if any(page.fullmatch(flat(cell)) for cell in row)]
    if not found:
        return []
    told = stretch.rows(f"r IN ({', '.join(map(str, found[:5_000]))})")
    return [
        Rejected(r, "page-number") for r, row in told if sum(bool(bare(cell)) for cell in row) <= 2
    ]


def repeated_headers(
    stretch: Stretch, first: int, end: int, header: Sequence[Row]
) -> list[Rejected]:
    """Rows that say a header row again, as at the head of each printed page."""
    found: set[int] = set()
    for row in header:
        filled = [(c, cell) for c, cell in zip(stretch.columns, row.cells, strict=True) if cell]
        if len(filled) < 2:
            continue
        asked = filled[:_ASKED_CELLS]
        # The first test is cheap and turns nearly every row away.
        same = " AND ".join(f"{trimmed(column)} = ?" for column, _ in asked)
        where = f"{between(first, end)} AND contains(c{asked[0][0]}, ?) AND {same}"
        words = [cell for _, cell in asked]
        rows = stretch.rows(where, [words[0], *words])
        found |= {r for r, cells in rows if _says(cells, row)}
    return [Rejected(r, "repeated-header") for r in sorted(found)]


def _says(record: Cells, header: Row) -> bool:
    """Whether a record holds all names of a header row."""
    return all(
        not name or bare(cell) == name for cell, name in zip(record, header.cells, strict=True)
    )


def totals(
    stretch: Stretch, rows: Sequence[tuple[int, tuple[str, ...]]], end: int, n_rows: int
) -> set[int]:
    """Rows whose label says that they sum up others. A region is a total where its column names
    other places too; an average only at the table's end."""
    found: set[int] = set()
    by_region: dict[int, list[int]] = {}
    for r, row in rows:
        words = [(i, cell) for i, cell in enumerate(row) if cell][:2]
        if any(cells.is_total(cell) for _, cell in words) or (
            words and end - r <= _CLOSING_ROWS and cells.begins(words[0][1], "closing")
        ):
            found.add(r)
        for i, cell in words:
            if cell in regions():
                by_region.setdefault(i, []).append(r)
    for i, of_regions in by_region.items():
        if _names_other_places(stretch, i, of_regions, n_rows):
            found |= set(of_regions)
    found |= _sums_of_labels(stretch, rows)
    return found | _under_merged_label(stretch, found)


def _sums_of_labels(stretch: Stretch, rows: Sequence[tuple[int, tuple[str, ...]]]) -> set[int]:
    """Rows that sum up the rows of one label: รวมเขต 1 among the rows of เขต 1."""
    told: dict[tuple[int, str], list[int]] = {}
    for r, row in rows:
        for i, cell in enumerate(row):
            label = _summed(cell)
            if label:
                told.setdefault((i, label), []).append(r)
    found: set[int] = set()
    for (i, label), at in list(told.items())[:_MOST_LABELS]:
        same = f"{between(stretch.first, stretch.end)} AND {trimmed(stretch.columns[i])} = ?"
        if stretch.numbers(same, [label]):
            found |= set(at)
    return found


def _summed(cell: str) -> str | None:
    """What a label sums up, if it begins with a word that does."""
    for word in ("รวม", "total"):
        if cell.lower().startswith(word):
            return cell[len(word) :].strip()
    return None


def _names_other_places(stretch: Stretch, i: int, of_regions: Sequence[int], n_rows: int) -> bool:
    """Whether a label column holds provinces beside its regions."""
    if len(of_regions) > 0.5 * n_rows:
        return False
    provinces = [province["name_th"] for province in definitions.national_table("provinces.csv")]
    names = ", ".join("'" + name + "'" for name in provinces)
    n = stretch.count(
        f"{between(stretch.first, stretch.end)} AND {trimmed(stretch.columns[i])} IN ({names})"
    )
    return n >= 2 * len(set(of_regions))


def _under_merged_label(stretch: Stretch, found: set[int]) -> set[int]:
    """Rows under a label that is merged downwards from the row of a total."""
    places = set(stretch.columns[:_LABEL_COLUMNS])
    return {
        r
        for merge in stretch.grid.merges
        if merge.first_row in found and merge.first_column in places
        for r in range(merge.first_row, merge.last_row + 1)
    }


def filled_down(stretch: Stretch, first: int, end: int) -> dict[int, Cells]:
    """The rows under labels that are merged downwards, with the label in each."""
    place = {column: i for i, column in enumerate(stretch.columns)}
    merges = [
        merge
        for merge in stretch.grid.merges
        if merge.first_row >= first
        and merge.last_row < end
        and merge.last_row > merge.first_row
        and merge.first_column in place
    ]
    if not merges:
        return {}
    rows = {r: list(row) for r, row in stretch.rows(between(first, end))}
    changed: dict[int, Cells] = {}
    for merge in merges:
        at = place[merge.first_column]
        label = rows.get(merge.first_row, [None] * len(place))[at]
        for r in range(merge.first_row + 1, merge.last_row + 1):
            if label and r in rows and not bare(rows[r][at]):
                rows[r][at] = label
                changed[r] = ()
    return {r: tuple(rows[r]) for r in changed}


# Records longer than the header


def too_long(
    stretch: Stretch, first: int, end: int, kinds: str
) -> tuple[list[Rejected], dict[int, Cells]]:
    """Records with more cells than there are columns: those that fit once a surplus empty cell is
    taken out, mended, and those that do not, rejected. `kinds` are the columns' own."""
    width = len(stretch.columns)
    if stretch.grid.dialect is None or stretch.grid.n_columns <= width or not stretch.is_alone:
        return [], {}
    where = f"{between(first, end)} AND c{width} IS NOT NULL"
    rejected: list[Rejected] = []
    mended: dict[int, Cells] = {}
    for r, row in stretch.rows(where, width=stretch.grid.n_columns):
        record = [cell for cell in row if cell is not None]
        fitting = _without_surplus(record, width, kinds) if len(mended) < _MOST_MENDED else None
        if fitting is None:
            rejected.append(Rejected(r, "too-long"))
        elif fitting != record[:width]:
            mended[r] = tuple(fitting)
    return rejected, mended


def _without_surplus(record: list[str], width: int, kinds: str) -> list[str] | None:
    """The record without its surplus cells, which are empty; None where none fits."""
    n_surplus = len(record) - width
    if n_surplus > 3 or sum(not bare(cell) for cell in record) < n_surplus:
        return None if any(map(bare, record[width:])) else record[:width]
    for _ in range(n_surplus):
        empty = [i for i, cell in enumerate(record) if not bare(cell)]
        ways = [record[:i] + record[i + 1 :] for i in reversed(empty)]
        record = max(ways, key=lambda way: _fit(way, kinds))
    return record


def _fit(record: Sequence[str], kinds: str) -> int:
    """How many cells are of their column's kind, words where words are and values where values."""
    score = 0
    for cell, expected in zip(record, kinds, strict=False):
        found = kind(bare(cell))
        if EMPTY in (found, expected):
            continue
        is_value = found in (NUMBER, DATE)
        score += 1 if found == expected else -1 if is_value != (expected in (NUMBER, DATE)) else 0
    return score
