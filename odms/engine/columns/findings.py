"""What there is to say about a column: cells that are not of its type, damage, doubts."""

from typing import Any

from odms.definitions.messages import LANGUAGES
from odms.engine.column import Body
from odms.engine.columns.draft import Draft
from odms.engine.grid import GridFinding, Workspace
from odms.engine.meanings import gazette, meaning
from odms.engine.types.dictionary import TOTALS, VALUES, odd_table, text_sql
from odms.engine.types.shapes import ABSENT, NUMERIC, Shape, trimmed

# Cells that are not of their column's type are told one by one up to this many a column; other
# findings tell this many different values.
FAILURES_TOLD = 200
VALUES_TOLD = 50
_CHARACTERS_TOLD = 80
# Types whose shapes alone say that every value parses.
_SURE = frozenset({"integer", "number", "date", "datetime", "year", "geometry"})
# Name lists that one may be missing from by a slip of spelling, and code lists.
_NAME_LISTS = frozenset({"th-province", "th-amphoe", "th-tambon", "th-region"})
_CODE_LISTS = frozenset({"th-province-code", "th-amphoe-code", "th-tambon-code"})


def tell(body: Body, draft: Draft, work: Workspace) -> None:
    """Add to `draft` every finding about its cells, and the count of failures."""
    _tell_failures(body, draft, work)
    _tell_damage(body, draft, work)
    _tell_repairs(body, draft, work)
    _tell_lists(draft, work)
    _tell_identifiers(draft)


def of_list(code: str, kind: str, **about: Any) -> GridFinding:
    """A finding about the list of a meaning, named in every language."""
    facts = {f"list_{language}": meaning.label(kind, language) for language in LANGUAGES}
    place = {name: about.pop(name) for name in ("row", "n") if name in about}
    return GridFinding(code, facts=about | facts, **place)


def _tell_failures(body: Body, draft: Draft, work: Workspace) -> None:
    """Every cell whose text is not of the column's type, with its row."""
    is_sure = draft.type == "text" or (not draft.n_failed and draft.type in _SURE)
    if is_sure and not draft.judgement.n_failed:
        return
    code = "engine.value_not_of_type"
    if draft.dates is not None and draft.dates.key == "r":
        code = "engine.date_undecided"
    v = f"b.v{draft.index}"
    rows = work.db.execute(
        f"SELECT b.r, {v}, count(*) OVER () FROM {body.relation} b {draft.join(body)}"
        f" WHERE ({draft.sql()}) IS NULL AND {trimmed(v)} <> ''"
        f" AND b.r NOT IN (SELECT r FROM {TOTALS}) AND NOT ({draft.is_no_value_sql()})"
        f" ORDER BY b.r LIMIT {FAILURES_TOLD + 1}"
    ).fetchall()
    draft.n_failed = rows[0][2] if rows else 0
    for row, text, _ in rows[:FAILURES_TOLD]:
        facts = {"value": text[:_CHARACTERS_TOLD], "type": draft.type}
        draft.findings.append(GridFinding(code, row=row, facts=dict(facts)))
    if len(rows) > FAILURES_TOLD:
        rest, facts = draft.n_failed - FAILURES_TOLD, {"type": draft.type}
        code = "engine.more_values_not_of_type"
        draft.findings.append(GridFinding(code, rows[-1][0], rest, dict(facts)))


def _tell_damage(body: Body, draft: Draft, work: Workspace) -> None:
    """What spreadsheets did to numbers and codes, and units that differ."""
    shapes = draft.shapes
    if shapes.n({Shape.DAMAGED}):
        for text, row, n in _values(draft, f"k = {Shape.DAMAGED:d}", work):
            facts = {"value": text}
            draft.findings.append(GridFinding("engine.digits_lost", row, n, dict(facts)))
    is_whole = draft.type == "integer" or meaning.is_kept_as_text(draft.meaning)
    if is_whole and shapes.n({Shape.DOT_ZERO}):
        n = shapes.n({Shape.DOT_ZERO})
        text, row, _ = _values(draft, f"k = {Shape.DOT_ZERO:d}", work)[0]
        facts = {"value": text}
        draft.findings.append(GridFinding("engine.codes_as_decimals", row, n, dict(facts)))
    n_percent = shapes.n_detail({Shape.PERCENT})
    if draft.type == "number" and 0 < n_percent < shapes.n_detail(NUMERIC):
        draft.findings.append(GridFinding("engine.percent_mixed", n=n_percent))
    if shapes.n({Shape.SUPPRESSED}):
        n = shapes.n({Shape.SUPPRESSED})
        draft.findings.append(GridFinding("engine.suppressed", n=n))


def _tell_repairs(body: Body, draft: Draft, work: Workspace) -> None:
    """Texts that cleaning changed beyond blanks around them."""
    if draft.type != "text" or not draft.shapes.has_odd:
        return
    found = work.db.execute(
        f"SELECT sum(d.n), min(d.r) FROM {VALUES} d JOIN {odd_table(body)} o ON o.v = d.v"
        f" WHERE d.c = {draft.index} AND {text_sql('d.v')} <> {trimmed('d.v')}"
    ).fetchall()
    n, row = found[0]
    if n:
        draft.findings.append(GridFinding("engine.text_repaired", row, int(n)))


def _tell_lists(draft: Draft, work: Workspace) -> None:
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
    for text, row, n in _values(draft, where, work):
        draft.findings.append(of_list(code, kind, row=row, n=n, value=text))


def _tell_identifiers(draft: Draft) -> None:
    """Identifiers that fail their check, zeros that were lost, and personal data."""
    found = draft.signs.patterns
    if draft.meaning in {"th-national-id", "th-juristic-id"}:
        n = draft.signs.n - found.get("id13_valid", 0)
        if n:
            draft.findings.append(GridFinding("engine.check_digit_wrong", n=n))
    if draft.meaning == "phone" and found.get("phone_bare"):
        n = found["phone_bare"]
        draft.findings.append(GridFinding("engine.zeros_may_be_lost", n=n))
    if draft.personal is not None:
        facts = {f"kind_{lang}": meaning.label(draft.personal.kind, lang) for lang in LANGUAGES}
        facts["percent"] = f"{draft.personal.share:.0%}".rstrip("%")
        finding = GridFinding("engine.personal_data", n=draft.personal.n, facts=dict(facts))
        draft.findings.append(finding)


def _values(draft: Draft, where: str, work: Workspace) -> list[tuple[str, int, int]]:
    """The column's different values that match, with first row and count, in order of rows."""
    absent = ", ".join(str(int(shape)) for shape in ABSENT)
    rows = work.db.execute(
        f"SELECT v, r, m FROM {VALUES} WHERE c = {draft.index} AND m > 0 AND k NOT IN ({absent})"
        f" AND {where} ORDER BY r LIMIT {VALUES_TOLD}"
    ).fetchall()
    return [(text[:_CHARACTERS_TOLD], row, int(n)) for text, row, n in rows]
