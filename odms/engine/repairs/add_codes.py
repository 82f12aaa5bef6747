"""Put the standard code of each province in a column beside its name."""

from functools import cache

from odms.definitions import national_table
from odms.engine.repairs.mending import Examples, Mending, made_name
from odms.engine.repairs.recipe import Step
from odms.engine.repairs.spell_as_listed import spellings
from odms.engine.types.shapes import quoted

PARAMETERS = {"name?": "text"}
EXAMPLES: Examples = [
    ("กระบี่", {}, "81"),
    ("กทม.", {}, "10"),
    ("Krabi", {}, "81"),
    ("เมืองสมมุติ", {}, None),
]


@cache
def codes() -> dict[str, str]:
    """The code of every spelling of a province's name."""
    rows = [row for row in national_table("areas.csv") if len(row["code"]) == 2]
    own = {name: row["code"] for row in rows for name in (row["name_th"], row["name_en"])}
    return {alias: own[name] for alias, name in spellings("th-province").items()} | own


def mend(text: str) -> str | None:
    """The code of a province; None for what is none."""
    return codes().get(" ".join(text.split()).removeprefix("จังหวัด"))


def repair(mending: Mending, step: Step) -> None:
    """Add the column; a name that is no province's gets no code."""
    i = mending.at(step.column)
    texts = mending.work.db.execute(f"SELECT DISTINCT v{i} FROM {mending.relation}").fetchall()
    found = [(text, mend(text)) for (text,) in texts if text]
    pairs = ", ".join(f"({quoted(text)}, {quoted(code)})" for text, code in found if code)
    listed = f"(VALUES {pairs or '(NULL, NULL)'}) k(v, w)"
    name = step.parameters.get("name") or f"{made_name('code')} {mending.columns[i].name}"
    query = f"SELECT b.r, k.w FROM {mending.relation} b JOIN {listed} ON k.v = b.v{i}"
    mending.add_column(i, name, query)
