"""Columns of dates and of times of day: how they were read, or why they stay text."""

import re
from dataclasses import replace

from odms.definitions import national
from odms.engine.column import Body
from odms.engine.columns.draft import Draft
from odms.engine.grid import GridFinding, Spot, Workspace
from odms.engine.places import PLACES_TOLD
from odms.engine.types import date_columns, date_orders, measures
from odms.engine.types.date_columns import Era
from odms.engine.types.dictionary import VALUES, arabic_sql, odd_table
from odms.engine.types.judging import as_text, suffices
from odms.engine.types.located import cells_of, cells_where
from odms.engine.types.shapes import NUMERIC, Shape

# Days since 1899-12-30 as spreadsheets count them, from 1954 to 2064.
_SERIAL_DAYS = (20_000, 60_000)


def read_dates(body: Body, drafts: list[Draft], orders: set[str], work: Workspace) -> None:
    """Read the columns of dates; those that show their order decide for the rest of the table.

    `orders` gathers what all batches of the table have shown.
    """
    for draft in drafts:
        if draft.type == "integer" and says("date", draft.name) and not says("code", draft.name):
            _look_for_days(body, draft, work)
    dated = [draft for draft in drafts if draft.type == "date"]
    shown = {d.index: date_orders.evidence(body, d.index, d.shapes, work) for d in dated}
    orders.update(
        date_orders.DAY_FIRST if e.n_day_first else date_orders.MONTH_FIRST
        for e in shown.values()
        if bool(e.n_day_first) != bool(e.n_month_first)
    )
    file_order = next(iter(orders)) if len(orders) == 1 else None
    for draft in dated:
        era = _era(body, draft, shown[draft.index])
        _read_date_column(body, draft, shown[draft.index], era, file_order, work)


def read_times(body: Body, drafts: list[Draft], work: Workspace) -> None:
    """First and last time of day; hours and minutes parted by a dot where the header says time."""
    for draft in drafts:
        if draft.type == "number" and says("time", draft.name):
            _take_as_time(draft, work)
        if draft.type == "time":
            draft.low, draft.high = measures.times(body, draft.index, draft.shapes, work)


def says(kind: str, name: str) -> bool:
    """Whether a column's name holds one of the national words for `kind` (time, code …)."""
    words: str = national("header_words.yaml")[kind]
    return re.search(words, name, re.IGNORECASE) is not None


def _look_for_days(body: Body, draft: Draft, work: Workspace) -> None:
    """Whole numbers under a header that says date: days without separators, which are read, or the
    serial numbers of a spreadsheet, which are told."""
    x, (low, high) = arabic_sql("d.v", column=draft.shapes), _SERIAL_DAYS
    is_day = f"regexp_matches({x}, '{date_orders.COMPACT}')"
    from_ = f"FROM {VALUES} d LEFT JOIN {odd_table(body)} o ON o.v = d.v WHERE d.c = {draft.index}"
    whole = f"d.m > 0 AND d.k = {Shape.INTEGER:d}"
    n, n_days, n_serials = work.db.execute(
        f"SELECT sum(d.m), sum(d.m) FILTER ({is_day}), sum(d.m) FILTER (TRY_CAST({x} AS BIGINT)"
        f" BETWEEN {low} AND {high}) {from_} AND {whole}"
    ).fetchall()[0]
    if n and suffices(int(n), int(n - (n_days or 0))):
        work.db.execute(
            f"UPDATE {VALUES} AS u SET k = {Shape.NUMERIC_DATE:d} FROM (SELECT d.v {from_} AND {is_day})"
            f" AS days WHERE u.c = {draft.index} AND u.v = days.v"
        )
        draft.shapes.tallies[Shape.NUMERIC_DATE] = draft.shapes.tallies.pop(Shape.INTEGER)
        draft.judgement = replace(draft.judgement, type="date", why="days without separators")
    elif n and n == n_serials:
        cells = cells_where(body, draft.index, f"d.k = {Shape.INTEGER:d}", work)
        draft.findings.append(GridFinding.about("engine.excel_serial_dates", int(n), cells))


