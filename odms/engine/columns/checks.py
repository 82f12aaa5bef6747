"""What is odd about values that are all of their column's type: repeats, gaps, slips of the hand.

Each check asks the dictionary, not the rows, and only of columns that show a sign of its trouble; a
finding that cries over good files is worse than none, so every bound is generous.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from odms.definitions import national
from odms.engine.column import Body
from odms.engine.columns.draft import Draft
from odms.engine.columns.moments import says
from odms.engine.grid import GridFinding, Workspace
from odms.engine.meanings import meaning
from odms.engine.types.dictionary import VALUES, arabic_sql, odd_table, text_sql
from odms.engine.types.located import cells_where
from odms.engine.types.measures import NUMBERS
from odms.engine.types.shapes import ABSENT, DATED, NUMERIC, Shape, number_sql

# Lengths at which programs cut texts: old database fields, and cells of a spreadsheet.
_CUT_AT = (255, 32_767)
_KEYS_AT_LEAST = 20
_UNIQUE_ENOUGH = 0.9
_GAPS_AT_MOST = 0.1
_NEGATIVE_AT_MOST = 0.05
# A number is far off beyond this many spreads (from the 5th to the 95th percentile) outside of the
# usual values, and as many times farther from the median than every other number.
_SPREADS, _TIMES = 20, 10
_FAR_AT_MOST = 0.005
_NUMBERS_AT_LEAST = 30
_TIMES_LONGER, _LETTERS_LONGER = 20, 100
_SPELLINGS_LOOKED_AT = 5_000
_NUMERIC = ", ".join(str(int(shape)) for shape in NUMERIC)
_ABSENT = ", ".join(str(int(shape)) for shape in ABSENT)
_CODES = "'^[0-9A-Za-z]{1,4}[-/.][0-9A-Za-z]{1,4}$|^[A-Z]{2,6}[0-9]{1,3}$'"


def tell(body: Body, drafts: Sequence[Draft], work: Workspace) -> None:
    """Add to each draft what its values show."""
    _tell_padding(body, drafts, work)
    _tell_spellings(body, drafts, work)
    for draft in drafts:
        for check in _CHECKS:
            draft.findings += check(body, draft, work)


# Texts


def _tell_padding(body: Body, drafts: Sequence[Draft], work: Workspace) -> None:
    """Blanks before or after texts, which make two values of one."""
    padded = [draft for draft in drafts if draft.type == "text" and draft.shapes.has_padded]
    for draft, n in _counted(padded, f"SELECT c, sum(n) FROM {VALUES} WHERE p", work):
        cells = cells_where(body, draft.index, "d.p", work, with_totals=True)
        draft.findings.append(GridFinding.about("engine.blanks_around", n, cells))


def _tell_spellings(body: Body, drafts: Sequence[Draft], work: Workspace) -> None:
    """Categories that are spelt in several ways: case, blanks and dots apart they are one."""
    words = [
        draft
        for draft in drafts
        if draft.type == "text"
        and 2 <= draft.signs.n_values <= _SPELLINGS_LOOKED_AT
        and draft.signs.n >= 2 * draft.signs.n_values
        and not meaning.is_kept_as_text(draft.meaning)
    ]
    if not words:
        return
    listed = ", ".join(str(draft.index) for draft in words)
    x = text_sql("d.v")
    spelt = (
        f"SELECT d.c, d.v, d.m, {x} AS x, regexp_replace(lower({x}), '[\\s.]+', '', 'g') AS key"
        f" FROM {VALUES} d LEFT JOIN {odd_table(body)} o ON o.v = d.v WHERE d.c IN ({listed})"
        f" AND d.m > 0 AND d.k NOT IN ({_ABSENT})"
    )
    rarer = (
        f"SELECT c, v, m, x, first(x) OVER (PARTITION BY c, key ORDER BY t DESC, x) AS usual FROM"
        f" (SELECT *, sum(m) OVER (PARTITION BY c, key, x) AS t FROM ({spelt})"
        " WHERE regexp_matches(key, '[a-zก-ฮ]'))"
    )
    work.db.execute(
        f"CREATE OR REPLACE TEMP TABLE odms_spellings AS SELECT * FROM ({rarer}) WHERE x <> usual"
    )
    for draft, n in _counted(words, "SELECT c, sum(m) FROM odms_spellings WHERE true", work):
        odd = f"SELECT v FROM odms_spellings WHERE c = {draft.index}"
        value, usual = work.db.execute(
            f"SELECT x, usual FROM odms_spellings WHERE c = {draft.index} ORDER BY m DESC, x LIMIT 1"
        ).fetchall()[0]
        cells = cells_where(body, draft.index, f"d.v IN ({odd})", work)
        facts = {"value": value[:80], "usual": usual[:80]}
        draft.findings.append(GridFinding.about("engine.spellings_mixed", n, cells, **facts))


def _counted(drafts: Sequence[Draft], query: str, work: Workspace) -> Iterator[tuple[Draft, int]]:
    """The drafts for which a query of c and a count has rows, `WHERE` being its end."""
    if drafts:
        listed = ", ".join(str(draft.index) for draft in drafts)
        found = dict(work.db.execute(f"{query} AND c IN ({listed}) GROUP BY c").fetchall())
        yield from ((draft, int(found[draft.index])) for draft in drafts if found.get(draft.index))


def _cut(body: Body, draft: Draft, work: Workspace) -> Iterator[GridFinding]:
    """Texts of the very length at which programs cut, and none longer."""
    longest = draft.texts.longest
    if draft.type == "text" and longest in _CUT_AT:
        yield from _found("engine.text_cut", body, draft, f"length(d.v) = {longest}", work)


def _far_longer(body: Body, draft: Draft, work: Workspace) -> Iterator[GridFinding]:
    """Texts many times longer than the rest: often a quote that was never closed."""
    texts = draft.texts
    if draft.type != "text" or not texts.mean_length or draft.signs.n < _NUMBERS_AT_LEAST:
        return
    limit = int(_TIMES_LONGER * texts.mean_length + _LETTERS_LONGER)
    if texts.longest and texts.longest > limit:
        yield from _found("engine.text_far_longer", body, draft, f"length(d.v) > {limit}", work)


def _mojibake(body: Body, draft: Draft, work: Workspace) -> Iterator[GridFinding]:
    """Thai that was read in a wrong encoding before it came, and was read right again."""
    if not draft.shapes.has_odd:
        return
    has_thai, was_thai = "regexp_matches(o.t, '[ก-๛]')", "regexp_matches(d.v, '[ก-๛]')"
    is_shorter = "regexp_matches(d.v, 'เ[ธน]') AND length(o.t) <= 0.6 * length(d.v)"
    where = f"d.o AND {has_thai} AND (NOT {was_thai} OR ({is_shorter}))"
    yield from _found("engine.mojibake", body, draft, where, work)


def _codes_as_dates(body: Body, draft: Draft, work: Workspace) -> Iterator[GridFinding]:
    """Codes such as 1-2 or MAR1 that a spreadsheet took for dates."""
    n, n_dates = draft.signs.n, draft.shapes.n_detail(DATED)
    if draft.type != "text" or not 0 < n_dates <= 0.3 * n or says("date", draft.name):
        return
    dated = ", ".join(str(int(shape)) for shape in DATED)
    n_codes = _count(
        f"d.k NOT IN ({dated}) AND regexp_matches(trim(d.v), {_CODES})", body, draft, work
    )
    if n_codes >= 0.6 * (n - n_dates):
        yield from _found("engine.codes_as_dates", body, draft, f"d.k IN ({dated})", work)


def _zeros_lost(body: Body, draft: Draft, work: Workspace) -> Iterator[GridFinding]:
    """Shorter numbers among codes of one width that begin with zeros."""
    zero_led = draft.shapes.tallies.get(Shape.ZERO_LED)
    plain = draft.shapes.tallies.get(Shape.INTEGER)
    if draft.type != "text" or zero_led is None or plain is None or draft.meaning == "phone":
        return
    width = zero_led.longest
    is_one_width = zero_led.shortest == width and plain.longest <= width
    if draft.shapes.has_padded or not is_one_width or plain.shortest == width:
        return
    where = f"d.k = {Shape.INTEGER:d} AND strlen(d.v) < {width}"
    if _count(where, body, draft, work) <= 0.5 * draft.signs.n:
        yield from _found("engine.zeros_may_be_lost", body, draft, where, work, length=width)


# Numbers


def _negative(body: Body, draft: Draft, work: Workspace) -> Iterator[GridFinding]:
    """A few negative numbers under a header that counts or measures."""
    size = draft.size
    if draft.type not in {"integer", "number"} or size is None or size.min >= 0:
        return
    where = f"d.k IN ({_NUMERIC}) AND {number_sql(arabic_sql('d.v'))} < 0"
    if (
        says("counted", draft.name)
        and _count(where, body, draft, work) <= _NEGATIVE_AT_MOST * size.n
    ):
        yield from _found("engine.negative_value", body, draft, where, work)


def _far_off(body: Body, draft: Draft, work: Workspace) -> Iterator[GridFinding]:
    """Numbers that stand alone, far from all others."""
    size = draft.size
    if draft.type not in {"integer", "number"} or size is None or draft.meaning is not None:
        return
    if size.n < _NUMBERS_AT_LEAST or size.n_values < _KEYS_AT_LEAST or says("code", draft.name):
        return
    low, middle, high = (size.quantiles[q] for q in (0.05, 0.5, 0.95))
    below, above = low - _SPREADS * (high - low), high + _SPREADS * (high - low)
    if high == low or (size.min >= below and size.max <= above):
        return
    ((inner, outer, n),) = work.db.execute(
        f"SELECT max(abs(x - $1)) FILTER (x BETWEEN $2 AND $3), min(abs(x - $1)) FILTER"
        f" (x NOT BETWEEN $2 AND $3), sum(m) FILTER (x NOT BETWEEN $2 AND $3) FROM {NUMBERS}"
        " WHERE c = $4 AND isfinite(x)",
        [middle, below, above, draft.index],
    ).fetchall()
    if n <= max(1, _FAR_AT_MOST * size.n) and outer >= _TIMES * inner:
        x = number_sql(arabic_sql("d.v"))
        where = f"d.k IN ({_NUMERIC}) AND {x} NOT BETWEEN {below} AND {above}"
        facts = {"low": f"{low:,.6g}", "high": f"{high:,.6g}"}
        yield from _found("engine.value_far_off", body, draft, where, work, **facts)


# Keys


def _repeated_key(body: Body, draft: Draft, work: Workspace) -> Iterator[GridFinding]:
    """A code that is nearly always another one, and occurs twice here and there."""
    n, n_values = draft.signs.n, draft.signs.n_values
    if draft.type not in {"text", "integer"} or n < _KEYS_AT_LEAST or n == n_values:
        return
    is_free = draft.meaning in _IDENTIFIERS or draft.meaning is None
    if is_free and says("code", draft.name) and n_values >= _UNIQUE_ENOUGH * n:
        where = f"d.m > 1 AND d.k NOT IN ({_ABSENT})"
        yield from _found("engine.key_repeated", body, draft, where, work)


_IDENTIFIERS = frozenset({"th-national-id", "th-juristic-id"})


def _gaps(body: Body, draft: Draft, work: Workspace) -> Iterator[GridFinding]:
    """Running numbers of which some are missing; the cells are those after the gaps."""
    size = draft.size
    if draft.type != "integer" or size is None or not says("running", draft.name):
        return
    n_missing = int(size.max - size.min) + 1 - size.n
    if size.n != size.n_values or not 0 < n_missing <= _GAPS_AT_MOST * size.n:
        return
    after = (
        f"SELECT x FROM (SELECT x, lag(x) OVER (ORDER BY x) AS p FROM {NUMBERS}"
        f" WHERE c = {draft.index}) WHERE x - p > 1"
    )
    where = f"d.k IN ({_NUMERIC}) AND {number_sql(arabic_sql('d.v'))} IN ({after})"
    cells = cells_where(body, draft.index, where, work)
    n_gaps = _count(where, body, draft, work)
    yield GridFinding("engine.sequence_broken", cells[0].row, n_missing, {}, cells, n_gaps)


# Names


def _unit(body: Body, draft: Draft, work: Workspace) -> Iterator[GridFinding]:
    """A unit in parentheses in the header."""
    found = unit_pattern().search(draft.name)
    if found and draft.type in {"integer", "number"}:
        yield GridFinding("engine.unit_in_header", facts={"unit": found["unit"]})


@cache
def unit_pattern() -> re.Pattern[str]:
    """A known unit in parentheses at the end of a header; its name is the group `unit`."""
    units = national("unit_names.yaml")
    words = sorted({*units["signs"], *units["names"], *units["signs"].values()}, key=len)
    one_of = "|".join(re.escape(word) for word in reversed(words))
    return re.compile(rf"\s*[(\[]\s*(?:หน่วย\s*:?\s*)?(?P<unit>{one_of})\s*[)\]]\s*$")


_CHECKS = (
    _cut,
    _far_longer,
    _mojibake,
    _codes_as_dates,
    _zeros_lost,
    _negative,
    _far_off,
    _repeated_key,
    _gaps,
    _unit,
)


def _found(
    code: str, body: Body, draft: Draft, where: str, work: Workspace, **facts: object
) -> Iterator[GridFinding]:
    """A finding about the detail rows whose value fits a condition, if there are any."""
    if n := _count(where, body, draft, work):
        cells = cells_where(body, draft.index, where, work)
        yield GridFinding.about(code, n, cells, **facts)


def _count(where: str, body: Body, draft: Draft, work: Workspace) -> int:
    """The detail rows of a column whose value fits a condition."""
    rows = work.db.execute(
        f"SELECT coalesce(sum(d.m), 0) FROM {VALUES} d LEFT JOIN {odd_table(body)} o ON o.v = d.v"
        f" WHERE d.c = {draft.index} AND {where}"
    ).fetchall()
    return int(rows[0][0])
