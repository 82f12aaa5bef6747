"""Judge every column of a body over all its rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from odms.definitions import national
from odms.definitions.messages import LANGUAGES
from odms.engine import (
    date_columns,
    dictionary,
    gazette,
    meaning,
    measures,
    personal,
    signs,
    types,
    values,
    years,
)
from odms.engine.column import Body, Column, Personal
from odms.engine.date_columns import DateColumn, Era
from odms.engine.dictionary import TOTALS, VALUES, Shapes
from odms.engine.grid import GridFinding, Workspace
from odms.engine.meaning import Candidate
from odms.engine.measures import Size, Texts
from odms.engine.profile import column_profile
from odms.engine.shapes import ABSENT, MISSING, Shape, quoted
from odms.engine.signs import Signs
from odms.engine.years import Years

# Cells that are not of their column's type are told one by one up to this many a column.
FAILURES_TOLD = 200
_CHARACTERS_TOLD = 80


@dataclass
class Draft:
    """A column while it is being judged."""

    index: int
    name: str
    source_name: str | None
    shapes: Shapes
    judgement: types.Judgement
    words: dict[Shape, list[str]] = field(default_factory=dict)
    dates: DateColumn | None = None
    years: Years | None = None
    size: Size | None = None
    texts: Texts = field(default_factory=Texts)
    meaning: str | None = None
    personal: Personal | None = None
    unit: str | None = None
    why: list[str] = field(default_factory=list)
    findings: list[GridFinding] = field(default_factory=list)
    sql: str = ""
    n_failed: int = 0

    @property
    def type(self) -> str:
        """The type decided so far."""
        return self.judgement.type


def describe(body: Body, work: Workspace) -> list[Column]:
    """Type, meaning, counts, personal data and profile of every column of `body`."""
    dictionary.begin(body, work)
    gazette.load(work)
    columns: list[Column] = []
    for batch in dictionary.batches(body):
        drafts = _draft(body, batch, work)
        _read_dates(body, drafts, work)
        _measure(body, drafts, work)
        for draft in drafts:
            _find_failures(body, draft, work)
        columns += [_column(body, draft) for draft in drafts]
    return _name_sources(body, columns)


def _draft(body: Body, batch: Sequence[int], work: Workspace) -> list[Draft]:
    found = dictionary.build(body, batch, work)
    words = _special_words(work)
    drafts = []
    for index in batch:
        judgement = types.judge(found[index], words.get(index, {}), body.native_types.get(index))
        drafts.append(
            Draft(
                index,
                body.names[index],
                body.source_names[index],
                found[index],
                judgement,
                words.get(index, {}),
            )
        )
    return drafts


def _special_words(work: Workspace) -> dict[int, dict[Shape, list[str]]]:
    """The words for no value, for suppressed, for yes and no, as each column spells them."""
    kinds = (Shape.TOKEN, Shape.SUPPRESSED, Shape.BOOLEAN, Shape.NUMBER_TOKEN)
    listed = ", ".join(str(int(kind)) for kind in kinds)
    rows = work.db.execute(
        f"SELECT c, k, list(DISTINCT v ORDER BY v) FROM {VALUES} WHERE k IN ({listed}) GROUP BY c, k"
    ).fetchall()
    found: dict[int, dict[Shape, list[str]]] = {}
    for c, k, spelt in rows:
        found.setdefault(c, {})[Shape(k)] = spelt
    return found


def _read_dates(body: Body, drafts: list[Draft], work: Workspace) -> None:
    """Read the columns of dates; those that show their order decide for the rest of the table."""
    dated = [draft for draft in drafts if draft.type == "date"]
    shown = {d.index: date_columns.evidence(body, d.index, d.shapes, work) for d in dated}
    orders = {
        date_columns.DAY_FIRST if e.n_day_first else date_columns.MONTH_FIRST
        for e in shown.values()
        if bool(e.n_day_first) != bool(e.n_month_first)
    }
    file_order = orders.pop() if len(orders) == 1 else None
    for draft in dated:
        era = _era(body, draft, shown[draft.index])
        _read_date_column(body, draft, shown[draft.index], era, file_order, work)


def _read_date_column(
    body: Body,
    draft: Draft,
    shown: date_columns.Evidence,
    era: Era,
    file_order: str | None,
    work: Workspace,
) -> None:
    read = date_columns.read(body, draft.index, draft.shapes, shown, era, file_order, work)
    is_mixed = read.key == "r"
    if not is_mixed and not types.suffices(read.n_values, read.n_failed):
        draft.judgement = types.as_text("dates by look, but too many cannot be read")
        if shown.n_short_year and era.short_years is None:
            draft.findings.append(GridFinding("engine.year_undecided", n=shown.n_short_year))
        return
    draft.dates, draft.n_failed = read, read.n_failed
    draft.judgement = replace(draft.judgement, type=read.type)
    draft.findings += read.findings
    if read.order:
        draft.why.append(f"order {read.order}")
    if read.n_month_only:
        draft.findings.append(GridFinding("engine.day_missing", n=read.n_month_only))
    n_read = read.n_values - read.n_failed
    if read.n_buddhist and read.n_buddhist < n_read:
        facts = {"n_buddhist": read.n_buddhist, "n_common": n_read - read.n_buddhist}
        n = min(facts.values())
        draft.findings.append(GridFinding("engine.eras_mixed", n=n, facts=dict(facts)))


def _era(body: Body, draft: Draft, shown: date_columns.Evidence) -> Era:
    """What a two-digit year means in this column: BE where the header, title or column says so."""
    eras = national("eras.yaml")
    for told in (draft.name, body.context):
        if re.search(eras["buddhist"], told, re.IGNORECASE) or re.search("25[4-9][0-9]", told):
            return Era(2500)
        if re.search(eras["common"], told, re.IGNORECASE):
            return Era(2000)
    return Era(2500 if shown.n_buddhist else None)


def _measure(body: Body, drafts: list[Draft], work: Workspace) -> None:
    """Sizes and texts of all columns at once."""
    measures.begin(work)
    numeric = [draft for draft in drafts if draft.type in {"integer", "number", "year"}]
    for has_odd in (False, True):
        wanted = [draft.index for draft in numeric if draft.shapes.has_odd is has_odd]
        measures.add_numbers(body, wanted, has_odd, work)
    for draft in drafts:
        if draft.dates is not None:
            measures.add_dates(body, draft.index, draft.dates, work)
    sizes = measures.ranges(work)
    for draft in drafts:
        draft.size = sizes.get(draft.index)
        _decide_year(body, draft)
    _mean(body, drafts, work)
    kept = {d.index: d.size for d in drafts if d.size is not None and d.type != "text"}
    measures.distribute(kept, work)
    words = [draft.index for draft in drafts if draft.type == "text"]
    found = measures.texts(body, {d.index: d.shapes for d in drafts}, words, work)
    for draft in drafts:
        draft.texts = found[draft.index]


def _mean(body: Body, drafts: list[Draft], work: Workspace) -> None:
    """Meaning and personal data of all columns at once."""
    found = {draft.index: _no_signs(draft.shapes) for draft in drafts}
    texts = [d for d in drafts if d.type in {"text", "integer"} and found[d.index].n]
    listed = [d.index for d in texts if found[d.index].n_values <= signs.LOOKED_UP_AT_MOST]
    signs.look_up(body, listed, found, work)
    signs.match(body, [d.index for d in texts if _may_match(d)], found, work)
    candidates = [
        Candidate(d.index, d.name, d.type, found[d.index], _is_buddhist(d)) for d in drafts
    ]
    meanings = meaning.decide(candidates, body, work)
    for draft, candidate in zip(drafts, candidates, strict=True):
        told = meanings[draft.index]
        draft.meaning = told.code
        if told.code:
            draft.why.append(f"{told.code}: {told.why}")
        if told.rejected:
            draft.findings.append(_finding_of_list("engine.not_the_standard_code", told.rejected))
        draft.personal = personal.judge(candidate, told.code, body, work)
        if meaning.is_kept_as_text(told.code) and draft.type == "integer":
            draft.judgement = types.as_text("codes")


def _no_signs(shapes: Shapes) -> Signs:
    held = set(Shape) - ABSENT
    return Signs(shapes.n_detail(held), shapes.n_values(held), shapes.has_odd)


def _may_match(draft: Draft) -> bool:
    """Whether a column is worth the patterns: words, or digits as long as an identifier's."""
    if draft.type == "text" or meaning.says("postcode", draft.name):
        return True
    tallies = draft.shapes.tallies
    digits = [tallies[shape].longest for shape in _DIGITS if shape in tallies]
    return max(digits, default=0) >= _SHORTEST_IDENTIFIER