def _read_date_column(
    body: Body,
    draft: Draft,
    shown: date_orders.Evidence,
    era: Era,
    file_order: str | None,
    work: Workspace,
) -> None:
    read = date_columns.read(body, draft.index, draft.shapes, shown, era, file_order, work)
    is_mixed = read.key == "r"
    is_chosen = draft.index in body.chosen_types and read.n_failed < read.n_values
    if not is_mixed and not suffices(read.n_values, read.n_failed):
        spans = date_columns.ranges(body, draft.index, draft.shapes, work)
        if _are_spans_among_days(read, sum(spans.values())):
            read = date_columns.read(
                body, draft.index, draft.shapes, shown, era, file_order, work, has_spans=True
            )
            _tell_spans("engine.date_spans_begin", body, draft, spans, work)
        elif not is_chosen:
            _leave_as_text(body, draft, shown, era, read, spans, work)
            return
    draft.dates, draft.n_failed = read, read.n_failed
    draft.low, draft.high = read.low, read.high
    draft.judgement = replace(draft.judgement, type=read.type)
    draft.findings += read.findings
    if read.order:
        draft.why.append(f"order {read.order}")
    if read.n_month_only:
        cells = date_columns.without_day(body, draft.index, work)
        draft.findings.append(GridFinding.about("engine.day_missing", read.n_month_only, cells))
    n_read = read.n_values - read.n_failed
    if read.n_buddhist and read.n_buddhist < n_read:
        facts = {"n_buddhist": read.n_buddhist, "n_common": n_read - read.n_buddhist}
        n = min(facts.values())
        cells = date_columns.of_era(
            body, draft.index, read.order, work, is_buddhist=n == read.n_buddhist
        )
        draft.findings.append(GridFinding.about("engine.eras_mixed", n, cells, **facts))


def _are_spans_among_days(read: date_columns.DateColumn, n_spans: int) -> bool:
    """Whether all but the odd value are days and spans of days, days being half or more."""
    is_dated = suffices(read.n_values, read.n_failed - n_spans)
    return n_spans > 0 and is_dated and read.n_values - read.n_failed >= n_spans


def _leave_as_text(
    body: Body,
    draft: Draft,
    shown: date_orders.Evidence,
    era: Era,
    read: date_columns.DateColumn,
    spans: dict[str, int],
    work: Workspace,
) -> None:
    """Say why a column that looks like dates stays text: spans of days, or years of two digits."""
    draft.judgement = as_text("dates by look, but too many cannot be read")
    n_short = shown.n_short_year + date_columns.count_short_years(draft.index, work)
    if n_short and era.short_years is None:
        cells = date_columns.short_years(body, draft.index, work)
        draft.findings.append(GridFinding.about("engine.year_undecided", n_short, cells))
    n_spans = sum(spans.values())
    if n_spans and suffices(read.n_values, read.n_failed - n_spans):
        draft.judgement = as_text("dates and spans of days")
        draft.is_buddhist_span = read.n_buddhist > (read.n_values - read.n_failed) / 2
        _tell_spans("engine.date_spans", body, draft, spans, work)


def _tell_spans(
    code: str, body: Body, draft: Draft, spans: dict[str, int], work: Workspace
) -> None:
    found = cells_of(body, draft.index, list(spans), work).values()
    cells = tuple(sorted((cell for some in found for cell in some), key=_row))
    draft.findings.append(GridFinding.about(code, sum(spans.values()), cells[:PLACES_TOLD]))


def _row(cell: Spot) -> int:
    return cell.row or 0


def _take_as_time(draft: Draft, work: Workspace) -> None:
    unlike = work.db.execute(
        f"SELECT count(*) FROM {VALUES} WHERE c = {draft.index} AND m > 0"
        f" AND k IN ({', '.join(str(int(shape)) for shape in NUMERIC)})"
        " AND NOT regexp_matches(trim(v), '^([01]?[0-9]|2[0-3])\\.[0-5][0-9]$')"
    ).fetchall()
    if not unlike[0][0]:
        draft.judgement = replace(draft.judgement, type="time", why="hours and minutes")


def _era(body: Body, draft: Draft, shown: date_orders.Evidence) -> Era:
    """What a two-digit year means in this column: BE where the header, title or column says so."""
    eras = national("header_words.yaml")
    for told in (draft.name, body.context):
        if re.search(eras["buddhist"], told, re.IGNORECASE) or re.search("25[4-9][0-9]", told):
            return Era(2500)
        if re.search(eras["common"], told, re.IGNORECASE):
            return Era(2000)
    return Era(2500 if shown.n_buddhist else None)
