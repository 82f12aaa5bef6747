"""Spell each category one way: where values differ in case, blanks or dots alone, the most frequent
spelling holds."""

from collections import Counter

from odms.engine.repairs.mending import Mending
from odms.engine.repairs.recipe import Step
from odms.engine.text.cleaning import clean

PARAMETERS: dict[str, str] = {}


def key(text: str) -> str:
    """What spellings of one value share."""
    return "".join(clean(text).casefold().replace(".", "").split())


def usual(counts: Counter[str]) -> dict[str, str]:
    """For each spelling that is not the usual one of its value, the usual one."""
    best: dict[str, str] = {}
    for text, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        best.setdefault(key(text), text.strip())
    return {text: best[key(text)] for text in counts if best[key(text)] != text}


def repair(mending: Mending, step: Step) -> None:
    """Rewrite the column."""
    i = mending.at(step.column)
    counted = mending.work.db.execute(
        f"SELECT v{i}, count(*) FROM {mending.relation} WHERE v{i} <> '' GROUP BY v{i}"
    ).fetchall()
    mending.rewrite(i, usual(Counter(dict(counted))).get)