_DIGITS = (Shape.INTEGER, Shape.ZERO_LED, Shape.DOT_ZERO)
_SHORTEST_IDENTIFIER = 8


def _is_buddhist(draft: Draft) -> bool:
    if draft.years is not None:
        return bool(draft.years.is_buddhist)
    dates = draft.dates
    return dates is not None and dates.n_buddhist > (dates.n_values - dates.n_failed) / 2


def _finding_of_list(code: str, kind: str, **facts: object) -> GridFinding:
    told = {f"list_{language}": meaning.label(kind, language) for language in LANGUAGES}
    return GridFinding(code, facts=facts | told)


def _decide_year(body: Body, draft: Draft) -> None:
    """A column of whole numbers that are years: by its header, or by being nothing else."""
    if draft.type not in {"integer", "year"} or draft.size is None:
        return
    told = years.judge(draft.name, body.context, draft.size, draft.type == "year")
    if told is None:
        return
    draft.judgement = replace(draft.judgement, type="year")
    draft.why.append(told.why)
    draft.years = told
    if told.n_outside:
        draft.findings.append(GridFinding("engine.year_out_of_range", n=told.n_outside))
    if told.n_rarer_era:
        draft.findings.append(GridFinding("engine.eras_mixed", n=told.n_rarer_era))


