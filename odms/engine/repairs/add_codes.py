"""Put the standard code of each province, district or sub-district in a column beside its name.

Several districts and sub-districts have the same name: which one is meant is told by the column
`within`, which names the province of a district, or the district of a sub-district. A name that
may still be several gets no code.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache

from odms.definitions import national, national_table
from odms.engine.repairs.mending import Examples, Mending, made_name
from odms.engine.repairs.recipe import Step
from odms.engine.repairs.spell_as_listed import spellings
from odms.engine.types.shapes import quoted

PARAMETERS = {"name?": "text", "list?": "th-province|th-amphoe|th-tambon", "within?": "text"}
EXAMPLES: Examples = [
    ("กระบี่", {}, "81"),
    ("กทม.", {}, "10"),
    ("Krabi", {}, "81"),
    ("เมืองสมมุติ", {}, None),
    ("อำเภอเกาะลันตา", {"list": "th-amphoe"}, "8103"),
    ("เฉลิมพระเกียรติ", {"list": "th-amphoe"}, None),
]
_DIGITS = {"th-province": 2, "th-amphoe": 4, "th-tambon": 6}
_ABOVE = {"th-amphoe": "th-province", "th-tambon": "th-amphoe"}


@cache
def codes(kind: str) -> Mapping[str, Collection[str]]:
    """The codes of every spelling of a name of the list."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in national_table("areas.csv"):
        if len(row["code"]) == _DIGITS[kind]:
            for name in (row["name_th"], row["name_en"]):
                found[name].add(row["code"])
    for alias, name in spellings(kind).items():
        found[alias] |= found[name]
    return dict(found)


def mend(text: str, list: str = "th-province", above: str | None = None) -> str | None:
    """The code of a name; None for what is none, or may be several. `above` names what it lies in."""
    found = set(_named(text, list))
    if above is not None:
        outer = tuple(_named(above, _ABOVE[list]))
        found = {code for code in found if code.startswith(outer)}
    return found.pop() if len(found) == 1 else None


def repair(mending: Mending, step: Step) -> None:
    """Add the column; a name that is none of the list gets no code."""
    told = step.parameters
    i, kind = mending.at(step.column), told.get("list", "th-province")
    j = mending.at(told["within"]) if told.get("within") and kind in _ABOVE else None
    above = "NULL" if j is None else f"v{j}"
    found = mending.work.db.execute(f"SELECT DISTINCT v{i}, {above} FROM {mending.relation}")
    pairs = [(text, o, mend(text, kind, o)) for text, o in found.fetchall() if text]
    listed = ", ".join(
        f"({quoted(text)}, {quoted(o) if o else 'NULL'}, {quoted(code)})"
        for text, o, code in pairs
        if code
    )
    rows = f"(VALUES {listed or '(NULL, NULL, NULL)'}) k(v, o, w)"
    joined = f"k.v = b.v{i}" + ("" if j is None else f" AND k.o IS NOT DISTINCT FROM b.v{j}")
    name = told.get("name") or f"{made_name('code')} {mending.columns[i].name}"
    query = f"SELECT b.r, k.w FROM {mending.relation} b JOIN {rows} ON {joined}"
    mending.add_column(i, name, query)


def _named(text: str, kind: str) -> Collection[str]:
    """The codes that a name may have, with or without the word for its kind before it."""
    bare, known = " ".join(text.split()), codes(kind)
    for begin in national("place_words.yaml")["before"]:
        if bare not in known and bare.startswith(begin):
            bare = bare.removeprefix(begin).strip()
    return known.get(bare, ())
