"""Process 10: formats that machines read, and the standard codes where places are named."""

from datetime import date

from odms.definitions import national
from odms.publication.answering import Found, share
from odms.publication.facts import DatasetFacts
from odms.publication.reference import openness

_MACHINE_READABLE = 3


def answer(facts: DatasetFacts, _today: date) -> Found:
    """The level of openness (1 to 5), and columns that name places by the country's lists."""
    level = openness(has_tables=bool(facts.columns), formats=facts.formats)
    lists = national("code_lists.yaml").values()
    known = {meaning for one in lists for meaning in one["meanings"]}
    used = sum(column.get("meaning") in known for column in facts.columns)
    engine = facts.figures("format", "engine") or {}
    missing = int(engine.get("n_lists_missing", 0))
    have = [level >= _MACHINE_READABLE, not missing]
    told = {"level": level, "used": used, "missing": missing}
    return Found(share(sum(have), 2), "process.format.found", sum(have), 2, told)