def _typed_sql(body: Body, draft: Draft) -> str:
    column, shapes = draft.index, draft.shapes
    match draft.type:
        case "integer":
            return values.integer_value(column, shapes)
        case "number":
            return values.number_value(column, shapes)
        case "year":
            assert draft.years is not None
            return values.year_value(column, shapes, draft.years.added)
        case "boolean":
            return values.boolean_value(column, shapes)
        case "time":
            return values.time_value(column, shapes)
        case "date" | "datetime" if draft.dates is not None:
            formula = draft.dates.formula
            plain = formula and formula.format(x=f"b.v{column}")
            return plain or f"{values.lookup_alias(column)}.value"
        case "geometry":
            return values.geometry_value(column, shapes)
    tokens = draft.words.get(Shape.TOKEN, []) + draft.words.get(Shape.SUPPRESSED, [])
    is_code = meaning.is_kept_as_text(draft.meaning)
    return values.text_value(column, shapes, tokens, is_code=is_code)


def _find_failures(body: Body, draft: Draft, work: Workspace) -> None:
    """Tell every cell whose text is not of the column's type, with its row."""
    draft.sql = _typed_sql(body, draft)
    is_sure = draft.type == "text" or (not draft.n_failed and draft.type in _SURE)
    if is_sure and not draft.judgement.n_failed:
        return
    code = "engine.value_not_of_type"
    if draft.dates is not None and draft.dates.key == "r":
        code = "engine.date_undecided"
    rows = work.db.execute(
        f"SELECT b.r, b.v{draft.index}, count(*) OVER () FROM {body.relation} b {_join(body, draft)}"
        f" WHERE ({draft.sql}) IS NULL AND trim(b.v{draft.index}) <> ''"
        f" AND b.r NOT IN (SELECT r FROM {TOTALS}) AND NOT ({_is_token(draft)})"
        f" ORDER BY b.r LIMIT {FAILURES_TOLD + 1}"
    ).fetchall()
    draft.n_failed = rows[0][2] if rows else 0
    for row, text, _ in rows[:FAILURES_TOLD]:
        facts = {"value": text[:_CHARACTERS_TOLD], "type": draft.type}
        draft.findings.append(GridFinding(code, row=row, facts=dict(facts)))
    if len(rows) > FAILURES_TOLD:
        rest = draft.n_failed - FAILURES_TOLD
        facts = {"type": draft.type}
        draft.findings.append(
            GridFinding("engine.more_values_not_of_type", rows[-1][0], rest, dict(facts))
        )


