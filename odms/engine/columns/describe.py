"""Judge every column of a body over all its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from odms.engine.column import Body, Column
from odms.engine.columns import checks, coded, findings, moments, together
from odms.engine.columns.draft import Draft
from odms.engine.columns.profile import column_profile
from odms.engine.grid import GridFinding, Workspace
from odms.engine.meanings import deciding, gazette, meaning, personal, signs
from odms.engine.meanings.meaning import Candidate
from odms.engine.meanings.signs import Signs
from odms.engine.types import dictionary, measures, patterns, values, years
from odms.engine.types.dictionary import VALUES, Shapes
from odms.engine.types.judging import Judgement, as_chosen, as_text, judge
from odms.engine.types.shapes import ABSENT, MISSING, Shape


@dataclass
class Seen:
    """What the batches of a body tell each other: columns of place names, orders of dates, and what
    each column shows of persons."""

    names: dict[int, str] = field(default_factory=dict)
    orders: set[str] = field(default_factory=set)
    sights: dict[int, personal.Sight] = field(default_factory=dict)


def describe(body: Body, work: Workspace) -> list[Column]:
    """Type, meaning, counts, personal data and profile of every column of `body`.

    Columns are judged in batches; what another batch could decide is judged again at the end.
    """
    dictionary.begin(body, work)
    gazette.load(work)
    seen, columns = Seen(), dict[int, Column]()
    every = range(len(body.names))
    undecided = _judge_all(body, every, seen, columns, work)
    if len(dictionary.batches(body, every)) > 1:
        _judge_all(body, undecided, seen, columns, work)
    measures.end(work)
    found = _add_personal([columns[index] for index in range(len(body.names))], seen)
    return _name_sources(body, found)


def _judge_all(
    body: Body, indexes: Sequence[int], seen: Seen, columns: dict[int, Column], work: Workspace
) -> list[int]:
    """Judge columns batch by batch; those that another batch could decide."""
    undecided: list[int] = []
    for near, some in dictionary.strips(body, indexes, work):
        for batch in dictionary.batches(near, some):
            drafts = _judge(near, batch, seen, columns, work)
            undecided += [draft.index for draft in drafts if _is_undecided(draft)]
    return undecided


def _judge(
    body: Body, batch: Sequence[int], seen: Seen, columns: dict[int, Column], work: Workspace
) -> list[Draft]:
    """Judge a batch of columns and put what came of it into `columns`."""
    drafts = _draft(body, batch, work)
    moments.read_dates(body, drafts, seen.orders, work)
    moments.read_times(body, drafts, work)
    _measure(body, drafts, seen, work)
    for draft in drafts:
        findings.tell(body, draft, work)
    checks.tell(body, drafts, work)
    for draft in drafts:
        columns[draft.index] = _column(body, draft, work)
    return drafts


def _add_personal(columns: list[Column], seen: Seen) -> list[Column]:
    """The columns with the personal data in them, judged with all columns in view."""
    settled = personal.settle(list(seen.sights.values()))
    told = []
    for column in columns:
        found = settled.get(column.index)
        if found is not None:
            column = replace(
                column,
                personal=found,
                findings=(*column.findings, findings.of_personal(found)),
                profile=column.profile | {"personal": found.to_json()},
            )
        told.append(column)
    return told


def _is_undecided(draft: Draft) -> bool:
    """Whether names or dates of another batch could change the judgement."""
    codes = {finding.code for finding in draft.findings}
    return "engine.date_order_assumed" in codes or (
        draft.meaning is None and deciding.may_be_place_code(draft.signs)
    )


def _draft(body: Body, batch: Sequence[int], work: Workspace) -> list[Draft]:
    found = dictionary.build(body, batch, work)
    words = _special_words(work)
    drafts = []
    for index in batch:
        judgement = _judgement(body, index, found[index], words.get(index, {}))
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


def _judgement(body: Body, index: int, shapes: Shapes, words: dict[Shape, list[str]]) -> Judgement:
    if (chosen := body.chosen_types.get(index)) is not None:
        return as_chosen(chosen, shapes)
    is_code = moments.says("code", body.names[index])
    return judge(shapes, words, body.native_types.get(index), is_code=is_code)


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


def _measure(body: Body, drafts: list[Draft], seen: Seen, work: Workspace) -> None:
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
        _decide_year(body, draft, work)
    _mean(body, drafts, seen, work)
    kept = {d.index: d.size for d in drafts if d.size is not None and d.type != "text"}
    measures.distribute(kept, work)
    words = [draft.index for draft in drafts if draft.type == "text"]
    found = measures.texts(body, {d.index: d.shapes for d in drafts}, words, work)
    for draft in drafts:
        draft.texts = found[draft.index]
    _mask(drafts, work)


def _mask(drafts: list[Draft], work: Workspace) -> None:
    """Patterns of all columns at once, but for shapes on a map."""
    counts = {d.index: d.texts.n_distinct for d in drafts if d.type != "geometry"}
    numeric = [draft.index for draft in drafts if draft.type in {"integer", "number"}]
    found = patterns.find(counts, numeric, work)
    for draft in drafts:
        draft.patterns = found.get(draft.index, patterns.Patterns())


def _mean(body: Body, drafts: list[Draft], seen: Seen, work: Workspace) -> None:
    """Meaning and personal data of all columns at once."""
    for draft in drafts:
        draft.signs = _no_signs(draft.shapes)
    found = {draft.index: draft.signs for draft in drafts}
    texts = [d for d in drafts if d.type in {"text", "integer"} and found[d.index].n]
    listed = [d.index for d in texts if found[d.index].n_values <= signs.LOOKED_UP_AT_MOST]
    signs.look_up(body, listed, found, work)
    signs.match(body, [d.index for d in texts if _may_match(d)], found, personal.patterns(), work)
    personal.look_up_names(body, [d.index for d in texts], found, work)
    candidates = [
        Candidate(d.index, d.name, d.type, found[d.index], _is_buddhist(d)) for d in drafts
    ]
    meanings = deciding.decide(candidates, seen.names, body, work)
    for draft, candidate in zip(drafts, candidates, strict=True):
        told = meanings[draft.index]
        draft.meaning = told.code
        if told.code:
            draft.why.append(f"{told.code}: {told.why}")
        if told.rejected:
            facts = findings.list_names(told.rejected)
            draft.findings.append(GridFinding("engine.not_the_standard_code", facts=facts))
        if told.is_swapped:
            draft.findings.append(GridFinding("engine.coordinates_swapped", n=draft.signs.n))
        seen.sights[draft.index] = personal.look(candidate, told, body, work)
        if meaning.is_kept_as_text(told.code) and draft.type == "integer":
            draft.judgement = as_text("codes")
    together.read_structure(body, drafts, work)
    together.tell_zone(body, drafts, seen.names, work)


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
    if draft.is_buddhist_span:
        return True
    if draft.years is not None:
        return bool(draft.years.is_buddhist)
    dates = draft.dates
    return dates is not None and dates.n_buddhist > (dates.n_values - dates.n_failed) / 2


def _decide_year(body: Body, draft: Draft, work: Workspace) -> None:
    """A column of whole numbers that are years: by its header, or by being nothing else."""
    if draft.size is None or draft.type not in {"integer", "year"}:
        return
    told = years.judge(
        draft.name,
        draft.size,
        is_named_in_cells=draft.type == "year",
        is_nameless=draft.source_name is None,
    )
    if told is None:
        if draft.type == "year":
            draft.judgement = as_text("words with numbers")
        return
    draft.judgement = replace(draft.judgement, type="year")
    draft.why.append(told.why)
    draft.years = told
    draft.findings += years.findings(body, draft.index, draft.shapes, draft.size, told, work)


def _column(body: Body, draft: Draft, work: Workspace) -> Column:
    shapes = draft.shapes
    missing = MISSING if draft.type == "text" else MISSING | {Shape.NUMBER_TOKEN}
    lookup, key = draft.lookup(body)
    sql = draft.sql()
    source_sql = _source_sql(draft, sql, work)
    told = coded.encode(body, draft, sql, source_sql, work)
    if told is not None:
        (sql, source_sql), lookup = told, None
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
        sql=sql,
        lookup=lookup,
        lookup_key=key,
        source_sql=source_sql,
        unit=draft.unit,
        findings=tuple(draft.findings),
    )
    return replace(column, profile=column_profile(column, draft))


def _source_sql(draft: Draft, sql: str, work: Workspace) -> str | None:
    is_of_time = draft.type in {"time", "datetime"}
    if is_of_time and not values.texts_say_more(draft.index, draft.type, work):
        return None
    return values.source_value(draft.index, draft.type, sql, draft.shapes)


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
    if draft.low is not None:
        return draft.low, draft.high
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
