"""What a delimiter must show before the agreement of its records is weighed."""

import re
from collections.abc import Callable, Mapping, Sequence

from odms.engine.text.parting import Parting
from odms.engine.text.proofs import COMMON
from odms.engine.text.values import (
    VALUE,
    are_plain,
    are_sentences,
    are_values,
    is_name,
    share_of_values,
)

_CLOCK = re.compile(r"(?<!\d)(?:\d{1,2}|\d{4}):\d\d(?::\d\d)?(?!\d)|://")
_QUOTED = re.compile(r"([\"'])[^\"']*\1")


def meets_demands(parting: Parting) -> bool:
    """Whether a delimiter parts cells at all, and shows what is asked of its kind."""
    demands = _DEMANDS.get(parting.delimiter, (_is_shared, _are_cells_plain))
    return parting.width > 1 and all(demand(parting) for demand in demands)


# Common delimiters


def _is_no_list(parting: Parting) -> bool:
    """Whether cells are more than the parts of what is written in one column: sentences, or below the
    column's one name, names and addresses (`Doe, Jane`)."""
    mark = parting.delimiter
    bare = [_QUOTED.sub("", line).strip() for line in parting.lines]
    body = len(parting.rows) - parting.first
    n_marks = sum(line.count(mark) for line in bare)
    is_spaced = mark in ",;" and sum(line.count(mark + " ") for line in bare) == n_marks > 0
    n_words = sum(len(line.split()) for line in bare)
    if is_spaced and are_sentences(bare, len(bare)) and are_sentences(bare[:1], 1):
        return n_words < 5 * body
    if is_spaced and len(bare) == 1:
        return n_words < 2.5 * parting.width
    is_named = parting.first == 1 and len(parting.rows[0]) == 1 and is_name(bare[0])
    return mark != "," or not (is_spaced and is_named) or _is_headed(parting)


def _is_headed(parting: Parting) -> bool:
    """Whether the first record names a column of values."""
    columns = map(parting.column, range(parting.width))
    return any(not VALUE.fullmatch(head) and are_values(rest) for head, *rest in columns)


def _has_columns(parting: Parting) -> bool:
    """Whether a common delimiter makes three columns, or two that something bears out."""
    return parting.width > 2 or _are_two_columns(parting)


def _are_two_columns(parting: Parting) -> bool:
    """Whether records of two cells are no sentences, nor one column (`Doe, Jane`) under its name."""
    first, body = parting.first, parting.rows[parting.first :]
    bare = [_QUOTED.sub("", line) for line in parting.lines]
    n_words = sum(len(line.split()) for line in bare)
    if are_sentences(bare, len(bare) - first) and n_words >= 6 * len(body):
        return False
    n_spaced = sum(parting.delimiter + " " in line for line in bare)
    if parting.delimiter == ";" and not any(parting.column(1)) and not are_plain(parting.column(0)):
        return False  # it ends statements
    if first == 0:
        return len(parting.rows) > 1 or n_spaced == 0
    n_agreeing = len(parting.agreeing)
    is_valued = any(are_values(parting.column(i)[1:]) for i in (0, 1))
    is_column = parting.delimiter != ";" and n_spaced >= 0.5 * n_agreeing and not is_valued
    return n_agreeing >= max(2, 0.8 * len(body)) and not is_column


def _is_no_code(parting: Parting) -> bool:
    """Whether semicolons or bars that part one line stand between plain cells."""
    return len(parting.rows) > 1 or parting.delimiter in ",\t" or are_plain(parting.rows[0])


# Rare delimiters


def _are_cells_plain(parting: Parting) -> bool:
    """Whether the cells hold no marks of code."""
    return are_plain([cell for row in parting.agreeing[:100] for cell in row])


def _is_shared(parting: Parting) -> bool:
    """Whether a rare delimiter parts nearly every record into three cells or more."""
    return parting.width > 2 and parting.share >= 0.9


def _is_shared_by_colons(parting: Parting) -> bool:
    """The same for colons, but for columns that hold nothing (`::`): they also make pairs of an own
    name and a value, without a blank."""
    if parting.width > 2:
        n_filled = sum(any(parting.column(i)) for i in range(parting.width))
        n_bare = sum(_CLOCK.sub("", line).count(":") > 1 for line in parting.lines)
        return _is_shared(parting) and n_filled > 2 and n_bare >= 0.9 * len(parting.rows)
    names = {row[0] for row in parting.rows}
    is_bare = not any(re.search(r"\s", line.strip()) for line in parting.lines)
    return is_bare and parting.share == 1 and len(names) == len(parting.rows) >= 5