# Types whose shapes alone say that every value parses.
_SURE = frozenset({"integer", "number", "date", "datetime", "year", "geometry"})


def _is_token(draft: Draft) -> str:
    words = [w for kind in _NO_VALUE for w in draft.words.get(kind, [])]
    if not words:
        return "false"
    return f"b.v{draft.index} IN ({', '.join(map(quoted, words))})"


_NO_VALUE = (Shape.TOKEN, Shape.SUPPRESSED, Shape.NUMBER_TOKEN)


def _lookup(body: Body, draft: Draft) -> tuple[str | None, str]:
    if draft.dates is not None:
        return (None if draft.dates.formula else draft.dates.table), draft.dates.key
    return (dictionary.odd_table(body) if draft.shapes.has_odd else None), "v"


def _join(body: Body, draft: Draft) -> str:
    table, key = _lookup(body, draft)
    if table is None:
        return ""
    alias = values.lookup_alias(draft.index)
    source = "b.r" if key == "r" else f"b.v{draft.index}"
    return f"LEFT JOIN {table} {alias} ON {alias}.{key} = {source}"


def _column(body: Body, draft: Draft) -> Column:
    shapes = draft.shapes
    missing = MISSING if draft.type == "text" else MISSING | {Shape.NUMBER_TOKEN}
    lookup, key = _lookup(body, draft)
    low, high = _bounds(draft)
    column = Column(
        index=draft.index,
        name=draft.name,
        source_name=draft.source_name,
        type=draft.type,
        meaning=draft.meaning,
        how=_how(draft),
        n=body.n_rows,
        n_missing=shapes.n(missing),
        n_suppressed=shapes.n({Shape.SUPPRESSED}),
        n_failed=draft.n_failed,
        n_distinct=draft.texts.n_distinct - _n_words(draft),
        min=low,
        max=high,
        sql=draft.sql,
        lookup=lookup,
        lookup_key=key,
        source_sql=values.source_value(draft.index, draft.type, draft.sql, shapes),
        unit=draft.unit,
        personal=draft.personal,
        findings=tuple(draft.findings),
    )
    return replace(column, profile=column_profile(column, draft))


def _n_words(draft: Draft) -> int:
    """Words for no value that stand among the counted texts of a typed column."""
    return 0 if draft.type == "text" else len(draft.words.get(Shape.NUMBER_TOKEN, []))


def _how(draft: Draft) -> str:
    share = draft.judgement.share
    parts = [f"{draft.type}: {draft.judgement.why}"]
    if draft.n_failed:
        parts.append(f"{share:.1%} of the values parse")
    return "; ".join(parts + draft.why)


def _bounds(draft: Draft) -> tuple[Any, Any]:
    """The least and the greatest typed value as JSON has them."""
    size = draft.size
    if draft.dates is not None:
        return draft.dates.low, draft.dates.high
    if size is None or draft.type not in {"integer", "number", "year"}:
        return None, None
    if draft.type == "number":
        return size.min, size.max
    added = draft.years.added if draft.years else 0
    return int(size.min) + added, int(size.max) + added


def _name_sources(body: Body, columns: list[Column]) -> list[Column]:
    """Give each companion of source text a name that no other column has."""
    taken = {name.casefold() for name in body.names}
    named = []
    for column in columns:
        if column.source_sql is not None:
            name = f"{column.name}__source"
            while name.casefold() in taken:
                name += "_"
            taken.add(name.casefold())
            column = replace(
                column,
                source_column=name,
                profile=column.profile | {"source_column": name},
            )
        named.append(column)
    return named
