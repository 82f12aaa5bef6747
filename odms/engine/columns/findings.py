"""What there is to say about a column: cells that are not of its type, damage, doubts."""

from odms.definitions.messages import LANGUAGES
from odms.engine.column import Body, Personal
from odms.engine.columns.draft import Draft
from odms.engine.grid import GridFinding, Spot, Workspace
from odms.engine.meanings import gazette, meaning, personal, signs
from odms.engine.places import PLACES_TOLD
from odms.engine.types.dictionary import TOTALS, VALUES, odd_table, text_sql
from odms.engine.types.located import cells_of, cells_where
from odms.engine.types.shapes import ABSENT, NUMERIC, Shape, trimmed

# Cells that are not of their column's type are told one by one up to this many a column; other
# findings tell this many different values.
FAILURES_TOLD = 200
VALUES_TOLD = 50
_CHARACTERS_TOLD = 80
_PHONE_DIGITS = 10
# Types whose shapes alone say that every value parses.
_SURE = frozenset({"integer", "number", "date", "datetime", "year", "geometry"})
# Name lists that one may be missing from by a slip of spelling, and code lists.
_NAME_LISTS = frozenset({"th-province", "th-amphoe", "th-tambon", "th-region"})
_MORE = {
    "engine.digits_lost": "engine.more_digits_lost",
    "engine.name_not_in_list": "engine.more_name_not_in_list",
    "engine.code_not_in_list": "engine.more_code_not_in_list",
}
_CODE_LISTS = frozenset({"th-province-code", "th-amphoe-code", "th-tambon-code"})


def tell(body: Body, draft: Draft, work: Workspace) -> None:
    """Add to `draft` every finding about its cells, and the count of failures."""
    _tell_failures(body, draft, work)
    _tell_damage(body, draft, work)
    _tell_repairs(body, draft, work)
    _tell_lists(body, draft, work)
    _tell_identifiers(body, draft, work)


def list_names(kind: str) -> dict[str, object]:
    """The list of a meaning, named in every language, as facts of a sentence."""
    named: dict[str, object] = {f"list_{lang}": meaning.label(kind, lang) for lang in LANGUAGES}
    return {"list": kind} | named


def of_personal(found: Personal) -> GridFinding:
    """The finding that a column holds personal data."""
    facts = {f"kind_{language}": meaning.label(found.kind, language) for language in LANGUAGES}
    facts["percent"] = f"{found.share:.0%}".rstrip("%")
    return GridFinding("engine.personal_data", n=found.n, facts=dict(facts))


def _tell_failures(body: Body, draft: Draft, work: Workspace) -> None:
    """Every cell whose text is not of the column's type, with its row."""
    is_sure = draft.type == "text" or (not draft.n_failed and draft.type in _SURE)
    if is_sure and not draft.judgement.n_failed:
        return
    code = "engine.value_not_of_type"
    if draft.dates is not None and draft.dates.key == "r":
        code = "engine.date_undecided"
    failing = _failing(body, draft, work)
    if failing is None:
        draft.n_failed = 0
        return
    rows = work.db.execute(
        f"SELECT b.r, b.v{draft.index}, count(*) OVER () FROM {failing}"
        f" AND b.r NOT IN (SELECT r FROM {TOTALS})"
        f" ORDER BY b.r LIMIT {FAILURES_TOLD + PLACES_TOLD}"
    ).fetchall()
    draft.n_failed = rows[0][2] if rows else 0
    for row, text, _ in rows[:FAILURES_TOLD]:
        facts = {"value": text[:_CHARACTERS_TOLD], "type": draft.type}
        draft.findings.append(GridFinding(code, row, 1, dict(facts), (Spot(row),)))
    if rest := rows[FAILURES_TOLD:]:
        n, facts = draft.n_failed - FAILURES_TOLD, {"type": draft.type}
        cells = tuple(Spot(row) for row, _, _ in rest)
        code = "engine.more_values_not_of_type"
        draft.findings.append(GridFinding(code, rest[0][0], n, dict(facts), cells))


def _failing(body: Body, draft: Draft, work: Workspace) -> str | None:
    """The rows of the body, as `b`, whose text is not of the column's type. Where the text alone
    says so, each different one is looked at once; None where none fails."""
    v = f"b.v{draft.index}"
    fails = (
        f"WHERE ({draft.sql()}) IS NULL AND {trimmed(v)} <> '' AND NOT ({draft.is_no_value_sql()})"
    )
    if draft.lookup(body)[1] == "r":
        return f"{body.relation} b {draft.join(body)} {fails}"
    values = f"(SELECT v AS v{draft.index} FROM {VALUES} WHERE c = {draft.index}) b"
    texts = f"SELECT {v} FROM {values} {draft.join(body)} {fails}"
    if not work.db.execute(f"{texts} LIMIT 1").fetchall():
        return None
    return f"{body.relation} b WHERE {v} IN ({texts})"