def _has_other_colons(parting: Parting) -> bool:
    """Whether many lines hold a colon outside times of day and addresses."""
    bare = [_CLOCK.sub("", line) for line in parting.lines[:300]]
    return sum(":" in line for line in bare) >= 0.5 * len(bare)


# Blanks


def _is_shared_by_blanks(parting: Parting) -> bool:
    """Whether blanks part nearly every record: they may miss a few records of values, and make pairs
    of values, or of keys and words."""
    if parting.width == 2:
        return parting.share >= 0.95 and any(bears_out(parting) for bears_out in _PAIRS)
    body = parting.rows[parting.first :][:200]
    values = share_of_values(cell for row in body for cell in row)
    return parting.share >= 0.9 or (parting.share >= 0.8 and values >= 0.7)


def _are_pairs(parting: Parting) -> bool:
    """Whether records of two cells parted by blanks are pairs of values: no figures whose thousands
    are set apart, no words."""
    rows = parting.rows
    body = [row for row in rows[1:] or rows if len(row) == 2]
    n_values = sum(bool(VALUE.fullmatch(cell)) for row in body for cell in row)
    is_grouped = all(re.fullmatch(r"\d{1,3}", a) and re.fullmatch(r"\d{3}", b) for a, b in body)
    return n_values >= 0.9 * 2 * len(body) and not is_grouped


_KEY = re.compile(r"\S*\d\S*")
_YEAR = re.compile(r"(1[0-9]|2[0-6])\d\d")
_LEAST_KEYED = 10  # records


def _are_keyed(parting: Parting) -> bool:
    """Whether records of two cells are words, hardly one twice, each with its code or count: no units
    behind figures, no months of years, no plates and postcodes, which are of few lengths."""
    if len(parting.rows) < _LEAST_KEYED or len(parting.rows[0]) != 2:
        return False
    columns = [parting.column(i)[1:] for i in (0, 1)]
    lengths = {(len(a), len(b)) for a, b in zip(*columns, strict=True)}
    return len(lengths) > 4 and any(
        _share(_KEY, keys) >= 0.95
        and _share(_YEAR, keys) < 0.95
        and (_share(_KEY, words) < 0.9 or _share(VALUE, keys) >= 0.95)
        and len(set(words)) >= 0.5 * len(words)
        for keys, words in (columns, columns[::-1])
    )


def _are_mapped(parting: Parting) -> bool:
    """Whether words are mapped to words: now and then to themselves, as the two words of a name hardly
    are (`Bora Bora`)."""
    same = {a for a, b in parting.agreeing if a.casefold() == b.casefold()}
    return len(parting.rows) >= _LEAST_KEYED and len(same) >= max(2, 0.05 * len(parting.rows))


_APART = re.compile(r"\s*\S+ {2,}\S+\s*")


def _are_set_apart(parting: Parting) -> bool:
    """Whether two blanks or more stand between the two words of each line."""
    return len(parting.rows) > 1 and all(map(_APART.fullmatch, parting.lines))


_PAIRS = (_are_pairs, _are_keyed, _are_mapped, _are_set_apart)


def _share(form: re.Pattern[str], cells: Sequence[str]) -> float:
    return sum(bool(form.fullmatch(cell)) for cell in cells) / len(cells)


def _is_no_prose(parting: Parting) -> bool:
    """Whether cells parted by blanks are more than the words of sentences, numbered or not."""
    lines, rows = parting.lines, parting.rows
    if parting.width == 2 or _are_words_quoted(lines):
        return True
    share = share_of_values(cell for row in rows[:200] for cell in row)
    if len(rows) >= 4 and parting.share == 1:
        is_told = are_sentences(lines, len(lines)) and share < 0.2
        return not is_told and all(len(cell) <= 30 for row in rows for cell in row)
    if len(rows) > 2:
        return share >= 0.2 and share_of_values(c for row in rows[:200] for c in row[1:]) >= 0.1
    return share >= 0.5 or (_is_head(rows[0]) and _is_headed(parting))


def _are_words_quoted(lines: Sequence[str]) -> bool:
    return len(lines) > 1 and sum('" ' in line for line in lines) >= 0.8 * len(lines)


def _is_head(row: Sequence[str]) -> bool:
    """Whether names made of words tied by underscores stand in a record."""
    return all(re.fullmatch(r"[\w.]+", cell) for cell in row) and any("_" in cell for cell in row)


_DEMANDS: Mapping[str, tuple[Callable[[Parting], bool], ...]] = {
    **dict.fromkeys(COMMON, (_is_no_code, _is_no_list, _has_columns)),
    " ": (_is_shared_by_blanks, _is_no_prose),
    ":": (_is_shared_by_colons, _has_other_colons, _are_cells_plain),
}