def _tell_damage(body: Body, draft: Draft, work: Workspace) -> None:
    """What spreadsheets did to numbers and codes, and units that differ."""
    shapes = draft.shapes
    if shapes.n_detail({Shape.DAMAGED}):
        where = f"k = {Shape.DAMAGED:d}"
        draft.findings += _of_values("engine.digits_lost", body, draft, where, work)
    is_whole = draft.type == "integer" or meaning.is_kept_as_text(draft.meaning)
    if is_whole and shapes.n({Shape.DOT_ZERO}):
        cells = _of_shape(body, draft, Shape.DOT_ZERO, work, with_totals=True)
        facts = {"value": _text_at(body, draft, cells[0], work)}
        n = shapes.n({Shape.DOT_ZERO})
        found = GridFinding("engine.codes_as_decimals", cells[0].row, n, dict(facts), cells)
        draft.findings.append(found)
    n_percent = shapes.n_detail({Shape.PERCENT})
    if draft.type == "number" and 0 < n_percent < shapes.n_detail(NUMERIC):
        cells = _of_shape(body, draft, Shape.PERCENT, work)
        draft.findings.append(GridFinding.about("engine.percent_mixed", n_percent, cells))
    if n := shapes.n({Shape.SUPPRESSED}):
        cells = _of_shape(body, draft, Shape.SUPPRESSED, work, with_totals=True)
        draft.findings.append(GridFinding.about("engine.suppressed", n, cells))


def _tell_repairs(body: Body, draft: Draft, work: Workspace) -> None:
    """Texts that cleaning changed beyond blanks around them."""
    if draft.type != "text" or not draft.shapes.has_odd:
        return
    found = work.db.execute(
        f"SELECT sum(d.n) FROM {VALUES} d JOIN {odd_table(body)} o ON o.v = d.v"
        f" WHERE d.c = {draft.index} AND {text_sql('d.v')} <> {trimmed('d.v')}"
    ).fetchall()
    if n := int(found[0][0] or 0):
        where = f"{text_sql('d.v')} <> {trimmed('d.v')}"
        cells = cells_where(body, draft.index, where, work, with_totals=True)
        draft.findings.append(GridFinding.about("engine.text_repaired", n, cells))


def _tell_lists(body: Body, draft: Draft, work: Workspace) -> None:
    """Names and codes that their list does not know; totals and regions among places are known."""
    kind = draft.meaning
    if kind is None or kind not in _NAME_LISTS | _CODE_LISTS:
        return
    known = f"'{kind}', 'total', 'th-region'"
    where = (
        f"{gazette.key_sql('v')} NOT IN"
        f" (SELECT key FROM {gazette.GAZETTE} WHERE kind IN ({known})) AND NOT o"
    )
    code = "engine.code_not_in_list" if kind in _CODE_LISTS else "engine.name_not_in_list"
    draft.findings += _of_values(code, body, draft, where, work, **list_names(kind))


def _tell_identifiers(body: Body, draft: Draft, work: Workspace) -> None:
    """Identifiers that fail their check, and zeros that were lost."""
    found = draft.signs.patterns
    if draft.meaning in {"th-national-id", "th-juristic-id"}:
        n = draft.signs.n - found.get("id13_valid", 0)
        if n:
            cells = _of_sign(body, draft, "id13_valid", work, is_not=True)
            draft.findings.append(GridFinding.about("engine.check_digit_wrong", n, cells))
    if draft.meaning == "phone" and (n := found.get("phone_bare", 0)):
        cells = _of_sign(body, draft, "phone_bare", work)
        found_here = GridFinding.about("engine.zeros_may_be_lost", n, cells, length=_PHONE_DIGITS)
        draft.findings.append(found_here)


def _of_values(
    code: str, body: Body, draft: Draft, where: str, work: Workspace, **facts: object
) -> list[GridFinding]:
    """A finding for each different value that matches, in the order of their first rows; those
    beyond VALUES_TOLD are one finding more."""
    absent = ", ".join(str(int(shape)) for shape in ABSENT)
    matching = f"c = {draft.index} AND m > 0 AND k NOT IN ({absent}) AND {where}"
    rows = work.db.execute(
        f"SELECT v, m, sum(m) OVER (), count(*) OVER () FROM {VALUES} WHERE {matching}"
        f" ORDER BY r, v LIMIT {VALUES_TOLD}"
    ).fetchall()
    texts = [text for text, *_ in rows]
    cells = cells_of(body, draft.index, texts, work) if texts else {}
    found = [
        GridFinding.about(code, int(n), cells[text], value=text[:_CHARACTERS_TOLD], **facts)
        for text, n, *_ in rows
    ]
    if rows and rows[0][3] > len(rows):
        rest = f"SELECT v FROM {VALUES} WHERE {matching} ORDER BY r, v OFFSET {VALUES_TOLD}"
        n = int(rows[0][2]) - sum(int(n) for _, n, *_ in rows)
        more = cells_where(body, draft.index, f"d.v IN ({rest})", work)
        found.append(GridFinding.about(_MORE[code], n, more, **facts))
    return found


def _of_shape(
    body: Body, draft: Draft, shape: Shape, work: Workspace, *, with_totals: bool = False
) -> tuple[Spot, ...]:
    where = f"d.k = {shape:d}"
    return cells_where(body, draft.index, where, work, with_totals=with_totals)


def _of_sign(
    body: Body, draft: Draft, sign: str, work: Workspace, *, is_not: bool = False
) -> tuple[Spot, ...]:
    """The first cells that show a sign of `meanings.signs`, or that do not."""
    wanted = personal.patterns().only({sign})
    showing = signs.values_showing(body, draft.index, wanted, is_not=is_not)
    return cells_where(body, draft.index, f"d.v IN ({showing})", work)


def _text_at(body: Body, draft: Draft, cell: Spot, work: Workspace) -> str:
    found = work.db.execute(
        f"SELECT v{draft.index} FROM {body.relation} WHERE r = ?", [cell.row]
    ).fetchall()
    return str(found[0][0])[:_CHARACTERS_TOLD]
